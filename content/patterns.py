"""The pattern language of a lexicon: one line of words that follow each other.

    numb                a word, as it reads after spellings were put right ("can not", never "can't")
    numb|dead           either word
    @numb               any pattern of the concept of that name
    my?                 may be missing
    #10-17              a number from 10 to 17, in digits or in words
    numb .. legs        up to three other words between, over commas too, never over a full stop
    numb ... legs       up to eight other words between, over full stops too, never over a question mark
    numb + legs         both, in either order, as far from each other as `...` reaches
    ^ stop $            at the start and at the end of a clause

Words that turn a sentence (`barriers`: but, not, fine) never stand in a gap. `# ` starts a remark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

NEAR = 3
"""Other words that `..` reaches over."""
FAR = 8
"""Other words that `...` and `+` reach over."""

_symbol = re.compile(r"@[a-z0-9]+(-[a-z0-9]+)*|#\d+-\d+|[^\W_]+|\+|/|[^\w\s@#|?^$.]")
_gaps = {"..": NEAR, "...": FAR}


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a pattern: any of the symbols, at most `gap` other words after the part before."""

    symbols: frozenset[str]
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern:
    parts: tuple[Part, ...]
    opened: bool
    """Only at the start of a clause."""
    closed: bool
    """Only at the end of a clause."""


@cache
def parse(line: str) -> tuple[Pattern, ...]:
    """The plain patterns a line stands for. Raises ValueError naming what cannot be read."""
    sections = [_section(section.split(), line) for section in line.split(" + ")]
    patterns = []
    for order in permutations(sections) if len(sections) > 1 else [sections]:
        for choice in product(*order):
            parts: list[Part] = []
            for number, section in enumerate(choice):
                first = Part(section.parts[0].symbols, FAR) if number else section.parts[0]
                parts += (first, *section.parts[1:])
            patterns.append(Pattern(tuple(parts), choice[0].opened, choice[-1].closed))
    return tuple(dict.fromkeys(patterns))


def _section(pieces: list[str], line: str) -> list[Pattern]:
    opened, closed = pieces[:1] == ["^"], pieces[-1:] == ["$"]
    places: list[tuple[Part, bool]] = []
    gap = 0
    for piece in pieces[opened : len(pieces) - closed]:
        if piece in _gaps:
            gap = _gaps[piece]
            continue
        optional = piece.endswith("?") and len(piece) > 1
        places.append((Part(_symbols(piece.removesuffix("?") if optional else piece, line), gap), optional))
        gap = 0
    if gap or all(optional for _, optional in places):
        raise ValueError(f"{line!r} needs a word that must be there, and none of its gaps may be last")
    return [Pattern(parts, opened, closed) for parts in _without_optional(places)]


def _symbols(piece: str, line: str) -> frozenset[str]:
    symbols = piece.split("|")
    for symbol in symbols:
        if not _symbol.fullmatch(symbol) or symbol != symbol.lower():
            raise ValueError(f"{line!r}: {symbol!r} is no word, @concept or #number range")
    return frozenset(symbols)


def _without_optional(places: list[tuple[Part, bool]]) -> Iterator[tuple[Part, ...]]:
    for kept in product(*([True, False] if optional else [True] for _, optional in places)):
        parts: list[Part] = []
        gap = 0
        for (part, _), keep in zip(places, kept, strict=True):
            gap = max(gap, part.gap)
            if keep:
                parts.append(Part(part.symbols, gap if parts else 0))
                gap = 0
        yield tuple(parts)
