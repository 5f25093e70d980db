"""People standing: world x = their left, y = behind them, z = up, the floor at 0."""

from functools import cache

import numpy as np
from scipy.spatial.transform import Rotation

from content.figures import anatomy
from content.figures.anatomy import REACHED, surface
from content.figures.arrangement import Arrangement
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.paint import shirt, shorts
from content.figures.scene import Camera, Stage, Thing
from content.figures.skin import Dressed
from content.figures.tools import WALL, box, sock, tennis

CLOTHES = (shorts(), shirt(0.105))
TALL = 0.819
"""From the middle of the body to the floor, standing straight."""


def stood(pose: Pose, left: Step, right: Step, tilt: float, at: Array) -> tuple[Pose, Posed]:
    """The pelvis tilted sideways by some degrees, at a place; the feet where they are told to be."""
    frame = turn("y", tilt)
    stepped = step_on(step_on(pose, "L", left, frame, at), "R", right, frame, at)
    return stepped, placed(stepped, frame, at)


def placed(pose: Pose, frame: Rotation, at: Array) -> Posed:
    x, y, z = (float(value) for value in at)
    return posed(pose).placed(frame, (x, y, z))


# --- the ball at the wall --------------------------------------------------------------------------------------------

WALL_VIEW = Camera((3.0, -1.35, 1.25), (-0.16, 0.0, 0.79), lens=31)
WALL_STAGE = Stage(WALL_VIEW, sun=(2.2, -1.6, 2.6))
AT_WALL = np.array([0.0, 0.0, TALL - 0.025])
LEAN = (vec(0.05, -0.33, TALL + 0.10), vec(0.05, -0.24, TALL + 0.10), vec(0.05, -0.14, TALL + 0.10))


def _wall(y: float) -> Thing:
    return box("wall", (-2.4, y, -0.02), (2.4, y + 0.1, 2.6), WALL, 0.9)


def _on_ball(body: Posed, ball: Array, hand: Array) -> Arrangement:
    thing, cover = sock(ball, hand)
    return Arrangement(
        Dressed(body, (anatomy.crest(),), CLOTHES, press=((ball, 0.034),)),
        (thing, cover),
        (_wall(float(ball[1]) + 0.032),),
        (thing,),
        (arrow(*LEAN),),
    )


@cache
def wall_back() -> Arrangement:
    """The back spot: the back to the wall."""
    left = Step((0.17, -0.20, 0.072), (0.17, -0.17, 0.46), (0.12, -1, 0))
    right = Step((-0.13, -0.16, 0.072), (-0.12, -0.12, 0.45), (-0.12, -1, 0))
    pose, _ = stood({"head": turn("x", 4)}, left, right, 0, AT_WALL)
    ball = np.array(surface(*REACHED[1])) + AT_WALL + vec(0, 0.026, 0)
    hand = np.array([0.222, -0.03, TALL + 0.10])
    hold = Grasp(hand, np.array((0, -1.0, 0.2)), np.array((-1.0, 0, 0)), np.array((0.33, 0.03, TALL + 0.30)), curl=70)
    rest = Grasp(
        np.array([-0.25, -0.03, TALL - 0.06]),
        np.array((0, -1.0, 0.1)),
        np.array((1.0, 0, 0)),
        np.array((-0.27, 0.05, TALL + 0.2)),
        curl=22,
        thumb=8,
    )
    level = Rotation.identity()
    pose = reach(reach(pose, "L", hold, level, AT_WALL), "R", rest, level, AT_WALL)
    return _on_ball(placed(pose, level, AT_WALL), ball, hand)


HALF_TURNED = turn("z", 44)
"""The outer back of the hip faces the wall."""


