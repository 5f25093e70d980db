"""People sitting: world x = their left, y = behind them, z = up, the floor at 0."""

from functools import cache

import numpy as np
from scipy.spatial.transform import Rotation

from content.figures import anatomy
from content.figures.anatomy import POINTS, REACHED, surface
from content.figures.arrangement import Arrangement
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.scene import Camera, Point, Stage
from content.figures.skin import Dressed
from content.figures.stretches import felt
from content.figures.tools import Hook, back_knobber, chair, stool, tennis
from content.figures.upright import CLOTHES

SEAT = 0.45
HIPS = np.array([0.0, 0.0, SEAT + 0.05])
"""The middle of the body of someone who sits."""
LEVEL = turn("x", 0)

LEFT = Step((0.22, -0.40, 0.072), (0.24, -0.38, 0.47), (0.3, -1, 0))
"""This knee drifts outwards."""
RIGHT = Step((-0.12, -0.40, 0.072), (-0.12, -0.40, 0.47), (-0.08, -1, 0))

VIEW = Camera((2.9, 1.15, 1.35), (0.02, -0.14, 0.64), lens=26.5)
AHEAD = Camera((2.4, -1.55, 1.75), (0.06, -0.16, 0.61), lens=30)
FACING = Camera((1.15, -2.75, 1.75), (0.03, -0.16, 0.61), lens=30)
CHAIR_VIEW = Camera((3.0, -0.75, 1.25), (0.02, -0.14, 0.62), lens=26.5)
STRETCH_VIEW = Camera((1.9, -2.3, 1.6), (0.0, -0.14, 0.60), lens=27)


def room(camera: Camera) -> Stage:
    return Stage(camera, sun=(2.3, 1.5 if camera is not STRETCH_VIEW else -1.5, 2.6))


def turned(place: Point, frame: Rotation) -> Point:
    x, y, z = (float(value) for value in frame.apply(place))
    return (x, y, z)


def _sat(pose: Pose, frame: Rotation = LEVEL) -> Pose:
    for side, step in (("L", LEFT), ("R", RIGHT)):
        there = Step(turned(step.ankle, frame), turned(step.knee, frame), turned(step.toes, frame))
        pose = step_on(pose, side, there, frame, HIPS)
    return pose


def _placed(pose: Pose, frame: Rotation = LEVEL) -> Posed:
    x, y, z = (float(value) for value in HIPS)
    return posed(pose).placed(frame, (x, y, z))


def _hand(
    pose: Pose,
    side: str,
    at: Array,
    palm: Point,
    fingers: Point,
    elbow: Point,
    curl: float = 12,
    frame: Rotation = LEVEL,
) -> Pose:
    facing, pointing, near = (frame.apply(vector) for vector in (palm, fingers, elbow))
    grasp = Grasp(frame.apply(at), None, facing, near, curl=curl, thumb=10, thickness=0.0, fingers=pointing)
    return reach(pose, side, grasp, frame, HIPS)


def _on_thigh(pose: Pose, side: str, frame: Rotation = LEVEL) -> Pose:
    sign = 1 if side == "L" else -1
    at = vec(sign * 0.15, -0.26, SEAT + 0.155)
    return _hand(pose, side, at, (0, 0, -1), (-sign * 0.2, -1, 0), (sign * 0.27, 0.0, SEAT + 0.25), frame=frame)


def spot(number: int, frame: Rotation = LEVEL) -> Array:
    return np.asarray(frame.apply(surface(*REACHED[number])) + HIPS)


# --- the ball against the back of a chair ----------------------------------------------------------------------------

OUTWARDS = {1: LEVEL, 2: turn("z", 42)}
"""For the middle spot the outer back of the hip is turned to the back of the chair."""


@cache
def ball(number: int) -> Arrangement:
    frame = OUTWARDS[number]
    at = spot(number, frame) + vec(0, 0.024, 0)
    pose = _on_thigh(_on_thigh(_sat({}, frame), "L", frame), "R", frame)
    dressed = Dressed(_placed(pose, frame), (anatomy.crest(), anatomy.glow(number)), CLOTHES)
    seat = (0.0, float(at[1]) + 0.032 - 0.175, SEAT)
    chest = vec(0.0, -0.36, SEAT + 0.34)
    leans = arrow(chest, chest + vec(0, 0.09, 0), chest + vec(0, 0.19, 0))
    parts = chair(seat, solid=0.86)
    behind = tuple(part for part in parts if part.name in {"back", "post"})
    under = tuple(part for part in parts if part.name in {"seat", "leg"})
    return Arrangement(dressed, (tennis(at), *under), behind, marks=(leans,))


def ball_close(number: int) -> Stage:
    x, y, z = (float(value) for value in spot(number, OUTWARDS[number]) + vec(0, 0.024, 0))
    return room(Camera((x + 0.9, y + 2.4, z + 0.3), (x + 0.01, y, z + 0.01), lens=10))


# --- fingers ---------------------------------------------------------------------------------------------------------


