"""Which trigger points could fit the places that hurt, in order, and what speaks for and against."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from content.schema import Content, TriggerPoint

FITS_FROM = 2
"""The lowest top score that fits: 1 or less does not look like the usual pattern (clinical rule, design choice)."""

Fits = Literal["gmed", "other", "unclear"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A point with the sum of its scores over the places named, and the places behind it."""

    id: str
    score: int
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    fits: Fits
    points: tuple[Scored, ...]
    """Best first; equal scores in the order of the numbers, the commonest point first."""
    raises: tuple[str, ...]
    """Red flags that the places raise although the pattern fits."""

    @property
    def candidates(self) -> tuple[Scored, ...]:
        """The points worth pressing gently: those with something for them."""
        return tuple(scored for scored in self.points if scored.score > 0)


def match(content: Content, zones: Iterable[str]) -> Match:
    """Rank the points of all muscles for these zone ids. No zones: unclear, no points."""
    named = tuple(dict.fromkeys(zones))
    if not named:
        return Match("unclear", (), ())
    points = sorted((_score(point, named) for point in content.points.values()), key=lambda scored: -scored.score)
    fits: Fits = "gmed" if points[0].score >= FITS_FROM else "other"
    raises = (content.zones[zone].raises for zone in named) if fits == "gmed" else ()
    return Match(fits, tuple(points), tuple(dict.fromkeys(flag for flag in raises if flag)))


def _score(point: TriggerPoint, zones: tuple[str, ...]) -> Scored:
    scores = {zone: point.scores.get(zone, 0) for zone in zones}
    return Scored(
        id=point.id,
        score=sum(scores.values()),
        speaks_for=tuple(zone for zone, score in scores.items() if score > 0),
        speaks_against=tuple(zone for zone, score in scores.items() if score < 0),
    )
