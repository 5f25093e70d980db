"""The pictures of people sitting: world x = their left, y = behind them, z = up, the floor at 0."""

import numpy as np

from content.figures import anatomy
from content.figures.anatomy import POINTS, surface
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.picture import Marks
from content.figures.scene import Camera, Point, Stage, Thing, add, open_stage
from content.figures.skin import Dressed, add_body
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


def _sat(pose: Pose) -> Pose:
    return step_on(step_on(pose, "L", LEFT, LEVEL, HIPS), "R", RIGHT, LEVEL, HIPS)


def _placed(pose: Pose) -> Posed:
    x, y, z = (float(value) for value in HIPS)
    return posed(pose).placed(LEVEL, (x, y, z))


def _hand(pose: Pose, side: str, at: Array, palm: Point, fingers: Point, elbow: Point, curl: float = 12) -> Pose:
    facing, pointing, near = np.array(palm, float), np.array(fingers, float), np.array(elbow, float)
    grasp = Grasp(at, None, facing, near, curl=curl, thumb=10, thickness=0.0, fingers=pointing)
    return reach(pose, side, grasp, LEVEL, HIPS)


def _on_thigh(pose: Pose, side: str) -> Pose:
    sign = 1 if side == "L" else -1
    at = vec(sign * 0.15, -0.26, SEAT + 0.155)
    return _hand(pose, side, at, (0, 0, -1), (-sign * 0.2, -1, 0), (sign * 0.27, 0.0, SEAT + 0.25))


def _spot(number: int) -> Array:
    return np.array(surface(*POINTS[number])) + HIPS


def _show(width: int, height: int, samples: int, camera: Camera, body: Posed, things: tuple[Thing, ...]) -> None:
    open_stage(Stage(width, height, samples, camera, sun=(2.3, 1.5, 2.6)))
    add_body(Dressed(body, (anatomy.crest(), anatomy.glow(1)), CLOTHES))
    for thing in things:
        add(thing)


# --- the ball against the back of a chair ----------------------------------------------------------------------------


def _ball() -> Array:
    return _spot(1) + vec(0, 0.024, 0)


def _leaning() -> Posed:
    return _placed(_on_thigh(_on_thigh(_sat({}), "L"), "R"))


def ball(width: int, height: int, samples: int) -> Marks:
    at = _ball()
    seat = (0.0, float(at[1]) + 0.032 - 0.175, SEAT)
    camera = Camera((3.0, -0.75, 1.25), (0.02, -0.14, 0.62), lens=26.5)
    _show(width, height, samples, camera, _leaning(), (tennis(at), *chair(seat, solid=0.86)))
    chest = vec(0.0, -0.36, SEAT + 0.34)
    return (arrow(chest, chest + vec(0, 0.09, 0), chest + vec(0, 0.19, 0)),)


def ball_back(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in _ball())
    camera = Camera((x + 0.9, y + 2.4, z + 0.3), (x + 0.01, y, z + 0.01), lens=10)
    _show(width, height, samples, camera, _leaning(), (tennis(_ball()), *stool((0.0, 0.0, SEAT))))
    return ()


# --- fingers ---------------------------------------------------------------------------------------------------------


def _fingers() -> Posed:
    press = np.array([-0.30, -0.62, -0.62])
    press /= np.linalg.norm(press)
    at = _spot(1) - press * 0.122 + vec(0, 0.006, -0.056)
    pose = _on_thigh(_sat({}), "R")
    return _placed(_hand(pose, "L", at, (-0.1, -0.80, 0.55), (-0.30, -0.62, -0.62), (0.36, 0.24, SEAT + 0.34), 16))


def fingers(width: int, height: int, samples: int) -> Marks:
    _show(width, height, samples, VIEW, _fingers(), stool((0.0, -0.02, SEAT)))
    return ()


def fingers_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in _spot(1))
    camera = Camera((x + 0.9, y + 2.0, z + 0.5), (x + 0.02, y, z + 0.03), lens=11)
    _show(width, height, samples, camera, _fingers(), stool((0.0, -0.02, SEAT)))
    return ()


# --- the Back Knobber ------------------------------------------------------------------------------------------------


def _hooked() -> tuple[Posed, Hook]:
    hook = back_knobber(_spot(1) + vec(0, 0.012, 0), (-1, 0, 0.02), (0.10, -0.92, 0.36))
    pose = _sat({})
    for side, index, sign in (("L", -12, 1), ("R", -30, -1)):
        at, bar = hook.hold[index], hook.hold[index - 2] - hook.hold[index + 2]
        along = bar / np.linalg.norm(bar)
        elbow = vec(sign * 0.30, 0.02, SEAT + 0.27)
        pose = reach(pose, side, Grasp(at, sign * along, None, elbow), LEVEL, HIPS)
    return _placed(pose), hook


def knobber(width: int, height: int, samples: int) -> Marks:
    body, hook = _hooked()
    camera = Camera((2.4, -1.55, 1.75), (0.06, -0.16, 0.61), lens=30)
    _show(width, height, samples, camera, body, (*hook.things, *stool((0.0, -0.02, SEAT))))
    front = hook.hold[-20]
    return (arrow(front + vec(0, -0.05, 0.02), front + vec(0, -0.13, 0.03), front + vec(0, -0.23, 0.04)),)


def knobber_back(width: int, height: int, samples: int) -> Marks:
    body, hook = _hooked()
    x, y, z = (float(value) for value in _spot(1))
    camera = Camera((x + 0.9, y + 2.2, z + 0.5), (x + 0.03, y, z + 0.01), lens=11)
    _show(width, height, samples, camera, body, (*hook.things, *stool((0.0, -0.02, SEAT))))
    return ()


# --- the back stretch ------------------------------------------------------------------------------------------------

CROSSED = Step((-0.09, -0.345, SEAT + 0.135), (0.27, -0.27, SEAT + 0.13), (-0.75, -0.55, 0.1), (-0.2, -0.6, 0.75))
"""This ankle on the other knee."""


def stretch(width: int, height: int, samples: int) -> Marks:
    pose: Pose = {"spine04": turn("x", 9), "spine03": turn("x", 7), "spine02": turn("x", 5), "head": turn("x", -6)}
    pose = step_on(step_on(pose, "L", CROSSED, LEVEL, HIPS), "R", RIGHT, LEVEL, HIPS)
    hold = vec(0.20, -0.20, SEAT + 0.205)
    pose = _hand(pose, "L", hold, (0, 0, -1), (0.35, -0.9, 0.1), (0.36, -0.02, SEAT + 0.33))
    pose = _hand(pose, "R", vec(-0.045, -0.335, SEAT + 0.185), (0, 0, -1), (0.3, -1, 0), (-0.32, -0.05, SEAT + 0.30))
    open_stage(
        Stage(width, height, samples, Camera((1.9, -2.3, 1.6), (0.0, -0.14, 0.60), lens=27), sun=(2.3, -1.5, 2.6))
    )
    body = _placed(pose)
    add_body(Dressed(body, (felt((60, 0.05), (72, 0.05)),), CLOTHES))
    for thing in chair((0.0, -0.04, SEAT)):
        add(thing)
    chest = body.joint("spine01") + vec(0.16, 0.02, 0.16)
    return (arrow(chest + vec(0.10, 0.10, 0.0), chest + vec(0.10, -0.04, 0.0), chest + vec(0.10, -0.17, -0.05)),)
