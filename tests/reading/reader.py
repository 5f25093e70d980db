"""The shipped reader, built once for all tests of it."""

from content import loader
from content.schema import Content
from dialogs.reading import Reader, Reading

CONTENT: Content = loader.load()
READER = Reader(CONTENT, "en")


def read(text: str) -> Reading:
    return READER.read(text)


def flags(text: str) -> list[tuple[str, str]]:
    """The flags found, with their tiers, most urgent first."""
    return [(flag.id, flag.tier.value) for flag in read(text).flags]
