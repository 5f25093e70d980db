"""The pictures and loops of the two stretches."""

import numpy as np

from content.figures.anatomy import surface
from content.figures.body import Pose, Posed, turn, vec
from content.figures.labels import arrow
from content.figures.limbs import Grasp, Step, reach
from content.figures.lying import BACK, MAT, PILLOW, UP, lain, lie, room
from content.figures.paint import SPOT, Distance, Layer, ball
from content.figures.picture import Build, Marks
from content.figures.scene import Camera, Stage, add, open_stage
from content.figures.skin import Dressed, add_body
from content.figures.tools import chair
from content.figures.upright import CLOTHES, TALL, placed, reached, stood

LYING_VIEW = Camera((1.9, -1.25, 2.5), (0.0, 0.10, 0.14), lens=25)
ASIDE = Camera((-3.0, 1.9, 1.35), (0.12, 0.0, 0.74), lens=29.5)
BEHIND = Camera((0.9, 3.4, 1.35), (0.15, 0.0, 0.79), lens=29.5)


def felt(*places: tuple[float, float]) -> Layer:
    """Where the pull is felt."""
    spots: list[Distance] = [ball(surface(*place), 0.045) for place in places]
    return Layer(lambda rest: np.minimum.reduce([spot(rest) for spot in spots]), SPOT, soft=0.05, cover=0.95)


# --- the back stretch ------------------------------------------------------------------------------------------------

START = ((0.10, 0.10, 0.47), (0.12, -0.28, 0.50))
"""Knee and ankle with the leg just lifted."""
ACROSS = ((-0.105, 0.235, 0.40), (0.0, -0.13, 0.545))
CHEST = ((0.125, 0.275, 0.375), (0.14, -0.10, 0.50))


def _between(start: tuple[float, ...], end: tuple[float, ...], share: float) -> tuple[float, float, float]:
    x, y, z = (a + (b - a) * share for a, b in zip(start, end, strict=True))
    return (x, y, z)


def stretch_pose(
    share: float = 1.0, goal: tuple[tuple[float, ...], tuple[float, ...]] = ACROSS, *, on_knee: bool = False
) -> Pose:
    """`share`: from the leg just lifted (0) to as far as it goes (1). `on_knee`: the mistake of pulling at the knee."""
    knee, ankle = (_between(start, end, share) for start, end in zip(START, goal, strict=True))
    pose = lie({}, left=Step(ankle, knee, (0.05, -0.25, 0.95), (0, 0.95, 0.25)))
    leg = lain(pose)
    hip, bent, foot = (leg.joint(f"{bone}.L") for bone in ("upperleg01", "lowerleg01", "foot"))
    along = (bent - hip) / np.linalg.norm(bent - hip)
    behind = np.cross(along, (1, 0, 0))
    behind = -behind / np.linalg.norm(behind) * np.sign(behind[1])
    middle = hip + 0.62 * (bent - hip) + 0.070 * behind
    if on_knee:
        shin = (foot - bent) / np.linalg.norm(foot - bent)
        behind = -np.cross(shin, (1, 0, 0))
        behind = behind / np.linalg.norm(behind) * np.sign(behind[2])
        along, middle = -shin, bent + 0.06 * shin + 0.052 * behind
    aside = np.array([1.0, 0, 0])
    for side, sign in (("L", 1), ("R", -1)):
        at = middle + sign * 0.038 * aside + sign * 0.022 * along
        elbow = np.array((sign * 0.40, 0.24, 0.16))
        grasp = Grasp(at, along, -behind, elbow, curl=34, thumb=10, thickness=0.0, fingers=-sign * aside)
        pose = reach(pose, side, grasp, BACK, UP)
    return pose


BUTTOCK = ((46, 0.055), (58, 0.03))
OUTER_HIP = ((82, 0.085), (98, 0.09))


def _lying(width: int, height: int, samples: int, pose: Pose, *, right: bool = True) -> Posed:
    """`right`: done as it should be, so that the pull is felt."""
    room(width, height, samples, LYING_VIEW)
    body = lain(pose)
    add_body(Dressed(body, (felt(*BUTTOCK),) if right else (), CLOTHES, floor=0.0))
    for thing in (MAT, PILLOW):
        add(thing)
    return body


