"""People lying on the side that does not hurt.

World x = behind them, y = towards the head, z = their left, which is up; the floor or the bed at 0.
"""

import math
from functools import cache

import numpy as np
from scipy.spatial.transform import Rotation

from content.figures import anatomy
from content.figures.anatomy import POINTS, surface
from content.figures.arrangement import Arrangement
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.lying import CLOTHES
from content.figures.scene import Camera, Point, Stage, Thing
from content.figures.skin import Dressed
from content.figures.stretches import felt
from content.figures.tools import CUSHION, MAT, PILLOW, blob, box

SIDE = Rotation.from_matrix(np.array([(0, 1, 0), (0, 0, 1), (1, 0, 0)], float))
UP = np.array([0.0, 0.0, 0.168])
"""From the middle of the body to what it lies on."""

VIEW = Camera((2.5, -0.20, 1.75), (-0.12, 0.10, 0.10), lens=28.5)
FRONT_VIEW = Camera((-2.3, -0.5, 2.1), (-0.16, 0.08, 0.08), lens=29)
LONG_VIEW = Camera((2.5, -0.26, 1.85), (-0.08, 0.0, 0.06), lens=31)

MATTRESS = box("mat", (-0.80, -0.95, -0.02), (0.42, 1.05, 0.0), MAT, 0.9)
HEAD_PILLOW = blob("pillow", (-0.02, 0.76, 0.055), (0.17, 0.20, 0.075), PILLOW, 3.0)
BETWEEN = blob("between", (-0.36, -0.20, 0.163), (0.15, 0.17, 0.062), PILLOW, 3.0)
"""The pillow between the knees."""


def at(rest: tuple[float, float, float]) -> Array:
    return np.asarray(SIDE.apply(rest) + UP)


def _leg(ankle: Point, knee: Point, toes: Point) -> Step:
    """A leg lying on its inner or outer side: the foot's upper side faces forwards along the shin's front."""
    shin = np.array(knee) - np.array(ankle)
    shin /= np.linalg.norm(shin)
    x, y, z = (float(value) for value in shin)
    return Step(ankle, knee, toes, (x, y, z))


def _lying(left: Step, right: Step) -> Pose:
    pose: Pose = {"neck01": turn("y", -5), "head": turn("x", 4)}
    pose = step_on(pose, "L", left, SIDE, UP)
    pose = step_on(pose, "R", right, SIDE, UP)
    front = Grasp(
        np.array((-0.40, 0.56, 0.008)),
        None,
        np.array((0, 0, -1.0)),
        np.array((-0.24, 0.40, 0.055)),
        curl=15,
        thickness=0.0,
        fingers=np.array((-0.6, 0.8, 0)),
    )
    return reach(pose, "R", front, SIDE, UP)


def _placed(pose: Pose) -> Posed:
    x, y, z = (float(value) for value in UP)
    return posed(pose).placed(SIDE, (x, y, z))


def room(camera: Camera, ground: float = -0.02) -> Stage:
    return Stage(camera, sun=(math.copysign(2.0, camera.eye[0]), -0.9, 2.6), ground_level=ground)


# --- fingers ---------------------------------------------------------------------------------------------------------

KNEES_BENT = (
    _leg((-0.16, -0.42, 0.215), (-0.36, -0.16, 0.262), (-0.9, -0.6, -0.1)),
    _leg((-0.10, -0.46, 0.05), (-0.36, -0.22, 0.065), (-0.9, -0.6, 0)),
)


def _pressing(number: int) -> Grasp:
    """From behind, from above with the knuckles, or from the front: whichever way the point faces."""
    spot = at(surface(*POINTS[number]))
    press, away, palm, elbow, curl = {
        1: (vec(-0.62, -0.30, -0.55), vec(0, -0.045, -0.004), vec(-0.55, 0.1, -0.80), vec(0.26, 0.34, 0.40), 16),
        2: (vec(-0.15, -0.45, -0.90), vec(0.018, -0.030, -0.006), vec(-0.3, -0.8, 0.35), vec(0.04, 0.36, 0.56), 78),
        3: (vec(-0.22, -0.90, -0.32), vec(-0.012, -0.070, 0.004), vec(-0.1, 0.25, -1.0), vec(0.06, 0.34, 0.50), 14),
    }[number]
    press = press / np.linalg.norm(press)
    far = {1: 0.110, 2: 0.062, 3: 0.105}[number]
    return Grasp(spot - press * far + away, None, palm, elbow, curl=curl, thumb=14, thickness=0.0, fingers=press)


@cache
def fingers(number: int) -> Arrangement:
    body = _placed(reach(_lying(*KNEES_BENT), "L", _pressing(number), SIDE, UP))
    dressed = Dressed(body, (anatomy.crest(), anatomy.glow(number)), CLOTHES, floor=0.0)
    return Arrangement(dressed, (), (MATTRESS, HEAD_PILLOW, BETWEEN))


def close(number: int) -> Stage:
    x, y, z = (float(value) for value in at(surface(*POINTS[number])))
    if number == 3:
        return room(Camera((x - 1.1, y - 0.5, z + 1.4), (x + 0.01, y + 0.03, z), lens=12))
    return room(Camera((x + 1.6, y - 0.35, z + 0.8), (x - 0.02, y + 0.03, z + 0.01), lens=13))


# --- the front stretch, lying ----------------------------------------------------------------------------------------


def _sinking(left: Step) -> Dressed:
    pose = _lying(left, _leg((-0.12, -0.46, 0.05), (-0.34, -0.18, 0.065), (-0.9, -0.6, 0)))
    hand = Grasp(
        np.array((-0.30, 0.22, 0.012)),
        None,
        np.array((0, 0, -1.0)),
        np.array((-0.16, 0.34, 0.24)),
        curl=12,
        thickness=0.0,
        fingers=np.array((-0.8, 0.2, -0.3)),
    )
    return Dressed(_placed(reach(pose, "L", hand, SIDE, UP)), (felt((84, 0.088), (98, 0.09)),), CLOTHES)


def _bed() -> tuple[Thing, ...]:
    return (
        box("bed", (-1.1, -1.0, -0.16), (0.20, 1.05, 0.0), (0.62, 0.66, 0.70), 0.9),
        box("frame", (-1.1, -1.0, -0.34), (0.19, 1.05, -0.165), (0.45, 0.31, 0.20), 0.7),
    )


@cache
def over_the_edge() -> Arrangement:
    dressed = _sinking(_leg((0.29, -0.66, -0.02), (0.17, -0.32, 0.14), (-1, -0.3, -0.3)))
    foot = dressed.posed.joint("foot.L")
    sinks = arrow(foot + vec(0.06, 0.10, 0.14), foot + vec(0.08, 0.10, 0.06), foot + vec(0.09, 0.10, -0.08))
    return Arrangement(dressed, (), (*_bed(), HEAD_PILLOW), marks=(sinks,))


@cache
def supported() -> Arrangement:
    dressed = _sinking(_leg((0.22, -0.72, 0.20), (0.13, -0.34, 0.24), (-1, -0.3, 0)))
    under = blob("cushion", (0.14, -0.42, 0.085), (0.16, 0.20, 0.085), CUSHION, 3.4)
    return Arrangement(dressed, (), (MATTRESS, HEAD_PILLOW, under))
