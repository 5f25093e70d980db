"""A message as words: lower case, without accents, contractions spelt out, slips of typing put right."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST = 4096
"""Characters that are read: the longest message Telegram delivers."""
GUESSED = 60
"""Different unknown words of one message that a slip is looked for in; more is no text but noise."""

LONG = 8
"""Letters of a word that two slips are allowed in."""
NEAREST = 8
"""Words that are compared for the likeliest slip."""
SHORT = 4
"""Letters of a word that may not lack its first: too many other words end so."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""That may be missing at the beginning of a word."""

MOST = 900
"""Words that are read: more than an English message of that length has."""
REPEATED = 20
"""The same word is read this often at most (a light one four times as often): more says nothing new, and costs time."""

_piece = re.compile(r"#\d+|[^\W\d_]+\d+|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|\.{2,}|\n|[^\w\s]")
_tag = re.compile(
    r"</?(?:a|b|blockquote|br|code|del|div|em|i|img|ins|li|p|pre|s|script|span|strike|strong|tg-[a-z]+|u|ul)"
    r"(?:\s[^<>]{0,60})?/?>",
    re.IGNORECASE,
)
"""Markup; what else stands in angle brackets was meant."""
_run = re.compile(r"(.)\1{2,}")
_double = re.compile(r"(.)\1")
_quotes = str.maketrans("’‘`´ʼ", "'''''")


class Pause(IntEnum):
    """What stands between two words."""

    NONE = 0
    COMMA = 1
    STOP = 2
    QUESTION = 3


_pauses = {"?": Pause.QUESTION} | dict.fromkeys(".!;\n…", Pause.STOP) | dict.fromkeys(',:()[]{}"–—|•*', Pause.COMMA)


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    value: float | None
    """Of a number, in digits or spelt out."""
    start: int
    end: int
    """Where it stands in the text of the message."""
    pause: Pause
    """Before it."""


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    """As read: compatibility forms folded, invisible characters and markup gone."""
    words: tuple[Word, ...]
    ending: Pause
    """After the last word."""

    def pause(self, index: int) -> Pause:
        """Before the word at `index`, or at the end of the message; the two ends count as full stops."""
        if index >= len(self.words):
            return max(self.ending, Pause.STOP)
        return self.words[index].pause if index else Pause.STOP


