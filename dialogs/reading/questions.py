"""Which of the questions we have an answer to is asked.

Each phrasing of a topic is a vector of its words, weighted by how few topics use them (tf-idf); a message is compared
with every phrasing by the cosine, and a word no topic knows makes it less like all of them. Words of one meaning
(`alike` in the lexicon) count as one word.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log, sqrt

from content.lexicon import Asking
from content.patterns import Pattern
from dialogs.reading.chart import Chart

SURE = 0.5
"""A topic this near is answered."""
SAID = 0.5
"""Weight of a word beside that of its meaning, so that the very same word still counts for more."""
AHEAD = 0.03
"""Unless another is this close behind."""
CUED = 0.75
"""Nearness of a topic that a cue of the lexicon names."""
SHORTEST_STEM = 3
"""Letters that stay when an ending is taken off."""
WORTH_NAMING = 0.22
"""A topic less near than this is not even offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    topic: str | None = None
    nearest: tuple[str, ...] = ()
    confidence: float = 0.0
    asks: bool = False


class Questions:
    """An index of the phrasings of all topics; empty until it has learnt them."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._topics: list[str] = []
        """Of each phrasing."""
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._rarity: dict[str, float] = {}
        self._unknown = 0.0

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        yield from ((f"cue:{topic}", patterns) for topic, patterns in self._asking.cues.items())
        yield from ((f"alike:{name}", patterns) for name, patterns in self._asking.alike.items())
        yield "asking:outside", self._asking.outside
        yield "asking:asks", self._asking.asks

    def learn(self, charts: Mapping[str, Iterable[Chart]]) -> None:
        """Index the phrasings: by topic, a chart of each."""
        found = [(topic, self._features(chart)) for topic, many in charts.items() for chart in many]
        topics: dict[str, set[str]] = defaultdict(set)
        for topic, features in found:
            for feature in features:
                topics[feature].add(topic)
        self._rarity = {feature: log(1 + len(charts) / len(used)) for feature, used in topics.items()}
        self._unknown = log(1 + len(charts))
        for number, (topic, features) in enumerate(found):
            self._topics.append(topic)
            for feature, weight in self._normed(features).items():
                self._postings[feature].append((number, weight))

    def read(self, chart: Chart) -> Asked:
        """The topic where one is near enough, or the two nearest where the message asks something."""
        asks = self._asks(chart)
        if chart.spans("asking:outside"):
            return Asked(asks=asks)
        ranked = sorted(self._scores(chart).items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return Asked(asks=asks)
        (topic, best), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
        if best >= SURE and best - second >= AHEAD:
            return Asked(topic, (), round(min(best, 1.0), 3), asks)
        near = tuple(name for name, score in ranked[:2] if score >= WORTH_NAMING)
        return Asked(None, near if asks else (), round(min(best, 1.0), 3), asks)

    def _scores(self, chart: Chart) -> dict[str, float]:
        nearness: dict[int, float] = defaultdict(float)
        for feature, weight in self._normed(self._features(chart)).items():
            for number, other in self._postings.get(feature, ()):
                nearness[number] += weight * other
        scores: dict[str, float] = {}
        for number, value in nearness.items():
            topic = self._topics[number]
            scores[topic] = max(scores.get(topic, 0.0), value)
        for topic in self._asking.cues:
            if chart.spans(f"cue:{topic}"):
                scores[topic] = CUED + scores.get(topic, 0.0) * (1 - CUED)
        return scores

    def _features(self, chart: Chart) -> dict[str, float]:
        """The stems of the words and the meanings found, with their weights."""
        meanings = {f"alike:{name}": 1.0 for name in self._asking.alike if chart.spans(f"alike:{name}")}
        covered = {index for name in meanings for index in chart.covered(name)}
        features: dict[str, float] = {}
        for index, word in enumerate(chart.message.words):
            if word.text not in self._asking.ignored:
                features[self._stem(word.text)] = SAID if index in covered else 1.0
        return features | meanings

    def _normed(self, features: Mapping[str, float]) -> dict[str, float]:
        """As a vector of length 1."""
        vector = {name: weight * self._rarity.get(name, self._unknown) for name, weight in features.items()}
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {name: weight / length for name, weight in vector.items()}

    def _stem(self, word: str) -> str:
        for ending in self._asking.endings:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
                return word.removesuffix(ending)
        return word

    def _asks(self, chart: Chart) -> bool:
        return bool(chart.spans("asking:asks")) or "?" in chart.message.text
