"""Content folder -> `Content`, or every problem at once, each with its path and line."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol as Shape
from typing import TypeVar

from pydantic import ValidationError

from content import examples
from content.checks import check
from content.documents import ContentProblems, Document, Folder, Location
from content.lexicon import Lexicon
from content.model import UNFITTED, Model
from content.phrases import Phrases, Words
from content.pictures import check_pictures, drawn
from content.schema import Caution, Content, Muscle, Protocol, Screening, Source, Tool, Topic, Zone

FOLDER = Path(__file__).parent
"""The content that ships with the product."""


class _HasId(Shape):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


def load(root: Path = FOLDER, *, fitted: bool = True, pictures: bool = False) -> Content:
    """Read and check a content folder. Raises ContentProblems with all that is wrong with it.

    `fitted`: whether its models must be there and fit its examples; only the fitting itself does without.
    `pictures`: whether their files are checked, too; a screen whose picture is not there does without.
    """
    folder = Folder(root)
    content = _assemble(folder, fitted=fitted)
    if content is not None:
        check(content, folder, _reference(folder, content))
        if fitted:
            _check_examples(folder, content)
        if pictures:
            check_pictures(content, folder)
    if content is None or folder.problems:
        raise ContentProblems(folder.problems)
    return content


def _assemble(folder: Folder, *, fitted: bool) -> Content | None:
    sources = folder.parse("sources.yaml", dict[str, Source])
    zones = folder.parse("zones.yaml", list[Zone])
    screening = folder.parse("screening.yaml", Screening)
    cautions = folder.parse("cautions.yaml", list[Caution])
    tools = folder.parse("tools.yaml", list[Tool])
    protocol = folder.parse("protocols.yaml", Protocol)
    topics = folder.parse("topics.yaml", list[Topic])
    timezones = folder.parse("timezones.yaml", list[str])
    muscles = _muscles(folder)
    phrases = _phrases(folder)
    lexicons = {language: _lexicon(folder, language) for language in phrases}
    models = {language: _model(folder, language) if fitted else UNFITTED for language in phrases}
    parts = (sources, zones, screening, cautions, tools, protocol, topics, timezones, *muscles)
    if screening is None or protocol is None or None in parts or not muscles or "en" not in phrases:
        return None
    return Content(
        sources=sources or {},
        zones=_by_id(folder, "zones.yaml", zones or ()),
        flags=_by_id(folder, "screening.yaml", screening.flags, "flags"),
        cautions=_by_id(folder, "cautions.yaml", cautions or ()),
        questions=screening.questions,
        full_again=screening.full_again,
        muscles={muscle.id: muscle for muscle in muscles if muscle is not None},
        points={point.id: point for muscle in muscles if muscle is not None for point in muscle.points},
        tools=_by_id(folder, "tools.yaml", tools or ()),
        protocol=protocol,
        topics=_by_id(folder, "topics.yaml", topics or ()),
        timezones=tuple(timezones or ()),
        phrases=phrases,
        lexicons={language: lexicon for language, lexicon in lexicons.items() if lexicon is not None},
        models=models,
        pictures=drawn(folder.root),
    )


def _by_id(folder: Folder, path: str, entries: Sequence[T], *above: str) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for index, entry in enumerate(entries):
        if entry.id in found:
            folder.problem(path, (*above, index), f"the id {entry.id} is taken already")
        found[entry.id] = entry
    return found


def _muscles(folder: Folder) -> list[Muscle | None]:
    paths = folder.names("muscles/*.yaml")
    if not paths:
        folder.problem("muscles", (), "no muscle here: add one file for each")
    return [folder.parse(path, Muscle) for path in paths]


def _lexicon(folder: Folder, language: str) -> Lexicon | None:
    paths = folder.names(f"lexicons/{language}/*.yaml")
    if not paths:
        folder.problem(f"lexicons/{language}", (), "nothing here: without a lexicon no message can be understood")
        return None
    return folder.parse_all(paths, Lexicon)


def _model(folder: Folder, language: str) -> Model:
    path = f"models/{language}.json"
    try:
        model = Model.model_validate_json((folder.root / path).read_bytes())
    except OSError as error:
        folder.problem(path, (), f"this file cannot be read: {error.strerror}; make it with: make models")
    except ValidationError as error:
        folder.problem(path, (), f"no model ({error.error_count()} mistakes); make it anew with: make models")
    else:
        if model.examples != examples.digest(folder.root, language):
            folder.problem(path, (), f"not fitted to examples/{language} as they are now; run: make models")
        return model
    return UNFITTED


def _check_examples(folder: Folder, content: Content) -> None:
    """Examples that no model is fitted to may be why: they are read, and their mistakes told. Fitted ones were."""
    for language, model in content.models.items():
        written = bool(examples.paths(folder.root, language))
        if written and model.examples != examples.digest(folder.root, language):
            try:
                examples.read(folder.root, language, content)
            except ContentProblems as mistakes:
                folder.problems += mistakes.problems


def _phrases(folder: Folder) -> Mapping[str, Phrases]:
    languages = sorted({Path(path).parent.name for path in folder.names("texts/*/*.yaml")})
    if "en" not in languages:
        folder.problem("texts/en", (), "the English words are missing: every language is compared with them")
    return {language: Phrases(language, _words(folder, language)) for language in languages}


def _words(folder: Folder, language: str) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for path in folder.names(f"texts/{language}/*.yaml"):
        document = folder.read(path)
        for location, value in _leaves(document.data, ()):
            if not isinstance(value, str | tuple):
                folder.problem(path, location, f"{value!r} is not text: put it in quotes")
            words[".".join((Path(path).stem, *map(str, location)))] = value if isinstance(value, tuple) else str(value)
    return words


def _leaves(data: object, location: Location) -> Iterable[tuple[Location, object]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*location, key))
    elif isinstance(data, list) and all(isinstance(item, str) for item in data):
        yield location, tuple(data)
    elif data is not None or location:
        yield location, data


def _reference(folder: Folder, content: Content) -> Phrases:
    """The English words of the product itself say which of its own words (ui.*) the program needs."""
    if folder.root == FOLDER:
        return content.phrases["en"]
    return _shipped()


@cache
def _shipped() -> Phrases:
    return Phrases("en", _words(Folder(FOLDER), "en"))


__all__ = ["FOLDER", "ContentProblems", "Document", "load"]
