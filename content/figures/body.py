"""The body: the Anny model at rest, posed by turning its joints.

Axes of the body at rest, in metres: x = its left, y = its back, z = up. A pose maps a bone to a rotation about these
axes at the head of that bone; the rotations of its parents come on top.
"""

import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

Array: TypeAlias = npt.NDArray[np.float64]
Pose = dict[str, Rotation]
Where: TypeAlias = Sequence[float] | Array
"""A place or a direction."""

SHAPE = {"gender": 0.5, "age": 0.5, "muscle": 0.58, "weight": 0.46, "height": 0.5, "proportions": 0.6}
"""A grown-up of no particular sex, neither thin nor heavy (0..1 each)."""


def turn(axis: str, degrees: float) -> Rotation:
    """A rotation about x, y or z."""
    return Rotation.from_euler(axis, degrees, degrees=True)


def vec(x: float, y: float, z: float) -> Array:
    return np.array((x, y, z), float)


@dataclass(frozen=True)
class Body:
    """The model at rest. `vertices` (n, 3), `quads` (m, 4), `heads` (bones, 3), `weights` (n, bones)."""

    vertices: Array
    quads: npt.NDArray[np.int64]
    heads: Array
    weights: Array
    names: tuple[str, ...]
    parents: tuple[int, ...]

    def head(self, bone: str) -> Array:
        return np.asarray(self.heads[self.names.index(bone)])


@dataclass(frozen=True)
class Posed:
    """A body in a pose and in a place: rotation `turns` and place `joints` of each bone, and the skin."""

    body: Body
    turns: Array
    joints: Array
    vertices: Array

    def joint(self, bone: str) -> Array:
        return np.asarray(self.joints[self.body.names.index(bone)])

    def placed(self, rotation: Rotation, at: tuple[float, float, float] = (0, 0, 0)) -> "Posed":
        """The whole body turned about the origin, then moved."""
        move = np.array(at)
        return Posed(
            self.body,
            rotation.as_matrix() @ self.turns,
            rotation.apply(self.joints) + move,
            rotation.apply(self.vertices) + move,
        )


@cache
def body() -> Body:
    """The model; loading it from its package takes most of a minute, so the rest of the work reads a saved copy."""
    saved = Path(tempfile.gettempdir()) / f"content-figures-body-{zlib.crc32(repr(SHAPE).encode())}.npz"
    if not saved.exists():
        _save(saved)
    data = np.load(saved)
    names = tuple(str(name) for name in data["names"])
    parents = tuple(int(parent) for parent in data["parents"])
    return Body(data["vertices"], data["quads"], data["heads"], data["weights"], names, parents)


def _save(path: Path) -> None:
    import anny
    import torch

    model = anny.Anny().to(dtype=torch.float32)
    out = model(phenotype_kwargs={label: SHAPE.get(label, 0.5) for label in model.phenotype_labels})
    vertices = out["rest_vertices"][0].detach().numpy().astype(float)
    faces = model.faces.detach().numpy()
    weights = np.zeros((len(vertices), model.bone_count))
    indices = model.vertex_bone_indices.detach().numpy()
    np.add.at(weights, (np.arange(len(vertices))[:, None], indices), model.vertex_bone_weights.detach().numpy())
    np.savez(
        path,
        vertices=vertices,
        quads=np.array([_joined(*pair) for pair in zip(faces[::2].tolist(), faces[1::2].tolist(), strict=True)]),
        heads=out["rest_bone_heads"][0].detach().numpy().astype(float),
        weights=weights / weights.sum(axis=1, keepdims=True),
        names=np.array(model.bone_labels),
        parents=np.array(model.bone_parents),
    )


def _joined(first: list[int], second: list[int]) -> list[int]:
    """The quad of two triangles with a common edge: the fewer triangles, the smoother the skin."""
    (fourth,) = set(second) - set(first)
    for corner in range(3):
        if {first[corner], first[(corner + 1) % 3]} <= set(second):
            return [*first[: corner + 1], fourth, *first[corner + 1 :]]
    raise ValueError("triangles without a common edge")


def skeleton(model: Body, pose: Mapping[str, Rotation]) -> tuple[Array, Array]:
    """Rotation matrix and place of each bone."""
    count = len(model.names)
    turns, joints = np.empty((count, 3, 3)), np.empty((count, 3))
    for bone, (name, parent) in enumerate(zip(model.names, model.parents, strict=True)):
        own = pose[name].as_matrix() if name in pose else np.eye(3)
        if parent < 0:
            turns[bone], joints[bone] = own, model.heads[bone]
        else:
            turns[bone] = turns[parent] @ own
            joints[bone] = joints[parent] + turns[parent] @ (model.heads[bone] - model.heads[parent])
    return turns, joints


def posed(pose: Mapping[str, Rotation]) -> Posed:
    model = body()
    turns, joints = skeleton(model, pose)
    return Posed(model, turns, joints, _skinned(model, turns, joints))


def _skinned(model: Body, turns: Array, joints: Array) -> Array:
    """Half linear blending, half dual quaternions: the one shrinks a bent joint, the other bulges it."""
    shift = joints - np.einsum("bij,bj->bi", turns, model.heads)
    matrices = np.einsum("vb,bij->vij", model.weights, turns)
    linear = np.einsum("vij,vj->vi", matrices, model.vertices) + model.weights @ shift
    real = Rotation.from_matrix(turns).as_quat()
    leading = np.argmax(model.weights, axis=1)
    dual = np.empty_like(real)
    dual[:, :3] = 0.5 * (real[:, 3:] * shift + np.cross(shift, real[:, :3]))
    dual[:, 3] = -0.5 * np.einsum("bi,bi->b", shift, real[:, :3])
    signs = np.sign(real[leading] @ real.T + 1e-12) * model.weights
    blended, moved = signs @ real, signs @ dual
    length = np.linalg.norm(blended, axis=1, keepdims=True)
    blended, moved = blended / length, moved / length
    offset = 2 * (
        blended[:, 3:] * moved[:, :3] - moved[:, 3:] * blended[:, :3] + np.cross(blended[:, :3], moved[:, :3])
    )
    dual_quaternion = Rotation.from_quat(blended).apply(model.vertices) + offset
    return np.asarray(0.5 * linear + 0.5 * dual_quaternion)
