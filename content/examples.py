"""Messages as people write them, by what they say: what the model of a language is fitted to (`make models`).

One message a line. `text || other-id` names labels that would be as right: the message then says nothing about those.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from content.documents import ContentProblems, Folder
from content.schema import Content, Tier


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    also: frozenset[str]
    """Labels that would be as right."""
    row: int = field(default=1, compare=False)
    """Which line of its block it is, from 1."""


def _examples(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(_example(line, row) for row, line in enumerate(value.splitlines(), 1) if line.strip())


def _example(line: str, row: int) -> Example:
    text, _, also = line.partition(" || ")
    return Example(text.strip(), frozenset(label.strip() for label in also.split(",") if label.strip()), row)


Lines = Annotated[tuple[Example, ...], BeforeValidator(_examples)]


class Examples(BaseModel):
    """Each part maps a label to its messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alarms: Mapping[str, Lines]
    """By flag or caution; "id A" where the words make it more urgent than it usually is."""
    quiet: Mapping[str, Lines]
    """No flag and none of our questions, by kind."""
    harmless: Mapping[str, Lines]
    """No flag; may be one of our questions. By kind."""
    questions: Mapping[str, Lines]
    """By topic."""
    worries: Mapping[str, Lines]
    """By topic, of people who may have a flag as well."""


def read(root: Path, language: str, content: Content) -> Examples:
    """The examples of a language. Raises ContentProblems with all that is wrong with them."""
    folder = Folder(root)
    examples = folder.parse_all(paths(root, language), Examples)
    if examples is not None:
        _check(examples, content, folder)
    if examples is None or folder.problems:
        raise ContentProblems(folder.problems)
    return examples


def paths(root: Path, language: str) -> list[str]:
    """The files of a language, from the content folder on."""
    return Folder(root).names(f"examples/{language}/*.yaml")


def digest(root: Path, language: str) -> str:
    """Changes with every character of the examples."""
    contents = [(root / path).read_bytes() for path in paths(root, language)]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one message teaches: the labels that fit it, and those it says nothing about; no other label fits it."""

    text: str
    labels: frozenset[str]
    silent: frozenset[str]


def labels(examples: Examples) -> list[str]:
    """`flag:<id>`, `flag:<id> <tier>`, `topic:<id>`, and `asked`: that one of the topics is asked about."""
    topics = sorted({*examples.questions, *examples.worries})
    return [*(f"flag:{name}" for name in sorted(examples.alarms)), *(f"topic:{name}" for name in topics), "asked"]


def lessons(examples: Examples) -> Iterator[Lesson]:
    """Every example as what it teaches about every label."""
    every = frozenset(labels(examples))
    flags = frozenset(label for label in every if label.startswith("flag:"))
    questions = every - flags
    for name, lines in examples.alarms.items():
        yield from (Lesson(line.text, *_alarm(name, line, flags, questions)) for line in lines)
    for lines in examples.quiet.values():
        yield from (Lesson(line.text, frozenset(), _also(line)) for line in lines)
    for lines in examples.harmless.values():
        yield from (Lesson(line.text, frozenset(), _also(line) | questions) for line in lines)
    for part, silent in ((examples.questions, frozenset[str]()), (examples.worries, flags)):
        for name, lines in part.items():
            asked = frozenset({f"topic:{name}", "asked"})
            yield from (Lesson(line.text, asked, _also(line) | silent) for line in lines)


def _alarm(
    name: str, line: Example, flags: frozenset[str], questions: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """An alarm says nothing of questions, nor whether a more urgent form of the same flag would be as right."""
    usual = f"flag:{name.partition(' ')[0]}"
    fitting = frozenset({f"flag:{name}", usual} & flags)
    siblings = frozenset(flag for flag in flags if flag.startswith(f"{usual} "))
    return fitting, (_also(line) | questions | siblings) - fitting


def _also(line: Example) -> frozenset[str]:
    return frozenset(f"{kind}:{name}" for name in line.also for kind in ("flag", "topic"))


def _check(examples: Examples, content: Content, folder: Folder) -> None:
    alarms = {*content.flags, *content.cautions}
    urgent = {f"{alarm} {tier.value}" for alarm in content.flags for tier in Tier}
    known: Mapping[str, Iterable[str]] = {
        "alarms": alarms | urgent,
        "questions": content.topics,
        "worries": content.topics,
    }
    every = {*alarms, *content.topics}
    for part in type(examples).model_fields:
        for label, lines in getattr(examples, part).items():
            where = next(path for path in folder.documents if (part, label) in folder.documents[path].lines)
            if label not in known.get(part, (label,)):
                folder.problem(where, (part, label), f"{label} is no flag, caution or topic")
            for line in lines:
                for other in sorted(line.also - every):
                    message = f"{other}, named after ||, is no flag, caution or topic"
                    folder.problem(where, (part, label), message, below=line.row)
