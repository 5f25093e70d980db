"""The two stretches, still and in motion."""

from dataclasses import replace
from functools import cache, partial

import numpy as np

from content.figures.anatomy import surface
from content.figures.arrangement import Arrangement, afar
from content.figures.body import Array, Pose, Posed, turn, vec
from content.figures.labels import Mark, arrow
from content.figures.limbs import Grasp, Step, reach
from content.figures.lying import BACK, BED, UP, lain, lie, room
from content.figures.paint import SPOT, Distance, Layer, ball
from content.figures.picture import Build
from content.figures.scene import Camera, Stage
from content.figures.skin import Dressed
from content.figures.tools import band, chair
from content.figures.upright import CLOTHES, TALL, placed, stood

LYING = room(Camera((1.9, -1.25, 2.5), (0.0, 0.10, 0.14), lens=25))
ASIDE = Stage(Camera((-3.0, 1.9, 1.35), (0.12, 0.0, 0.74), lens=29.5), sun=(1.6, 2.4, 2.6))
BEHIND = Stage(Camera((0.9, 3.4, 1.35), (0.15, 0.0, 0.79), lens=29.5), sun=(1.6, 2.4, 2.6))


def felt(*places: tuple[float, float]) -> Layer:
    """Where the pull is felt."""
    spots: list[Distance] = [ball(surface(*place), 0.045) for place in places]
    return Layer(lambda rest: np.minimum.reduce([spot(rest) for spot in spots]), SPOT, soft=0.05, cover=0.95)


# --- the back stretch ------------------------------------------------------------------------------------------------

