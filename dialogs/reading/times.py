"""When something shall be: a time of day, a day, a part of it, a length of time from now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from content import lexicon
from content.patterns import Pattern
from dialogs.reading.around import DAYS, PARTS, Around
from dialogs.reading.chart import Chart, Span
from dialogs.reading.clocks import BESIDE, CLEAR, Clock, Clocks
from dialogs.reading.lengths import Lengths
from dialogs.reading.reading import When


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says about times. Words are by their places in it."""

    clock: time | None
    no_clock: str | None
    when: When | None
    lengths: frozenset[int]
    """Words of lengths of time."""
    clear: frozenset[int]
    """Words of times that are no number besides."""
    words: frozenset[int]
    """All words of time."""

    def daily(self) -> bool:
        """Whether a time on every day is named."""
        return self.when is not None and self.when.daily and self.clock is not None and bool(self.clear)

    def only(self, chart: Chart) -> bool:
        """Whether the message tells a time, maybe for a reminder, and nothing else."""
        around = ("wish:polite", "wish:remind:asked", "wish:no-remind:asked", "context:joins")
        words = self.words.union(*(chart.covered(name) for name in around))
        return bool(self.clear) and len(words) == len(chart.message.words)


class Times:
    def __init__(self, times: lexicon.Times, scores: lexicon.Scores) -> None:
        self._times = times
        self._lengths = Lengths(times.amounts)
        self._clocks = Clocks(times, scores.units, scores.names)

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        times = self._times
        for name in ("oclock", "at", "scored", "other_days", "night", "greetings", "daily", "ahead", "later"):
            yield f"time:{name}", getattr(times, name)
        yield from ((f"time:{at:%H:%M}", says) for at, says in times.named.items())
        for group in (times.days, times.parts, times.units):
            yield from ((f"time:{name}", says) for name, says in group.items())

    def read(self, chart: Chart) -> Told:
        """What the message says; of several times the clearest, of those the first, or the last after a correction."""
        lengths = self._lengths.read(chart)
        counted = _places(span for span, _ in lengths)
        clocks = self._clocks.read(chart, counted)
        clock = _chosen(chart, [clock for clock in clocks if clock.at is not None and not _refused(chart, clock)])
        broken = next((clock.said for clock in clocks if clock.at is None), None)
        if clock is not None and broken is not None:
            clock, broken = (None, broken) if clock.sure < BESIDE else (clock, None)
        around = Around(chart)
        clear = _places(clock.words for clock in clocks if clock.sure == CLEAR)
        words = _places(clock.words for clock in clocks) | around.words | counted
        when = _when(chart, around, clock, lengths[0][1] if lengths else None)
        return Told(clock.at if clock else None, broken, when, counted, clear | counted, words)


def _places(spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(index for span in spans for index in range(span.start, span.end))


def _chosen(chart: Chart, clocks: list[Clock]) -> Clock | None:
    if not clocks:
        return None
    surest = max(clock.sure for clock in clocks)
    first, *_, last = [clock for clock in clocks if clock.sure == surest] * 2
    corrected = any(first.words.end <= span.start < last.words.start for span in chart.spans("side:corrections"))
    return last if corrected else first


def _refused(chart: Chart, clock: Clock) -> bool:
    """Whether a denial stands right before it: "not at 7, at 9"."""
    return any(clock.words.start in chart.reach(span.end, 0) for span in chart.spans("context:preceding"))


def _when(chart: Chart, around: Around, clock: Clock | None, after: timedelta | None) -> When | None:
    """The part of the day is the one nearest to the time, or the first."""
    others = chart.covered("time:other_days")
    day = next((day for day in DAYS if any(span.start not in others for span in chart.spans(f"time:{day}"))), None)
    near = around.part(clock.words) if clock else None
    part = near or next((part for _, part in sorted(around.parts)), None)
    named = next((each for each in PARTS if each == part), "evening" if part else None)
    when = When(day, named, after, bool(chart.spans("time:daily")))
    return when if when != When() else None
