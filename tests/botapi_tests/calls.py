"""Raw calls to the test server."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.botapi import TOKEN, BotApi

ADA = 1001
STRANGER = 2002


def keyboard(*labels: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": label, "callback_data": f"do {label}"}] for label in labels]})


def inline(*buttons: dict[str, Any]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def png(width: int, height: int, level: int = 0) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([level]) * width for _ in range(min(height, 64))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Any
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        assert not self.body["ok"]
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


@dataclass(frozen=True)
class Client:
    """Raw calls, form-encoded as python-telegram-bot sends them."""

    session: aiohttp.ClientSession
    server: BotApi

    async def __call__(self, method: str, files: dict[str, bytes] | None = None, **params: Any) -> Reply:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in (files or {}).items():
            form.add_field(name, BytesIO(content), filename=f"{name}.png")
        return await self.post(f"/bot{TOKEN}/{method}", data=form)

    async def post(self, path: str, **options: Any) -> Reply:
        async with self.session.post(self.server.url + path, **options) as response:
            return Reply(response.status, response.headers, await response.json())


def rules(server: BotApi) -> set[str]:
    return {violation.rule for violation in server.violations}


@dataclass(frozen=True)
class Scene:
    """Messages to work on: a text, one with a reply keyboard, a picture."""

    text: int
    keys: int
    photo: int
    own: int
