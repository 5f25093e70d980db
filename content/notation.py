"""How words and patterns are written in a lexicon: blocks of lines, and lines with an equals sign."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from content.patterns import Pattern, parse


def _lines(value: str) -> Iterator[str]:
    for line in value.splitlines():
        text = re.split(r"(?:^|\s)# ", line)[0].strip()
        if text:
            yield text


def _patterns(value: object) -> object:
    """A block of lines as the patterns they stand for."""
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(pattern for line in _lines(value) for pattern in parse(line)))


def _words(value: object) -> object:
    """A block of text as its words."""
    return frozenset(word for line in _lines(value) for word in line.split()) if isinstance(value, str) else value


def _in_order(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _pairs(value: object) -> object:
    """Lines 'cant cannot = can not' as a mapping of each word on the left to the words on the right."""
    if not isinstance(value, str):
        return value
    pairs: dict[str, str] = {}
    for line in _lines(value):
        left, equals, right = line.partition(" = ")
        if not equals:
            raise ValueError(f"{line!r}: write 'as typed = as meant'")
        pairs |= dict.fromkeys(left.split(), right.strip())
    return pairs


Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_patterns)]
Words = Annotated[frozenset[str], BeforeValidator(_words)]
Ordered = Annotated[tuple[str, ...], BeforeValidator(_in_order)]
"""Words, the first of which counts first."""
Pairs = Annotated[Mapping[str, str], BeforeValidator(_pairs)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