Way = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Knee and ankle."""
START: Way = ((0.10, 0.10, 0.47), (0.12, -0.28, 0.50))
"""With the leg just lifted."""
ACROSS: Way = ((-0.105, 0.235, 0.40), (0.0, -0.13, 0.545))
CHEST: Way = ((0.125, 0.275, 0.375), (0.14, -0.10, 0.50))
ASIDE_VECTOR = vec(1, 0, 0)
BUTTOCK = ((46, 0.055), (58, 0.03))
OUTER_HIP = ((82, 0.085), (98, 0.09))


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector))


def _lifted(way: Way) -> Pose:
    knee, ankle = way
    return lie({}, left=Step(ankle, knee, (0.05, -0.25, 0.95), (0, 0.95, 0.25)))


def _towards(goal: Way, share: float) -> Way:
    """`share`: from the leg just lifted (0) to as far as it goes (1)."""
    knee, ankle = (
        np.array(start) + share * (np.array(end) - np.array(start)) for start, end in zip(START, goal, strict=True)
    )
    return ((knee[0], knee[1], knee[2]), (ankle[0], ankle[1], ankle[2]))


def _thigh(pose: Pose) -> tuple[Array, Array, Array]:
    """The middle of the thigh, its direction to the knee, and where its back faces."""
    leg = lain(pose)
    hip, knee = leg.joint("upperleg01.L"), leg.joint("lowerleg01.L")
    along = _unit(knee - hip)
    behind = _unit(np.cross(along, ASIDE_VECTOR))
    behind = -behind * np.sign(behind[1])
    return hip + 0.62 * (knee - hip), along, behind


def _clasped(pose: Pose, middle: Array, along: Array, behind: Array) -> Pose:
    """Both hands there, their fingers laced."""
    for side, sign in (("L", 1), ("R", -1)):
        at = middle + sign * 0.038 * ASIDE_VECTOR + sign * 0.022 * along
        elbow = np.array((sign * 0.40, 0.24, 0.16))
        fingers = -sign * ASIDE_VECTOR
        grasp = Grasp(at, along, -behind, elbow, curl=34, thumb=10, thickness=0.0, fingers=fingers)
        pose = reach(pose, side, grasp, BACK, UP)
    return pose


def _behind_thigh(goal: Way, share: float = 1.0) -> Pose:
    pose = _lifted(_towards(goal, share))
    middle, along, behind = _thigh(pose)
    return _clasped(pose, middle + 0.070 * behind, along, behind)


def _over_knee() -> Pose:
    """The mistake of pulling at the knee."""
    pose = _lifted(ACROSS)
    leg = lain(pose)
    knee, foot = leg.joint("lowerleg01.L"), leg.joint("foot.L")
    shin = _unit(foot - knee)
    front = -np.cross(shin, ASIDE_VECTOR)
    front = _unit(front) * np.sign(front[2])
    return _clasped(pose, knee + 0.06 * shin + 0.052 * front, -shin, front)


def _drawn(pose: Pose) -> Dressed:
    """Done as it should be, so that the pull is felt."""
    return Dressed(lain(pose), (felt(*BUTTOCK),), CLOTHES, floor=0.0)


@cache
def across() -> Arrangement:
    dressed = _drawn(_behind_thigh(ACROSS))
    return Arrangement(dressed, (), BED, marks=(_to_shoulder(dressed.posed),))


def _to_shoulder(body: Posed) -> Mark:
    knee, shoulder = body.joint("lowerleg01.L"), body.joint("upperarm01.R")
    return arrow(
        knee + vec(0.0, 0.0, 0.12), 0.5 * (knee + shoulder) + vec(0, 0.04, 0.20), shoulder + vec(0.02, 0.0, 0.09)
    )


@cache
def with_towel() -> Arrangement:
    """A towel round the back of the thigh, one end in each hand: no need to reach."""
    pose = _lifted(_towards(ACROSS, 0.75))
    middle, along, behind = _thigh(pose)
    pull = _unit(vec(0, 1.0, -0.05))
    ends = []
    for side, sign in (("L", 1), ("R", -1)):
        end = middle + pull * 0.21 + sign * 0.105 * ASIDE_VECTOR
        grasp = Grasp(end, sign * pull, None, np.array((sign * 0.40, 0.30, 0.14)), curl=74, thickness=0.014)
        pose = reach(pose, side, grasp, BACK, UP)
        ends.append(end + 0.03 * pull)
    middle, along, behind = _thigh(pose)
    turns = np.radians(np.linspace(75, -75, 11))
    bend = [middle + 0.088 * (np.cos(at) * behind + np.sin(at) * ASIDE_VECTOR) for at in turns]
    dressed = _drawn(pose)
    line = np.array([ends[0], *bend, ends[1]])
    return Arrangement(dressed, (band("towel", line, along, 0.035),), BED, marks=(_to_shoulder(dressed.posed),))


@cache
def to_chest() -> Arrangement:
    dressed = _drawn(_behind_thigh(CHEST))
    knee = dressed.posed.joint("lowerleg01.L")
    up = arrow(knee + vec(0.0, -0.14, 0.13), knee + vec(0.0, -0.02, 0.13), knee + vec(0.0, 0.12, 0.08))
    return Arrangement(dressed, (), BED, marks=(up,))


@cache
def over_knee() -> Arrangement:
    return Arrangement(Dressed(lain(_over_knee()), (), CLOTHES, floor=0.0), (), BED)


def back_frame(share: float) -> Build:
    return afar(lambda: Arrangement(_drawn(_behind_thigh(ACROSS, share)), (), BED), LYING)


# --- the front stretch -----------------------------------------------------------------------------------------------

CHAIR = (0.56, -0.10, 0.45)


def _stretched(share: float = 1.0, forward: float = 0.0) -> Posed:
    """`share`: from standing with the legs crossed (0) to the hip pushed out (1).
    `forward`: the mistake of leaning forward, in degrees."""
    at = np.array([0.09 * share, 0.0, TALL - 0.042 - 0.02 * share])
    tilt = 8.0 * share
    frame = turn("y", tilt)
    left = Step((-0.12, 0.13, 0.073), (0.03, 0.08, 0.44), (-0.10, -1, 0))
    right = Step((-0.03, -0.05, 0.072), (-0.02, -0.10, 0.45), (-0.05, -1, 0))
    lean = -tilt - 15 * share
    bends = {"spine04": 0.4, "spine03": 0.35, "spine02": 0.25}
    pose: Pose = {bone: turn("y", lean * part) * turn("x", forward / 3) for bone, part in bends.items()}
    pose["neck01"] = turn("y", 6 * share)
    pose, _ = stood(pose, left, right, tilt, at)
    pose = reach(pose, "L", _on_chair(), frame, at)
    pose = reach(pose, "R", _on_hip(float(at[0])), frame, at)
    return placed(pose, frame, at)


def _on_chair() -> Grasp:
    top = np.array([CHAIR[0] - 0.15, CHAIR[1] + 0.19, CHAIR[2] + 0.462])
    elbow = np.array((0.42, 0.16, 1.12))
    return Grasp(top, np.array((-1.0, 0.0, 0.0)), np.array((0, 0, -1.0)), elbow, curl=40, thickness=0.012)


def _on_hip(x: float) -> Grasp:
    return Grasp(
        np.array([x - 0.185, 0.0, TALL + 0.13]),
        np.array((0.0, 0.3, 1.0)),
        np.array((1.0, 0, 0.0)),
        np.array((-0.36, 0.10, TALL + 0.24)),
        curl=15,
        thumb=8,
        thickness=0.0,
    )


def _pushed(share: float = 1.0) -> Arrangement:
    return Arrangement(Dressed(_stretched(share), (felt(*OUTER_HIP),), CLOTHES), (), chair(CHAIR))


@cache
def pushed_out() -> Arrangement:
    hip = _stretched().joint("upperleg01.L")
    out = arrow(hip + vec(-0.13, 0.17, -0.07), hip + vec(0.0, 0.17, -0.07), hip + vec(0.12, 0.17, -0.07))
    return replace(_pushed(), marks=(out,))


@cache
def leaning() -> Arrangement:
    return Arrangement(Dressed(_stretched(forward=52), (), CLOTHES), (), chair(CHAIR))


def front_frame(share: float) -> Build:
    return afar(partial(_pushed, share), BEHIND)