class Speller:
    """Cuts messages into words. `vocabulary`: the words that matter, by weight; `known`, `light`: left alone; `lone`:
    what is meant by a whole message."""

    def __init__(
        self,
        vocabulary: Iterable[str],
        known: Iterable[str],
        spellings: Mapping[str, str],
        numbers: Mapping[str, int],
        light: frozenset[str] = frozenset(),
        lone: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._lone = lone
        self._spellings = {key: tuple(value.split()) for key, value in spellings.items()}
        self._numbers = numbers
        self._light = light
        self._vocabulary = dict.fromkeys((*vocabulary, *numbers))
        self._known = frozenset((*known, *light, *self._vocabulary))
        self._by_first: dict[str, list[str]] = {}
        long = (key for key in self._spellings if len(key) >= LONG)
        for word in dict.fromkeys((*self._vocabulary, *long)):
            if len(word) > 3 and word.isalpha():
                self._by_first.setdefault(word[0], []).append(word)
        self._slip = lru_cache(maxsize=4096)(self._search)

    def read(self, text: str) -> Message:
        """Cut a text of any length and script into words. Never raises."""
        cleaned = _clean(text)
        cleaned = self._lone.get(cleaned.strip(" .!\n").casefold(), cleaned)
        words: list[Word] = []
        unknown: set[str] = set()
        counts: Counter[str] = Counter()
        pause = Pause.NONE
        for match in _piece.finditer(cleaned):
            typed = match.group().casefold()
            if len(words) >= MOST:
                break
            meant = self._meant(typed, unknown)
            counts[typed] += 1
            if not meant:
                pause = max(pause, _pause(typed, match))
            elif counts[typed] <= (4 * REPEATED if typed in self._light else REPEATED):
                words += self._placed(meant, match, pause)
                pause = Pause.NONE
        return Message(cleaned, tuple(words), pause)

    def _placed(self, meant: tuple[str, ...], match: re.Match[str], pause: Pause) -> Iterator[Word]:
        for number, text in enumerate(meant):
            value = float(text) if text[0].isdecimal() else self._numbers.get(text)
            yield Word(text, value, match.start(), match.end(), Pause.NONE if number else pause)

    def _meant(self, typed: str, unknown: set[str]) -> tuple[str, ...]:
        """The words a typed stands for: none for punctuation."""
        plain = typed.replace("'", "")
        respelt = self._spellings.get(typed) or self._spellings.get(plain)
        if respelt:
            return respelt
        if not plain[:1].isalnum():
            return ("/",) if typed == "/" else ()
        if plain in self._known or not plain.isalpha():
            return (plain,)
        owner = typed.removesuffix("'s")
        if owner in self._known:
            return (owner,)
        unknown.add(plain)
        guess = self._slip(plain) if len(unknown) <= GUESSED else plain
        return tuple(word for part in guess.split() for word in self._spellings.get(part) or (part,))

    def _search(self, typed: str) -> str:
        """The word or words meant by an unknown one, or itself: surer slips first."""
        for repeats in ("\\1\\1", "\\1"):
            squeezed = _run.sub(repeats, typed)
            if squeezed in self._known or squeezed in self._spellings:
                return squeezed
        if not 3 < len(typed) < 24:
            return typed
        return self._near(typed, 1) or self._apart(typed) or self._near(typed, 2) or typed

    def _near(self, typed: str, slips: int) -> str | None:
        """The nearest word; of several the one that is likeliest to be mistyped so."""
        if slips > 1 and len(typed) < LONG:
            return None
        found = [word for word in _without_first(typed) if word in self._vocabulary]
        for first in dict.fromkeys(typed[:2]):
            words = self._by_first.get(first, ())
            near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=slips, limit=NEAREST)
            found += (word for word, _, _ in near)
        return min(found, key=lambda word: _unlike(typed, word), default=None)

    def _apart(self, typed: str) -> str | None:
        """Two words that are written as one: "chestpain"."""
        for cut in range(3, len(typed) - 2):
            parts = typed[:cut], typed[cut:]
            if all(part in self._known or part in self._spellings for part in parts):
                return " ".join(parts)
        return None


def _without_first(typed: str) -> Iterator[str]:
    """The words that a first letter is missing of."""
    if len(typed) > SHORT:
        yield from (letter + typed for letter in LETTERS)


def _unlike(typed: str, word: str) -> int:
    """How little a slip explains what was typed; of words as near as each other the smallest is meant."""
    if sorted(typed) == sorted(word):
        return 0
    if _double.sub("\\1", typed) == _double.sub("\\1", word):
        return 1
    if word.startswith(typed) or word.endswith(typed):
        return 2
    return 3 if (typed[0], typed[-1]) == (word[0], word[-1]) else 4


def _clean(text: str) -> str:
    text = text[:LONGEST].replace("\r", "\n")
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text.translate(_quotes))
        kept = (char for char in folded[:LONGEST] if unicodedata.category(char) not in {"Mn", "Cf", "Cs", "Sk"})
        text = "".join(kept)
    if "&" in text or "<" in text:
        text = _tag.sub(" ", html.unescape(text))
    return text


def _pause(typed: str, match: re.Match[str]) -> Pause:
    """Dots in a row are a comma; so is a dash that stands free, and a picture."""
    known = _pauses.get(typed)
    if known is not None:
        return known
    if typed == "-":
        before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
        return Pause.COMMA if before.isspace() or after.isspace() else Pause.NONE
    return Pause.COMMA if typed[0] == "." or unicodedata.category(typed[0]) == "So" else Pause.NONE
