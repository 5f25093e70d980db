"""From views to files: render for the left, mirror for the right, then draw the labels."""

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image, ImageDraw

from content.figures.labels import WHITE, Mark, draw

IMAGES = Path(__file__).parent.parent / "images"
RAW = Path(tempfile.gettempdir()) / "content-figures"
LIMIT = 300_000
"""Bytes a picture may have."""

Marks = tuple[Mark, ...]
Build = Callable[[int, int, int], Marks]
"""Sets the stage for a width, a height and a number of samples, and says what is to be marked."""


@dataclass(frozen=True)
class View:
    """One rendered part. `box`: left, top, width, height in pixels of the whole picture. `ghost`: puts on an empty
    stage what is to be seen through whatever hides it; `veil`: how clearly."""

    name: str
    box: tuple[int, int, int, int]
    build: Build
    ghost: Build | None = None
    veil: float = 0.55
    round: bool = False


@dataclass(frozen=True)
class Picture:
    name: str
    views: tuple[View, ...]
    size: tuple[int, int] = (1080, 1080)
    sided: bool = True
    extra: Marks = field(default=())
    """Marks in pixels of the whole picture."""


@dataclass(frozen=True)
class Loop:
    """A short film without sound: there, a while at the end, and back. `frame`: what is built for a share."""

    name: str
    frame: Callable[[float], Build]
    size: int = 540
    moving: int = 14
    """Pictures from the beginning to the end."""
    rate: int = 10
    waits: tuple[int, int] = (6, 14)
    """Pictures to stand still at the beginning and at the end."""


@dataclass(frozen=True)
class Quality:
    samples: int
    scale: float
    again: bool = False
    """Draws the labels anew over what was rendered last."""


def make(picture: Picture, quality: Quality) -> list[Path]:
    rendered = [_rendered(picture, view, quality) for view in picture.views]
    IMAGES.mkdir(exist_ok=True)
    if not picture.sided:
        return [_saved(_composed(picture, rendered, mirrored=False), picture.name)]
    return [
        _saved(_composed(picture, rendered, mirrored=side == "right"), f"{picture.name}-{side}")
        for side in ("left", "right")
    ]


def film(loop: Loop, quality: Quality) -> list[Path]:
    from content.figures.scene import render

    RAW.mkdir(exist_ok=True)
    side = round(loop.size * quality.scale / 2) * 2
    stills: list[Path] = []
    for number in range(loop.moving):
        path = RAW / f"{loop.name}-{number:02}.png"
        stills.append(path)
        if quality.again and path.exists():
            continue
        share = number / (loop.moving - 1)
        loop.frame(share * share * (3 - 2 * share))(side, side, quality.samples)
        render(path)
    order = [stills[0]] * loop.waits[0] + stills + [stills[-1]] * loop.waits[1] + stills[-2:0:-1]
    IMAGES.mkdir(exist_ok=True)
    return [_filmed(order, loop, mirrored=side == "right") for side in ("left", "right")]


def _filmed(order: Sequence[Path], loop: Loop, *, mirrored: bool) -> Path:
    from imageio_ffmpeg import get_ffmpeg_exe

    path = IMAGES / f"{loop.name}-{'right' if mirrored else 'left'}.mp4"
    pixels = b"".join(
        _turned_round(Image.open(still).convert("RGB").resize((loop.size, loop.size)), mirrored=mirrored).tobytes()
        for still in order
    )
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{loop.size}x{loop.size}", "-r", str(loop.rate), "-i", "-"]
    coded = [
        "-an",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
        "-crf",
        "19",
        "-preset",
        "slow",
        "-movflags",
        "+faststart",
    ]
    command = [get_ffmpeg_exe(), "-y", "-loglevel", "error", *given, *coded, "-threads", "1", str(path)]
    subprocess.run(command, input=pixels, check=True)  # noqa: S603 - a fixed command
    return path


def _turned_round(still: Image.Image, *, mirrored: bool) -> Image.Image:
    return still.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else still


def _rendered(picture: Picture, view: View, quality: Quality) -> tuple[Image.Image, Marks]:
    from content.figures.scene import render

    RAW.mkdir(exist_ok=True)
    path = RAW / f"{picture.name}-{view.name}.png"
    width, height = (round(side * quality.scale) for side in view.box[2:])
    marks = tuple(_flattened(mark) for mark in view.build(width, height, quality.samples))
    if not (quality.again and path.exists()):
        render(path)
        if view.ghost is not None:
            view.ghost(width, height, max(4, quality.samples // 3))
            over = path.with_name(f"{path.stem}-ghost.png")
            render(over, clear=True)
            _veiled(path, over, view.veil)
    return Image.open(path).convert("RGB").resize(view.box[2:], Image.Resampling.LANCZOS), marks


def _veiled(path: Path, over: Path, veil: float) -> None:
    base, ghost = Image.open(path).convert("RGB"), Image.open(over)
    cover = ghost.getchannel("A").point(lambda value: round(value * veil))
    base.paste(ghost.convert("RGB"), (0, 0), cover)
    base.save(path)


def _flattened(mark: Mark) -> Mark:
    from content.figures.scene import flat

    return replace(mark, places=tuple(flat(place) for place in mark.places))


def _composed(picture: Picture, rendered: Sequence[tuple[Image.Image, Marks]], *, mirrored: bool) -> Image.Image:
    width = picture.size[0]
    whole = Image.new("RGB", picture.size, WHITE)
    marks: list[Mark] = []
    for view, (shown, noted) in zip(picture.views, rendered, strict=True):
        left, top, wide, high = view.box
        part = _turned_round(shown, mirrored=mirrored)
        if mirrored:
            left = width - left - wide
        if view.round:
            _inlaid(whole, part, (left, top))
        else:
            whole.paste(part, (left, top))
        for mark in noted:
            places = tuple((left + (1 - x if mirrored else x) * wide, top + y * high) for x, y in mark.places)
            marks.append(_turned(replace(mark, places=places), mirrored=mirrored))
    for mark in picture.extra:
        places = tuple(((width - x if mirrored else x), y) for x, y in mark.places)
        marks.append(_turned(replace(mark, places=places), mirrored=mirrored))
    return draw(whole, marks)


def _turned(mark: Mark, *, mirrored: bool) -> Mark:
    return replace(mark, shift=(-mark.shift[0], mark.shift[1])) if mirrored else mark


def _inlaid(whole: Image.Image, part: Image.Image, at: tuple[int, int]) -> None:
    """A round picture in the picture, with a white edge."""
    fine, border = 3, 7
    size = (part.width * fine, part.height * fine)
    for inset, source in ((0, Image.new("RGB", part.size, (255, 255, 255))), (border, part)):
        mask = Image.new("L", size, 0)
        edge = inset * fine
        ImageDraw.Draw(mask).ellipse((edge, edge, size[0] - edge, size[1] - edge), fill=255)
        whole.paste(source, at, mask.resize(part.size, Image.Resampling.LANCZOS))


def _saved(picture: Image.Image, name: str) -> Path:
    path = IMAGES / f"{name}.jpg"
    for quality in (86, 82, 78, 72):
        picture.save(path, quality=quality, optimize=True, progressive=True, subsampling=0)
        if path.stat().st_size <= LIMIT:
            return path
    raise ValueError(f"{name}: larger than {LIMIT} bytes")
