"""Times of day in a message: how sure each is one, and whether it is before or after noon."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from content.lexicon import Times
from dialogs.reading.around import Around
from dialogs.reading.chart import Chart, Span
from dialogs.reading.faces import HALF_DAY, Face, Faces
from dialogs.reading.numbers import SHORT

BARE, BESIDE, CLEAR = 1, 2, 3
"""How sure a time is one: a number, one beside other words of time, one that says so."""
LATE = 5
"""From this hour on a time at night is before midnight, and before it one at noon is after noon."""

Half = Literal["am", "pm"]


@dataclass(frozen=True, slots=True)
class Clock:
    """One mention of a time, the words that lead to it included. `at`: None where it cannot be a time."""

    words: Span
    at: time | None
    sure: int
    said: str


class Clocks:
    """`units`, `names`: words after and before a number that counts something else."""

    def __init__(self, times: Times, units: frozenset[str], names: frozenset[str]) -> None:
        self._faces = Faces(times)
        self._units = units
        self._names = names
        self._halves: tuple[tuple[Half, re.Pattern[str]], ...] = (("am", _mark(times.am)), ("pm", _mark(times.pm)))

    def read(self, chart: Chart, lengths: frozenset[int]) -> list[Clock]:
        """Every mention, from the first. `lengths`: the words of lengths of time."""
        found: list[Clock] = []
        around = Around(chart)
        end = 0
        for index in range(len(chart.message.words)):
            free = index >= end and index not in lengths and not around.number(index)
            face = self._faces.read(chart, index) if free else None
            clock = self._clock(chart, index, face, around) if face else None
            if clock is not None:
                found.append(clock)
                end = clock.words.end
        return found

    def _clock(self, chart: Chart, index: int, face: Face, around: Around) -> Clock | None:
        end, half, said = self._told(chart, Span(index, face.end))
        lead = around.lead(index)
        words = Span(index if lead is None else lead, end)
        clear = face.clear or half is not None or end > face.end
        sure = CLEAR if clear else self._sure(chart, Span(index, end), around)
        at = _by_half(face, half) if half else _by_part(face, around.part(words))
        alone = words == Span(0, len(chart.message.words))
        if not sure or (at is None and sure < CLEAR and not alone) or (around.ahead(index) and half is None):
            return None
        return Clock(words, at, sure, said)

    def _told(self, chart: Chart, face: Span) -> tuple[int, Half | None, str]:
        """Where the time ends, "o'clock" and "pm" included; which half of the day it names; all of it as written."""
        end = next((span.end for span in chart.spans("time:oclock") if span.start == face.end), face.end)
        words, text = chart.message.words, chart.message.text
        start = words[face.start].start
        for half, mark in self._halves:
            match = mark.match(text, words[end - 1].end)
            if match:
                after = (place for place in range(end, len(words)) if words[place].start >= match.end())
                return next(after, len(words)), half, text[start : match.end()]
        return end, None, text[start : words[end - 1].end]

    def _sure(self, chart: Chart, face: Span, around: Around) -> int:
        """Of a number that may be an hour; 0 where it counts something else."""
        words = chart.message.words
        if self._counts(chart, face, around):
            return 0
        beside = around.beside(face)
        if words[face.start].value is None:
            closed = bool(chart.message.pause(face.end)) or around.timed(face.end)
            return CLEAR if around.lead(face.start) is not None and closed else 0
        if around.lead(face.start) is not None and not around.scored(face.start):
            return CLEAR
        if beside:
            return CLEAR if beside == "sure" and not around.likely_score(face.start) else BESIDE
        return BARE if len(words) <= SHORT else 0

    def _counts(self, chart: Chart, face: Span, around: Around) -> bool:
        """Whether the number counts something, is a name, or is out of ten."""
        words = chart.message.words
        before = words[face.start - 1].text if face.start else ""
        after = words[face.end].text if face.end < len(words) and not words[face.end].pause else ""
        if "/" in {before, after} or around.out_of_ten(face):
            return True
        named = before in self._names and not around.timed(face.start - 1) and around.lead(face.start) is None
        return around.hurts(face.start) or named or (after in self._units and not around.timed(face.end))


def _mark(words: frozenset[str]) -> re.Pattern[str]:
    """A single letter only without a space before it: "7p"."""
    marks = (re.escape(word) if len(word) == 1 else rf"\s*{re.escape(word)}" for word in sorted(words, key=len))
    return re.compile(rf"(?:{'|'.join(marks)})(?!\w)", re.IGNORECASE)


def _by_half(face: Face, half: Half) -> time | None:
    at = face.at()
    if at is None or (half == "am" and at.hour > HALF_DAY):
        return None
    if half == "am":
        return at.replace(hour=at.hour % HALF_DAY)
    return at if at.hour >= HALF_DAY else at.replace(hour=at.hour + HALF_DAY)


def _by_part(face: Face, part: str | None) -> time | None:
    """Twelve at night is midnight; seven in the evening is 19:00; what says more than twelve is as it says."""
    at = face.at()
    if at is None or part is None or not 0 < at.hour <= HALF_DAY:
        return at
    if at.hour == HALF_DAY:
        return at.replace(hour=0) if part in {"night", "morning"} else at
    early = at.hour < LATE
    later = part in {"afternoon", "evening"} or (part == "night" and not early) or (part == "noon" and early)
    return at.replace(hour=at.hour + HALF_DAY) if later else at
