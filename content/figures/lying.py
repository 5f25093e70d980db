"""People lying on their back: world x = their left, y = towards the head, z = up, the floor at 0."""

from functools import cache

import numpy as np

from content.figures import anatomy
from content.figures.anatomy import REACHED, surface
from content.figures.arrangement import Arrangement
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.paint import shirt, shorts
from content.figures.scene import Camera, Point, Stage
from content.figures.skin import Dressed
from content.figures.tools import cushion, mat, pillow, tennis

BACK = turn("x", -90)
UP = np.array([0.0, 0.0, 0.089])
"""From the middle of the body to the floor under its back."""

CLOTHES = (shorts(), shirt(0.105))
FLAT = Step((-0.145, -0.45, 0.075), (-0.135, -0.30, 0.44), (-0.05, -1, 0))
"""The other leg: knee bent, foot flat."""
FALLEN = Step((0.19, -0.43, 0.06), (0.44, -0.22, 0.20), (-0.1, -1, -0.05), (0.75, 0, 0.65))
"""This leg: knee fallen out onto a cushion."""
HELD = Step((0.19, -0.43, 0.075), (0.26, -0.27, 0.43), (0.05, -1, 0))
"""This leg, not let go of: the knee in the air."""
BED = (mat((-0.42, -0.78), (0.42, 0.92)), pillow((0, 0.72, 0.035)))
CUSHION = cushion((0.40, -0.20, 0.062), (0.15, 0.13, 0.062))

HEAD_UP: Pose = {"neck01": turn("x", 12), "head": turn("x", 6)}


def lie(pose: Pose, left: Step = FALLEN, right: Step = FLAT) -> Pose:
    bent = step_on({**HEAD_UP, **pose}, "L", left, BACK, UP)
    return step_on(bent, "R", right, BACK, UP)


def grip(pose: Pose, side: str, at: Array, along: Array, palm: Point, elbow: Point) -> Pose:
    grasp = Grasp(at, along, np.array(palm, float), np.array(elbow, float))
    return reach(pose, side, grasp, BACK, UP)


def lain(pose: Pose) -> Posed:
    x, y, z = UP
    return posed(pose).placed(BACK, (float(x), float(y), float(z)))


def spot(number: int) -> Array:
    """Where a tool meets the point of someone lying on their back."""
    return np.asarray(BACK.apply(surface(*REACHED[number])) + UP)


def room(camera: Camera) -> Stage:
    return Stage(camera, sun=(1.9, -1.2, 2.6), ground_level=-0.02)


SIDE_VIEW = Camera((2.6, -0.34, 2.3), (0.02, 0.09, 0.03), lens=25.5)
HEAD_VIEW = Camera((2.1, 1.35, 2.0), (0.06, 0.12, 0.06), lens=24.5)
COVER_VIEW = Camera((2.6, -0.34, 1.75), (0.02, 0.09, 0.13), lens=31)


def underneath(number: int) -> Stage:
    """Seen from below, as if the floor were glass; the further out the point, the more from the side."""
    x, y, z = (float(value) for value in spot(number))
    aside = 0.0 if number == 1 else 1.5
    camera = Camera((x + aside, y + 0.55, -2.4), (x + 0.02, y - 0.04, z), 0.44)
    return Stage(camera, floor=False, sun=(1.3 + aside, 1.3, -2.2))


def outside(number: int) -> Stage:
    """Close up, from this side and above."""
    x, y, z = (float(value) for value in spot(number))
    return room(Camera((x + 1.3, y - 0.5, z + 1.2), (x - 0.02, y + 0.03, z), lens=12))


def _flat(at: Point, elbow: Point, fingers: Point) -> Grasp:
    """A hand laid down, its palm below."""
    down, near, ahead = np.array((0.0, 0, -1)), np.array(elbow), np.array(fingers)
    return Grasp(np.array(at), None, down, near, curl=12, thumb=6, thickness=0.0, fingers=ahead)


def at_ease(pose: Pose) -> Pose:
    """The arms beside the body."""
    for side, sign in (("L", 1), ("R", -1)):
        hand = _flat((sign * 0.36, 0.02, 0.004), (sign * 0.36, 0.24, 0.05), (sign * 0.1, -1.0, 0))
        pose = reach(pose, side, hand, BACK, UP)
    return pose


# --- the ball on the floor -------------------------------------------------------------------------------------------


def _ball_under(number: int) -> Array:
    x, y, _ = spot(number)
    return np.array((x, y, 0.034))


@cache
def ball() -> Arrangement:
    at = _ball_under(1)
    hip = spot(1) + vec(0, 0, 0.46)
    return Arrangement(
        Dressed(lain(at_ease(lie({}))), (anatomy.crest(),), CLOTHES, press=((at, 0.036),), floor=0.0),
        (tennis(at),),
        (*BED, CUSHION),
        (tennis(at),),
        (arrow(hip, hip - vec(0, 0, 0.12), hip - vec(0, 0, 0.25)),),
    )


ROLLED = turn("y", 38) * BACK
"""Half on this side: the middle spot faces the floor."""
ROLLED_UP = np.array([0.0, 0.0, 0.132])


ROLLED_LEG = Step((0.20, -0.43, 0.05), (0.42, -0.18, 0.14), (-0.1, -1, -0.05), (0.85, 0, 0.5))


def _rolled() -> Posed:
    back = {bone: turn("z", 9) for bone in ("spine04", "spine03", "spine02", "spine01")}
    pose = step_on({**HEAD_UP, **back}, "L", ROLLED_LEG, ROLLED, ROLLED_UP)
    pose = step_on(pose, "R", FLAT, ROLLED, ROLLED_UP)
    pose = reach(pose, "L", _flat((0.46, 0.12, 0.004), (0.42, 0.34, 0.05), (0.3, -1.0, 0)), ROLLED, ROLLED_UP)
    pose = reach(pose, "R", _flat((0.0, 0.20, 0.275), (-0.30, 0.26, 0.20), (0.9, -0.3, 0)), ROLLED, ROLLED_UP)
    x, y, z = (float(value) for value in ROLLED_UP)
    return posed(pose).placed(ROLLED, (x, y, z))


@cache
def ball_rolled() -> Arrangement:
    x, y, _ = (float(value) for value in ROLLED.apply(surface(*REACHED[2])) + ROLLED_UP)
    at = vec(x, y, 0.034)
    hip = at + vec(0, 0, 0.52)
    return Arrangement(
        Dressed(_rolled(), (anatomy.crest(),), CLOTHES, press=((at, 0.036),), floor=0.0),
        (tennis(at),),
        (*BED, cushion((0.40, -0.16, 0.045), (0.15, 0.13, 0.045))),
        (tennis(at),),
        (arrow(hip, hip - vec(0, 0, 0.12), hip - vec(0, 0, 0.25)),),
    )


# --- slack -----------------------------------------------------------------------------------------------------------

HIP_VIEW = Camera((2.3, -1.05, 1.35), (0.12, -0.12, 0.14), lens=29)


@cache
def tight() -> Arrangement:
    body = lain(at_ease(lie({}, left=HELD)))
    return Arrangement(Dressed(body, (), CLOTHES, floor=0.0), (), BED)


@cache
def slack() -> Arrangement:
    body = lain(at_ease(lie({})))
    knee = body.joint("lowerleg01.L")
    fall = arrow(knee + vec(-0.14, 0, 0.26), knee + vec(-0.03, 0, 0.24), knee + vec(0.03, 0, 0.12), size=0.09)
    return Arrangement(Dressed(body, (), CLOTHES, floor=0.0), (), (*BED, CUSHION), marks=(fall,))
