"""YAML files read strictly: text keys only, no key twice, the line of everything kept for messages."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

Location = tuple[str | int, ...]
"""Where in a file: keys and indices from the top."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake of an author. `path` is relative to the content folder."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class ContentProblems(Exception):
    """The content folder has mistakes: all of them, for the author to mend."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StrictLoader(yaml.CSafeLoader):
    """YAML without its traps: a key `yes` stays text, a date stays text, only true and false are booleans."""


StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp", ":merge"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), ["t", "f"])


@dataclass(slots=True)
class Document:
    """A parsed file with the line of every key and item."""

    path: str
    data: object = None
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """The line of `location`, or of the nearest place above it that stands in the file."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def depth(self, location: Location) -> int:
        """How many steps of `location`, from the top, stand in the file."""
        return max(depth for depth in range(len(location) + 1) if not depth or location[:depth] in self.lines)


class Folder:
    """Reads the files of one content folder and gathers every problem on the way."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def names(self, pattern: str) -> list[str]:
        """The files that a pattern of `Path.glob` finds, from the folder on, in their order."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob(pattern))

    def problem(self, path: str, location: Location, message: str, *, below: int = 0) -> None:
        """Note a mistake at a place of a file (of any file, read or not), or some lines `below` the place."""
        document = self.documents.get(path)
        self.problems.append(Problem(path, (document.line(location) if document else 1) + below, message))

    def read(self, path: str) -> Document:
        """Parse a file; a missing or broken one becomes a problem and has no data."""
        document = self.documents[path] = Document(path)
        try:
            loader = StrictLoader((self.root / path).read_text(encoding="utf-8"))
            node = loader.get_single_node()
            if node is None:
                self.problem(path, (), "this file is empty")
            else:
                self._index(document, node, ())
                document.data = loader.construct_document(node)
        except OSError as error:
            self.problem(path, (), f"this file cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.problem(path, (), "this file is not UTF-8 text")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(Problem(path, line, f"not valid YAML: {error.problem or error.context}"))
        except yaml.YAMLError as error:
            self.problem(path, (), f"not valid YAML: {str(error).splitlines()[0]}")
        except RecursionError:
            self.problem(path, (), "not valid YAML: an alias stands inside of what it stands for")
        return document

    def parse(self, path: str, kind: type[T]) -> T | None:
        """A file as a value of `kind`, or None where it has problems (which are kept)."""
        document = self.read(path)
        return None if document.data is None else self._validated(document.data, [document], kind)

    def parse_all(self, paths: Sequence[str], kind: type[T]) -> T | None:
        """Several files as the parts of one value of `kind`: their keys side by side, none of them twice."""
        documents = [self.read(path) for path in paths]
        merged: dict[str, object] = {}
        for document in documents:
            self._merge(merged, document.data, document, ())
        whole = all(document.data is not None for document in documents)
        return self._validated(merged, documents, kind) if whole else None

    def _merge(self, merged: dict[str, object], data: object, document: Document, above: Location) -> None:
        for key, value in data.items() if isinstance(data, dict) else ():
            known = merged.get(key)
            if isinstance(known, dict) and isinstance(value, dict):
                self._merge(known, value, document, (*above, key))
            elif key in merged:
                self.problem(document.path, (*above, key), f"the key {key} stands in another file already")
            else:
                merged[key] = deepcopy(value)

    def _validated(self, data: object, documents: Sequence[Document], kind: type[T]) -> T | None:
        """The value, or None and a problem for each mistake, in the file that its place stands in."""
        try:
            return TypeAdapter(kind).validate_python(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                location = tuple(detail["loc"])
                where = ".".join(str(part) for part in location) or "the file"
                document = max(documents, key=lambda document: document.depth(location))
                self.problem(document.path, location, f"{where}: {detail['msg']}")
            return None

    def _index(self, document: Document, node: yaml.Node, location: Location) -> None:
        document.lines.setdefault(location, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            for index, child in enumerate(node.value):
                self._index(document, child, (*location, index))
        elif isinstance(node, yaml.MappingNode):
            for key, child in node.value:
                self._index_key(document, key, location)
                self._index(document, child, (*location, str(key.value)))

    def _index_key(self, document: Document, key: yaml.Node, location: Location) -> None:
        line = key.start_mark.line + 1
        if key.tag != "tag:yaml.org,2002:str":
            name = key.value if isinstance(key, yaml.ScalarNode) else "here"
            self.problems.append(Problem(document.path, line, f"the key {name} is not text: put it in quotes"))
        if not isinstance(key, yaml.ScalarNode):
            return
        if (*location, key.value) in document.lines:
            self.problems.append(Problem(document.path, line, f"the key {key.value} stands here twice"))
        document.lines[(*location, key.value)] = line
