"""Timers as jobs of Procrastinate, on a real PostgreSQL: set by a turn, fired by whichever process is there."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from bot.engine import worker
from bot.engine.embedded import LEAD
from bot.engine.postgres import Engine
from bot.ports import Fire, Timer
from bot.store.jobs import QUEUE
from bot.store.postgres import PostgresStore
from tests.cable import Cable
from tests.postgres import PostgresServer
from tests.storing import moves, put, waiting
from tests.test_engine import ANN, BEN, Clock, Fired

Join = Callable[[Fire], Engine]


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Used(Fired):
    """What was fired, each used up by its turn."""

    def __init__(self, clock: Clock, shared: PostgresStore) -> None:
        super().__init__(clock)
        self._store = shared

    @override
    async def __call__(self, timer: Timer) -> None:
        if await self._store.turn(timer.chat, moves(), timer=timer) is not None:
            await super().__call__(timer)


@pytest.fixture
async def fired(clock: Clock, shared: PostgresStore) -> Fired:
    return Used(clock, shared)


@pytest.fixture
async def join(clock: Clock, shared: PostgresStore, database_url: str) -> AsyncIterator[Join]:
    """The engine of one more process."""
    async with AsyncExitStack() as running:

        def join(fire: Fire) -> Engine:
            engine = Engine(clock, fire, database_url)
            running.push_async_callback(engine.stop)
            return engine

        yield join


async def test_timers_that_turns_set_fire_at_most_their_lead_early_whoever_set_them(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired
) -> None:
    await join(fired).start()
    first = clock.timer(ANN, -1)
    await put(shared, first)
    await fired.until(first)
    timers = [clock.timer(chat, 0.3 + chat / 5) for chat in range(5)]
    await put(shared, *timers)

    await fired.until(*timers)

    assert fired.timers[1:] == timers
    assert min(fired.late) >= -timedelta(seconds=LEAD)
    assert max(fired.late[1:]) < timedelta(seconds=1)


async def test_what_became_due_while_nobody_was_there_fires_at_the_start(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired
) -> None:
    overdue, missed = clock.timer(ANN, -3600), clock.timer(BEN, -5, "remind")
    await put(shared, overdue, missed)

    await join(fired).start()

    await fired.until(overdue, missed)


async def test_of_two_processes_one_fires_a_timer(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired
) -> None:
    for _ in range(2):
        await join(fired).start()
    timers = [clock.timer(chat, 0.3) for chat in range(20)]
    await put(shared, *timers)
    last = clock.timer(BEN, 0.6)
    await put(shared, last)

    await fired.until(*timers, last)

    assert sorted(fired.timers, key=lambda timer: timer.due_at) == [*timers, last]


async def test_a_process_looks_for_what_is_soon_by_itself(
    join: Join, shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(worker, "EVERY_2_SECONDS", "* * * * * *")
    lost = clock.timer(ANN, 0.1)
    await put(shared, lost)
    await database.execute("DELETE FROM procrastinate_jobs")

    await join(fired).start()

    await fired.until(lost)


async def test_a_failure_is_logged_without_the_chat_and_the_timer_fires_again(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_WAIT", 0.02)
    failures = [OSError("disk"), OSError("disk")]

    async def fire(timer: Timer) -> None:
        if failures:
            raise failures.pop()
        await fired(timer)

    timer = clock.timer(ANN, 0.01)
    await put(shared, timer)
    with capture_logs() as logs:
        await join(fire).start()
        await fired.until(timer)

    assert [(log["event"], log["kind"]) for log in logs] == [("timer_failed", "step")] * 2
    assert str(ANN) not in str(logs)


async def test_what_a_dead_process_had_in_hand_is_fired_by_another(
    join: Join, shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired
) -> None:
    timer = clock.timer(ANN, 1.5)
    await put(shared, timer)
    await database.execute("SELECT procrastinate_fetch_job_v2(ARRAY[$1], id) FROM procrastinate_register_worker_v1() "
                           "AS worker(id)", QUEUE)  # fmt: skip
    assert await waiting(database) == [], "a process has it in hand, and is never heard of again"

    await join(fired).start()
    await fired.until(timer)

    assert fired.late[0] < timedelta(seconds=2)


async def test_what_a_process_had_in_hand_when_it_ended_is_handed_back(
    join: Join, shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired
) -> None:
    later = clock.timer(ANN, 1.9)
    await put(shared, later)
    engine = join(fired)
    await engine.start()
    async with asyncio.timeout(5):
        while await waiting(database):  # noqa: ASYNC110 - a database does not call
            await asyncio.sleep(0.02)

    await engine.stop()

    assert await waiting(database) == [(ANN, "step")]
    assert fired.timers == []


async def test_it_goes_on_by_itself_after_an_outage_and_tells_it_once(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired, postgres_server: PostgresServer
) -> None:
    await join(fired).start()
    before = clock.timer(ANN, 0.05)
    await put(shared, before)
    await fired.until(before)
    with capture_logs() as logs:
        postgres_server.stop()
        try:
            async with asyncio.timeout(10):
                while not logs:  # noqa: ASYNC110 - a log does not call
                    await asyncio.sleep(0.02)
        finally:
            postgres_server.start()
        after = clock.timer(BEN, 0.05)
        await put(shared, after)
        await fired.until(after)

    told = [log["error"] for log in logs if log["event"] == "timers_interrupted"]
    assert len(told) == len(set(told))


async def test_connections_that_fall_silent_are_replaced(
    shared: PostgresStore, database_url: str, clock: Clock, fired: Fired
) -> None:
    cable = Cable(database_url)
    async with cable as url:
        engine = Engine(clock, fired, url)
        await engine.start()
        before, after = clock.timer(ANN, -1), clock.timer(BEN, -1)
        await put(shared, before)
        await fired.until(before)
        cable.cut()
        await put(shared, after)

        async with asyncio.timeout(20):
            while after not in fired.timers:  # noqa: ASYNC110 - until asks for five seconds
                await asyncio.sleep(0.05)

        assert engine.healthy()
        await engine.stop()


async def test_it_is_not_well_while_the_database_says_nothing_and_stops_all_the_same(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired, postgres_server: PostgresServer
) -> None:
    engine = join(fired)
    await engine.start()
    before = clock.timer(ANN, -1)
    await put(shared, before)
    await fired.until(before)
    assert engine.healthy()
    postgres_server.pause()
    try:
        async with asyncio.timeout(10):
            while engine.healthy():  # noqa: ASYNC110 - it is asked from outside
                await asyncio.sleep(0.05)
        async with asyncio.timeout(4):
            await engine.stop()
    finally:
        postgres_server.resume()


async def test_a_clock_of_the_database_that_is_set_back_delays_nothing(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired
) -> None:
    await join(fired).start()
    clock.ahead = timedelta(hours=1)
    timer = clock.timer(ANN, 0.5)
    await put(shared, timer)

    await fired.until(timer)

    assert fired.late[0] < timedelta(seconds=2)


async def test_what_a_living_process_dropped_is_fired_all_the_same(
    join: Join, shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired
) -> None:
    timer = clock.timer(ANN, -1)
    await put(shared, timer)
    await database.execute("SELECT procrastinate_fetch_job_v2(ARRAY[$1], id) FROM procrastinate_register_worker_v1() "
                           "AS worker(id)", QUEUE)  # fmt: skip
    await database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() + interval '1 hour'")
    await database.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '20 minutes'")

    await join(fired).start()
    await fired.until(timer)

    async with asyncio.timeout(10):
        while await database.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE args ? 'chat'"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_somebody_is_timed_until_the_last_phase_that_was_set(join: Join, clock: Clock, fired: Fired) -> None:
    engine = join(fired)
    engine.schedule(ANN, (clock.timer(ANN, 3600, "reminder"),))
    assert not engine.busy()

    engine.schedule(ANN, (clock.timer(ANN, 30), clock.timer(ANN, 3600, "reminder")))
    engine.schedule(BEN, (clock.timer(BEN, 10),))

    assert engine.busy()
    clock.ahead = timedelta(seconds=31)
    assert not engine.busy()


async def test_it_tells_how_many_timers_there_are(
    join: Join, shared: PostgresStore, clock: Clock, fired: Fired
) -> None:
    await put(shared, clock.timer(ANN, 3600), clock.timer(BEN, 3600), clock.timer(BEN, 60, "reminder"))
    engine = join(fired)
    await engine.start()

    async with asyncio.timeout(5):
        while engine.pending != 3:  # noqa: ASYNC110 - it counts by itself
            await asyncio.sleep(0.02)
