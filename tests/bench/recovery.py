"""From a kill -9 to the next cue: of one process that is started again at once, and of one of two on one database."""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.answering import answering
from tests.bench.crowd import seeded, variables
from tests.bench.database import Database, postgres, sqlite
from tests.bench.lateness import GRACE, cues, ends, until
from tests.bench.start import introduced, know
from tests.bench.table import Row, percentiles, spread
from tests.botapi import BotApi, Message
from tests.end.process import Program, free_port, page
from tests.faults.balancer import Balancer

USERS: Final = 300
"""Nine cues a second: some always fall into the gap."""
KILLS: Final = 4
AFTER: Final = 4.0
"""Seconds from each kill whose cues are looked at."""
UNDER_WAY: Final = 0.1
"""Seconds in which what a killed process sent may arrive; none can start in so short a time."""
PATIENCE: Final = 30.0
OK: Final = 200
STARTING: Final = 5.0
"""Seconds more that two programs take to start on the same processors."""


async def restarted(database: Database, guide: Guide) -> list[float]:
    """Seconds from each kill to the first cue of the same program, started again at once."""
    began, sessions = await seeded(database, guide, USERS)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            _server(sessions) as server,
            Program(server, Path(folder), variables=variables(database, USERS)) as program,
        ):
            await introduced(server)
            await until(began + 1)
            return [await _first_cue(server, program) for _ in range(KILLS)]


async def _first_cue(server: BotApi, program: Program) -> float:
    killed = time.time()
    await program.kill()
    gone = time.time()
    await program.start()
    await server.wait_until(lambda: any(_heard(server, gone + UNDER_WAY)), PATIENCE)
    first = min(message.arrived for message in _heard(server, gone + UNDER_WAY))
    await until(killed + AFTER)
    return first - killed


def _heard(server: BotApi, since: float) -> list[Message]:
    """Messages with a sound."""
    messages = (message for chat in server.world.chats.values() for message in chat.messages.values())
    return [each for each in messages if each.from_bot and not each.silent and each.arrived > since]


async def replaced(database: Database, guide: Guide) -> list[float]:
    """Milliseconds by which the cues after each kill of one of two programs were late, user by user."""
    began, sessions = await seeded(database, guide, USERS, STARTING)
    hooks = (free_port(), free_port())
    with tempfile.TemporaryDirectory() as folder:
        async with _server(sessions) as server, Balancer(hooks) as balancer:
            pair = [
                Replica(server, Path(folder), {**variables(database, USERS), "BOT_WEBHOOK_URL": balancer.url}, hook)
                for hook in hooks
            ]
            async with pair[0].program, pair[1].program:
                for replica in pair:
                    await replica.until_well()
                await until(began + 1)
                kills = [await pair[number % 2].die() for number in range(KILLS)]
                await asyncio.sleep(GRACE)
            return [
                1e3 * late
                for session in sessions
                for promise, late in cues(server.user(session.chat), ends(session))
                if any(kill < promise < kill + AFTER for kill in kills)
            ]


class Replica:
    """One of several programs behind one address."""

    def __init__(self, server: BotApi, folder: Path, variables: Mapping[str, str], hook: int) -> None:
        self._status = free_port()
        listen = {"BOT_WEBHOOK_LISTEN": f"127.0.0.1:{hook}", "BOT_HTTP_LISTEN": f"127.0.0.1:{self._status}"}
        self.program = Program(server, folder, variables={**variables, **listen})

    async def die(self) -> float:
        """When. After a while it is started again."""
        killed = time.time()
        await self.program.kill()
        await until(killed + AFTER)
        await self.program.start()
        await self.until_well()
        return killed

    async def until_well(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not await self._is_well():  # noqa: ASYNC110 - it is asked from outside
                await asyncio.sleep(0.1)

    async def _is_well(self) -> bool:
        try:
            return (await page(self._status, "/healthz"))[0] == OK
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def _server(sessions: Sequence[Session]) -> AsyncIterator[BotApi]:
    """With users who go on."""
    async with BotApi() as server:
        know(server, [session.chat for session in sessions])
        async with answering(server):
            yield server


def rows() -> list[Row]:
    """Of both."""
    guide = Guide.of(load())
    gc.freeze()
    with sqlite() as file:
        seconds = asyncio.run(restarted(file, guide))
    table = [
        Row(f"from kill -9 to the first cue, started again at once, {USERS} sessions", "2 s", spread(seconds, "s"))
    ]
    with postgres() as server:
        if server is not None:
            late = percentiles(asyncio.run(replaced(server, guide)), "ms")
            table.append(Row(f"cue later than promised, {AFTER:.0f} s from kill -9 of one of two", "p99 2 s", late))
    return table
