"""What stands around a number: words that make it a time of day, and words that make it a pain score."""

from typing import Literal, get_args

from dialogs.reading.chart import Chart, Span
from dialogs.reading.numbers import led
from dialogs.reading.words import Pause

Part = Literal["morning", "noon", "afternoon", "evening"]
PARTS: tuple[Part, ...] = get_args(Part)
DAYS: tuple[Literal["tomorrow", "today"], ...] = ("tomorrow", "today")
"""Of two, the later is meant: "not today, tomorrow"."""
REACH = 4
"""Words between a time and the part of the day it is in ("tomorrow evening, maybe at 7")."""


class Around:
    """The words of time of one message."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        greeted = chart.covered("time:greetings")
        night = chart.covered("time:night")
        self.parts: list[tuple[Span, Part | Literal["night"]]] = [
            (span, "night" if span.start in night else part)
            for part in PARTS
            for span in chart.spans(f"time:{part}")
            if span.start not in greeted
        ]
        self._leads: dict[int, int] = {}
        for span in chart.spans("time:at"):
            self._leads.setdefault(span.end, span.start)
        self._ahead = {span.end for span in chart.spans("time:ahead")}
        self._tomorrow = chart.spans("time:tomorrow")
        self._daily = chart.spans("time:daily")
        days = [*self._tomorrow, *self._daily, *chart.spans("time:today")]
        self._spans = [*days, *(span for span, _ in self.parts)]
        self.words = frozenset(index for span in self._spans for index in range(span.start, span.end))
        """Every word of a day, a part of it, or of every day."""
        self._before = led(chart, "score:before") | led(chart, "time:scored")
        self._likely = led(chart, "score:likely")
        self._painful = bool(chart.spans("place:painful"))

    def lead(self, index: int) -> int | None:
        """Where the words that lead to a time at `index` begin."""
        return self._leads.get(index)

    def ahead(self, index: int) -> bool:
        """Whether a length of time was begun: "in 7" is no clock."""
        return index in self._ahead

    def timed(self, index: int) -> bool:
        """Whether the word at `index` is one of time."""
        return index in self.words

    def number(self, index: int) -> bool:
        """Whether the word at `index` is a number that stands for a word of time ("2moro")."""
        return index in self.words and self._chart.message.words[index].value is not None

    def scored(self, index: int) -> bool:
        """Whether a pain score is expected at `index`."""
        return index in self._before

    def hurts(self, index: int) -> bool:
        """Whether it is a pain score, in so many words."""
        return self._painful and index in self._before

    def likely_score(self, index: int) -> bool:
        return index in self._before or index in self._likely

    def out_of_ten(self, face: Span) -> bool:
        """Whether the number is a score, or the ten that a score is out of."""
        words = self._chart.message.words
        tens = [span for span in self._chart.spans("score:after") if words[span.end - 1].value is not None]
        return any(span.start == face.end or span.start < face.start < span.end for span in tens)

    def beside(self, face: Span) -> Literal["sure", "maybe"] | None:
        """Whether a word of time stands right before or after a number, and whether that makes it a time for sure."""
        close = [span for span in self._spans if face.end == span.start or span.end == face.start]
        if not close:
            return None
        after = [(span, part) for span, part in self.parts if span.start == face.end and span not in self._daily]
        phrase = any(part == "night" or span.end > span.start + 1 for span, part in after)
        before = bool(self._daily) and any(span.end == face.start for span, _ in self.parts)
        return "sure" if self._tomorrow or phrase or before else "maybe"

    def part(self, words: Span) -> Part | Literal["night"] | None:
        """The part of the day nearest to a time in its sentence: one of PARTS, or night."""
        distances = ((self._distance(span, words), part) for span, part in self.parts)
        near = [(distance, part) for distance, part in distances if distance is not None and distance <= REACH]
        return min(near, key=lambda each: each[0])[1] if near else None

    def _distance(self, one: Span, other: Span) -> int | None:
        """Words between the two; None over the end of a sentence."""
        first, last = min(one, other), max(one, other)
        between = range(first.end, last.start + 1)
        stopped = any(self._chart.message.pause(place) >= Pause.STOP for place in between)
        return None if stopped else max(last.start - first.end, 0)
