"""Arms and legs brought to a place: how hands hold things and where feet stand, by inverse kinematics."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from content.figures.body import Array, Body, Pose, body, skeleton

PALM = 0.016
"""From the bones of the palm to its skin, in metres."""


def _unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector))


def hinge(model: Body, upper: str, middle: str, lower: str) -> Array:
    """The axis of an elbow or a knee; a positive angle bends it further."""
    first = model.head(middle) - model.head(upper)
    return _unit(np.cross(first, model.head(lower) - model.head(middle)))


@dataclass(frozen=True)
class Grasp:
    """What a hand does. `at`: a point of the bar in the palm. `along`: the direction of the bar, from the little finger
    to the forefinger. `palm`: where the palm faces, if it matters. `elbow`: roughly where the elbow is. `curl`: how far
    the fingers close, in degrees. All in the axes of the body, or of `frame`."""

    at: Array
    along: Array | None = None
    palm: Array | None = None
    elbow: Array | None = None
    curl: float = 62
    thumb: float = 25
    thickness: float = 0.012
    fingers: Array | None = None


def palm(model: Body, side: str) -> tuple[Array, Array, Array]:
    """Of the hand at rest: the middle of the palm's bones, the direction to the forefinger, where the palm faces."""
    knuckles = np.array([model.head(f"finger{n}-1.{side}") for n in (2, 3, 4, 5)])
    across = _unit(knuckles[0] - knuckles[3])
    forward = _unit(knuckles.mean(axis=0) - model.head(f"wrist.{side}"))
    facing = _unit(np.cross(across, forward)) * (1 if side == "R" else -1)
    return knuckles.mean(axis=0) - 0.012 * forward, across, facing


def curled(side: str, degrees: float, thumb: float = 25) -> Pose:
    """Fingers closed towards the palm, the thumb against them."""
    model = body()
    _, across, facing = palm(model, side)
    sign = -1 if side == "L" else 1
    pose: Pose = {}
    for finger in (2, 3, 4, 5):
        for joint, share in ((1, 0.9), (2, 1.1), (3, 0.7)):
            pose[f"finger{finger}-{joint}.{side}"] = Rotation.from_rotvec(sign * across * np.radians(degrees * share))
    base, tip = model.head(f"finger1-1.{side}"), model.head(f"finger1-3.{side}")
    axis = _unit(np.cross(_unit(tip - base), facing - 0.6 * across))
    for joint, share in ((1, 0.7), (2, 1.0), (3, 1.0)):
        pose[f"finger1-{joint}.{side}"] = Rotation.from_rotvec(axis * np.radians(thumb * share))
    return pose


