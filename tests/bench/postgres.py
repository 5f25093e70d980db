"""The same on PostgreSQL: its store, its timers, and how long it takes until one of two processes is replaced.

The server is one of our own, on the same machine; its files are where TMPDIR points.
"""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bot.engine.postgres import Engine
from bot.ports import Decide, Timer
from bot.store.codec import encode, to_micros
from bot.store.postgres import PostgresStore
from content.loader import load
from dialogs.effects import Wake
from dialogs.guide import Guide
from tests.bench.people import FIRST_CHAT
from tests.bench.store import ROUNDS, next_step, routine, turns_a_second
from tests.bench.table import Row, percentiles, spread
from tests.botapi import BotApi
from tests.end.process import Program
from tests.end.session import press, promised, seed_store
from tests.postgres import PostgresServer, emptied, programs

LIVE = 1_000
OVER = 10.0
"""Seconds over which the live timers are spread."""
FAR = 100_000
SET_UP = timedelta(seconds=60)
"""Until the first of them is due."""
USERS = 20
SPEED = 6
CONFLICT = 409
"""What a process hears that asks for updates while another does: both are up."""
CARD = "Leg is floppy, start"


async def with_reminders(server: PostgresServer) -> PostgresStore:
    """A store with so many of them, none of them soon."""
    url = await emptied(server)
    store = await PostgresStore.open(url)
    stored, later = encode(routine(0)), to_micros(datetime.now(UTC) + timedelta(hours=2))
    chats = range(LIVE, LIVE + FAR)
    connection = await asyncpg.connect(url)
    await connection.copy_records_to_table(
        "sessions", columns=("chat", "turn", "shown_turn", "session"), records=((chat, 1, 1, stored) for chat in chats)
    )
    await connection.copy_records_to_table(
        "timers", columns=("chat", "kind", "due_at", "turn"), records=((chat, "remind", later, 1) for chat in chats)
    )
    await connection.execute("ANALYZE")
    await connection.close()
    return store


def waiting(due_at: datetime) -> Decide:
    """Begins a phase that ends then."""
    return lambda _: (routine(0), [Wake("step", due_at)])


async def lateness(server: PostgresServer) -> list[float]:
    """Milliseconds from the end of a phase to the committed turn, once for each session."""
    store = await with_reminders(server)
    url = server.url
    late: list[float] = []
    done = asyncio.Event()

    async def fire(timer: Timer) -> None:
        await store.turn(timer.chat, next_step, timer=timer)
        late.append((datetime.now(UTC) - timer.due_at).total_seconds() * 1_000)
        if len(late) == LIVE:
            done.set()

    engine = Engine(lambda: datetime.now(UTC), fire, url)
    first = datetime.now(UTC) + SET_UP
    for chat in range(LIVE):
        turned = await store.turn(chat, waiting(first + timedelta(seconds=chat * OVER / LIVE)))
        assert turned is not None
    assert datetime.now(UTC) < first, "it took too long to set the timers"
    await engine.start()
    await done.wait()
    await engine.stop()
    await store.close()
    return late


async def replaced(server: PostgresServer) -> list[float]:
    """Milliseconds that the first cue after a kill -9 of one of two programs came after its second, user by user."""
    guide = Guide.of(load())
    url = await emptied(server)
    store = await PostgresStore.open(url)
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            users = [api.user(FIRST_CHAT + number) for number in range(USERS)]
            for user in users:
                await user.send_command("/help")
                await seed_store(store, guide, user.id)
            await store.close()
            pair = [Program(api, Path(folder), SPEED, {"DATABASE_URL": url}) for _ in range(2)]
            async with pair[0], pair[1]:
                await api.wait_until(lambda: any(call.status == CONFLICT for call in api.calls), 60)
                await asyncio.gather(*(press(user, CARD) for user in users))
                holds = await asyncio.gather(*(user.wait_for("Hold 1 of 2", 10) for user in users))
                await pair[0].kill()
                rests = await asyncio.gather(*(user.wait_for("Rest: 1 of 2", 20) for user in users))
    return [1e3 * (rest.arrived - promised(hold)) for hold, rest in zip(holds, rests, strict=True)]


def rows() -> list[Row]:
    """The store and the timers, in this process."""
    folder = programs()
    if folder is None:
        return [Row("PostgreSQL", "", "not on this machine")]
    with PostgresServer(folder, durable=True) as server:
        one = [asyncio.run(turns_a_second_on(server, 1, 200)) for _ in range(ROUNDS)]
        many = [asyncio.run(turns_a_second_on(server, 300, 4)) for _ in range(ROUNDS)]
        late = asyncio.run(lateness(server))
    return [
        Row("durable turns, one chat, PostgreSQL", "", spread(one, "/s")),
        Row("durable turns, 300 chats at a time, PostgreSQL", "", spread(many, "/s")),
        Row(f"phase end saved later than due, {LIVE} sessions, PostgreSQL", "p99 250 ms", percentiles(late, "ms")),
    ]


async def turns_a_second_on(server: PostgresServer, chats: int, turns: int) -> float:
    """On an empty database."""
    store = await PostgresStore.open(await emptied(server))
    found = await turns_a_second(store, chats, turns)
    await store.close()
    return found


def recovery() -> list[Row]:
    """Of the whole: two programs and a Bot API server."""
    folder = programs()
    if folder is None:
        return []
    with PostgresServer(folder, durable=True) as server:
        late = asyncio.run(replaced(server))
    return [Row(f"cue later than promised after kill -9 of one of two, {USERS} users", "2 s", percentiles(late, "ms"))]
