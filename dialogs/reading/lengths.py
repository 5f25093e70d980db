"""Lengths of time from now: "in 2 hours", "in an hour and a half", "20 minutes from now"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from dialogs.reading.chart import Chart, Span
from dialogs.reading.words import Pause

UNITS: Mapping[str, timedelta] = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}
LONGEST = timedelta(days=366)
REACH = 10
"""Words of a length at most."""
MOST = 10_000.0
"""A larger number counts nothing."""

_one = r"(?:[1N]N*(?:&1?F)?|1?F1?)U(?:&1?F(?!1?U))?"
_length = re.compile(rf"{_one}(?:&?{_one})*")
"""1: one or an article, N: a number, F: a fraction, &: and, U: a unit."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """A word that a length is made of, as it is known to `_length`."""

    kind: str
    amount: float
    unit: timedelta
    end: int
    """Of its words."""


class Lengths:
    """`amounts`: the words that count a unit."""

    def __init__(self, amounts: Mapping[str, float]) -> None:
        self._amounts = amounts

    def read(self, chart: Chart) -> list[tuple[Span, timedelta]]:
        """Each length with its words, those that lead to it or follow it among them."""
        found: list[tuple[Span, timedelta]] = []
        for lead in chart.spans("time:ahead"):
            signs = self._signs(chart, lead.end, lead.end + REACH)
            match = _length.match(_kinds(signs))
            if match:
                found.append((Span(lead.start, signs[match.end() - 1].end), _total(signs[: match.end()])))
        for trail in chart.spans("time:later"):
            start = max(trail.start - REACH, 0)
            signs = self._signs(chart, start, trail.start)
            for match in _length.finditer(_kinds(signs)):
                if signs[match.end() - 1].end == trail.start:
                    begin = signs[match.start() - 1].end if match.start() else start
                    found.append((Span(begin, trail.end), _total(signs[match.start() : match.end()])))
        return [(span, length) for span, length in found if timedelta(0) < length <= LONGEST]

    def _signs(self, chart: Chart, start: int, end: int) -> list[_Sign]:
        """The words from `start` to `end`, or to the end of the sentence; those that count nothing are left out."""
        units = {span.start: (span.end, unit) for name, unit in UNITS.items() for span in chart.spans(f"time:{name}")}
        joins, words = chart.covered("context:joins"), chart.message.words
        signs: list[_Sign] = []
        for index in range(start, min(end, len(words))):
            if index > start and chart.message.pause(index) >= Pause.STOP:
                break
            if index in units:
                signs.append(_Sign("U", 0.0, units[index][1], units[index][0]))
            elif index in joins:
                signs.append(_Sign("&", 0.0, timedelta(0), index + 1))
            else:
                signs += self._counted(chart, index)
        return signs

    def _counted(self, chart: Chart, index: int) -> list[_Sign]:
        word = chart.message.words[index]
        amount = self._amounts.get(word.text, word.value)
        if amount is None:
            return [] if chart.is_light(index) else [_Sign("x", 0.0, timedelta(0), index + 1)]
        if not 0 <= amount <= MOST:
            return [_Sign("x", 0.0, timedelta(0), index + 1)]
        kind = "N" if amount > 1 or word.text not in self._amounts else "1" if amount == 1 else "F"
        return [_Sign(kind, amount, timedelta(0), index + 1)]


def _kinds(signs: list[_Sign]) -> str:
    return "".join(sign.kind for sign in signs)


def _total(signs: list[_Sign]) -> timedelta:
    """An article counts where no number or fraction follows it ("an hour", not "a couple", not "a half")."""
    total, unit, amount = timedelta(0), timedelta(0), 0.0
    for number, sign in enumerate(signs):
        if sign.kind == "U":
            unit = sign.unit
            total, amount = total + amount * unit, 0.0
        elif sign.kind != "1" or (amount == 0.0 and signs[number + 1].kind in "&U"):
            amount += sign.amount
    return total + amount * unit
