"""The real program as a process of its own: started, killed, started again on the same database."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import aiohttp

from tests.botapi import TOKEN, BotApi

ROOT = Path(__file__).parents[2]


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Nothing of the caller's own settings, a database in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_", "DATABASE"))}
    return {
        **kept,
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BOT_HTTP_LISTEN": "127.0.0.1:0",
        **variables,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def page(port: int, path: str) -> tuple[int, str]:
    """Status and text of what a program on this machine tells."""
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


@dataclass
class Program:
    """`async with Program(server, folder)` runs until the end of the block; `kill` and `start` in between."""

    server: BotApi
    folder: Path
    speed: float = 1.0
    variables: Mapping[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = field(default=None, init=False)
    log: bytes = field(default=b"", init=False)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.end(signal.SIGTERM)

    async def start(self) -> None:
        variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.server.url, "BOT_SPEED": str(self.speed)}
        variables.update(self.variables)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=environment(self.folder, **variables),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip

    async def kill(self) -> None:
        """As a power cut would."""
        await self.end(signal.SIGKILL)

    async def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """The status with which it ends within ten seconds."""
        assert self.process is not None
        out, _ = await asyncio.wait_for(self.process.communicate(), timeout=10)
        self.log += out
        return self.process.returncode or 0
