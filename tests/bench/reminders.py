"""What a hundred thousand pending reminders cost: at the start, in memory, and in lateness when some of them are due.

Through the whole program and the test server's door, on SQLite, against the same program with an empty database.
"""

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.database import Database, sqlite
from tests.bench.people import FIRST_CHAT
from tests.bench.start import know
from tests.bench.table import Row, percentiles
from tests.bench.usage import megabytes, pid_of
from tests.botapi import BotApi
from tests.core import lives
from tests.end.process import Program

PENDING = 100_000
DUE = 200
"""Of them, those that come due while we watch, one every twentieth of a second."""
STARTS = 3
SETTLED = 2.0
"""Seconds after which everything has been read: the first updates are answered before the timers are."""
SPACING = timedelta(milliseconds=50)
SET_UP = timedelta(seconds=8)
"""Until the first of them is due."""
FAR = timedelta(days=2)
FIRST_FAR = 10**9
"""The number of the first chat whose reminder is that far off."""


def sleeping(guide: Guide) -> Session:
    """Somebody at home who waits for the next reminder, where it is about noon: at night none would come."""
    session = lives.reminded(lives.just_done(guide)).tap("home").session
    hours = datetime.now(UTC).hour - 12  # east is negative in these names
    return replace(session, reminding=replace(session.reminding, zone=f"Etc/GMT{hours:+d}"))


async def started(database: Database, chat: int) -> tuple[float, float]:
    """Seconds to the first answer, and megabytes a little later. `chat`: not in the database yet, for updates of each
    new test server have the same numbers."""
    async with BotApi() as server:
        user = server.user(chat)
        await user.send_command("/start")
        began = time.time()
        with tempfile.TemporaryDirectory() as folder:
            async with Program(server, Path(folder), variables=database.variables) as program:
                answer = await user.wait_for(within=60)
                await asyncio.sleep(SETTLED)
                return answer.arrived - began, megabytes(pid_of(program))


async def late(database: Database, session: Session) -> list[float]:
    """Milliseconds from when a reminder was due to its coming."""
    first = datetime.now(UTC) + SET_UP
    due = [(FIRST_CHAT + number, first + number * SPACING) for number in range(DUE)]
    await database.fill(session, due)
    async with BotApi() as server:
        know(server, [chat for chat, _ in due])
        with tempfile.TemporaryDirectory() as folder:
            async with Program(server, Path(folder), variables=database.variables):
                arrived = [(await server.user(chat).wait_for("How sore", within=60)).arrived for chat, _ in due]
        return [1_000 * (at - due_at.timestamp()) for at, (_, due_at) in zip(arrived, due, strict=True)]


def rows() -> list[Row]:
    session = sleeping(Guide.of(load()))
    with sqlite() as database:
        bare_seconds, bare_memory = _medians(database)
        asyncio.run(database.empty())
        later = datetime.now(UTC) + FAR
        asyncio.run(database.fill(session, ((FIRST_FAR + number, later) for number in range(PENDING - DUE))))
        seconds, memory = _medians(database)
        waited = asyncio.run(late(database, session))
    return [
        Row(f"start with {PENDING} reminders pending: more", "1 s", f"{seconds - bare_seconds:.2f} s"),
        Row(f"memory of {PENDING} pending reminders: more", "60 MB", f"{memory - bare_memory:.0f} MB"),
        Row("reminder later than due, at the door", "p99 250 ms", percentiles(waited, "ms")),
    ]


def _medians(database: Database) -> tuple[float, float]:
    seconds, memory = zip(
        *(asyncio.run(started(database, FIRST_CHAT - number)) for number in range(1, STARTS + 1)), strict=True
    )
    return median(seconds), median(memory)
