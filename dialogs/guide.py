"""What the core works with besides the session: the content and the readers of its languages. Built once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from content.phrases import Phrases
from content.schema import Content
from dialogs.reading import Reader

FALLBACK = "en"
"""The language of a chat whose own is not (or no longer) there."""

KEEP_DAYS = 365
"""Unless the operator says otherwise."""


@dataclass(frozen=True, slots=True)
class Guide:
    content: Content
    readers: Mapping[str, Reader]
    keep_days: int = KEEP_DAYS
    """For how long history is kept: said in words here, done elsewhere."""

    @classmethod
    def of(cls, content: Content, keep_days: int = KEEP_DAYS) -> Self:
        """Build the readers, too: some 100 ms."""
        return cls(content, {language: Reader(content, language) for language in content.phrases}, keep_days)

    def phrases(self, language: str) -> Phrases:
        return self.content.phrases.get(language) or self.content.phrases[FALLBACK]

    def reader(self, language: str) -> Reader:
        return self.readers.get(language) or self.readers[FALLBACK]


def city(phrases: Phrases, zone: str) -> str:
    """What people call a time zone; one that is no longer offered by its own name."""
    key = f"timezones.{zone}"
    return phrases.line(key) if key in phrases else zone
