"""How late the cue that ends a phase is at the server's door, measured against the second that was promised.

The bot is the real program with its own limiter, in a process of its own; the server keeps its limits, too.
"""

import asyncio
import gc
import math
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.people import copies, keep, newcomer
from tests.bench.start import introduced, megabytes
from tests.bench.table import Row, percentiles
from tests.botapi import BotApi, User
from tests.end.process import Program
from tests.end.session import is_phase, promised

WORD = "start"
"""Starts the routine at the set-up card."""
GRACE = 3.0
"""Seconds. What is promised for the end of a measurement, nearer than this, does not count: it may be on its way."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many users start a routine within `starts` seconds, at even distances, and are watched for `watched`."""

    users: int
    starts: float
    watched: float


@dataclass(frozen=True, slots=True)
class Found:
    late: list[float]
    """Milliseconds of each cue; of one that never came, by how much it was late at the end."""
    memory: float
    """Resident megabytes at the end."""
    refused: int
    """Calls that the server answered with 429."""


ALONE = Crowd(users=20, starts=20, watched=65)
"""One a second, in phases of whole tens: never two cues in one second, as with a single user."""
MANY = Crowd(users=300, starts=40, watched=80)
"""At the busiest 23 calls a second, of the 30 that are allowed; several cues fall due in each whole second."""
TOGETHER = 300
"""Users whose phases end in one and the same second."""
WATCHED_TOGETHER = 15.0
"""Seconds from there on."""


async def one_by_one(card: Session, crowd: Crowd, guide: Guide) -> Found:
    """Everybody has the set-up card and sends the word."""
    sessions = copies(card, crowd.users)
    with tempfile.TemporaryDirectory() as folder:
        await keep(Path(folder), guide, sessions)
        async with BotApi() as server, Program(server, Path(folder)) as program:
            await introduced(server)
            users = [server.user(session.chat) for session in sessions]
            began = math.ceil(time.time()) + 0.3  # away from the seconds at which cues are due
            for number, user in enumerate(users):
                await _until(began + number * crowd.starts / crowd.users)
                await user.send(WORD)
            await _until(began + crowd.watched)
            return _found(server, program, (_lateness(user) for user in users))


async def all_at_once(running: Session, count: int, guide: Guide) -> Found:
    """Everybody is in the same phase, which ends while the program is up."""
    assert running.step_ends_at is not None
    ends = running.step_ends_at.timestamp()
    sessions = copies(running, count)
    with tempfile.TemporaryDirectory() as folder:
        await keep(Path(folder), guide, sessions)
        async with BotApi() as server, Program(server, Path(folder)) as program:
            users = [server.user(session.chat) for session in sessions]
            for chat in server.world.chats.values():
                chat.started = True
            await introduced(server)
            assert time.time() < ends - 1, "the program took too long to start"
            await _until(ends + WATCHED_TOGETHER)
            return _found(server, program, (_lateness(user, ends) for user in users))


async def _until(instant: float) -> None:
    await asyncio.sleep(max(instant - time.time(), 0))


def _found(server: BotApi, program: Program, late: Iterable[Iterable[float]]) -> Found:
    refused = sum(call.status == 429 for call in server.calls)
    return Found([1e3 * seconds for each in late for seconds in each], megabytes(program), refused)


def _lateness(user: User, promise: float = math.inf) -> Iterator[float]:
    """Seconds, cue by cue: a cue is the next audible message after the one that promised it."""
    now = time.time()
    for message in user.messages:
        if not message.silent:
            if promise < now - GRACE:
                yield message.arrived - promise
            promise = promised(message) if is_phase(message) else math.inf
    if promise < now - GRACE:
        yield now - promise


def measured(crowd: Crowd) -> Found:
    """`one_by_one` with new users."""
    guide = Guide.of(load())
    card = newcomer(guide, datetime.now(UTC)).session
    gc.freeze()  # the server shares this process: its times are not to be those of our garbage
    return asyncio.run(one_by_one(card, crowd, guide))


def alone() -> list[Row]:
    """One user at a time."""
    found = measured(ALONE)
    return [Row("cue later than promised, one user at a time", "p99 50 ms", percentiles(found.late, "ms"))]


def many() -> list[Row]:
    """Three hundred, their phases spread as they fall."""
    found = measured(MANY)
    return [
        Row(f"cue later than promised, {MANY.users} users", "p99 250 ms", percentiles(found.late, "ms")),
        Row(f"calls refused (429), {MANY.users} users", "0", str(found.refused)),
        Row(f"resident memory after {MANY.users} users", "120 MB", f"{found.memory:.0f} MB"),
    ]


def together() -> list[Row]:
    """The worst that can happen to as many: no cue waits for a budget, so this is how fast they are made and sent."""
    guide = Guide.of(load())
    running = newcomer(guide, datetime.now(UTC)).tap("go").session
    gc.freeze()
    found = asyncio.run(all_at_once(running, TOGETHER, guide))
    late = percentiles(found.late, "ms")
    return [Row(f"cue later than promised, {TOGETHER} users in one second", "", late)]
