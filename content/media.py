"""What the head of a picture or film says: its kind, its size, and whether it can be heard."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that carry the size; the three left out define tables (ITU T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class Media:
    """Width and height in pixels; the rest is that of films."""

    kind: Literal["JPEG", "PNG", "MP4"]
    width: int
    height: int
    seconds: float = 0.0
    h264: bool = False
    sound: bool = False


def measure(data: bytes) -> Media | None:
    """None for what is no JPEG, PNG or MP4, or only the beginning of one."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return Media("PNG", *struct.unpack(">II", data[16:24]))
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        return _film(data) if data[4:8] == b"ftyp" else None
    except (struct.error, KeyError, ValueError, ZeroDivisionError):
        return None


def _jpeg(data: bytes) -> Media | None:
    at = 2
    while data[at : at + 1] == b"\xff":
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Media("JPEG", width, height)
        at += 2 + length
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes side by side in a film, each as its type and content (ISO 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if length == 0:  # up to the end
            length = len(data) - at
        if not 8 <= length <= len(data) - at:
            raise ValueError("a box smaller than its head, or cut off")
        yield kind, data[at + 8 : at + length]
        at += length


def _film(data: bytes) -> Media | None:
    inside = list(_boxes(dict(_boxes(data)).get(b"moov", b"")))
    tracks = [dict(_boxes(content)) for kind, content in inside if kind == b"trak"]
    media = {dict(_boxes(track[b"mdia"]))[b"hdlr"][8:12]: track for track in tracks if b"mdia" in track}
    head, seen = dict(inside).get(b"mvhd", b""), media.get(b"vide")
    if seen is None or head[:1] != b"\0":
        return None
    scale, length = struct.unpack(">II", head[12:20])
    width, height = struct.unpack(">II", seen[b"tkhd"][-8:])  # 16.16 fixed point
    return Media("MP4", width >> 16, height >> 16, length / scale, b"avc1" in seen[b"mdia"], b"soun" in media)
