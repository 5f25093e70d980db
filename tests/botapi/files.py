"""The files that Telegram keeps: uploads, their identifiers, and what may be sent as what."""

from __future__ import annotations

import base64
import hashlib
import re
import struct

from tests.botapi.model import ApiError, Json, MediaKind, StoredFile, UploadedFile, bad_request

PHOTO_BYTES = 10 * 1024 * 1024
FILE_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
# The last one is what python-telegram-bot calls bytes without a name; the real server looks into them.
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".gif", ".png", ".tif", ".tiff", ".bmp", ".octet-stream")
_PREFIX: dict[MediaKind, bytes] = {
    "photo": b"\x02\x00",
    "animation": b"\x0a\x00",
    "document": b"\x05\x00",
    "sticker": b"\x08\x00",
    "voice": b"\x03\x00",
}
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Files:
    """All files by identifier."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._digests: dict[tuple[MediaKind, bytes], str] = {}

    def add(self, kind: MediaKind, name: str, content: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Keep a file and give it an identifier of its own."""
        number = struct.pack(">IQ", len(self._files) + 1, len(content))
        unique = base64.urlsafe_b64encode(_PREFIX[kind] + number).decode().rstrip("=")
        secret = hashlib.sha256(content + number).digest()[:30]
        file_id = base64.urlsafe_b64encode(_PREFIX[kind] + number + secret + b"\x04").decode().rstrip("=")
        stored = StoredFile(file_id, unique, kind, name or "file", content, *size)
        self._files[file_id] = stored
        return stored

    def upload(self, kind: MediaKind, part: UploadedFile) -> tuple[StoredFile, bool]:
        """Keep an uploaded part; the second value tells whether the same bytes were sent before."""
        if not part.content:
            raise bad_request("file must be non-empty")
        if len(part.content) > FILE_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        size = image_size(part.content) or (0, 0)
        if kind == "photo":
            _check_photo(part, size)
        digest = (kind, hashlib.sha256(part.content).digest())
        again = digest in self._digests
        stored = self.add(kind, part.name, part.content, size)
        self._digests[digest] = stored.file_id
        return stored, again

    def find(self, file_id: str, kind: MediaKind) -> StoredFile:
        """A kept file to be sent again as the same kind."""
        stored = self._files.get(file_id)
        if stored is None:
            raise _unknown(file_id)
        if stored.kind != kind and "photo" in (stored.kind, kind):
            raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored

    def get(self, file_id: str) -> StoredFile:
        """A kept file to be downloaded."""
        stored = self._files.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.content) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return stored

    def by_path(self, path: str) -> StoredFile | None:
        """The file served under this path."""
        return next((stored for stored in self._files.values() if stored.path == path), None)


def _unknown(file_id: str) -> ApiError:
    if re.match(r"https?://", file_id):
        return bad_request("failed to get HTTP URL content")
    if re.fullmatch(r"[A-Za-z0-9_\-]{20,}", file_id) is None:
        return bad_request("wrong file identifier/HTTP URL specified")
    reason = "Wrong padding in the string" if len(file_id) % 4 == 1 else "can't unserialize it. Wrong last symbol"
    return bad_request(f"wrong remote file identifier specified: {reason}")


def _check_photo(part: UploadedFile, size: tuple[int, int]) -> None:
    if "." in part.name and not part.name.lower().endswith(PHOTO_SUFFIXES):
        raise bad_request("photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp")
    if len(part.content) > PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(part.content)} bytes is too big for a photo; the maximum size is {PHOTO_BYTES} bytes"
        )
    width, height = size
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG file, from its header; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _START_OF_FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def render_media(stored: StoredFile) -> Json:
    """The fields of a message that show the file."""
    base = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": len(stored.content)}
    if stored.kind == "photo":
        return {"photo": [{**base, "width": stored.width, "height": stored.height}]}
    if stored.kind == "document":
        return {"document": {**base, "file_name": stored.name}}
    if stored.kind == "animation":
        clip = {**base, "width": stored.width or 320, "height": stored.height or 320, "duration": 1}
        return {"animation": {**clip, "file_name": stored.name}, "document": {**base, "file_name": stored.name}}
    if stored.kind == "voice":
        return {"voice": {**base, "duration": 2, "mime_type": "audio/ogg"}}
    sides = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
    return {"sticker": {**base, **sides, "emoji": "\U0001f44d"}}
