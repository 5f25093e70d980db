"""The things people press and lie with, as solids: tubes, knobs, cushions, a chair, a wall."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from content.figures.body import Array, Where
from content.figures.paint import SPOT, Colour
from content.figures.scene import Point, Thing, softened

CANE: Colour = (0.05, 0.24, 0.15)
CUSHION: Colour = (0.62, 0.50, 0.36)
PILLOW: Colour = (0.78, 0.78, 0.76)
MAT: Colour = (0.30, 0.40, 0.44)
SOCK: Colour = (0.80, 0.80, 0.82)
WOOD: Colour = (0.50, 0.34, 0.20)
TOWEL: Colour = (0.86, 0.80, 0.66)
WALL: Colour = (0.47, 0.50, 0.51)


def tube(name: str, line: Array, radius: float | Array, colour: Colour, rough: float = 0.35) -> Thing:
    """A round bar along a line of points; `radius` may change along it."""
    count, sides = len(line), 20
    radii = np.broadcast_to(np.asarray(radius, float), (count,))
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.cross(along[0], (0.3, 0.5, 0.81))
    rings = []
    for at, ahead, wide in zip(line, along, radii, strict=True):
        normal = normal - ahead * (normal @ ahead)
        normal = normal / np.linalg.norm(normal)
        other = np.cross(ahead, normal)
        angles = np.linspace(0, 2 * np.pi, sides, endpoint=False)[:, None]
        rings.append(at + wide * (np.cos(angles) * normal + np.sin(angles) * other))
    vertices = np.concatenate([*rings, line[:1], line[-1:]])
    faces: list[list[int]] = []
    for ring in range(count - 1):
        for side in range(sides):
            after = (side + 1) % sides
            faces.append(
                [ring * sides + side, ring * sides + after, (ring + 1) * sides + after, (ring + 1) * sides + side]
            )
    first, last = count * sides, count * sides + 1
    for side in range(sides):
        after = (side + 1) % sides
        faces.append([first, after, side])
        faces.append([last, (count - 1) * sides + side, (count - 1) * sides + after])
    return Thing(name, vertices, faces, colour, rough)


def band(name: str, line: Array, across: Array, width: float) -> Thing:
    """A soft band, such as a folded towel, that follows a line of points; `across`: the direction of its width."""
    share = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
    fine = CubicSpline(share, line)(np.linspace(0, share[-1], 60))
    ahead = np.gradient(fine, axis=0)
    out = np.cross(ahead, across)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rings = [fine + width * np.cos(turn) * across + 0.009 * np.sin(turn) * out for turn in turns]
    vertices = np.stack(rings, axis=1).reshape(-1, 3)
    faces = [
        [row * 16 + side, row * 16 + (side + 1) % 16, (row + 1) * 16 + (side + 1) % 16, (row + 1) * 16 + side]
        for row in range(59)
        for side in range(16)
    ]
    ends = [list(range(16)), list(range(59 * 16, 60 * 16))]
    return Thing(name, vertices, [*faces, *ends], TOWEL, 0.95)


def sphere(name: str, centre: Where, radius: float, colour: Colour, rough: float = 0.35) -> Thing:
    return blob(name, centre, (radius, radius, radius), colour, power=2.0, rough=rough)


def blob(
    name: str,
    centre: Where,
    half: Sequence[float],
    colour: Colour,
    power: float = 3.2,
    turn: Array | None = None,
    rough: float = 0.8,
) -> Thing:
    """A ball (power 2) to a plump cushion (power 3 to 4)."""
    rows, sides = 33, 48
    up = np.linspace(-np.pi / 2, np.pi / 2, rows)
    round_ = np.linspace(0, 2 * np.pi, sides, endpoint=False)

    def bent(value: Array) -> Array:
        return np.asarray(np.sign(value) * np.abs(value) ** (2 / power))

    points = np.array(
        [
            (bent(np.cos(a)) * bent(np.cos(b)), bent(np.cos(a)) * bent(np.sin(b)), bent(np.sin(a)))
            for a in up
            for b in round_
        ]
    )
    points = points * np.array(half)
    if turn is not None:
        points = points @ turn.T
    faces = [
        [
            row * sides + side,
            row * sides + (side + 1) % sides,
            (row + 1) * sides + (side + 1) % sides,
            (row + 1) * sides + side,
        ]
        for row in range(rows - 1)
        for side in range(sides)
    ]
    return Thing(name, points + np.array(centre), faces, colour, rough)


def box(name: str, low: Sequence[float], high: Sequence[float], colour: Colour, rough: float = 0.7) -> Thing:
    (a, b, c), (d, e, f) = low, high
    corners = np.array([(a, b, c), (d, b, c), (d, e, c), (a, e, c), (a, b, f), (d, b, f), (d, e, f), (a, e, f)], float)
    faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    return softened(Thing(name, corners, faces, colour, rough, smooth=False))


@dataclass(frozen=True)
class Hook:
    """A tool with a knob at its end: its solids, where the knob is, and points along the bar one can hold."""

    things: tuple[Thing, ...]
    knob: Array
    hold: Array
    """Points of the handle, from the hook to the far end."""
    pivot: Array
    axis: Array
    bow: tuple[Thing, ...]
    """The part that may lie under the body."""

    def levered(self, at: Array, degrees: float) -> Array:
        """Where a point of the tool is after it was levered, which drives the knob upwards."""
        swing = Rotation.from_rotvec(self.axis * np.radians(degrees))
        return np.asarray(self.pivot + swing.apply(at - self.pivot))


def thera_cane(knob: Where, away: Where, up: Where, past: float = 20) -> Hook:
    """About 64 cm: a straight shaft with two side handles, a hook, six knobs. `knob`: where the knob at the hook's end
    is. `away`: where the shaft points to from the hook, `up`: from the hook's end to the shaft, `past`: how many
    degrees the end curls in beyond a half circle."""
    radius, long = 0.118, 0.47
    shaft = np.array(away, float) / np.linalg.norm(away)
    rise = np.array(up, float) - shaft * (np.array(up, float) @ shaft)
    rise /= np.linalg.norm(rise)
    aside = np.cross(shaft, rise)
    bend = np.radians(past)
    centre = np.array(knob, float) - radius * (np.sin(bend) * shaft - np.cos(bend) * rise)
    turns = np.linspace(np.pi + bend, 0, 60)
    arc = [centre + radius * (-np.sin(turn) * shaft + np.cos(turn) * rise) for turn in turns]
    straight = [centre + radius * rise + shaft * reach for reach in np.linspace(0.01, long, 40)]
    line = np.array([*arc, *straight])
    things = [
        tube("cane", line, 0.0115, CANE),
        sphere("knob", line[0], 0.022, SPOT),
        sphere("end", line[-1], 0.021, CANE),
    ]
    for reach, side in ((0.235, 1), (0.365, -1)):
        start = centre + radius * rise + shaft * reach
        peg = start + side * aside * 0.075
        things.append(tube("handle", np.linspace(start, peg, 8), 0.0105, CANE))
        things.append(sphere("handle-end", peg, 0.018, CANE))
    for turn in (np.pi * 0.5, np.pi * 0.2):
        out = -np.sin(turn) * shaft + np.cos(turn) * rise
        things.append(tube("stud", np.linspace(centre + radius * out, centre + (radius + 0.028) * out, 6), 0.009, CANE))
        things.append(sphere("stud-end", centre + (radius + 0.03) * out, 0.014, CANE))
    bow = (tube("bow", np.array(arc[:42]), 0.0115, CANE), things[1])
    return Hook(tuple(things), line[0], np.array(straight), centre - radius * rise, aside, bow)


def back_knobber(knob: Where, away: Where, up: Where) -> Hook:
    """The S: two open curves in one plane, a knob at each end."""
    shaft = np.array(away, float) / np.linalg.norm(away)
    rise = np.array(up, float) - shaft * (np.array(up, float) @ shaft)
    rise /= np.linalg.norm(rise)
    radius = 0.112
    first = [(-np.sin(t) * radius, -np.cos(t) * radius) for t in np.radians(np.linspace(-42, 180, 50))]
    middle = [(0.02, radius), (0.10, radius), (0.18, radius)]
    second = [(0.20 + np.sin(t) * radius, 2 * radius - np.cos(t) * radius) for t in np.radians(np.linspace(0, 200, 50))]
    knots = np.array([*first, *middle, *second])
    line = np.array(knob, float) + (knots - knots[0]) @ np.array([shaft, rise])
    things = (
        tube("knobber", line, 0.0125, CANE),
        sphere("knob", line[0], 0.023, SPOT),
        sphere("end", line[-1], 0.023, CANE),
    )
    bow = (tube("bow", line[:36], 0.0125, CANE), things[1])
    return Hook(things, line[0], line[50:], line[18], np.cross(shaft, rise), bow)


def cushion(centre: Point, half: Point, turn: Array | None = None) -> Thing:
    return blob("cushion", centre, half, CUSHION, 3.4, turn)


def pillow(centre: Point, half: Point = (0.22, 0.15, 0.045)) -> Thing:
    return blob("pillow", centre, half, PILLOW, 3.0)


def mat(low: tuple[float, float], high: tuple[float, float]) -> Thing:
    return box("mat", (*low, -0.02), (*high, 0.0), MAT, 0.9)


def tennis(centre: Where) -> Thing:
    return sphere("ball", centre, 0.034, SPOT, 0.9)


def sock(ball: Where, hand: Where, bulge: float = 0.075) -> tuple[Thing, ...]:
    """A long sock with a tennis ball in its toe, held in a hand."""
    start, end = np.array(ball, float), np.array(hand, float)
    share = np.array([0, 0.2, 0.5, 0.8, 1])
    line = start + share[:, None] * (end - start)
    line[1:4, 0] += bulge * np.array([0.55, 1, 0.7])  # round the outside of the hip
    fine = np.linspace(0, 1, 40)
    wide = np.interp(fine, [0, 0.10, 0.2, 0.5, 1], [0.033, 0.031, 0.020, 0.017, 0.019])
    return (
        tennis(ball),
        tube("sock", CubicSpline(share, line)(fine), wide, SOCK, 0.95),
    )


def chair(seat: Point, half: float = 0.21, back: float = 0.44, solid: float = 0.58) -> tuple[Thing, ...]:
    """A plain chair: the middle of its seat's top, its back towards +y; `solid`: which share of the back is filled."""
    tall = seat[2]
    parts = [
        box("seat", (-half, -half, -0.035), (half, half, 0.0), WOOD),
        box("back", (-half, half - 0.035, back * (1 - solid)), (half, half, back), WOOD),
    ]
    for x in (-half, half - 0.035):
        parts.append(box("leg", (x, -half, -tall), (x + 0.035, -half + 0.035, -0.03), WOOD))
        parts.append(box("post", (x - 0.003, half - 0.038, -tall), (x + 0.038, half + 0.003, back + 0.004), WOOD))
    return tuple(
        Thing(part.name, part.vertices + np.array(seat), part.faces, part.colour, part.rough, part.smooth)
        for part in parts
    )


def stool(seat: Point, half: float = 0.20) -> tuple[Thing, ...]:
    """A seat without a back: the middle of its top."""
    x, y, tall = seat
    legs = [(x + a * half, y + b * half) for a in (-0.85, 0.85) for b in (-0.85, 0.85)]
    return (
        box("seat", (x - half, y - half, tall - 0.045), (x + half, y + half, tall), WOOD),
        *(box("leg", (a - 0.02, b - 0.02, 0), (a + 0.02, b + 0.02, tall - 0.04), WOOD) for a, b in legs),
    )