def _pressing(pose: Pose, number: int) -> Pose:
    """From behind, from the side, or on the outer front: whichever way the point faces."""
    at = np.array(surface(*POINTS[number])) + HIPS
    if number == 1:
        press = np.array([-0.30, -0.62, -0.62])
        press /= np.linalg.norm(press)
        hand = at - press * 0.122 + vec(0, 0.006, -0.056)
        return _hand(pose, "L", hand, (-0.1, -0.80, 0.55), (-0.30, -0.62, -0.62), (0.36, 0.24, SEAT + 0.34), 16)
    if number == 2:
        press = np.array([-0.42, -0.12, -0.88])
        press /= np.linalg.norm(press)
        hand = at - press * 0.118 + vec(0.060, 0.006, -0.064)
        return _hand(pose, "L", hand, (-0.88, -0.05, 0.42), (-0.42, -0.12, -0.88), (0.42, 0.12, SEAT + 0.40), 16)
    press = np.array([-0.32, -0.22, -0.90])
    press /= np.linalg.norm(press)
    hand = at - press * 0.105 + vec(0.004, -0.012, -0.070)
    return _hand(pose, "L", hand, (-1.0, -0.1, 0.25), (-0.32, -0.22, -0.90), (0.36, 0.12, SEAT + 0.36), 14)


@cache
def fingers(number: int) -> Arrangement:
    pose = _pressing(_on_thigh(_sat({}), "R"), number)
    dressed = Dressed(_placed(pose), (anatomy.crest(), anatomy.glow(number)), CLOTHES)
    return Arrangement(dressed, (), stool((0.0, -0.02, SEAT)))


def close(number: int) -> Stage:
    x, y, z = (float(value) for value in np.array(surface(*POINTS[number])) + HIPS)
    eye = {1: (0.9, 2.0, 0.5), 2: (2.1, 0.55, 0.55), 3: (1.9, -1.1, 0.6)}[number]
    return room(Camera((x + eye[0], y + eye[1], z + eye[2]), (x, y, z + 0.03), lens=11))


# --- the Back Knobber ------------------------------------------------------------------------------------------------

KNOBBERS: dict[int, tuple[Point, Point, Point]] = {
    1: ((0, 0.012, 0), (-1, 0, 0.02), (0.10, -0.92, 0.36)),
    2: ((0.010, 0.006, 0), (-0.92, -0.36, 0.02), (-0.26, -0.86, 0.36)),
    3: ((0.016, 0, 0), (-1, -0.12, 0.10), (0.05, -0.84, 0.55)),
}
"""By point: where the knob is beside the skin, and the directions of the S."""


def _hooked(number: int) -> Hook:
    off, away, up = KNOBBERS[number]
    return back_knobber(spot(number) + vec(*off), away, up)


@cache
def knobber(number: int) -> Arrangement:
    hook, pose = _hooked(number), _sat({})
    for side, index, sign in (("L", -12, 1), ("R", -30, -1)):
        at, bar = hook.hold[index], hook.hold[index - 2] - hook.hold[index + 2]
        along = bar / np.linalg.norm(bar)
        elbow = vec(sign * 0.30, 0.02, SEAT + 0.27)
        pose = reach(pose, side, Grasp(at, sign * along, None, elbow), LEVEL, HIPS)
    dressed = Dressed(_placed(pose), (anatomy.crest(), anatomy.glow(number)), CLOTHES)
    front = hook.hold[-20] + vec(0, -0.05, 0.02)
    way = (0.0, -0.18, 0.02) if number < 3 else (-0.20, 0.0, 0.0)
    pressed = arrow(front, front + 0.45 * vec(*way), front + vec(*way))
    return Arrangement(dressed, hook.things, stool((0.0, -0.02, SEAT)), marks=(pressed,))


def knobber_close(number: int) -> Stage:
    x, y, z = (float(value) for value in spot(number))
    eye = {1: (0.9, 2.2, 0.5), 2: (2.0, 1.3, 0.5), 3: (2.1, -0.6, 0.5)}[number]
    return room(Camera((x + eye[0], y + eye[1], z + eye[2]), (x + 0.03, y, z + 0.01), lens=11))


# --- the back stretch ------------------------------------------------------------------------------------------------

CROSSED = Step((-0.09, -0.345, SEAT + 0.135), (0.27, -0.27, SEAT + 0.13), (-0.75, -0.55, 0.1), (-0.2, -0.6, 0.75))
"""This ankle on the other knee."""


@cache
def stretch() -> Arrangement:
    pose: Pose = {"spine04": turn("x", 9), "spine03": turn("x", 7), "spine02": turn("x", 5), "head": turn("x", -6)}
    pose = step_on(step_on(pose, "L", CROSSED, LEVEL, HIPS), "R", RIGHT, LEVEL, HIPS)
    hold = vec(0.20, -0.20, SEAT + 0.205)
    pose = _hand(pose, "L", hold, (0, 0, -1), (0.35, -0.9, 0.1), (0.36, -0.02, SEAT + 0.33))
    pose = _hand(pose, "R", vec(-0.045, -0.335, SEAT + 0.185), (0, 0, -1), (0.3, -1, 0), (-0.32, -0.05, SEAT + 0.30))
    body = _placed(pose)
    chest = body.joint("spine01") + vec(0.16, 0.02, 0.16)
    bends = arrow(chest + vec(0.10, 0.10, 0.0), chest + vec(0.10, -0.04, 0.0), chest + vec(0.10, -0.17, -0.05))
    dressed = Dressed(body, (felt((60, 0.05), (72, 0.05)),), CLOTHES)
    return Arrangement(dressed, (), chair((0.0, -0.04, SEAT)), marks=(bends,))
