"""Hours and minutes as people write them: "19:30", "1930", "seven thirty", "half past seven", "quarter to 8"."""

import re
from dataclasses import dataclass
from datetime import time

from content.lexicon import Times
from dialogs.reading.chart import Chart
from dialogs.reading.lengths import UNITS
from dialogs.reading.words import Word

HALF, QUARTER, HOUR = 30, 15, 60
HALF_DAY, DAY = 12, 24
TEN = 10
"""The highest pain score."""
LARGE = 10_000
TENS = (20, 30, 40, 50)

_digital = re.compile(r"(?<!\d)(?<!\d[.:,/-])(?<![$£€#])(\d{1,2})([:;.h-])(\d{1,2})(?::\d\d)?(?![.:,/-]?\d|%)")


@dataclass(frozen=True, slots=True)
class Face:
    """What is written, from the word it was found at up to, not including, the word `end`."""

    hour: int
    minute: int
    end: int
    clear: bool
    """Whether it is a time wherever it stands; else a number, too."""

    def at(self) -> time | None:
        """As it is written; None where it cannot be a time. 24:00 is midnight."""
        if (self.hour, self.minute) == (DAY, 0):
            return time(0)
        return time(self.hour, self.minute) if self.hour < DAY and 0 <= self.minute < HOUR else None


class Faces:
    def __init__(self, times: Times) -> None:
        self._times = times

    def read(self, chart: Chart, index: int) -> Face | None:
        """The longest that begins at a word."""
        return (
            self._named(chart, index)
            or self._digital(chart, index)
            or self._beside(chart, index)
            or self._halved(chart, index)
            or self._written(chart, index)
        )

    def _named(self, chart: Chart, index: int) -> Face | None:
        """Noon, midnight; with a 12 before it, too."""
        words = chart.message.words
        start = index + 1 if words[index].value == HALF_DAY and index + 1 < len(words) else index
        for named in self._times.named:
            for span in chart.spans(f"time:{named:%H:%M}"):
                if span.start == start:
                    return Face(named.hour, named.minute, span.end, clear=True)
        return None

    def _digital(self, chart: Chart, index: int) -> Face | None:
        """With a sign between hour and minute; after a dot, a letter or a dash the minute has two digits."""
        words = chart.message.words
        match = _digital.match(chart.message.text, words[index].start)
        if match is None:
            return None
        hour, sign, minute = match.groups()
        end = next((place for place in range(index, len(words)) if words[place].start >= match.end()), len(words))
        if sign in ":;":
            return Face(int(hour), int(minute) if len(minute) > 1 else HOUR, end, clear=True)
        if len(minute) == 1 or int(minute) >= HOUR:
            return None
        return Face(int(hour), int(minute), end, clear=sign != "-")

    def _beside(self, chart: Chart, index: int) -> Face | None:
        """So many minutes past or to an hour. "6 to 7" is a time only where one is waited for."""
        words = chart.message.words
        minute, end = self._minutes(chart, index)
        if minute is None or end >= len(words) or words[end].text not in self._times.past | self._times.to:
            return None
        past = words[end].text in self._times.past
        face = self._named(chart, end + 1) or self._hour(chart, end + 1) if end + 1 < len(words) else None
        if face is None or face.hour > DAY or not (past or minute < HALF):
            return None
        clear = past or words[index].value is None or end > index + 1 or minute > TEN
        if not clear and minute % 5:
            return None
        if past:
            return Face(face.hour % DAY, minute, face.end, clear)
        return Face((face.hour - 1) % DAY, HOUR - minute, face.end, clear)

    def _halved(self, chart: Chart, index: int) -> Face | None:
        """Half seven, as the British say it: 7:30."""
        words = chart.message.words
        if words[index].text not in self._times.half or index + 1 >= len(words) or words[index + 1].pause:
            return None
        face = self._hour(chart, index + 1)
        return Face(face.hour, HALF, face.end, clear=True) if face and 0 < face.hour <= HALF_DAY else None

    def _written(self, chart: Chart, index: int) -> Face | None:
        """A number, or two: 7, 1930, seven thirty, seven oh five. As soldiers say it, hours follow: 1900 hours."""
        word = chart.message.words[index]
        if word.text.isdecimal() and len(word.text) in {3, 4}:
            hour, minute = divmod(int(word.text), 100)
            soldierly = len(word.text) == 4 and self._counted(chart, index + 1)
            return Face(hour, minute, index + 1 + soldierly, clear=soldierly)
        minute_of, end = self._spoken(chart, index + 1)
        if minute_of is None:
            return self._hour(chart, index)
        number = self._number(word)
        return None if number is None else Face(number, minute_of, end, clear=not word.text.isdecimal())

    def _hour(self, chart: Chart, index: int) -> Face | None:
        """A number of up to two digits that counts nothing."""
        word = chart.message.words[index]
        number = self._number(word)
        if number is None or (word.text.isdecimal() and len(word.text) > 2) or self._counted(chart, index + 1):
            return None
        return Face(number, 0, index + 1, clear=False)

    def _minutes(self, chart: Chart, index: int) -> tuple[int | None, int]:
        """Those before "past" or "to", and where they end."""
        word = chart.message.words[index]
        if word.text in self._times.half | self._times.quarter:
            return HALF if word.text in self._times.half else QUARTER, index + 1
        number = self._number(word)
        if number is None or not 0 < number < HOUR:
            return None, index
        number, end = self._compound(chart, number, index + 1)
        units = [span.end for span in chart.spans("time:minutes") if span.start == end]
        return number, units[0] if units else end

    def _spoken(self, chart: Chart, index: int) -> tuple[int | None, int]:
        """The minute that follows an hour: two digits, or a word from ten on, or "oh five"."""
        words = chart.message.words
        if index >= len(words) or words[index].pause:
            return None, index
        start = index + 1 if words[index].text in self._times.zero and index + 1 < len(words) else index
        number = self._number(words[start])
        short = number is not None and (number < 10 and len(words[start].text) != 2)
        if number is None or number >= HOUR or short is (start == index):
            return None, index
        number, end = self._compound(chart, number, start + 1)
        return (None, index) if self._counted(chart, end) else (number, end)

    def _compound(self, chart: Chart, number: int, index: int) -> tuple[int, int]:
        """Forty five: a word for tens and one below ten."""
        words = chart.message.words
        if number in TENS and index < len(words) and not words[index].pause and words[index].text.isalpha():
            ones = self._number(words[index])
            if ones is not None and ones < 10 and words[index - 1].text.isalpha():
                return number + ones, index + 1
        return number, index

    def _counted(self, chart: Chart, index: int) -> bool:
        """Whether a unit of time follows."""
        return any(span.start == index for unit in UNITS for span in chart.spans(f"time:{unit}"))

    def _number(self, word: Word) -> int | None:
        value = self._times.hours.get(word.text, word.value)
        return None if value is None or not 0 <= value < LARGE or value % 1 else int(value)
