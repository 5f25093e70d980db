"""The stage: a body and things put before a camera, rendered by Blender's Cycles on the processor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy
import mathutils
import numpy as np
from bpy_extras.object_utils import world_to_camera_view

from content.figures.body import Array
from content.figures.paint import Colour

Point = tuple[float, float, float]

THREADS = 2


@dataclass(frozen=True)
class Camera:
    """`lens`: field of view in degrees, or None for a picture without perspective that is `width` metres wide."""

    eye: Point
    at: Point
    width: float = 1.0
    lens: float | None = None


@dataclass(frozen=True)
class Thing:
    """A solid: points, faces, colour."""

    name: str
    vertices: Array
    faces: Sequence[Sequence[int]]
    colour: Colour
    rough: float = 0.5
    smooth: bool = True
    glow: float = 0.0


@dataclass(frozen=True)
class Stage:
    """`width`, `height`: pixels, given by the picture that is made. `samples`: rays for each of them."""

    camera: Camera
    width: int = 0
    height: int = 0
    samples: int = 0
    ground: Colour = (0.55, 0.585, 0.61)
    floor: bool = True
    ground_level: float = 0.0
    bare: bool = False
    """Nothing behind the things at all."""
    sun: Point = (1.6, -1.4, 2.6)


def open_stage(stage: Stage) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = stage.samples
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 3
    scene.cycles.adaptive_threshold = 0.04
    scene.cycles.seed = 0
    scene.render.threads_mode = "FIXED"
    scene.render.threads = THREADS
    scene.render.resolution_x, scene.render.resolution_y = stage.width, stage.height
    scene.view_settings.view_transform = "Standard"
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    sky = scene.world.node_tree.nodes["Background"]
    sky.inputs[0].default_value = (0.80, 0.86, 0.92, 1)
    sky.inputs[1].default_value = 0.5
    far = math.dist(stage.sun, stage.camera.at)
    _lamp(stage.sun, stage.camera.at, 9.2 * far * far, 0.5 * far)
    _camera(stage.camera, stage.width / stage.height)
    if stage.floor and not stage.bare:
        low = stage.ground_level
        corners = np.array([(-9, -9, low), (9, -9, low), (9, 9, low), (-9, 9, low)], float)
        add(Thing("floor", corners, [(0, 1, 2, 3)], stage.ground, rough=0.9, smooth=False))
    elif not stage.bare:
        backdrop(stage.ground)


def backdrop(colour: Colour) -> None:
    """One even colour behind the body, whatever the light."""
    scene = bpy.context.scene
    nodes = scene.world.node_tree
    plain = nodes.nodes.new("ShaderNodeBackground")
    plain.inputs[0].default_value = (*colour, 1)
    mix, path = nodes.nodes.new("ShaderNodeMixShader"), nodes.nodes.new("ShaderNodeLightPath")
    nodes.links.new(path.outputs["Is Camera Ray"], mix.inputs[0])
    nodes.links.new(nodes.nodes["Background"].outputs[0], mix.inputs[1])
    nodes.links.new(plain.outputs[0], mix.inputs[2])
    nodes.links.new(mix.outputs[0], nodes.nodes["World Output"].inputs[0])


def _aim(thing: bpy.types.Object, at: Point) -> None:
    thing.rotation_euler = (mathutils.Vector(at) - thing.location).to_track_quat("-Z", "Y").to_euler()


def _lamp(where: Point, at: Point, energy: float, size: float) -> None:
    lamp = bpy.data.lights.new("light", "AREA")
    lamp.energy, lamp.size = energy, size
    light = bpy.data.objects.new("light", lamp)
    light.location = where
    bpy.context.collection.objects.link(light)
    _aim(light, at)


def _camera(camera: Camera, ratio: float) -> None:
    lens = bpy.data.cameras.new("camera")
    if camera.lens is None:
        lens.type = "ORTHO"
        lens.ortho_scale = camera.width * max(1.0, 1 / ratio)
    else:
        lens.angle = np.radians(camera.lens)
    eye = bpy.data.objects.new("camera", lens)
    eye.location = camera.eye
    bpy.context.collection.objects.link(eye)
    _aim(eye, camera.at)
    bpy.context.scene.camera = eye
    bpy.context.view_layer.update()


def plain(name: str, colour: Colour, rough: float, glow: float) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Emission Color"].default_value = (*colour, 1)
    shader.inputs["Emission Strength"].default_value = glow
    return material


def add(thing: Thing) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(thing.name)
    mesh.from_pydata(thing.vertices.tolist(), [], [list(face) for face in thing.faces])
    solid = bpy.data.objects.new(thing.name, mesh)
    bpy.context.collection.objects.link(solid)
    for polygon in mesh.polygons:
        polygon.use_smooth = thing.smooth
    mesh.materials.append(plain(thing.name, thing.colour, thing.rough, thing.glow))
    return solid


def flat(point: Sequence[float]) -> tuple[float, float]:
    """Where a place of the world is in the picture: shares of its width and height from the top left."""
    scene = bpy.context.scene
    seen = world_to_camera_view(scene, scene.camera, mathutils.Vector(point))
    return float(seen.x), 1 - float(seen.y)


def render(path: Path, *, clear: bool = False) -> None:
    scene = bpy.context.scene
    scene.render.film_transparent = clear
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA" if clear else "RGB"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def softened(thing: Thing, levels: int = 2) -> Thing:
    """A solid with rounded edges."""
    import bmesh  # is there only once bpy is

    mesh = bmesh.new()
    corners = [mesh.verts.new(vertex) for vertex in thing.vertices]
    for face in thing.faces:
        mesh.faces.new([corners[index] for index in face])
    bmesh.ops.bevel(mesh, geom=list(mesh.edges), offset=0.008, segments=levels, affect="EDGES", profile=0.5)
    mesh.verts.index_update()
    vertices = np.array([vertex.co[:] for vertex in mesh.verts])
    faces = [[vertex.index for vertex in face.verts] for face in mesh.faces]
    mesh.free()
    return Thing(thing.name, vertices, faces, thing.colour, thing.rough, thing.smooth, thing.glow)
