"""The part of a very long message that is read: where it says most, so that reading never takes long."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.reading.chart import Span
from dialogs.reading.words import Message, Pause, Word

READ = 80
"""Words of a message that are read; nearly every message has fewer."""
PASSAGE = 20
"""Words of a passage where no full stop ends it sooner."""
STEP = 10
"""Words between the beginnings of passages: they overlap, so that none cuts in two what belongs together."""


Weights = Mapping[str, Mapping[str, float]]
"""Of a word, how much it speaks for each flag."""


def excerpt(message: Message, weights: Weights) -> Message:
    """The message itself, or its beginning and the passages that speak most for one flag, in their order."""
    if len(message.words) <= READ:
        return message

    def interest(passage: Span) -> float:
        # A set, because words of one meaning weigh the same: the days of a week told twice say no more than once.
        flags: defaultdict[str, set[float]] = defaultdict(set)
        for word in message.words[passage.start : passage.end]:
            for flag, weight in weights.get(word.text, {}).items():
                flags[flag].add(weight)
        return max((sum(each) for each in flags.values()), default=0.0)

    chosen: set[int] = set()
    for passage in sorted(_passages(message), key=lambda passage: (passage.start > 0, -interest(passage))):
        wanted = chosen | set(range(passage.start, passage.end))
        if len(wanted) <= READ:
            chosen = wanted
    return replace(message, words=tuple(_words(message, chosen)))


def _words(message: Message, chosen: set[int]) -> Iterator[Word]:
    """The chosen words in their order, with a full stop where something is left out."""
    for index in sorted(chosen):
        word = message.words[index]
        yield word if index - 1 in chosen else replace(word, pause=max(word.pause, Pause.STOP))


def _passages(message: Message) -> Iterator[Span]:
    start, size = 0, len(message.words)
    for end in range(1, size + 1):
        if message.pause(end) >= Pause.STOP:
            yield from (Span(at, min(at + PASSAGE, end)) for at in range(start, max(end - STEP, start + 1), STEP))
            start = end
