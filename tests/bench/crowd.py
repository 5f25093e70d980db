"""Hundreds of sessions at once while a hundred thousand reminders wait: how late cues are, and what a session costs.

The real program in real time, in a process of its own, on either database. The strict test server and its users, in
this one, share the processors with it.
"""

import asyncio
import gc
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.answering import answering
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
KEPT_A_SECOND: Final = 200
WATCHED: Final = 16.0
"""Seconds."""
REFUSED: Final = 429
PER_SECOND: Final = 30
"""Calls that Telegram allows, unless it granted more."""
SESSIONS_A_CALL: Final = 15
"""Sessions that are good for one call a second at most: twice as many as there are on average."""


@dataclass(frozen=True, slots=True)
class Found:
    database: str
    users: int
    cues: Sequence[tuple[float, float]]
    """Of each, the second it was promised for (unix), and the seconds it was late; one that never came: at the end."""
    program: Usage
    """Processor seconds while it was watched, megabytes at the end."""
    server: Usage
    """The same of the database's own server."""
    api: Usage
    """The same of the test server."""
    calls: int
    """To the test server, while it was watched."""
    refused: int
    """Of them all, those that were answered with 429."""

    @property
    def late(self) -> Sequence[float]:
        """Milliseconds."""
        return [1e3 * late for _, late in self.cues]

    @property
    def busiest(self) -> int:
        """Cues promised for one and the same second, at most."""
        return max(Counter(promise for promise, _ in self.cues).values())

    @property
    def processor(self) -> float:
        """Milliseconds that a minute of one session takes, the database's included."""
        return 1e3 * (self.program.processor + self.server.processor) / (self.users * WATCHED / 60)

    @property
    def memory(self) -> float:
        """Megabytes of program and database."""
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
            async with answering(server):
                await until(began)
                before, calls = _usage(program, database), len(server.calls)
                await until(began + WATCHED)
                after, calls = _usage(program, database), len(server.calls) - calls
            heard = [cue for session in sessions for cue in cues(server.user(session.chat), ends(session))]
            refused = sum(call.status == REFUSED for call in server.calls)
    await forget(database, sessions)
    ours, theirs, api = (_between(*each) for each in zip(before, after, strict=True))
    return Found(database.name, users, heard, ours, theirs, api, calls, refused)


def _usage(program: Program, database: Database) -> tuple[Usage, Usage, Usage]:
    """Of the program, the database's server, and this process."""
    return Usage.of(pid_of(program)), database.usage(), Usage.of(os.getpid())


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
    memory = f"{found.program.memory:.0f} MB"
    parts = [f"program {_share(found.program)}, {_each(found.program, found.calls)}, {memory}"]
    if found.server.memory:
        parts.append(f"{found.database} {_share(found.server)}, {found.server.memory:.0f} MB")
    parts.append(f"test server {_share(found.api)}, {_each(found.api, found.calls)}")
    yield Row("  of one processor; memory", "", "; ".join(parts))
    yield Row("  cues in one second at most; calls refused (429)", "", f"{found.busiest}; {found.refused}")


def _share(used: Usage) -> str:
    return f"{100 * used.processor / WATCHED:.1f} %"


def _each(used: Usage, calls: int) -> str:
    return f"{1e3 * used.processor / calls:.1f} ms a call"


def _growth(found: Sequence[Found]) -> Iterator[Row]:
    """What ten times the sessions cost."""
    few, many = ([each for each in found if each.users == users] for users in GROWN)
    for small, large in zip(few, many, strict=True):
        grown = f"{large.users} instead of {small.users} sessions, {small.database}"
        yield Row(f"{grown}: more memory", "", f"{large.memory - small.memory:.0f} MB")
        times = f"{large.processor:.1f} instead of {small.processor:.1f} ms"
        yield Row(
            f"{grown}: processor for a minute of one", "", f"{times}, {large.processor / small.processor:.2f} times"
        )
