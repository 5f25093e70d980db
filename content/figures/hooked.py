"""Lying on the back with a hooked tool: the Thera Cane or the Back Knobber round or under this hip."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from content.figures import anatomy
from content.figures.arrangement import Arrangement
from content.figures.body import Array, Pose, vec
from content.figures.labels import Mark, arrow
from content.figures.lying import BED, CLOTHES, CUSHION, grip, lain, lie, spot
from content.figures.scene import Point
from content.figures.skin import Dressed
from content.figures.tools import Hook, back_knobber, thera_cane


@dataclass(frozen=True)
class Hold:
    """Where the knob is beside the skin, the directions of the tool, which points of its handle the left and the right
    hand hold, how far the knob dents the skin."""

    off: Point
    away: Point
    up: Point
    left: int
    right: int
    dent: float = 0.03


ELBOWS: tuple[Point, Point] = ((0.36, 0.24, 0.07), (-0.39, 0.24, 0.07))
"""Low beside the body."""

CANES = {
    1: (30, Hold((0, 0, 0.008), (-0.92, 0.26, 0.20), (0.22, 0.0, 1.0), 9, 34)),
    2: (14, Hold((0.012, 0, -0.004), (-0.96, 0.22, 0.10), (0.12, 0.10, 1.0), 10, 34, 0.027)),
    # For the front spot the hook comes round the outside of the hip, and the knob presses inwards.
    3: (8, Hold((0.016, 0, 0), (-1, 0.10, 0.10), (0.05, 0.62, 0.78), 12, 34, 0.024)),
}
"""By point: how far the hook's end curls in, and the hold."""


def _cane(number: int) -> tuple[Hook, Pose]:
    past, hold = CANES[number]
    hook = thera_cane(spot(number) + vec(*hold.off), hold.away, hold.up, past=past)
    along = hook.hold[-1] - hook.hold[0]
    along = along / np.linalg.norm(along)
    pose = grip(lie({}), "L", hook.hold[hold.left], along, (0, -0.3, -1), ELBOWS[0])
    return hook, grip(pose, "R", hook.hold[hold.right], -along, (0, -0.3, -1), ELBOWS[1])


@cache
def cane(number: int) -> Arrangement:
    hook, pose = _cane(number)
    return _arranged(hook, pose, CANES[number][1], (_lever(hook.hold[-1]) if number < 3 else _drawn(hook.hold[-1]),))


def _lever(end: Array) -> Mark:
    """The handle eases outwards, to the sore side, and down towards the floor."""
    way = ((0.05, 0.09, 0.05), (0.17, 0.10, 0.06), (0.29, 0.11, -0.01), (0.36, 0.11, -0.13))
    return arrow(*(end + vec(*step) for step in way))


def _drawn(end: Array) -> Mark:
    """The handle is drawn to the other side."""
    return arrow(end + vec(-0.03, 0, 0.05), end + vec(-0.14, 0, 0.05), end + vec(-0.30, 0, 0.05))


KNOBBERS = {
    1: Hold((0, 0, 0.012), (-0.95, 0.20, 0.10), (0.16, 0.0, 1.0), -6, -27),
    2: Hold((0.012, 0, 0), (-0.94, 0.18, -0.22), (-0.24, 0.06, 1.0), -6, -27, 0.027),
    3: Hold((0.016, 0, 0), (-1, 0.10, 0.12), (0.05, 0.55, 0.84), -14, -32, 0.024),
}


@cache
def knobber(number: int) -> Arrangement:
    hold = KNOBBERS[number]
    hook = back_knobber(spot(number) + vec(*hold.off), hold.away, hold.up)
    bar = hook.hold
    palms: tuple[Point, Point] = ((0, -0.9, 0.3), (0.6, -0.7, 0)) if number < 3 else ((0, -0.8, -0.5), (0.5, -0.8, 0))
    pose = grip(lie({}), "L", bar[hold.left], bar[hold.left + 2] - bar[hold.left - 2], palms[0], ELBOWS[0])
    pose = grip(pose, "R", bar[hold.right], bar[hold.right - 2] - bar[hold.right + 2], palms[1], ELBOWS[1])
    return _arranged(hook, pose, hold, (_pressed_up(bar[-10]) if number < 3 else _drawn(bar[-22]),))


def _pressed_up(top: Array) -> Mark:
    top = top + vec(0, 0.06, 0.05)
    return arrow(top, top + vec(0, 0, 0.08), top + vec(0, 0, 0.18))


def _arranged(hook: Hook, pose: Pose, hold: Hold, marks: tuple[Mark, ...]) -> Arrangement:
    dressed = Dressed(lain(pose), (anatomy.crest(),), CLOTHES, press=((hook.knob, hold.dent),), floor=0.0)
    return Arrangement(dressed, hook.things, (*BED, CUSHION), hook.bow, marks)
