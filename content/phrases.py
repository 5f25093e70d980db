"""The words of one language: plain text with {placeholders}, looked up by a dotted key."""

from collections.abc import Mapping
from dataclasses import dataclass

Words = str | tuple[str, ...]
"""One text, or a list of lines."""

LONGEST_BUTTON = 40
"""Characters of a button label that a 360 px wide phone still shows whole on a row of its own."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """`words` maps 'file.path.to.key' to a text or to lines, such as 'ui.home.title'."""

    language: str
    words: Mapping[str, Words]

    def line(self, key: str, /, **values: object) -> str:
        """The text of `key`, filled in. Raises KeyError for a key that is missing, or is a list."""
        text = self.words[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} is a list of lines")
        return text.format(**values)

    def lines(self, key: str, /, **values: object) -> tuple[str, ...]:
        """The lines of `key`, filled in; a single text is one line."""
        words = self.words[key]
        return tuple(text.format(**values) for text in ((words,) if isinstance(words, str) else words))

    def __contains__(self, key: object) -> bool:
        return key in self.words
