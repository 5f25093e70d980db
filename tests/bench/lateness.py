"""How late the cue that ends a phase is at the server's door, measured against the second that was promised.

The bot is the real program with its own limiter, in a process of its own; the server keeps its limits, too.
"""

import asyncio
import gc
import math
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content.loader import load
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.people import copies, keep, newcomer
from tests.bench.start import introduced, know
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


ALONE = Crowd(users=30, starts=30, watched=45)
"""One a second, in phases of whole tens: never two cues in one second, as with a single user."""
TOGETHER = 300
"""Users whose phases end in one and the same second."""
SET_UP = timedelta(seconds=5)
"""So much longer than their phase until it ends: the program has to be up by then."""
WATCHED_TOGETHER = 15.0
"""Seconds from there on."""


async def one_by_one(card: Session, crowd: Crowd, guide: Guide) -> list[float]:
    """Milliseconds of each cue. Everybody has the set-up card and sends the word."""
    sessions = copies(card, crowd.users)
    with tempfile.TemporaryDirectory() as folder:
        await keep(Path(folder), guide, sessions)
        async with BotApi() as server, Program(server, Path(folder)):
            await introduced(server)
            users = [server.user(session.chat) for session in sessions]
            began = math.ceil(time.time()) + 0.3  # away from the seconds at which cues are due
            for number, user in enumerate(users):
                await until(began + number * crowd.starts / crowd.users)
                await user.send(WORD)
            await until(began + crowd.watched)
            return [1e3 * late for user in users for _, late in cues(user)]


async def all_at_once(running: Session, count: int, guide: Guide) -> list[float]:
    """Milliseconds of each cue. Everybody is in the same phase, which ends while the program is up."""
    over = ends(running)
    sessions = copies(running, count)
    with tempfile.TemporaryDirectory() as folder:
        await keep(Path(folder), guide, sessions)
        async with BotApi() as server, Program(server, Path(folder)):
            know(server, [session.chat for session in sessions])
            users = [server.user(session.chat) for session in sessions]
            await introduced(server)
            assert time.time() < over - 1, "the program took too long to start"
            await until(over + WATCHED_TOGETHER)
            return [1e3 * late for user in users for _, late in cues(user, over)]


async def until(instant: float) -> None:
    """In unix seconds."""
    await asyncio.sleep(max(instant - time.time(), 0))


def ends(session: Session) -> float:
    """When its phase is over, in unix seconds."""
    assert session.step_ends_at is not None
    return session.step_ends_at.timestamp()


def cues(user: User, promise: float = math.inf) -> Iterator[tuple[float, float]]:
    """The second that was promised (unix), and by how many the cue was later: a cue is the next audible message after
    the one that promised it. One that has not come is late by as much as it is by now. `promise`: of the first one."""
    now = time.time()
    for message in user.messages:
        if not message.silent:
            if promise < now - GRACE:
                yield promise, message.arrived - promise
            promise = promised(message) if is_phase(message) else math.inf
    if promise < now - GRACE:
        yield promise, now - promise


def alone() -> list[Row]:
    """One user at a time."""
    guide = Guide.of(load())
    card = newcomer(guide, datetime.now(UTC)).session
    gc.freeze()  # the server shares this process: its times are not to be those of our garbage
    late = asyncio.run(one_by_one(card, ALONE, guide))
    return [Row("cue later than promised, one user at a time", "p99 50 ms", percentiles(late, "ms"))]


def together() -> list[Row]:
    """The worst that can happen to as many: no cue waits for a budget, so this is how fast they are made and sent."""
    guide = Guide.of(load())
    running = newcomer(guide, datetime.now(UTC) + SET_UP).tap("go").session
    gc.freeze()
    late = asyncio.run(all_at_once(running, TOGETHER, guide))
    return [Row(f"cue later than promised, {TOGETHER} users in one second", "", percentiles(late, "ms"))]
