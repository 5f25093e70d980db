"""Where things are on the body at rest: the rim of the hip bone, the muscle, the three points, the zones.

The left side; heights and depths in metres, see body.py for the axes. Unrolled places: degrees from the back round the
side to the front, and height.
"""

from functools import cache
from pathlib import Path

import numpy as np
import yaml
from scipy.interpolate import CubicSpline

from content.figures.body import Array, body
from content.figures.paint import (
    BONE,
    FINE,
    HEAT,
    MUSCLE,
    NEVER,
    SPOT,
    ZONE,
    ZONE_EDGE,
    Distance,
    Layer,
    ball,
    both_sides,
    capsule,
    joined,
    polygon,
    ribbon,
    unrolled,
    within,
)

Place = tuple[float, float, float]

CREST = ((26, 0.122), (40, 0.137), (60, 0.150), (81, 0.154), (98, 0.148), (116, 0.129), (132, 0.101))
"""The rim, from the bony lump beside the dimple to the point at the front; highest a little behind the side."""

TROCHANTER = (94, 0.022)
"""The bump at the side of the hip, where the muscle ends."""


def surface(degrees: float, height: float, *, left: bool = True) -> Place:
    """The skin at an unrolled place."""
    model = body()
    places = unrolled(model.vertices)
    off = np.abs(places[:, 0] - degrees) * 0.0024 + np.abs(places[:, 1] - height)
    torso = (np.abs(model.vertices[:, 0]) < 0.22) & (np.linalg.norm(model.vertices[:, :2], axis=1) > 0.07)
    near = np.argsort(np.where(torso, off, np.inf))[:6]
    weight = 1 / (off[near] + 0.002)
    x, y, _ = (weight[:, None] * model.vertices[near]).sum(axis=0) / weight.sum()
    return (float(x) if left else -float(x), float(y), height)


POINTS: dict[int, tuple[float, float]] = {1: (47, 0.101), 2: (81, 0.115), 3: (112, 0.097)}
"""Unrolled places of the trigger points, under the rim, from the back to the front."""

REACHED = {**POINTS, 2: (75, 0.112)}
"""Where a tool meets them: the middle one at its rear part, which can be turned to a floor or a wall."""


def crest(width: float = 0.0055) -> Layer:
    return Layer(ribbon(CREST, width), BONE, soft=0.002, cover=0.95)


def _fan() -> Distance:
    knots = np.array(CREST)
    across = np.linspace(27, 129, 40)
    upper = [
        (float(at), float(height) - 0.012) for at, height in zip(across, CubicSpline(*knots.T)(across), strict=True)
    ]
    return polygon([*upper, (101, 0.030), TROCHANTER, (83, 0.028)])


def muscle() -> tuple[Layer, ...]:
    """The muscle as a fan, with its fibres running together at the bump of the hip."""

    def fibres(rest: Array) -> Array:
        places = unrolled(rest)
        angle = np.arctan2((places[:, 0] - TROCHANTER[0]) * 0.0024, places[:, 1] - TROCHANTER[1] + 0.02)
        return np.asarray(0.0016 * np.sin(angle * 22) - 0.0003)

    fan = _fan()
    inside: Distance = lambda rest: fan(rest) + 0.002  # noqa: E731
    return (
        Layer(fan, MUSCLE, soft=0.006, cover=0.92),
        Layer(within(inside, fibres), (0.80, 0.24, 0.18), soft=0.003, cover=0.75),
    )


def glow(number: int) -> Layer:
    """A soft light round a point."""
    return Layer(ball(surface(*POINTS[number]), 0.026), SPOT, soft=0.026, cover=0.95)


def _patch(degrees: float, height: float, wide: float, high: float, deep: float = 0.06) -> Distance:
    """An oval on the hip, given by half its width and height."""
    x, y, z = surface(degrees, height)
    away = np.hypot(x, y)
    out, along = np.array([x / away, y / away, 0]), np.array([-y / away, x / away, 0])
    frame = np.array([along / wide, [0, 0, 1 / high], out / deep])
    centre = np.array([x, y, z])
    return lambda rest: (np.linalg.norm((rest - centre) @ frame.T, axis=1) - 1) * min(wide, high)


