"""A pain score from 0 to 10, and no other number."""

from collections.abc import Iterator

from dialogs.reading.chart import Chart
from dialogs.reading.words import Message, Pause

TOP = 10
SHORT = 8
"""Words of a message that may be a plain answer: in a longer one most numbers count something else."""


class Numbers:
    def __init__(self, units: frozenset[str], names: frozenset[str]) -> None:
        self._units = units
        self._names = names

    def read(self, chart: Chart, timed: frozenset[int] = frozenset()) -> int | None:
        """The score that is most surely one: "6/10", then "pain is 6", then a bare number. Of several, the last.

        `timed`: words that tell a time.
        """
        ranked = [each for each in self._ranked(chart) if each[1] not in timed]
        if ranked:
            return max(ranked)[2]
        return 0 if _short(chart.message) and chart.spans("score:none") else None

    def _ranked(self, chart: Chart) -> Iterator[tuple[int, int, int]]:
        """How sure, where and how much, of every number that may be a score."""
        message = chart.message
        told = {span.start for span in chart.spans("score:after")}
        scored = chart.covered("score:after")
        before, likely = led(chart, "score:before"), led(chart, "score:likely")
        short = _short(message)
        for index in range(len(message.words)):
            value = self._score(message, index)
            if value is None:
                continue
            if index + 1 in told:
                yield 3, index, value
            elif index not in scored and (index in before or (short and index in likely)):
                yield 2, index, value
            elif index not in scored and (_alone(message, index, short=short) or _closing(message, index, likely)):
                yield 1, index, value

    def _score(self, message: Message, index: int) -> int | None:
        word = message.words[index]
        if word.value is None or not 0 <= word.value <= TOP:
            return None
        after = message.words[index + 1] if index + 1 < len(message.words) else None
        before = message.words[index - 1] if index else None
        if after and after.text in self._units and after.pause is Pause.NONE:
            return None
        if before and before.text in self._names and word.pause is Pause.NONE:
            return None
        return int(word.value + 0.5)


def led(chart: Chart, name: str) -> frozenset[int]:
    """Where the word after such a lead stands."""
    return frozenset(place for span in chart.spans(name) for place in chart.reach(span.end, 0))


def _short(message: Message) -> bool:
    return len(message.words) <= SHORT


def _closing(message: Message, index: int, likely: frozenset[int]) -> bool:
    """The last word, behind a comma of its own: "deep ache in my left buttock, about 6"."""
    if index + 1 < len(message.words):
        return False
    return bool(message.pause(index) or (index in likely and message.pause(index - 1)))


def _alone(message: Message, index: int, *, short: bool) -> bool:
    """A number with nothing that it could count: a clause of its own, in a longer message a sentence or the first."""
    before, after = message.pause(index), message.pause(index + 1)
    if short or index == 0:
        return bool(before and after)
    return min(before, after) >= Pause.STOP
