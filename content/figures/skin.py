"""The skin on the stage: dressed, dented where something presses, painted."""

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from content.figures.body import Array, Posed
from content.figures.paint import SKIN, Layer
from content.figures.scene import plain

FABRIC_ROUNDS = 5
"""How often cloth is evened out: it bridges the folds that skin follows."""


@dataclass(frozen=True)
class Dressed:
    """A posed body and what is painted on it."""

    posed: Posed
    layers: tuple[Layer, ...]
    cloth: tuple[Layer, ...] = ()
    press: tuple[tuple[Array, float], ...] = ()
    """Balls (centre, radius) that dent the skin."""
    floor: float | None = None
    """Height of the floor, on which the body lies flat."""


def smoothstep(value: Array) -> Array:
    share = np.clip(value, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _evened(dressed: Dressed) -> Array:
    """The skin with cloth bridging its folds."""
    body, vertices = dressed.posed.body, dressed.posed.vertices.copy()
    edges = np.concatenate([body.quads[:, [0, 1]], body.quads[:, [1, 2]], body.quads[:, [2, 3]], body.quads[:, [3, 0]]])
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    count = np.bincount(edges.ravel(), minlength=len(vertices))[:, None].clip(1)
    worn = np.zeros(len(vertices))
    for layer in dressed.cloth:
        worn = np.maximum(worn, smoothstep(-layer.distance(body.vertices) / 0.02))
    for _ in range(FABRIC_ROUNDS):
        total = np.zeros_like(vertices)
        np.add.at(total, edges[:, 0], vertices[edges[:, 1]])
        np.add.at(total, edges[:, 1], vertices[edges[:, 0]])
        vertices += 0.5 * worn[:, None] * (total / count - vertices)
    return vertices


def _pressed(dressed: Dressed, vertices: Array) -> Array:
    for centre, radius in dressed.press:
        away = vertices - centre
        far = np.linalg.norm(away, axis=1)
        out = np.clip(radius - far, 0, None) + 0.012 * np.exp(-(((far - radius) / 0.03) ** 2)) * (far > radius)
        vertices = vertices + away / far[:, None] * out[:, None]
    if dressed.floor is not None:
        low = dressed.floor + 0.002
        vertices[:, 2] = low + np.logaddexp(0, (vertices[:, 2] - low) / 0.004) * 0.004
    return vertices


def add_body(dressed: Dressed) -> bpy.types.Object:
    body = dressed.posed.body
    vertices = _pressed(dressed, _evened(dressed))
    mesh = bpy.data.meshes.new("body")
    mesh.from_pydata(vertices.tolist(), [], body.quads.tolist())
    mesh.attributes.new("rest", "FLOAT_VECTOR", "POINT").data.foreach_set(
        "vector", body.vertices.astype(np.float32).ravel()
    )
    person = bpy.data.objects.new("body", mesh)
    bpy.context.collection.objects.link(person)
    modifier = person.modifiers.new("smooth", "SUBSURF")
    modifier.levels = modifier.render_levels = 2
    dense = bpy.data.meshes.new_from_object(person.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    person.modifiers.clear()
    person.data = dense
    for polygon in dense.polygons:
        polygon.use_smooth = True
    rest = np.empty(len(dense.vertices) * 3, np.float32)
    dense.attributes["rest"].data.foreach_get("vector", rest)
    _paint(dense, rest.reshape(-1, 3).astype(float), (*dressed.cloth, *dressed.layers))
    return person


def _paint(mesh: bpy.types.Mesh, rest: Array, layers: Sequence[Layer]) -> None:
    thick = np.zeros(len(rest))
    material = plain("skin", SKIN, 0.75, 0.0)
    tree = material.node_tree
    below: bpy.types.NodeSocket | None = None
    for number, layer in enumerate(layers):
        distance = layer.distance(rest)
        if layer.relief:
            thick = np.maximum(thick, layer.relief * smoothstep(0.5 - distance / 0.006))
        mesh.attributes.new(f"layer{number}", "FLOAT", "POINT").data.foreach_set("value", distance.astype(np.float32))
        source = tree.nodes.new("ShaderNodeAttribute")
        source.attribute_name = f"layer{number}"
        cover = tree.nodes.new("ShaderNodeMapRange")
        cover.interpolation_type = "SMOOTHSTEP"
        cover.inputs["From Min"].default_value = layer.soft / 2
        cover.inputs["From Max"].default_value = -layer.soft / 2
        cover.inputs["To Max"].default_value = layer.cover
        tree.links.new(_outlined(tree, source.outputs["Fac"], layer.outline), cover.inputs["Value"])
        mix = tree.nodes.new("ShaderNodeMix")
        mix.data_type = "RGBA"
        mix.inputs["A"].default_value = (*SKIN, 1)
        mix.inputs[7].default_value = (*layer.colour, 1)
        tree.links.new(cover.outputs["Result"], mix.inputs[0])
        if below is not None:
            tree.links.new(below, mix.inputs[6])
        else:
            mix.inputs[6].default_value = (*SKIN, 1)
        below = mix.outputs[2]
    if below is not None:
        tree.links.new(below, tree.nodes["Principled BSDF"].inputs["Base Color"])
    _thicken(mesh, thick)
    mesh.materials.append(material)


def _outlined(tree: bpy.types.NodeTree, distance: bpy.types.NodeSocket, outline: float | None) -> bpy.types.NodeSocket:
    """In the shader and not at the corners of the mesh: there a thin line would break up into dashes."""
    if outline is None:
        return distance
    size, less = tree.nodes.new("ShaderNodeMath"), tree.nodes.new("ShaderNodeMath")
    size.operation, less.operation = "ABSOLUTE", "SUBTRACT"
    less.inputs[1].default_value = outline
    tree.links.new(distance, size.inputs[0])
    tree.links.new(size.outputs[0], less.inputs[0])
    return less.outputs[0]


def _thicken(mesh: bpy.types.Mesh, thick: Array) -> None:
    normals, places = np.empty(len(thick) * 3, np.float32), np.empty(len(thick) * 3, np.float32)
    mesh.vertex_normals.foreach_get("vector", normals)
    mesh.vertices.foreach_get("co", places)
    places += (normals.reshape(-1, 3) * thick[:, None]).ravel().astype(np.float32)
    mesh.vertices.foreach_set("co", places)
    mesh.update()