def reach(pose: Pose, side: str, grasp: Grasp, frame: Rotation | None = None, origin: Array | None = None) -> Pose:
    """The pose with this arm brought to the grasp. `frame`, `origin`: how the body lies when the grasp is in the world
    (world = frame * body + origin)."""
    model = body()
    back = (frame or Rotation.identity()).inv()
    away = origin if origin is not None else np.zeros(3)

    def point(value: Array) -> Array:
        return np.asarray(back.apply(value - away))

    def direction(value: Array | None) -> Array | None:
        return None if value is None else _unit(back.apply(value))

    at = point(grasp.at)
    elbow = None if grasp.elbow is None else point(grasp.elbow)
    along, faces, pointing = direction(grasp.along), direction(grasp.palm), direction(grasp.fingers)
    names = [f"{bone}.{side}" for bone in ("shoulder01", "upperarm01", "lowerarm01", "lowerarm02", "wrist")]
    bend = hinge(model, names[1], names[2], names[4])
    forearm = _unit(model.head(names[4]) - model.head(names[2]))
    centre, across, facing = palm(model, side)
    forward = _unit(np.cross(facing, across))
    wrist = model.head(names[4])
    forward = forward * np.sign(np.dot(forward, centre - wrist))
    hand = model.names.index(names[4])
    joint = model.names.index(names[2])

    def arm(x: Array) -> Pose:
        return {
            names[0]: Rotation.from_rotvec(x[0:3]),
            names[1]: Rotation.from_rotvec(x[3:6]),
            names[2]: Rotation.from_rotvec(bend * x[6]),
            names[3]: Rotation.from_rotvec(forearm * x[7]),
            names[4]: Rotation.from_rotvec(across * x[8] + facing * x[9]),
        }

    def misses(x: Array) -> Array:
        turns, joints = skeleton(model, {**pose, **arm(x)})
        turned = turns[hand]
        held = joints[hand] + turned @ (centre - wrist + facing * (PALM + grasp.thickness))
        parts = [(held - at) * 60]
        if along is not None:
            parts.append((turned @ across - along) * 2.2)
        if faces is not None:
            parts.append((turned @ facing - faces) * 1.2)
        if pointing is not None:
            parts.append((turned @ forward - pointing) * 1.2)
        if elbow is not None:
            parts.append((joints[joint] - elbow) * 4)
        comfort = np.array([2.5, 2.5, 2.5, 0.25, 0.25, 0.25, 0.12, 0.3, 0.9, 1.1]) * x
        beyond = np.array([max(0.0, x[6] - 1.85), max(0.0, -0.62 - x[6]), max(0.0, abs(x[7]) - 1.4)]) * 20
        beyond = np.append(beyond, [max(0.0, abs(x[8]) - 1.0) * 20, max(0.0, abs(x[9]) - 0.5) * 20])
        return np.concatenate([*parts, comfort, beyond])

    lower = 1 if side == "L" else -1
    starts = (
        np.zeros(10),
        np.array([0, 0, 0, 0, lower * 0.6, 0, 0.8, 0, 0, 0]),
        np.array([0, 0, 0, -0.8, lower * 0.5, 0, 0.8, 0, 0, 0]),
        np.array([0, 0, 0, 0.8, lower * 0.6, 0, 0.6, 0, 0, 0]),
        np.array([0, 0, 0, 0, lower * 0.6, lower * -1.0, 0.8, 0.8, 0, 0]),
        np.array([0, 0, 0, 0, lower * 0.6, lower * 1.0, 0.8, -0.8, 0, 0]),
    )
    best = min((least_squares(misses, start, max_nfev=400) for start in starts), key=lambda found: found.cost)
    return {**pose, **arm(best.x), **curled(side, grasp.curl, grasp.thumb)}


@dataclass(frozen=True)
class Step:
    """Where a leg goes, in the world: the ankle, roughly the knee, where the toes point, where the foot's top faces."""

    ankle: tuple[float, float, float]
    knee: tuple[float, float, float]
    toes: tuple[float, float, float]
    top: tuple[float, float, float] = (0, 0, 1)


def step_on(pose: Pose, side: str, step: Step, frame: Rotation, origin: Array) -> Pose:
    """The pose with this leg brought there. `frame`, `origin`: how the body lies (world = frame * body + origin)."""
    model = body()
    back = frame.inv()
    target, near = back.apply(step.ankle - origin), back.apply(step.knee - origin)
    aim, sole = back.apply(step.toes), _unit(back.apply(step.top))
    names = [f"{bone}.{side}" for bone in ("upperleg01", "lowerleg01", "foot", "toe3-1")]
    bend = hinge(model, names[0], names[1], names[2])
    bones = [model.names.index(name) for name in names]
    rest_foot = _unit(model.head(names[3]) - model.head(names[2]) + np.array([0, 0, 0.045]))

    def leg(x: Array) -> Pose:
        return {
            names[0]: Rotation.from_rotvec(x[0:3]),
            names[1]: Rotation.from_rotvec(bend * x[3]),
            names[2]: Rotation.from_rotvec(x[4:7]),
        }

    def misses(x: Array) -> Array:
        turns, joints = skeleton(model, {**pose, **leg(x)})
        foot = turns[bones[2]]
        level = foot @ np.array([0, 0, 1.0]) - sole
        ahead = foot @ rest_foot - _unit(aim)
        near_by = (joints[bones[1]] - near) * 3
        comfort = np.array([0.1, 0.25, 0.35, 0, 0.3, 0.3, 0.3]) * x
        return np.concatenate([(joints[bones[2]] - target) * 60, level * 3, ahead * 1.5, near_by, comfort])

    starts = (np.array([-0.9, 0, 0, 1.5, 0, 0, 0]), np.zeros(7), np.array([-1.6, 0, 0, 1.7, 0, 0, 0]))
    best = min((least_squares(misses, start, max_nfev=400) for start in starts), key=lambda found: found.cost)
    return {**pose, **leg(best.x)}
