"""What a hundred thousand pending reminders cost: at the start, in memory, and in lateness when some of them are due.

Through the whole program and the test server's door, on SQLite, against the same program with an empty database.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.codec import encode, to_micros
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_file import connect
from content.loader import load
from dialogs.guide import Guide
from dialogs.reminding import Due
from dialogs.session import Session
from tests.bench.start import megabytes
from tests.bench.table import Row, percentiles
from tests.botapi import BotApi
from tests.core import lives
from tests.end.process import Program

PENDING = 100_000
DUE = 200
"""Of them, those that come due while we watch, one every fiftieth of a second."""
SETTLED = 5.0
"""Seconds after which everything has been read."""
SPACING = timedelta(milliseconds=50)


def sleeping(guide: Guide) -> Session:
    """Somebody at home who waits for the next reminder."""
    return lives.reminded(lives.just_done(guide)).tap("home").session


async def fill(path: Path, session: Session, due: Iterable[tuple[int, datetime]]) -> None:
    """A database with a session and a timer for each chat, as the program itself would have left it."""
    store = await SqliteStore.open(path)
    await store.close()
    connection = connect(path)
    with connection:
        connection.execute("BEGIN")
        for chat, at in due:
            here = replace(session, chat=chat, remind=Due("check-in", at), dues=(Due("check-in", at),))
            row = (chat, here.turn, here.turn, here.turn, encode(here))
            connection.execute(
                "INSERT INTO sessions (chat, turn, shown_turn, sending_turn, session) VALUES (?, ?, ?, ?, ?)", row
            )
            connection.execute("INSERT INTO timers VALUES (?, 'reminder', ?, ?)", (chat, to_micros(at), here.entered))
        connection.execute("COMMIT")
    connection.close()


async def started(folder: Path) -> tuple[float, float]:
    """Seconds to the first answer, and megabytes then, on the database in this folder."""
    async with BotApi() as server:
        user = server.user()
        await user.send_command("/start")
        began = time.time()
        async with Program(server, folder) as program:
            answer = await user.wait_for(within=60)
            await asyncio.sleep(SETTLED)  # the timers are read while the first updates are answered already
            return answer.arrived - began, megabytes(program)


async def late(folder: Path, session: Session) -> list[float]:
    """Milliseconds between when a reminder was due and when it arrived."""
    async with BotApi() as server:
        users = [server.user(1000 + number) for number in range(DUE)]
        first = datetime.now(UTC) + timedelta(seconds=20)
        soon = [(user.id, first + index * SPACING) for index, user in enumerate(users)]
        far = ((10**9 + number, first + timedelta(days=2)) for number in range(PENDING - DUE))
        for user in users:
            await user.send_command("/start")
        await fill(folder / "bot.sqlite3", session, [*soon, *far])
        async with Program(server, folder):
            arrived = [(await user.wait_for("How sore", within=60)).arrived for user in users]
        return [1_000 * (at - due.timestamp()) for at, (_, due) in zip(arrived, soon, strict=True)]


def rows() -> list[Row]:
    session = sleeping(Guide.of(load()))
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as full:
        bare = asyncio.run(started(Path(empty)))
        later = datetime.now(UTC) + timedelta(days=2)
        asyncio.run(fill(Path(full) / "bot.sqlite3", session, ((10**9 + number, later) for number in range(PENDING))))
        laden = asyncio.run(started(Path(full)))
    with tempfile.TemporaryDirectory() as folder:
        waited = asyncio.run(late(Path(folder), session))
    return [
        Row(f"start with {PENDING} reminders pending: more", "1 s", f"{laden[0] - bare[0]:.2f} s"),
        Row(f"memory of {PENDING} pending reminders: more", "60 MB", f"{laden[1] - bare[1]:.0f} MB"),
        Row("reminder later than due, at the door", "p99 250 ms", percentiles(waited, "ms")),
    ]
