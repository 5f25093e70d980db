"""Hundreds of sessions at once while a hundred thousand reminders wait: how late cues are, and what a session costs.

The real program in real time, in a process of its own, on either database. The strict test server and its users, in
this one, share the processors with it.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.answering import answer
from tests.bench.database import Database, databases
from tests.bench.lateness import cues, ends, until
from tests.bench.people import keep_in, under_way
from tests.bench.reminders import FAR, FIRST_FAR, sleeping
from tests.bench.start import introduced, know
from tests.bench.table import Row, percentiles
from tests.bench.usage import Usage, pid_of
from tests.botapi import BotApi
from tests.end.process import Program

SIZES: Final = (50, 100, 300, 1_000, 2_000)
"""Sessions at once."""
GROWN: Final = (100, 1_000)
"""Between these two, what a further session costs."""
GOAL: Final = 1_000
"""As many are to be served by one process without anybody noticing."""
PENDING: Final = 100_000
"""Reminders of others, days ahead."""
SETTLING: Final = 5.0
"""Seconds for starting the program, and for keeping so many sessions:"""
KEPT_A_SECOND: Final = 250
WATCHED: Final = 22.0
"""Seconds."""
PER_SECOND: Final = 30
"""Calls that Telegram allows, unless it granted more."""
SESSIONS_A_CALL: Final = 15
"""Sessions that are good for one call a second at most: twice as many as there are on average."""


@dataclass(frozen=True, slots=True)
class Found:
    database: str
    users: int
    late: Sequence[float]
    """Milliseconds of each cue; of one that never came, by how much it was late at the end."""
    program: Usage
    """Processor seconds while it was watched, megabytes at the end."""
    server: Usage
    """The same of the database's own server."""
    api: float
    """Processor seconds of the test server."""
    refused: int
    """Calls answered with 429."""

    @property
    def seconds_a_minute(self) -> float:
        """Processor seconds that a minute of one session takes, the database's included."""
        return (self.program.processor + self.server.processor) / (self.users * WATCHED / 60)

    @property
    def memory(self) -> float:
        return self.program.memory + self.server.memory


def variables(database: Database, users: int) -> dict[str, str]:
    """A bot with so many users has had its limit raised."""
    allowed = max(PER_SECOND, users / SESSIONS_A_CALL)
    return {**database.variables, "BOT_MESSAGES_PER_SECOND": f"{allowed:.0f}", "BOT_LOG_LEVEL": "WARNING"}


async def seeded(database: Database, guide: Guide, users: int, more: float = 0.0) -> tuple[float, Sequence[Session]]:
    """When the first phase may end (unix seconds): the program has to be up. `more`: seconds it takes longer."""
    settled = datetime.now(UTC) + timedelta(seconds=SETTLING + users / KEPT_A_SECOND + more)
    sessions = under_way(guide, settled, users)
    store = await database.open()
    await keep_in(store, guide, sessions)
    await store.close()
    return settled.timestamp(), sessions


async def watched(database: Database, guide: Guide, users: int) -> Found:
    began, sessions = await seeded(database, guide, users)
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as server, Program(server, Path(folder), variables=variables(database, users)) as program:
            know(server, [session.chat for session in sessions])
            await introduced(server)
            assert time.time() < began, "it took too long to start"
            answering = asyncio.create_task(answer(server))
            await until(began)
            before = _usage(program, database)
            await until(began + WATCHED)
            program_used, server_used, api = (
                _between(*each) for each in zip(before, _usage(program, database), strict=True)
            )
            answering.cancel()
            late = [1e3 * each for session in sessions for _, each in cues(server.user(session.chat), ends(session))]
            refused = sum(call.status == 429 for call in server.calls)
    await forget(database, sessions)
    return Found(database.name, users, late, program_used, server_used, api.processor, refused)


def _usage(program: Program, database: Database) -> tuple[Usage, Usage, Usage]:
    return Usage.of(pid_of(program)), database.usage(), Usage(time.process_time(), 0)


def _between(before: Usage, after: Usage) -> Usage:
    return Usage(after.processor - before.processor, after.memory)


async def forget(database: Database, sessions: Sequence[Session]) -> None:
    """So that the next ones find the database as these did."""
    store = await database.open()
    await asyncio.gather(*(store.forget(session.chat) for session in sessions))
    await store.close()


async def fill(database: Database, guide: Guide) -> None:
    """Nothing but the reminders of others."""
    later = datetime.now(UTC) + FAR
    await database.empty()
    await database.fill(sleeping(guide), ((FIRST_FAR + number, later) for number in range(PENDING)))


def measured(database: Database, guide: Guide) -> list[Found]:
    """All sizes."""
    asyncio.run(fill(database, guide))
    gc.collect()
    gc.freeze()  # the server shares this process: its times are not to be those of our garbage
    return [asyncio.run(watched(database, guide, users)) for users in SIZES]


def rows() -> list[Row]:
    """Lateness of each size, and what ten times the sessions cost."""
    guide = Guide.of(load())
    with databases() as both:
        found = [each for database in both for each in measured(database, guide)]
    return [*(row for each in found for row in _lateness(each)), *_growth(found)]


def _lateness(found: Found) -> Iterator[Row]:
    goal = "p99 250 ms" if found.users == GOAL else ""
    yield Row(f"cue later than promised, {found.users} sessions, {found.database}", goal, percentiles(found.late, "ms"))
    database = f"{found.database} {_share(found.server.processor)}, " if found.server.processor else ""
    shares = f"program {_share(found.program.processor)}, {database}test server {_share(found.api)}"
    yield Row("  share of one processor", "", f"{shares}; refused {found.refused}")


def _share(seconds: float) -> str:
    return f"{100 * seconds / WATCHED:.0f} %"


def _growth(found: Sequence[Found]) -> Iterator[Row]:
    few, many = ([each for each in found if each.users == users] for users in GROWN)
    for small, large in zip(few, many, strict=True):
        sizes = f"{small.users} and {large.users} sessions, {small.database}"
        seconds = f"{small.seconds_a_minute:.3f} and {large.seconds_a_minute:.3f} s"
        ratio = large.seconds_a_minute / small.seconds_a_minute
        yield Row(f"memory at {sizes}", "", f"{small.memory:.0f} and {large.memory:.0f} MB")
        yield Row(f"processor for a minute of one of {sizes}", "", f"{seconds}, {ratio:.2f} times")
