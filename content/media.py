"""What a picture or film says of itself: its kind, its size, whether it is whole, and whether it can be heard."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

_PNG = b"\x89PNG\r\n\x1a\n"
_END_OF_IMAGE = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_IN_SCAN = frozenset({b"\0", *(bytes([restart]) for restart in range(0xD0, 0xD8))})
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
    """None for what is no JPEG, PNG or MP4, is cut off or damaged, or has something else behind its end."""
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        return _film(data) if data[4:8] == b"ftyp" else None
    except (struct.error, KeyError, ValueError, ZeroDivisionError):
        return None


def _png(data: bytes) -> Media | None:
    """Chunks of length, type, content and checksum, the first one with the size (W3C PNG, 5.3)."""
    at, kinds = len(_PNG), []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if checksum != crc32(kind + body):
            return None
        kinds.append(kind)
        at += 12 + length
    whole = kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds.index(b"IEND") == len(kinds) - 1
    width, height = struct.unpack(">II", data[16:24])
    return Media("PNG", width, height) if whole and width and height else None


def _jpeg(data: bytes) -> Media | None:
    """Segments of marker, length and content, the scans with data behind them, up to the end marker (ITU T.81, B.1)."""
    at, size, scanned = 2, (0, 0), False
    while data[at : at + 2] != _END_OF_IMAGE:
        start, marker, length = struct.unpack(">BBH", data[at : at + 4])
        if start != 0xFF or length < 2:
            return None
        if marker in _START_OF_FRAME:
            size = struct.unpack(">HH", data[at + 5 : at + 9])
        at += 2 + length
        if marker == _START_OF_SCAN:
            scanned = True
            at = _next_marker(data, at)
    height, width = size
    whole = scanned and height and width and at + 2 == len(data)
    return Media("JPEG", width, height) if whole else None


def _next_marker(data: bytes, at: int) -> int:
    """Behind the data of a scan, in which a 255 is followed by a 0 or by the mark of a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1 : at + 2] not in _IN_SCAN:
            return at
        at += 2


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes side by side in a film, each as its type and content (ISO 14496-12, 4.2)."""
    at = 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if not 8 <= length <= len(data) - at:
            raise ValueError("a box smaller than its head, or cut off")
        yield kind, data[at + 8 : at + length]
        at += length


def _film(data: bytes) -> Media | None:
    outside = dict(_boxes(data))
    inside = list(_boxes(outside[b"moov"]))
    tracks = [dict(_boxes(content)) for kind, content in inside if kind == b"trak"]
    media = {dict(_boxes(track[b"mdia"]))[b"hdlr"][8:12]: track for track in tracks if b"mdia" in track}
    head, seen = dict(inside)[b"mvhd"], media.get(b"vide")
    if seen is None or head[:1] != b"\0" or not outside[b"mdat"]:
        return None
    scale, length = struct.unpack(">II", head[12:20])
    width, height = (side >> 16 for side in struct.unpack(">II", seen[b"tkhd"][-8:]))  # 16.16 fixed point
    if not (length and width and height):
        return None
    return Media("MP4", width, height, length / scale, b"avc1" in seen[b"mdia"], b"soun" in media)