@cache
def wall_middle() -> Arrangement:
    frame = HALF_TURNED
    ahead = frame.apply((0, -1, 0))
    toes = (float(ahead[0]), float(ahead[1]), 0.0)
    left = Step((0.20, -0.06, 0.072), (0.23, -0.14, 0.46), toes)
    right = Step((0.02, -0.26, 0.072), (0.02, -0.24, 0.45), toes)
    pose: Pose = {"head": turn("x", 4), "spine04": turn("y", -5), "spine03": turn("y", -4)}
    pose = step_on(step_on(pose, "L", left, frame, AT_WALL), "R", right, frame, AT_WALL)
    ball = frame.apply(surface(*REACHED[2])) + AT_WALL + vec(0.006, 0.024, 0)
    hand = frame.apply((0.205, -0.20, TALL + 0.10))
    hold = Grasp(
        hand,
        frame.apply((0, -1.0, 0.2)),
        frame.apply((-1.0, 0, 0)),
        frame.apply((0.28, -0.10, TALL + 0.30)),
        curl=70,
    )
    rest = Grasp(
        frame.apply((-0.25, -0.03, TALL - 0.06)),
        frame.apply((0, -1.0, 0.1)),
        frame.apply((1.0, 0, 0)),
        frame.apply((-0.27, 0.05, TALL + 0.2)),
        curl=22,
        thumb=8,
    )
    pose = reach(reach(pose, "L", hold, frame, AT_WALL), "R", rest, frame, AT_WALL)
    return _on_ball(placed(pose, frame, AT_WALL), ball, hand)


def wall_close(number: int) -> Stage:
    """From behind: the wall is left out."""
    frame = HALF_TURNED if number == 2 else Rotation.identity()
    x, _, z = (float(value) for value in frame.apply(surface(*REACHED[number])) + AT_WALL)
    camera = Camera((x + 0.6, 2.5, z + 0.2), (x + 0.02, 0, z + 0.02), 0.42)
    return Stage(camera, floor=False, sun=(1.6, 2.0, 2.2))


# --- the ball at the wall, for the front spot ------------------------------------------------------------------------

TURNED = turn("z", 22)
"""The chest a little towards the wall, which is at the left."""
BESIDE = np.array([0.0, 0.0, TALL - 0.03])
BESIDE_VIEW = Camera((-1.5, -3.0, 1.35), (0.0, 0.0, 0.80), lens=30)


def beside(camera: Camera) -> Stage:
    return Stage(camera, sun=(-1.8, -2.2, 2.6))


def _front_ball() -> Array:
    return np.asarray(TURNED.apply(surface(*REACHED[3])) + BESIDE + vec(0.024, 0, 0))


@cache
def wall_front() -> Arrangement:
    ahead = TURNED.apply((0, -1, 0))
    toes = (float(ahead[0]), float(ahead[1]), 0.0)
    left = Step((0.02, -0.02, 0.072), (0.14, -0.12, 0.47), toes)
    right = Step((-0.22, 0.0, 0.072), (-0.17, -0.02, 0.45), toes)
    pose = step_on(step_on({}, "L", left, TURNED, BESIDE), "R", right, TURNED, BESIDE)
    ball = _front_ball()
    wall = float(ball[0]) + 0.032
    pose = reach(reach(pose, "L", _leaning(wall), TURNED, BESIDE), "R", _on_hip(), TURNED, BESIDE)
    dressed = Dressed(placed(pose, TURNED, BESIDE), (anatomy.crest(),), CLOTHES, press=((ball, 0.034),))
    hips = vec(-0.46, -0.06, TALL + 0.08)
    leans = arrow(hips, hips + vec(0.09, 0, 0), hips + vec(0.19, 0, 0))
    behind = box("wall", (wall, -2.4, -0.02), (wall + 0.1, 2.4, 2.6), WALL, 0.9)
    return Arrangement(dressed, (tennis(ball),), (behind,), marks=(leans,))


def _leaning(wall: float) -> Grasp:
    """This hand flat on the wall."""
    return Grasp(
        np.array([wall - 0.004, -0.34, 1.12]),
        None,
        np.array((1.0, 0, 0)),
        np.array((0.10, -0.16, 1.00)),
        curl=8,
        thumb=4,
        thickness=0.0,
        fingers=np.array((0.1, -0.5, 0.85)),
    )


def _on_hip() -> Grasp:
    return Grasp(
        TURNED.apply(surface(96, 0.14, left=False)) + BESIDE,
        None,
        TURNED.apply((1.0, 0, 0)),
        np.array((-0.36, 0.05, TALL + 0.24)),
        curl=15,
        thumb=8,
        thickness=0.0,
        fingers=TURNED.apply((0.1, -0.8, -0.5)),
    )


def front_close() -> Stage:
    """From the side: the wall is left out."""
    x, y, z = (float(value) for value in _front_ball())
    camera = Camera((x + 1.7, y - 1.5, z + 0.35), (x - 0.06, y + 0.02, z + 0.01), lens=11)
    return Stage(camera, floor=False, sun=(2.2, -1.4, 2.6))
