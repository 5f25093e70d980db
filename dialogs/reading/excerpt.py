"""The part of a very long message that is read: where it says most, so that reading never takes long."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.reading.chart import Span
from dialogs.reading.words import Message, Pause

READ = 80
"""Words of a message that are read; nearly every message has fewer."""
TELLING = 3
"""Words that a passage is chosen for."""
PASSAGE = 20
"""Words that are taken or left out together where no full stop comes sooner."""


def excerpt(message: Message, weights: Mapping[str, float]) -> Message:
    """The message itself, or its weightiest passages in their order. `weights`: of words; others have none."""
    if len(message.words) <= READ:
        return message

    def interest(passage: Span) -> float:
        words = {word.text for word in message.words[passage.start : passage.end]}
        return sum(sorted((weights.get(word, 0.0) for word in words), reverse=True)[:TELLING])

    chosen: list[Span] = []
    room = READ
    for passage in sorted(_passages(message), key=interest, reverse=True):
        if passage.end - passage.start <= room:
            chosen.append(passage)
            room -= passage.end - passage.start
    words = []
    for passage in sorted(chosen):
        first, *others = message.words[passage.start : passage.end]
        words += [replace(first, pause=Pause.STOP), *others]
    return replace(message, words=tuple(words))


def _passages(message: Message) -> Iterator[Span]:
    start = 0
    for index in range(1, len(message.words) + 1):
        if message.pause(index) >= Pause.STOP or index - start == PASSAGE:
            yield Span(start, index)
            start = index
