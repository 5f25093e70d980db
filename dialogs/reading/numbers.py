"""A pain score from 0 to 10, and no other number."""

from dialogs.reading.chart import Chart
from dialogs.reading.words import Message, Pause

TOP = 10


class Numbers:
    def __init__(self, units: frozenset[str], names: frozenset[str]) -> None:
        self._units = units
        self._names = names

    def read(self, chart: Chart) -> int | None:
        """The score that is most surely one: "6/10", then "about 6", then a bare number. Of several, the last."""
        message = chart.message
        told = {span.start for span in chart.spans("score:after")}
        scored = chart.covered("score:after")
        led = {place for span in chart.spans("score:before") for place in chart.reach(span.end, 0)}
        ranked: list[tuple[int, int, int]] = []
        for index in range(len(message.words)):
            value = self._score(message, index)
            if value is None:
                continue
            if index + 1 in told:
                ranked.append((3, index, value))
            elif index not in scored and (index in led or self._alone(message, index)):
                ranked.append((2 if index in led else 1, index, value))
        return max(ranked)[2] if ranked else None

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

    def _alone(self, message: Message, index: int) -> bool:
        """A clause of its own: a number with nothing that it could count."""
        return bool(message.pause(index)) and bool(message.pause(index + 1))
