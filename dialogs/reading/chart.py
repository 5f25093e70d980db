"""Finds every pattern of a grammar in a message, in one pass from the last word to the first.

At each word the patterns that can begin there are tried against what is already known of the words to its right; a
pattern found is itself a symbol that other patterns may be built of. Gaps are bounded, so time grows with the length of
the message only.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import neg

from content.patterns import FAR, Part, Pattern
from dialogs.reading.words import Message, Pause, Word

SKIPPED = 4
"""Light words that are passed over in one place."""
LIGHT, PLAIN, BARRIER = range(3)
"""A word in a gap does not count, counts, or ends it."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words from `start` up to, not including, `end`."""

    start: int
    end: int

    def alone(self, size: int, beside: frozenset[int]) -> bool:
        """Whether a message of `size` words says nothing but this, and the words of no weight `beside` it."""
        return {*range(self.start), *range(self.end, size)} <= beside


class _Group:
    """Patterns that begin alike and go on over the same gap (-1: that end there), by what may come next."""

    __slots__ = ("gap", "next", "patterns")

    def __init__(self, gap: int) -> None:
        self.gap = gap
        self.patterns: list[tuple[str, Pattern]] = []
        self.next: dict[str, list[tuple[str, Pattern]]] = {}

    def add(self, name: str, pattern: Pattern) -> None:
        self.patterns.append((name, pattern))
        for symbol in pattern.parts[1].symbols if len(pattern.parts) > 1 else ():
            self.next.setdefault(symbol, []).append((name, pattern))


class Grammar:
    """Patterns by name. A name that begins with @ is a concept that patterns may use."""

    def __init__(self, rules: Mapping[str, Iterable[Pattern]], light: frozenset[str], barriers: frozenset[str]) -> None:
        self._light = light
        self._barriers = barriers
        self._beginning: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        self._starting: dict[str, tuple[_Group, ...]] = {}
        ranges: set[str] = set()
        for name, patterns in rules.items():
            for pattern in patterns:
                for symbol in pattern.parts[0].symbols:
                    self._beginning[symbol].append((name, pattern))
                ranges.update(symbol for part in pattern.parts for symbol in part.symbols if symbol[0] == "#")
        self._ranges = [(symbol, *_bounds(symbol)) for symbol in sorted(ranges)]

    def starting(self, symbol: str) -> tuple[_Group, ...]:
        """The patterns that begin with a symbol; put in groups when it is first met, because most never are."""
        groups = self._starting.get(symbol, ())
        if not groups and symbol in self._beginning:
            groups = self._starting[symbol] = self._grouped(symbol)
        return groups

    def _grouped(self, symbol: str) -> tuple[_Group, ...]:
        groups: dict[int, _Group] = {}
        for name, pattern in self._beginning[symbol]:
            gap = pattern.parts[1].gap if len(pattern.parts) > 1 else -1
            groups.setdefault(gap, _Group(gap)).add(name, pattern)
        return tuple(groups.values())

    def symbols(self, word: Word) -> list[str]:
        """The word itself and the number ranges it falls into."""
        found = [word.text]
        if word.value is not None:
            found += [symbol for symbol, low, high in self._ranges if low <= word.value <= high]
        return found

    def weight(self, word: str) -> int:
        """What it means for a gap that this word stands in it."""
        return LIGHT if word in self._light else BARRIER if word in self._barriers else PLAIN

    def chart(self, message: Message) -> "Chart":
        return Chart(self, message)


def _bounds(symbol: str) -> tuple[int, int]:
    low, _, high = symbol[1:].partition("-")
    return int(low), int(high)


