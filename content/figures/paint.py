"""What is painted on the skin: clothes, zones, the muscle, points. All of it by the place on the body AT REST, as a
signed distance in metres (below 0: inside), so that it stays on the body in every pose and has a clean edge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline

from content.figures.body import Array

Distance = Callable[[Array], Array]
Colour = tuple[float, float, float]

SKIN: Colour = (0.33, 0.40, 0.48)
SHORTS: Colour = (0.035, 0.06, 0.11)
SHIRT: Colour = (0.11, 0.26, 0.31)
SPOT: Colour = (1.0, 0.21, 0.02)
HEAT: Colour = (0.86, 0.03, 0.06)
MUSCLE: Colour = (0.62, 0.10, 0.09)
BONE: Colour = (0.93, 0.88, 0.74)
ZONE: Colour = (0.95, 0.42, 0.16)
ZONE_EDGE: Colour = (1.0, 0.90, 0.78)
NEVER: Colour = (0.70, 0.02, 0.04)
FINE: Colour = (0.05, 0.50, 0.22)


@dataclass(frozen=True)
class Layer:
    """One coat of paint. `soft`: the width over which its edge fades, `relief`: how thick, in metres."""

    distance: Distance
    colour: Colour
    soft: float = 0.0015
    cover: float = 1.0
    relief: float = 0.0
    outline: float | None = None
    """Only the edge of the shape, this far to either side."""


def shorts(waist: float = 0.118, leg: float = -0.13) -> Layer:
    def distance(rest: Array) -> Array:
        top = rest[:, 2] - waist - 0.12 * np.clip(rest[:, 1], -0.1, 0.1)
        return np.asarray(np.maximum.reduce([top, leg - rest[:, 2], np.abs(rest[:, 0]) - 0.3]))

    return Layer(distance, SHORTS, relief=0.003)


def shirt(hem: float) -> Layer:
    def distance(rest: Array) -> Array:
        side = np.abs(rest[:, 0])
        sleeve = (side - 0.165) * 0.66 - (rest[:, 2] - 0.467) * 0.75 - 0.15
        sleeve = np.where(side > 0.205, sleeve, -1.0)
        neck = 0.082 - np.linalg.norm(rest - np.array([0, -0.02, 0.575]), axis=1)
        return np.asarray(np.maximum.reduce([hem - rest[:, 2], sleeve, neck, rest[:, 2] - 0.575]))

    return Layer(distance, SHIRT, relief=0.003)


def ball(centre: Sequence[float], radius: float) -> Distance:
    return lambda rest: np.asarray(np.linalg.norm(rest - np.array(centre), axis=1) - radius)


def capsule(start: Sequence[float], end: Sequence[float], radius: float) -> Distance:
    first, span = np.array(start), np.array(end) - np.array(start)

    def distance(rest: Array) -> Array:
        share = np.clip((rest - first) @ span / (span @ span), 0, 1)
        return np.asarray(np.linalg.norm(rest - first - share[:, None] * span, axis=1) - radius)

    return distance


def joined(*parts: Distance) -> Distance:
    return lambda rest: np.minimum.reduce([part(rest) for part in parts])


def within(*parts: Distance) -> Distance:
    return lambda rest: np.maximum.reduce([part(rest) for part in parts])


def both_sides(part: Distance) -> Distance:
    return lambda rest: part(np.column_stack([np.abs(rest[:, 0]), rest[:, 1:]]))


def unrolled(rest: Array) -> Array:
    """Places on the left hip rolled out flat: degrees from the back (0) round the side (90) to the front; height."""
    return np.column_stack([np.degrees(np.arctan2(rest[:, 0], rest[:, 1] + 0.005)), rest[:, 2]])


def ribbon(places: Sequence[tuple[float, float]], width: float) -> Distance:
    """A band along a smooth line of unrolled places; a degree counts as 2.4 mm."""
    scale = np.array([0.0024, 1.0])
    knots = np.array(places)
    across = np.linspace(knots[0, 0], knots[-1, 0], 60)
    line = np.column_stack([across, CubicSpline(knots[:, 0], knots[:, 1])(across)]) * scale

    def distance(rest: Array) -> Array:
        flat = unrolled(rest) * scale
        nearest = np.full(len(rest), np.inf)
        for start, end in pairwise(line):
            span = end - start
            share = np.clip((flat - start) @ span / (span @ span), 0, 1)
            nearest = np.minimum(nearest, np.linalg.norm(flat - start - share[:, None] * span, axis=1))
        return np.where(np.abs(rest[:, 0]) < 0.26, nearest - width, 1.0)

    return distance


def polygon(corners: Sequence[tuple[float, float]]) -> Distance:
    """A patch of the left hip, its corners in unrolled places; a degree counts as 2.4 mm."""
    scale = np.array([0.0024, 1.0])
    points = np.array(corners) * scale

    def distance(rest: Array) -> Array:
        places = unrolled(rest) * scale
        nearest = np.full(len(rest), np.inf)
        inside = np.zeros(len(rest), bool)
        for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
            span = end - start
            share = np.clip((places - start) @ span / (span @ span), 0, 1)
            nearest = np.minimum(nearest, np.linalg.norm(places - start - share[:, None] * span, axis=1))
            crosses = (start[1] > places[:, 1]) != (end[1] > places[:, 1])
            at = start[0] + (places[:, 1] - start[1]) / (end[1] - start[1] + 1e-12) * span[0]
            inside ^= crosses & (places[:, 0] < at)
        return np.where(np.abs(rest[:, 0]) < 0.26, np.where(inside, -nearest, nearest), 1.0)

    return distance
