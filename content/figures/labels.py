"""What is drawn over a rendered picture, after it was mirrored: numbers, crosses, arrows. Never words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from content.figures.body import Where

Spot = tuple[float, float]
Ink = tuple[int, int, int]

WHITE: Ink = (255, 255, 255)
DARK: Ink = (24, 34, 48)
ORANGE: Ink = (255, 112, 20)
RED: Ink = (205, 30, 40)
GREEN: Ink = (35, 140, 90)

FINE = 3
"""Drawn this many times larger, then reduced: smooth edges."""


@dataclass(frozen=True)
class Mark:
    """`kind`: cross, number, arrow, ring, dot, never, tick. `places`: of the world while a view is built, pixels of the
    picture when it is drawn. `size`: a share of the picture's height. `shift`: moves a number off its place, in shares
    of the picture's height, with a line back to it."""

    kind: str
    places: tuple[tuple[float, ...], ...]
    text: str = ""
    ink: Ink = ORANGE
    size: float = 0.055
    shift: Spot = (0.0, 0.0)


def arrow(*places: Where, size: float = 0.06) -> Mark:
    return Mark("arrow", tuple((float(x), float(y), float(z)) for x, y, z in places), ink=ORANGE, size=size)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def draw(picture: Image.Image, marks: Sequence[Mark]) -> Image.Image:
    """The picture with its marks; their places in pixels."""
    large = picture.resize((picture.width * FINE, picture.height * FINE), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(large)
    for mark in marks:
        places = [(x * FINE, y * FINE) for x, y, *_ in mark.places]
        size = mark.size * large.height
        shift = (mark.shift[0] * large.height, mark.shift[1] * large.height)
        if mark.kind == "cross":
            _cross(pen, places[0], size, mark.ink)
        elif mark.kind == "number":
            _number(pen, places[0], size, mark, shift)
        elif mark.kind == "arrow":
            _arrow(pen, _curve(places), size, mark.ink)
        elif mark.kind == "ring":
            _ring(pen, places[0], size, mark.ink)
        elif mark.kind == "dot":
            _dot(pen, places[0], size, mark.ink)
        elif mark.kind == "never":
            _never(pen, places[0], size)
        elif mark.kind == "tick":
            _tick(pen, places[0], size)
    return large.resize(picture.size, Image.Resampling.LANCZOS)


def _stroke(pen: ImageDraw.ImageDraw, line: Sequence[Spot], width: float, ink: Ink) -> None:
    pen.line(list(line), fill=ink, width=max(1, round(width)))
    for x, y in line:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=ink)


def _cross(pen: ImageDraw.ImageDraw, at: Spot, size: float, ink: Ink) -> None:
    reach = size * 0.36
    for width, colour in ((size * 0.34, WHITE), (size * 0.20, ink)):
        for sign in (1, -1):
            ends = [(at[0] - reach, at[1] - sign * reach), (at[0] + reach, at[1] + sign * reach)]
            _stroke(pen, ends, width, colour)


def _number(pen: ImageDraw.ImageDraw, place: Spot, size: float, mark: Mark, shift: Spot) -> None:
    at = (place[0] + shift[0], place[1] + shift[1])
    if shift != (0.0, 0.0):
        _stroke(pen, [at, place], size * 0.10, WHITE)
        _stroke(pen, [at, place], size * 0.05, DARK)
        _dot(pen, place, size * 0.22, mark.ink)
    radius = size / 2
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=WHITE)
    radius *= 0.90
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=mark.ink)
    font = _font(round(size * (0.66 if len(mark.text) < 2 else 0.54)))
    pen.text(
        at, mark.text, fill=WHITE, font=font, anchor="mm", stroke_width=max(1, round(size * 0.016)), stroke_fill=WHITE
    )


def _curve(places: Sequence[Spot]) -> list[Spot]:
    """A smooth line through the places (Catmull-Rom)."""
    if len(places) < 3:
        (x, y), (u, v) = places[0], places[-1]
        return [(x + (u - x) * step / 24, y + (v - y) * step / 24) for step in range(25)]
    padded = [places[0], *places, places[-1]]
    line: list[Spot] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(12):
            t = step / 12
            x, y = (
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
                for a, b, c, d in zip(before, start, end, after, strict=True)
            )
            line.append((x, y))
    return [*line, places[-1]]


def _arrow(pen: ImageDraw.ImageDraw, line: list[Spot], size: float, ink: Ink) -> None:
    tip = line[-1]
    head = size * 0.95
    away = 0.0
    body = line
    for index in range(len(line) - 1, 0, -1):
        away += math.dist(line[index], line[index - 1])
        if away >= head * 0.85:
            body = line[:index]
            break
    base = body[-1]
    angle = math.atan2(tip[1] - base[1], tip[0] - base[0])
    for grow, colour in ((size * 0.09, WHITE), (0.0, ink)):
        _stroke(pen, body if len(body) > 1 else line[:2], size * 0.34 + 2 * grow, colour)
        _head(pen, tip, angle, head, grow, colour)
    _stroke(pen, body if len(body) > 1 else line[:2], size * 0.34, ink)


def _head(pen: ImageDraw.ImageDraw, tip: Spot, angle: float, length: float, grow: float, ink: Ink) -> None:
    ahead = (math.cos(angle), math.sin(angle))
    aside = (-ahead[1], ahead[0])
    long, wide = length + grow * 2.4, length * 0.55 + grow * 1.5
    top = (tip[0] + ahead[0] * grow * 1.6, tip[1] + ahead[1] * grow * 1.6)
    foot = (top[0] - ahead[0] * long, top[1] - ahead[1] * long)
    corners = [top, (foot[0] + aside[0] * wide, foot[1] + aside[1] * wide)]
    pen.polygon([*corners, (foot[0] - aside[0] * wide, foot[1] - aside[1] * wide)], fill=ink)


def _ring(pen: ImageDraw.ImageDraw, at: Spot, size: float, ink: Ink) -> None:
    for radius, width, colour in ((size / 2, size * 0.20, WHITE), (size * 0.46, size * 0.11, ink)):
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        pen.ellipse(box, outline=colour, width=max(1, round(width)))


def _dot(pen: ImageDraw.ImageDraw, at: Spot, size: float, ink: Ink) -> None:
    for radius, colour in ((size / 2, WHITE), (size * 0.36, ink)):
        pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=colour)


def _never(pen: ImageDraw.ImageDraw, at: Spot, size: float) -> None:
    """A white cross on a red disc: not like this."""
    radius = size / 2
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=WHITE)
    radius *= 0.9
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=RED)
    reach = size * 0.19
    for sign in (1, -1):
        ends = [(at[0] - reach, at[1] - sign * reach), (at[0] + reach, at[1] + sign * reach)]
        _stroke(pen, ends, size * 0.12, WHITE)


def _tick(pen: ImageDraw.ImageDraw, at: Spot, size: float) -> None:
    radius = size / 2
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=WHITE)
    radius *= 0.9
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=GREEN)
    line = [(-0.21, 0.02), (-0.05, 0.18), (0.22, -0.16)]
    _stroke(pen, [(at[0] + x * size, at[1] + y * size) for x, y in line], size * 0.12, WHITE)
