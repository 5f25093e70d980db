"""What the fitted model makes of a message: of the whole, and of each sentence, so that no chatter drowns an alarm."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from content.model import Model
from dialogs.reading.chart import Chart, Span
from dialogs.reading.classifier import Classifier
from dialogs.reading.context import Context
from dialogs.reading.features import Features

WHOLE = 60
"""Words of a message that is judged as a whole; a longer one only piece by piece."""
PIECE = 40
"""Words of a piece."""
SHORTEST = 3
"""Words of a sentence that is judged alone."""
QUOTED = 9
"""Words that are quoted to say what led to a judgement."""
STEP = 3
"""Words between the beginnings of the quotations that are weighed."""

LOOKS = 4
"""Mentions in a message that are judged with the words around them."""
AROUND = 6
"""Words on both sides of a mention that belong to it."""


class Judge:
    """Built once for each language."""

    def __init__(self, model: Model, features: Features) -> None:
        self._features = features
        self._classifier = Classifier(model)

    def read(self, chart: Chart, context: Context) -> "Opinion":
        return Opinion(lambda part: self._classifier.judge(self._features.of(chart, context, part)), chart, context)

    def unheard(self, chart: Chart, context: Context) -> "Opinion":
        """None at all, for a message of a kind that the model never saw."""
        return Opinion(lambda _: {}, chart, context)

    def alarming(self, concept: str, flags: Iterable[str]) -> dict[str, float]:
        """How much a concept by itself speaks for each of these flags, or against it."""
        return self._classifier.weights(f"@{concept}", frozenset(f"flag:{flag}" for flag in flags))


class Opinion:
    """On one message. `judge`: the probabilities of all labels for some of its words."""

    def __init__(self, judge: Callable[[Span], Mapping[str, float]], chart: Chart, context: Context) -> None:
        self._judge = cache(judge)
        self._chart = chart
        self._looks = 0
        self._parts = [(part, self._judge(part)) for part in _parts(chart, context)]
        labels = self._parts[0][1] if self._parts else ()
        self._likely = {label: max(judged[label] for _, judged in self._parts) for label in labels}

    def likely(self, label: str) -> float | None:
        """The probability of a label, the highest over the parts of the message; None if the model knows no such."""
        return self._likely.get(label)

    def around(self, span: Span, label: str) -> float:
        """The probability of a label the model knows, for a mention and the words around it.

        A message of nothing but mentions would take too long: past LOOKS of them, all are believed.
        """
        self._looks += 1
        if self._looks > LOOKS:
            return 1.0
        start, end = max(0, span.start - AROUND), min(len(self._chart.message.words), span.end + AROUND)
        return self._judge(Span(start, end))[label]

    def telling(self, label: str) -> Span:
        """The few words of the message that speak most for a label."""
        part, _ = max(self._parts, key=lambda judged: judged[1][label])
        last = max(part.start, part.end - QUOTED)
        pieces = [Span(start, min(start + QUOTED, part.end)) for start in (*range(part.start, last, STEP), last)]
        return max(pieces, key=lambda piece: self._judge(piece)[label])


def _parts(chart: Chart, context: Context) -> Iterator[Span]:
    size = len(chart.message.words)
    if size > WHOLE:
        yield from (Span(start, min(start + PIECE, size)) for start in range(0, size, PIECE))
        return
    if size:
        yield Span(0, size)
    sentences = context.sentences()
    if len(sentences) > 1:
        yield from (sentence for sentence in sentences if sentence.end - sentence.start >= SHORTEST)
