"""A Bot API that agrees to everything, and a Telegram that pushes updates, both as quick as Python allows.

The strict test server would be the bottleneck here: this one reads no more of a call than its name.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SECRET = "benchmark"
_CHAT = {"id": 1, "type": "private", "first_name": "Ada"}
_BOT = {"id": 110201543, "is_bot": True, "first_name": "Guide", "username": "guide_test_bot"}
_MESSAGE = {"message_id": 2, "date": 1_790_000_000, "chat": _CHAT, "from": _BOT, "text": "card"}
_RESULTS: Mapping[str, Any] = {
    "getMe": {
        **_BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
    },
    "getMyCommands": [], "getMyDescription": {"description": ""}, "getMyShortDescription": {"short_description": ""},
    "sendMessage": _MESSAGE,
}  # fmt: skip
_METHOD = re.compile(rb"POST /bot[^/]+/(\w+) ")
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


def update(number: int) -> bytes:
    """A newcomer's first message: every update is of another user."""
    user = 5_000_000 + number
    who = {"id": user, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    message = {
        "message_id": 1, "from": who, "chat": {"id": user, "type": "private", "first_name": "Ada"},
        "date": 1_790_000_000, "text": "/start", "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
    }  # fmt: skip
    return json.dumps({"update_id": 700_000_000 + number, "message": message}).encode()


@dataclass
class Calls:
    """What the bot called for."""

    count: Counter[str] = field(default_factory=Counter)
    webhook: str = ""
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, method: str, times: int) -> None:
        """Returns when it was called so often."""
        while self.count[method] < times:
            self.happened.clear()
            await self.happened.wait()


class _Connection(asyncio.Protocol):
    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._data, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._data) < whole:
                return
            method = _METHOD.match(self._data)
            self._answer(method[1].decode() if method else "", self._data[end + 4 : whole])
            self._data = self._data[whole:]

    def _answer(self, method: str, body: bytes) -> None:
        self._calls.count[method] += 1
        self._calls.happened.set()
        if method == "getWebhookInfo":
            result: Any = {"url": self._calls.webhook, "has_custom_certificate": False, "pending_update_count": 0}
        else:
            result = _RESULTS.get(method, True)
        answer = json.dumps({"ok": True, "result": result}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
        self._transport.write(head + answer)


async def serve(calls: Calls) -> tuple[asyncio.Server, str]:
    """The server, and its address."""
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(calls), "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def push(port: int, numbers: list[int]) -> None:
    """These updates one after the other over one connection; each has to be taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        body = update(number)
        writer.write(
            b"POST /hook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"X-Telegram-Bot-Api-Secret-Token: %b\r\nContent-Length: %d\r\n\r\n" % (SECRET.encode(), len(body)) + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.split(b" ", 2)[1] == b"200", head
        if length := _LENGTH.search(head):
            await reader.readexactly(int(length[1]))
        elif b"chunked" in head:
            await reader.readuntil(b"0\r\n\r\n")
    writer.close()
