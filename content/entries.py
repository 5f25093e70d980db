"""All that facts are made of, each with the file and the place it stands in."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from content.documents import Location
from content.schema import Content, Muscle


def entries(content: Content) -> Iterator[tuple[str, Location, BaseModel]]:
    """Everything that facts are made of, with its place."""
    lists: Mapping[str, Iterable[BaseModel]] = {
        "zones.yaml": content.zones.values(),
        "cautions.yaml": content.cautions.values(),
        "tools.yaml": content.tools.values(),
        "topics.yaml": content.topics.values(),
    }
    for path, entries in lists.items():
        yield from ((path, (index,), entry) for index, entry in enumerate(entries))
    yield from (("screening.yaml", ("flags", index), flag) for index, flag in enumerate(content.flags.values()))
    yield "screening.yaml", ("full_again",), content.full_again
    yield "protocols.yaml", (), content.protocol
    yield from ((muscle_path(muscle), (), muscle) for muscle in content.muscles.values())


def muscle_path(muscle: Muscle) -> str:
    """The file of a muscle."""
    return f"muscles/{muscle.id}.yaml"


def walk(value: object, location: Location) -> Iterator[tuple[Location, object]]:
    """A value and all that is in it, each with its place."""
    yield location, value
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, BaseModel):
        parts = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, tuple):
        parts = enumerate(value)
    for name, part in parts:
        yield from walk(part, (*location, name))