class Chart:
    """Where each pattern of the grammar stands in one message."""

    def __init__(self, grammar: Grammar, message: Message) -> None:
        self.message = message
        self._grammar = grammar
        self._size = len(message.words)
        self._pauses = [int(word.pause) for word in message.words]
        self._weights = [grammar.weight(word.text) for word in message.words]
        self._edges: list[dict[str, list[int]]] = [{} for _ in range(self._size + 1)]
        self._reach: dict[tuple[int, int], tuple[int, ...]] = {}
        self._found: dict[str, list[Span]] = defaultdict(list)
        self._at: list[list[tuple[str, Span]]] = [[] for _ in range(self._size)]
        self._near: dict[tuple[int, int], set[str]] = {}
        for index in range(self._size - 1, -1, -1):
            self._fill(index)
        for spans in self._found.values():
            spans.sort()

    def spans(self, name: str) -> list[Span]:
        """Where the patterns of this name stand, from the first word on."""
        return self._found.get(name, [])

    def found(self, part: Span | None = None) -> Iterator[tuple[str, Span]]:
        """Every pattern and concept that begins in a part of the message, or anywhere, from the first word on."""
        for index in range(part.start, part.end) if part else range(self._size):
            yield from self._at[index]

    def covered(self, name: str) -> frozenset[int]:
        """The words under any pattern of this name."""
        return frozenset(index for span in self._found.get(name, ()) for index in range(span.start, span.end))

    def is_light(self, index: int) -> bool:
        """Whether the word at `index` may be passed over."""
        return self._weights[index] == LIGHT

    def text(self, span: Span) -> str:
        """The words of a span as they were written."""
        words = self.message.words
        return self.message.text[words[span.start].start : words[span.end - 1].end]

    def _fill(self, index: int) -> None:
        here, starting = self._edges[index], self._grammar.starting
        agenda = [(symbol, index + 1) for symbol in self._grammar.symbols(self.message.words[index])]
        while agenda:
            symbol, end = agenda.pop()
            ends = here.setdefault(symbol, [])
            if end in ends:
                continue
            insort(ends, end, key=neg)
            if ":" in symbol or symbol[0] == "@":
                span = Span(index, end)
                self._found[symbol].append(span)
                self._at[index].append((symbol, span))
            for group in starting(symbol):
                if group.gap < 0:
                    agenda += [(name, end) for name, pattern in group.patterns if self._stands(pattern, index, end)]
                elif ahead := group.next.keys() & self._symbols(end, group.gap):
                    agenda += self._grown(group, ahead, index, end)

    def _grown(self, group: _Group, ahead: Iterable[str], index: int, end: int) -> list[tuple[str, int]]:
        """The patterns of the group that are found, their first part standing from `index` to `end`.

        `ahead`: what they may go on with and what stands within their reach.
        """
        found = []
        for name, pattern in dict.fromkeys(entry for symbol in sorted(ahead) for entry in group.next[symbol]):
            stop = self._end(pattern.parts, 1, end)
            if stop >= 0 and self._stands(pattern, index, stop):
                found.append((name, stop))
        return found

    def _stands(self, pattern: Pattern, index: int, stop: int) -> bool:
        """Whether a pattern found from `index` to `stop` keeps to the ends of the clause where it has to."""
        opens = not pattern.opened or bool(self.message.pause(index))
        return opens and (not pattern.closed or bool(self.message.pause(stop)))

    def _end(self, parts: tuple[Part, ...], number: int, index: int) -> int:
        """Where the rest of a pattern ends if it goes on at `index`; -1 if nowhere.

        Its gaps are as short as can be, what stands between them as long ("the bottom of my bum cheek").
        """
        if number == len(parts):
            return index
        part = parts[number]
        for place in self.reach(index, part.gap):
            here = self._edges[place]
            for symbol in part.symbols & here.keys():
                for stop in here[symbol]:
                    end = self._end(parts, number + 1, stop)
                    if end >= 0:
                        return end
        return -1

    def _symbols(self, index: int, gap: int) -> set[str]:
        """All that stands within reach: most patterns are given up here."""
        key = index, gap
        near = self._near.get(key)
        if near is None:
            near = self._near[key] = set().union(*[self._edges[place] for place in self.reach(index, gap)])
        return near

    def reach(self, index: int, gap: int) -> tuple[int, ...]:
        """Where the next word of a pattern may stand when the one before ended at `index`."""
        key = index, gap
        places = self._reach.get(key)
        if places is None:
            places = self._reach[key] = self._places(index, gap)
        return places

    def after(self, index: int) -> frozenset[int]:
        """Where a remark about the words that ended at `index` may begin: at once, after a comma, or a word later."""
        places = self.reach(index, 1)
        comma = [place for place in places if self.message.pause(place)]
        return frozenset(place for place in places if not comma or place <= comma[0])

    def _places(self, index: int, gap: int) -> tuple[int, ...]:
        longest = Pause.STOP if gap >= FAR else Pause.COMMA if gap else Pause.NONE
        place, light = index, SKIPPED
        while place < self._size and self._pauses[place] <= longest:
            weight = self._weights[place]
            place += 1
            light -= weight == LIGHT
            gap -= weight == PLAIN or light < 0
            if gap < 0 or weight == BARRIER:
                break
        return tuple(range(index, place))
