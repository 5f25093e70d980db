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

from bot.engine import postgres
from bot.engine.embedded import LEAD
from bot.engine.postgres import Engine
from bot.ports import Fire, Timer
from bot.store.database import Database
from bot.store.jobs import QUEUE, QUEUE_SOON, SOON
from bot.store.postgres import PostgresStore
from dialogs.effects import Effect, Forget, Sleep, Wake
from tests.postgres import PostgresServer
from tests.test_engine import ANN, BEN, Clock, Fired
from tests.test_store import Broken, breaks, moves

Join = Callable[[Fire], Engine]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[PostgresStore]:
    store = await PostgresStore.open(database_url)
    yield store
    await store.close()


class Used(Fired):
    """What was fired, each used up by its turn."""

    def __init__(self, clock: Clock, store: PostgresStore) -> None:
        super().__init__(clock)
        self._store = store

    @override
    async def __call__(self, timer: Timer) -> None:
        if await self._store.turn(timer.chat, moves(), timer=timer) is not None:
            await super().__call__(timer)


@pytest.fixture
async def fired(clock: Clock, store: PostgresStore) -> Fired:
    return Used(clock, store)


@pytest.fixture
async def database(store: PostgresStore, database_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """To look at its tables, which are there."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def join(clock: Clock, store: PostgresStore, database_url: str) -> AsyncIterator[Join]:
    """The engine of one more process."""
    async with AsyncExitStack() as running:

        def join(fire: Fire) -> Engine:
            engine = Engine(clock, fire, database_url)
            running.push_async_callback(engine.stop)
            return engine

        yield join


async def put(store: PostgresStore, *timers: Timer) -> None:
    """Sets them, each in a turn of its chat."""
    for timer in timers:
        await store.turn(timer.chat, moves(Wake(timer.kind, timer.due_at)))


async def waiting(database: "asyncpg.Connection[Any]") -> list[tuple[int, str]]:
    """Chat and kind of the jobs, in the order in which they are handed out."""
    rows = await database.fetch(
        "SELECT (args ->> 'chat')::bigint AS chat, args ->> 'kind' AS kind FROM procrastinate_jobs "
        "WHERE status = 'todo' ORDER BY priority DESC, id"
    )
    return [(row["chat"], row["kind"]) for row in rows]


async def test_timers_that_turns_set_fire_at_most_their_lead_early_whoever_set_them(
    join: Join, store: PostgresStore, clock: Clock, fired: Fired
) -> None:
    await join(fired).start()
    first = clock.timer(ANN, -1)
    await put(store, first)
    await fired.until(first)
    timers = [clock.timer(chat, 0.3 + chat / 5) for chat in range(5)]
    await put(store, *timers)

    await fired.until(*timers)

    assert fired.timers[1:] == timers
    assert min(fired.late) >= -timedelta(seconds=LEAD)
    assert max(fired.late[1:]) < timedelta(seconds=1)


async def test_what_became_due_while_nobody_was_there_fires_at_the_start(
    join: Join, store: PostgresStore, clock: Clock, fired: Fired
) -> None:
    overdue, missed = clock.timer(ANN, -3600), clock.timer(BEN, -5, "remind")
    await put(store, overdue, missed)

    await join(fired).start()

    await fired.until(overdue, missed)


async def test_of_two_processes_one_fires_a_timer(join: Join, store: PostgresStore, clock: Clock, fired: Fired) -> None:
    for _ in range(2):
        await join(fired).start()
    timers = [clock.timer(chat, 0.3) for chat in range(20)]
    await put(store, *timers)
    last = clock.timer(BEN, 0.6)
    await put(store, last)

    await fired.until(*timers, last)

    assert sorted(fired.timers, key=lambda timer: timer.due_at) == [*timers, last]


async def test_what_is_due_later_gets_its_job_when_it_is_soon(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    soon, later = clock.timer(ANN, 60), clock.timer(BEN, SOON.total_seconds() + 60)
    await put(store, soon, later)
    assert await waiting(database) == [(ANN, "step")]

    await database.execute(QUEUE_SOON)
    assert await waiting(database) == [(ANN, "step")]
    await database.execute("UPDATE timers SET due_at = due_at - 120000000 WHERE chat = $1", BEN)
    await database.execute(QUEUE_SOON)
    await database.execute(QUEUE_SOON)

    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]


async def test_a_timer_whose_job_was_lost_gets_another(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(store, clock.timer(ANN, -60), clock.timer(BEN, 60))
    await database.execute("DELETE FROM procrastinate_jobs")

    await database.execute(QUEUE_SOON)

    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]


async def test_a_process_looks_for_what_is_soon_by_itself(
    join: Join, store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(postgres, "EVERY_20_SECONDS", "* * * * * *")
    lost = clock.timer(ANN, 0.1)
    await put(store, lost)
    await database.execute("DELETE FROM procrastinate_jobs")

    await join(fired).start()

    await fired.until(lost)


async def test_a_phase_goes_before_reminders_that_share_its_instant(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(store, clock.timer(1, 60, "reminder"), clock.timer(2, 60, "nudge"), clock.timer(ANN, 60, "step"))

    assert [kind for _, kind in await waiting(database)] == ["step", "reminder", "nudge"]


@pytest.mark.parametrize("effect", [Sleep("step"), Forget()], ids=repr)
async def test_a_timer_that_is_dropped_takes_its_job_with_it(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, effect: Effect
) -> None:
    await put(store, clock.timer(ANN, 60))

    await store.turn(ANN, moves(effect))

    assert await waiting(database) == []


async def test_a_timer_that_is_moved_has_one_job_and_one_that_is_used_up_none(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    moved, used = clock.timer(ANN, 60), clock.timer(BEN, 60)
    await put(store, moved, moved, used)
    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]

    await store.turn(BEN, moves(), timer=used)

    assert await waiting(database) == [(ANN, "step")]


async def test_a_turn_that_fails_leaves_the_jobs_as_they_were(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    timer = clock.timer(ANN, 60)
    await put(store, timer)

    with pytest.raises(Broken):
        await store.turn(ANN, breaks, timer=timer)

    assert await waiting(database) == [(ANN, "step")]


async def test_erasing_a_chat_leaves_nothing_of_it_in_the_queue(
    store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(store, clock.timer(ANN, 60), clock.timer(ANN, 60, "reminder"), clock.timer(BEN, 60))

    await store.forget(ANN)

    assert await waiting(database) == [(BEN, "step")]


async def test_a_failure_is_logged_without_the_chat_and_the_timer_fires_again(
    join: Join, store: PostgresStore, clock: Clock, fired: Fired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "FIRST_WAIT", 0.02)
    failures = [OSError("disk"), OSError("disk")]

    async def fire(timer: Timer) -> None:
        if failures:
            raise failures.pop()
        await fired(timer)

    timer = clock.timer(ANN, 0.01)
    await put(store, timer)
    with capture_logs() as logs:
        await join(fire).start()
        await fired.until(timer)

    assert [(log["event"], log["kind"]) for log in logs] == [("timer_failed", "step")] * 2
    assert str(ANN) not in str(logs)


async def test_what_a_dead_process_had_in_hand_is_fired_by_another(
    join: Join, store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired
) -> None:
    timer = clock.timer(ANN, 1.5)
    await put(store, timer)
    await database.execute("SELECT procrastinate_fetch_job_v2(ARRAY[$1], id) FROM procrastinate_register_worker_v1() "
                           "AS worker(id)", QUEUE)  # fmt: skip
    assert await waiting(database) == [], "a process has it in hand, and is never heard of again"

    await join(fired).start()
    await fired.until(timer)

    assert fired.late[0] < timedelta(seconds=2)


async def test_what_a_process_had_in_hand_when_it_ended_is_handed_back(
    join: Join, store: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, fired: Fired
) -> None:
    later = clock.timer(ANN, 1.9)
    await put(store, later)
    engine = join(fired)
    await engine.start()
    async with asyncio.timeout(5):
        while await waiting(database):  # noqa: ASYNC110 - a database does not call
            await asyncio.sleep(0.02)

    await engine.stop()

    assert await waiting(database) == [(ANN, "step")]
    assert fired.timers == []


async def test_it_goes_on_by_itself_after_an_outage_and_tells_it_once(
    join: Join, store: PostgresStore, clock: Clock, fired: Fired, postgres_server: PostgresServer
) -> None:
    await join(fired).start()
    before = clock.timer(ANN, 0.05)
    await put(store, before)
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
        await put(store, after)
        await fired.until(after)

    told = [log["error"] for log in logs if log["event"] == "timers_interrupted"]
    assert len(told) == len(set(told))


async def test_somebody_is_timed_until_the_last_phase_that_was_set(join: Join, clock: Clock, fired: Fired) -> None:
    engine = join(fired)
    engine.schedule(ANN, (clock.timer(ANN, 3600, "reminder"),))
    assert not engine.busy()

    engine.schedule(ANN, (clock.timer(ANN, 30), clock.timer(ANN, 3600, "reminder")))
    engine.schedule(BEN, (clock.timer(BEN, 10),))

    assert engine.busy()
    clock.ahead = timedelta(seconds=31)
    assert not engine.busy()


async def test_it_tells_how_many_timers_there_are(join: Join, store: PostgresStore, clock: Clock, fired: Fired) -> None:
    await put(store, clock.timer(ANN, 3600), clock.timer(BEN, 3600), clock.timer(BEN, 60, "reminder"))
    engine = join(fired)
    await engine.start()

    async with asyncio.timeout(5):
        while engine.pending != 3:  # noqa: ASYNC110 - it counts by itself
            await asyncio.sleep(0.02)


async def test_the_queue_of_an_older_release_of_procrastinate_is_brought_to_form(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await Database.open(database_url)).close()
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP TRIGGER procrastinate_trigger_status_events_update_v1 ON procrastinate_jobs")
    await connection.execute("DELETE FROM job_migrations WHERE name LIKE '03.04.00_50_%'")

    await (await Database.open(database_url)).close()
    await (await Database.open(database_url)).close()

    triggers = await connection.fetch("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%status_events_update_v1'")
    assert len(triggers) == 1
    await connection.close()
