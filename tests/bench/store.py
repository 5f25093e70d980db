"""How fast the store and its codec are, how exact the timers: without Telegram, in this process.

Databases are where TMPDIR points, as everywhere in these measurements: the disk has its say in every durable write.
"""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.engine.embedded import LEAD, Engine
from bot.ports import Store, Timer
from bot.store.codec import decode, encode
from bot.store.sqlite import SqliteStore
from dialogs.effects import Effect, Show, Sleep, Wake
from dialogs.session import Session, State
from dialogs.steps import GetReady, Hold, Rest, RollOver
from tests.bench.table import Row, percentiles, spread

ROUNDS = 5
WRITES = 200
PAGE = 4096
PENDING = 100_000
DUE = 5_000
"""Of the pending timers, those that come due while we watch, over five seconds."""


def routine(chat: int) -> Session:
    """A session in the middle of a plan of 25 steps."""
    press = (GetReady(10, "point-1", "hook"), Hold(60, "point-1", 1, 3, 4, 6), Rest(30, "point-1", 1, 3))
    plan = (*press * 8, RollOver(20))
    now = datetime.now(UTC)
    return Session(chat=chat, turn=1, entered=1, state=State.ROUTINE, plan=plan, step_ends_at=now, started_at=now)


def microseconds(call: Callable[[], object]) -> list[float]:
    """Of one call, round by round."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(1_000):
            call()
        rounds.append(1e3 * (time.perf_counter() - began))
    return rounds


def next_step(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    before = before or routine(0)
    after = replace(before, turn=before.turn + 1, entered=before.turn + 1)
    return after, [Show("edit"), Wake("step", datetime.now(UTC)), Sleep("remind")]


async def turns_a_second(store: Store, chats: int, turns: int) -> float:
    """Committed, durable turns of `chats` at the same time, none of which the store knows."""

    async def chat(number: int) -> None:
        for update_id in range(turns):
            await store.turn(number, next_step, update_id)

    began = time.perf_counter()
    await asyncio.gather(*(chat(number) for number in range(chats)))
    return chats * turns / (time.perf_counter() - began)


async def sqlite_turns_a_second(chats: int, turns: int) -> float:
    """On a new database."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "bench.db")
        found = await turns_a_second(store, chats, turns)
        await store.close()
    return found


def durable_writes() -> list[float]:
    """Milliseconds until a page is on the disk: no committed turn is quicker."""
    found = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(WRITES):
            began = time.perf_counter()
            file.write(bytes(PAGE))
            os.fsync(file)
            found.append(1e3 * (time.perf_counter() - began))
    return found


async def lateness() -> tuple[list[float], float]:
    """Milliseconds by which each timer fired later than it was to, and the megabytes all of them took."""
    late: list[float] = []
    done = asyncio.Event()

    async def fire(timer: Timer) -> None:
        late.append(1_000 * ((datetime.now(UTC) - timer.due_at).total_seconds() + LEAD))
        if len(late) == DUE:
            done.set()

    before = megabytes()

    async def due() -> list[Timer]:
        return [Timer(chat, "step", first + timedelta(milliseconds=chat), 1) for chat in range(DUE)]

    engine = Engine(lambda: datetime.now(UTC), fire, due)
    first = datetime.now(UTC) + timedelta(seconds=2)
    await engine.start()
    for chat in range(DUE, PENDING):
        engine.schedule(chat, [Timer(chat, "remind", first + timedelta(hours=1, seconds=chat), 1)])
    taken = megabytes() - before
    await done.wait()
    await engine.stop()
    return late, taken


def megabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows() -> list[Row]:
    """In a process of its own, for the memory's sake."""
    late, taken = asyncio.run(lateness())
    session = routine(1)
    stored = encode(session)
    one = [asyncio.run(sqlite_turns_a_second(1, 200)) for _ in range(ROUNDS)]
    many = [asyncio.run(sqlite_turns_a_second(300, 4)) for _ in range(ROUNDS)]
    return [
        Row("session of 25 steps, to JSON", "", spread(microseconds(lambda: encode(session)), "us")),
        Row("session of 25 steps, from JSON", "", spread(microseconds(lambda: decode(stored)), "us")),
        Row("a page made durable on this disk", "", percentiles(durable_writes(), "ms")),
        Row("durable turns, one chat", "", spread(one, "/s")),
        Row("durable turns, 300 chats at a time", "", spread(many, "/s")),
        Row(f"timer later than meant, {PENDING} pending", "", percentiles(late, "ms")),
        Row(f"memory of {PENDING} pending timers", "", f"{taken:.0f} MB"),
    ]