def zones() -> dict[str, Distance]:
    """The places of zones.yaml that can be seen from low ribs to calf, by id."""
    return {
        "lowback-centre": _patch(0, 0.212, 0.024, 0.030),
        "lowback-side": _patch(35, 0.210, 0.036, 0.033),
        "beltline-back": ribbon(((14, 0.156), (38, 0.158), (60, 0.162)), 0.014),
        "crest-side": ribbon(((76, 0.158), (98, 0.152), (120, 0.134)), 0.018),
        "dimple-si": _patch(23, 0.118, 0.019, 0.017),
        "sacrum": _patch(0, 0.088, 0.024, 0.040),
        "buttock-upper": _patch(60, 0.090, 0.040, 0.028),
        "buttock-mid": _patch(42, 0.022, 0.048, 0.032),
        "buttock-lower": _patch(40, -0.040, 0.044, 0.022),
        "outer-hip": _patch(96, 0.022, 0.034, 0.034),
        "front-hip": _patch(132, 0.066, 0.030, 0.030),
        "thigh-back-upper": capsule((0.118, 0.055, -0.115), (0.122, 0.05, -0.20), 0.040),
        "thigh-outer-upper": capsule((0.200, -0.02, -0.085), (0.208, -0.03, -0.20), 0.034),
        "thigh-front": capsule((0.115, -0.115, -0.10), (0.125, -0.115, -0.24), 0.042),
        "knee": ball((0.135, -0.080, -0.352), 0.055),
        "calf-shin": capsule((0.155, -0.01, -0.50), (0.165, 0.0, -0.60), 0.075),
        "groin": ribbon(((140, 0.022), (152, -0.004), (164, -0.030)), 0.016),
    }


def zone_numbers() -> dict[str, int]:
    """The number of each zone that has a button, in the order of the buttons."""
    listed = yaml.load((Path(__file__).parent.parent / "zones.yaml").read_text(), yaml.BaseLoader)  # noqa: S506
    offered = [zone["id"] for zone in listed if zone["offered"] == "true"]
    return {zone: number for number, zone in enumerate(offered, start=1)}


@cache
def middles() -> dict[str, Place]:
    """The place of the skin deepest inside each zone."""
    skin = body().vertices
    deepest = {zone: skin[np.argmin(distance(skin))] for zone, distance in zones().items()}
    return {zone: (float(x), float(y), float(z)) for zone, (x, y, z) in deepest.items()}


def zone_layers(places: dict[str, Distance]) -> tuple[Layer, ...]:
    shapes = [both_sides(place) for place in places.values()]
    return (
        *(Layer(shape, ZONE, soft=0.004, cover=0.5) for shape in shapes),
        *(Layer(shape, ZONE_EDGE, soft=0.002, cover=0.9, outline=0.0013) for shape in shapes),
    )


def referral(number: int) -> tuple[Layer, ...]:
    """Where pressing a point is felt: strong in the core, faint where it may spill."""
    patches: dict[int, tuple[tuple[Distance, ...], tuple[Distance, ...]]] = {
        1: (
            (
                ribbon(((6, 0.150), (40, 0.153), (66, 0.158)), 0.022),
                _patch(18, 0.110, 0.034, 0.036),
                _patch(34, 0.182, 0.044, 0.034),
                _patch(8, 0.075, 0.018, 0.036),
            ),
            (_patch(46, 0.035, 0.075, 0.075),),
        ),
        2: (
            (_patch(50, 0.035, 0.060, 0.046), _patch(72, 0.035, 0.050, 0.044)),
            (
                _patch(45, -0.01, 0.066, 0.055),
                capsule((0.125, 0.05, -0.10), (0.13, 0.045, -0.19), 0.045),
                capsule((0.195, 0.0, -0.06), (0.205, -0.02, -0.17), 0.040),
            ),
        ),
        3: (
            (
                ribbon(((20, 0.132), (44, 0.146), (80, 0.160), (104, 0.148), (126, 0.118)), 0.016),
                ribbon(((-58, 0.158), (0, 0.164), (58, 0.158)), 0.021),
                _patch(0, 0.108, 0.044, 0.054),
            ),
            (ribbon(((-66, 0.184), (0, 0.188), (66, 0.184)), 0.030),),
        ),
    }
    core, spill = patches[number]
    return (
        Layer(joined(*spill, *core), HEAT, soft=0.045, cover=0.55),
        Layer(joined(*core), HEAT, soft=0.028, cover=0.88),
    )


def never() -> tuple[Layer, ...]:
    """Where no tool goes, and in green where it may."""
    places = (
        _patch(0, 0.092, 0.046, 0.058),
        capsule((0, 0.07, 0.13), (0, 0.055, 0.42), 0.034),
        _patch(0, 0.020, 0.030, 0.050),
        both_sides(ribbon(CREST, 0.010)),
        both_sides(_patch(96, 0.016, 0.036, 0.036)),
        both_sides(ribbon(((134, 0.060), (148, 0.015), (166, -0.035)), 0.026)),
        both_sides(_patch(30, -0.012, 0.088, 0.050)),
        both_sides(_patch(16, 0.045, 0.040, 0.055)),
    )
    fine = polygon(
        ((40, 0.112), (60, 0.126), (81, 0.131), (100, 0.122), (116, 0.103), (112, 0.078), (84, 0.075), (50, 0.070))
    )
    return (
        Layer(joined(*places), NEVER, soft=0.006, cover=0.82),
        Layer(fine, FINE, soft=0.006, cover=0.85),
    )
