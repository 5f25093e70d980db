"""The pictures of people standing: world x = their left, y = behind them, z = up, the floor at 0."""

import numpy as np

from content.figures import anatomy
from content.figures.anatomy import POINTS, surface
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.paint import shirt, shorts
from content.figures.picture import Marks
from content.figures.scene import Camera, Stage, Thing, add, open_stage
from content.figures.skin import Dressed, add_body
from content.figures.tools import WALL, box, sock, tennis

CLOTHES = (shorts(), shirt(0.105))
TALL = 0.819
"""From the middle of the body to the floor, standing straight."""


def stood(pose: Pose, left: Step, right: Step, tilt: float, at: Array) -> tuple[Pose, Posed]:
    """The pelvis tilted sideways by some degrees, at a place; the feet where they are told to be."""
    frame = turn("y", tilt)
    stepped = step_on(step_on(pose, "L", left, frame, at), "R", right, frame, at)
    return stepped, placed(stepped, tilt, at)


def placed(pose: Pose, tilt: float, at: Array) -> Posed:
    x, y, z = (float(value) for value in at)
    return posed(pose).placed(turn("y", tilt), (x, y, z))


def reached(pose: Pose, side: str, grasp: Grasp, tilt: float, at: Array) -> Pose:
    return reach(pose, side, grasp, turn("y", tilt), at)


# --- the ball at the wall --------------------------------------------------------------------------------------------

AT_WALL = np.array([0.0, 0.0, TALL - 0.025])


def _at_wall() -> tuple[Posed, Array, Array]:
    left = Step((0.17, -0.20, 0.072), (0.17, -0.17, 0.46), (0.12, -1, 0))
    right = Step((-0.13, -0.16, 0.072), (-0.12, -0.12, 0.45), (-0.12, -1, 0))
    pose, _ = stood({"head": turn("x", 4)}, left, right, 0, AT_WALL)
    ball = np.array(surface(*POINTS[1])) + AT_WALL + vec(0, 0.026, 0)
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
    pose = reached(reached(pose, "L", hold, 0, AT_WALL), "R", rest, 0, AT_WALL)
    return placed(pose, 0, AT_WALL), ball, hand


def _wall(y: float) -> Thing:
    return box("wall", (-2.4, y, -0.02), (2.4, y + 0.1, 2.6), WALL, 0.9)


WALL_VIEW = Camera((3.0, -1.35, 1.25), (-0.16, 0.0, 0.79), lens=31)


def ball_wall(width: int, height: int, samples: int) -> Marks:
    open_stage(Stage(width, height, samples, WALL_VIEW, sun=(2.2, -1.6, 2.6)))
    body, ball, hand = _at_wall()
    add_body(Dressed(body, (), CLOTHES, press=((ball, 0.034),)))
    for thing in (_wall(float(ball[1]) + 0.032), *sock(ball, hand)):
        add(thing)
    hips = np.array((0.05, -0.33, TALL + 0.10))
    return (arrow(hips, hips + vec(0, 0.09, 0), hips + vec(0, 0.19, 0)),)


def ball_ghost(width: int, height: int, samples: int) -> Marks:
    open_stage(Stage(width, height, samples, WALL_VIEW, bare=True))
    _, ball, hand = _at_wall()
    add(sock(ball, hand)[0])
    return ()


def ball_back(width: int, height: int, samples: int) -> Marks:
    body, ball, hand = _at_wall()
    x, _, z = (float(value) for value in ball)
    camera = Camera((x + 0.6, 2.5, z + 0.2), (x + 0.02, 0, z + 0.02), 0.42)
    open_stage(Stage(width, height, samples, camera, floor=False, sun=(1.6, 2.0, 2.2)))
    add_body(Dressed(body, (anatomy.crest(),), CLOTHES, press=((ball, 0.034),)))
    for thing in sock(ball, hand):
        add(thing)
    return ()


# --- the ball at the wall, for the front spot ------------------------------------------------------------------------

TURNED = turn("z", 22)
"""The chest a little towards the wall, which is at the left."""
BESIDE = np.array([0.0, 0.0, TALL - 0.03])
BESIDE_VIEW = Camera((-1.5, -3.0, 1.35), (0.0, 0.0, 0.80), lens=30)


def _beside() -> tuple[Posed, Array]:
    ahead = TURNED.apply((0, -1, 0))
    left = Step((0.02, -0.02, 0.072), (0.14, -0.12, 0.47), (float(ahead[0]), float(ahead[1]), 0))
    right = Step((-0.22, 0.0, 0.072), (-0.17, -0.02, 0.45), (float(ahead[0]), float(ahead[1]), 0))
    pose = step_on(step_on({}, "L", left, TURNED, BESIDE), "R", right, TURNED, BESIDE)
    ball = TURNED.apply(surface(*POINTS[3])) + BESIDE + vec(0.024, 0, 0)
    wall = float(ball[0]) + 0.032
    lean = Grasp(
        np.array([wall - 0.004, -0.34, 1.12]),
        None,
        np.array((1.0, 0, 0)),
        np.array((0.10, -0.16, 1.00)),
        curl=8,
        thumb=4,
        thickness=0.0,
        fingers=np.array((0.1, -0.5, 0.85)),
    )
    hip = Grasp(
        TURNED.apply(surface(96, 0.14, left=False)) + BESIDE,
        None,
        TURNED.apply((1.0, 0, 0)),
        np.array((-0.36, 0.05, TALL + 0.24)),
        curl=15,
        thumb=8,
        thickness=0.0,
        fingers=TURNED.apply((0.1, -0.8, -0.5)),
    )
    pose = reach(reach(pose, "L", lean, TURNED, BESIDE), "R", hip, TURNED, BESIDE)
    x, y, z = (float(value) for value in BESIDE)
    return posed(pose).placed(TURNED, (x, y, z)), ball


def _beside_scene() -> None:
    body, ball = _beside()
    add_body(Dressed(body, (anatomy.crest(),), CLOTHES, press=((ball, 0.034),)))
    wall = float(ball[0]) + 0.032
    for thing in (tennis(ball), box("wall", (wall, -2.4, -0.02), (wall + 0.1, 2.4, 2.6), WALL, 0.9)):
        add(thing)


def ball_wall_front(width: int, height: int, samples: int) -> Marks:
    open_stage(Stage(width, height, samples, BESIDE_VIEW, sun=(-1.8, -2.2, 2.6)))
    _beside_scene()
    hips = vec(-0.46, -0.06, TALL + 0.08)
    return (arrow(hips, hips + vec(0.09, 0, 0), hips + vec(0.19, 0, 0)),)


def ball_wall_front_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in _beside()[1])
    camera = Camera((x - 1.2, y - 1.9, z + 0.25), (x - 0.06, y, z), lens=11)
    open_stage(Stage(width, height, samples, camera, sun=(-1.8, -2.2, 2.6)))
    _beside_scene()
    return ()