def back_stretch(width: int, height: int, samples: int) -> Marks:
    body = _lying(width, height, samples, stretch_pose())
    knee, shoulder = body.joint("lowerleg01.L"), body.joint("upperarm01.R")
    return (
        arrow(
            knee + vec(0.0, 0.0, 0.12), 0.5 * (knee + shoulder) + vec(0, 0.04, 0.20), shoulder + vec(0.02, 0.0, 0.09)
        ),
    )


def knee_to_chest(width: int, height: int, samples: int) -> Marks:
    knee = _lying(width, height, samples, stretch_pose(goal=CHEST)).joint("lowerleg01.L")
    return (arrow(knee + vec(0.0, -0.14, 0.13), knee + vec(0.0, -0.02, 0.13), knee + vec(0.0, 0.12, 0.08)),)


def back_mistake(width: int, height: int, samples: int) -> Marks:
    _lying(width, height, samples, stretch_pose(on_knee=True), right=False)
    return ()


def back_frame(share: float) -> Build:
    def build(width: int, height: int, samples: int) -> Marks:
        _lying(width, height, samples, stretch_pose(share))
        return ()

    return build


# --- the front stretch -----------------------------------------------------------------------------------------------

CHAIR = (0.56, -0.10, 0.45)


def stretched(share: float = 1.0, forward: float = 0.0) -> Posed:
    """`share`: from standing with the legs crossed (0) to the hip pushed out (1).
    `forward`: the mistake of leaning forward, in degrees."""
    at = np.array([0.0 + 0.09 * share, 0.0, TALL - 0.042 - 0.02 * share])
    tilt = 8.0 * share
    left = Step((-0.12, 0.13, 0.073), (0.03, 0.08, 0.44), (-0.10, -1, 0))
    right = Step((-0.03, -0.05, 0.072), (-0.02, -0.10, 0.45), (-0.05, -1, 0))
    lean = -tilt - 15 * share
    pose: Pose = {
        "spine04": turn("y", lean * 0.4),
        "spine03": turn("y", lean * 0.35),
        "spine02": turn("y", lean * 0.25),
    }
    for bone in pose:
        pose[bone] = pose[bone] * turn("x", forward / 3)
    pose["neck01"] = turn("y", 6 * share)
    pose, _ = stood(pose, left, right, tilt, at)
    top = np.array([CHAIR[0] - 0.15, CHAIR[1] + 0.19, CHAIR[2] + 0.462])
    hold = Grasp(
        top, np.array((-1.0, 0.0, 0.0)), np.array((0, 0, -1.0)), np.array((0.42, 0.16, 1.12)), curl=40, thickness=0.012
    )
    hip = np.array([-0.185 + at[0], 0.0, TALL + 0.13])
    pose = reached(pose, "L", hold, tilt, at)
    rest = Grasp(
        hip,
        np.array((0.0, 0.3, 1.0)),
        np.array((1.0, 0, 0.0)),
        np.array((-0.36, 0.10, TALL + 0.24)),
        curl=15,
        thumb=8,
        thickness=0.0,
    )
    pose = reached(pose, "R", rest, tilt, at)
    return placed(pose, tilt, at)


def _standing(width: int, height: int, samples: int, body: Posed, *, right: bool = True) -> None:
    camera = BEHIND if right else ASIDE
    open_stage(Stage(width, height, samples, camera, sun=(1.6, 2.4, 2.6)))
    add_body(Dressed(body, (felt(*OUTER_HIP),) if right else (), CLOTHES))
    for thing in chair(CHAIR):
        add(thing)


def front_stretch(width: int, height: int, samples: int) -> Marks:
    body = stretched()
    _standing(width, height, samples, body)
    hip = body.joint("upperleg01.L")
    return (arrow(hip + vec(-0.13, 0.17, -0.07), hip + vec(0.0, 0.17, -0.07), hip + vec(0.12, 0.17, -0.07)),)


def front_mistake(width: int, height: int, samples: int) -> Marks:
    _standing(width, height, samples, stretched(forward=52), right=False)
    return ()


def front_frame(share: float) -> Build:
    def build(width: int, height: int, samples: int) -> Marks:
        _standing(width, height, samples, stretched(share))
        return ()

    return build
