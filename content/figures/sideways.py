"""The pictures of people lying on the side that does not hurt, seen from behind.

World x = behind them, y = towards the head, z = their left, which is up; the floor or the bed at 0.
"""

import math

import numpy as np
from scipy.spatial.transform import Rotation

from content.figures import anatomy
from content.figures.anatomy import POINTS, surface
from content.figures.body import Array, Pose, Posed, posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach, step_on
from content.figures.lying import CLOTHES
from content.figures.picture import Marks
from content.figures.scene import Camera, Point, Stage, Thing, add, open_stage
from content.figures.skin import Dressed, add_body
from content.figures.stretches import felt
from content.figures.tools import MAT, PILLOW, blob, box

SIDE = Rotation.from_matrix(np.array([(0, 1, 0), (0, 0, 1), (1, 0, 0)], float))
UP = np.array([0.0, 0.0, 0.168])
"""From the middle of the body to what it lies on."""

VIEW = Camera((2.5, -0.20, 1.75), (-0.12, 0.10, 0.10), lens=28.5)


LONG_VIEW = Camera((2.5, -0.26, 1.85), (-0.08, 0.0, 0.06), lens=31)


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


def _head_pillow() -> Thing:
    return blob("pillow", (-0.02, 0.76, 0.055), (0.17, 0.20, 0.075), PILLOW, 3.0)


def _room(width: int, height: int, samples: int, camera: Camera) -> None:
    open_stage(
        Stage(width, height, samples, camera, sun=(math.copysign(2.0, camera.eye[0]), -0.9, 2.6), ground_level=-0.02)
    )
    add(box("mat", (-0.80, -0.95, -0.02), (0.42, 1.05, 0.0), MAT, 0.9))


# --- fingers ---------------------------------------------------------------------------------------------------------


def _fingers() -> tuple[Posed, Array]:
    left = _leg((-0.16, -0.42, 0.215), (-0.36, -0.16, 0.262), (-0.9, -0.6, -0.1))
    right = _leg((-0.10, -0.46, 0.05), (-0.36, -0.22, 0.065), (-0.9, -0.6, 0))
    pose = _lying(left, right)
    spot = at(surface(*POINTS[1]))
    press = np.array([-0.62, -0.30, -0.55])
    press /= np.linalg.norm(press)
    grasp = Grasp(
        spot - press * 0.110 + vec(0, -0.045, -0.004),
        None,
        np.array((-0.55, 0.1, -0.80)),
        np.array((0.26, 0.34, 0.40)),
        curl=16,
        thumb=14,
        thickness=0.0,
        fingers=press,
    )
    return _placed(reach(pose, "L", grasp, SIDE, UP)), spot


def _fingers_scene() -> None:
    body, _ = _fingers()
    add_body(Dressed(body, (anatomy.crest(), anatomy.glow(1)), CLOTHES, floor=0.0))
    add(_head_pillow())
    add(blob("between", (-0.36, -0.20, 0.163), (0.15, 0.17, 0.062), PILLOW, 3.0))


def fingers(width: int, height: int, samples: int) -> Marks:
    _room(width, height, samples, VIEW)
    _fingers_scene()
    return ()


def fingers_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in at(surface(*POINTS[1])))
    _room(width, height, samples, Camera((x + 1.6, y - 0.35, z + 0.8), (x - 0.02, y + 0.03, z + 0.01), lens=13))
    _fingers_scene()
    return ()


def _fingers_front() -> Posed:
    left = _leg((-0.16, -0.42, 0.215), (-0.36, -0.16, 0.262), (-0.9, -0.6, -0.1))
    right = _leg((-0.10, -0.46, 0.05), (-0.36, -0.22, 0.065), (-0.9, -0.6, 0))
    press = np.array([-0.22, -0.90, -0.32])
    press /= np.linalg.norm(press)
    grasp = Grasp(
        at(surface(*POINTS[3])) - press * 0.105 + vec(-0.012, -0.070, 0.004),
        None,
        np.array((-0.1, 0.25, -1.0)),
        np.array((0.06, 0.34, 0.50)),
        curl=14,
        thumb=12,
        thickness=0.0,
        fingers=press,
    )
    return _placed(reach(_lying(left, right), "L", grasp, SIDE, UP))


def _fingers_front_scene() -> None:
    add_body(Dressed(_fingers_front(), (anatomy.crest(), anatomy.glow(3)), CLOTHES, floor=0.0))
    add(_head_pillow())
    add(blob("between", (-0.36, -0.20, 0.163), (0.15, 0.17, 0.062), PILLOW, 3.0))


FRONT_VIEW = Camera((-2.3, -0.5, 2.1), (-0.16, 0.08, 0.08), lens=29)


def fingers_front(width: int, height: int, samples: int) -> Marks:
    _room(width, height, samples, FRONT_VIEW)
    _fingers_front_scene()
    return ()


def fingers_front_near(width: int, height: int, samples: int) -> Marks:
    x, y, z = (float(value) for value in at(surface(*POINTS[3])))
    _room(width, height, samples, Camera((x - 1.1, y - 0.5, z + 1.4), (x + 0.01, y + 0.03, z), lens=12))
    _fingers_front_scene()
    return ()


# --- the front stretch, lying ----------------------------------------------------------------------------------------


def _sinking(*, supported: bool) -> Posed:
    right = _leg((-0.12, -0.46, 0.05), (-0.34, -0.18, 0.065), (-0.9, -0.6, 0))
    left = _leg((0.22, -0.72, 0.20), (0.13, -0.34, 0.24), (-1, -0.3, 0)) if supported else None
    if left is None:
        left = _leg((0.29, -0.66, -0.02), (0.17, -0.32, 0.14), (-1, -0.3, -0.3))
    pose = _lying(left, right)
    hand = Grasp(
        np.array((-0.30, 0.22, 0.012)),
        None,
        np.array((0, 0, -1.0)),
        np.array((-0.16, 0.34, 0.24)),
        curl=12,
        thickness=0.0,
        fingers=np.array((-0.8, 0.2, -0.3)),
    )
    return _placed(reach(pose, "L", hand, SIDE, UP))


def _bed() -> tuple[Thing, ...]:
    return (
        box("bed", (-1.1, -1.0, -0.16), (0.20, 1.05, 0.0), (0.62, 0.66, 0.70), 0.9),
        box("frame", (-1.1, -1.0, -0.34), (0.19, 1.05, -0.165), (0.45, 0.31, 0.20), 0.7),
    )


def side_lying(width: int, height: int, samples: int) -> Marks:
    open_stage(Stage(width, height, samples, LONG_VIEW, sun=(2.0, -0.9, 2.6), ground_level=-0.45))
    body = _sinking(supported=False)
    add_body(Dressed(body, (felt((84, 0.088), (98, 0.09)),), CLOTHES))
    for thing in (*_bed(), _head_pillow()):
        add(thing)
    foot = body.joint("foot.L")
    return (arrow(foot + vec(0.06, 0.10, 0.14), foot + vec(0.08, 0.10, 0.06), foot + vec(0.09, 0.10, -0.08)),)


def supported(width: int, height: int, samples: int) -> Marks:
    _room(width, height, samples, LONG_VIEW)
    body = _sinking(supported=True)
    add_body(Dressed(body, (felt((84, 0.088), (98, 0.09)),), CLOTHES, floor=0.0))
    add(_head_pillow())
    add(blob("cushion", (0.14, -0.42, 0.085), (0.16, 0.20, 0.085), (0.62, 0.50, 0.36), 3.4))
    return ()
