"""Which of the questions we have an answer to is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from content.lexicon import Asking
from content.patterns import Pattern
from dialogs.reading.chart import Chart
from dialogs.reading.judge import Opinion

SURE = 0.3
"""A topic this likely is answered: measured, so that at most one in twenty of the messages about other things is."""
NEAR = 0.08
"""A topic less likely than this is not even offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    topic: str | None = None
    nearest: tuple[str, ...] = ()
    confidence: float = 0.0
    asks: bool = False


class Questions:
    """`topics`: the ids that have an answer."""

    def __init__(self, asking: Asking, topics: Iterable[str]) -> None:
        self._asking = asking
        self._topics = tuple(topics)

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        yield from ((f"cue:{topic}", patterns) for topic, patterns in self._asking.cues.items())
        yield from ((f"topic:{topic}", patterns) for topic, patterns in self._asking.alone.items())
        yield from ((f"alike:{name}", patterns) for name, patterns in self._asking.alike.items())
        yield "asking:outside", self._asking.outside
        yield "asking:asks", self._asking.asks
        yield "asking:states", self._asking.states

    def read(self, chart: Chart, opinion: Opinion) -> Asked:
        """The topic where one is likely enough, or the two nearest where the message asks something.

        How likely a topic is: that one of ours is asked at all, by the root of the topic's own probability, which is
        shared out among them and therefore small.
        """
        asks = bool(chart.covered("asking:asks") - chart.covered("asking:states")) or "?" in chart.message.text
        plain = next((topic for topic in self._topics if self._plainly(topic, chart)), None)
        if plain is not None:
            return Asked(plain, (), 1.0, asks=True)
        ours = opinion.likely("asked") or 0.0
        likely = {topic: ours * sqrt(opinion.likely(f"topic:{topic}") or 0.0) for topic in self._topics}
        ranked = sorted(self._topics, key=lambda topic: -likely[topic])
        best = likely[ranked[0]] if ranked else 0.0
        if best >= SURE:
            return Asked(ranked[0], (), round(best, 3), asks)
        near = tuple(topic for topic in ranked[:2] if likely[topic] >= NEAR)
        return Asked(None, near if asks else (), round(best, 3), asks)

    @staticmethod
    def _plainly(topic: str, chart: Chart) -> bool:
        """Whether the message asks this and nothing else."""
        size, polite = len(chart.message.words), chart.covered("wish:polite")
        return any(span.alone(size, polite) for span in chart.spans(f"topic:{topic}"))
