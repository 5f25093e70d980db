"""From the start of the program to its first answer, and the memory it takes then."""

import asyncio
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.bench.table import Row, spread
from tests.bench.usage import megabytes, pid_of
from tests.botapi import BotApi
from tests.end.process import Program

STARTS = 5


async def first_answer() -> tuple[float, float]:
    """Seconds until the answer to a waiting update is at the server's door, and resident megabytes then."""
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as server:
            user = server.user()
            await user.send_command("/start")
            began = time.time()
            async with Program(server, Path(folder)) as program:
                answer = await user.wait_for(within=30)
                await introduced(server)
                return answer.arrived - began, megabytes(pid_of(program))


async def introduced(server: BotApi) -> None:
    """Until the bot has said about itself what it says at its first start, and asks for updates."""
    said = {"setMyShortDescription", "getUpdates"}
    await server.wait_until(lambda: said <= {call.method for call in server.calls}, 30)


def know(server: BotApi, chats: Iterable[int]) -> None:
    """These users have written to the bot before."""
    for chat in chats:
        server.user(chat)
        server.world.chats[chat].started = True


def rows() -> list[Row]:
    """Each start is of a new process on a new database."""
    found = [asyncio.run(first_answer()) for _ in range(STARTS)]
    seconds, memory = zip(*found, strict=True)
    return [
        Row("process start to the first answer", "1.5 s", spread(seconds, "s")),
        Row("resident memory after the first answer", "120 MB", spread(memory, "MB")),
    ]
