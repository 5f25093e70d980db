"""Timers in PostgreSQL and their jobs: set, moved and dropped with the turn."""

from typing import Any

import asyncpg
import pytest

from bot.store.database import Database
from bot.store.jobs import QUEUE_SOON, SOON
from bot.store.postgres import PostgresStore
from dialogs.effects import Effect, Forget, Sleep
from tests.storing import Broken, breaks, moves, put, waiting
from tests.test_engine import ANN, BEN, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_what_is_due_later_gets_its_job_when_it_is_soon(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    soon, later = clock.timer(ANN, 60), clock.timer(BEN, SOON.total_seconds() + 60)
    await put(shared, soon, later)
    assert await waiting(database) == [(ANN, "step")]

    await database.execute(QUEUE_SOON)
    assert await waiting(database) == [(ANN, "step")]
    await database.execute("UPDATE timers SET due_at = due_at - 120000000 WHERE chat = $1", BEN)
    await database.execute(QUEUE_SOON)
    await database.execute(QUEUE_SOON)

    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]


async def test_a_timer_whose_job_was_lost_gets_another(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(shared, clock.timer(ANN, -60), clock.timer(BEN, 60))
    await database.execute("DELETE FROM procrastinate_jobs")

    await database.execute(QUEUE_SOON)

    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]


async def test_a_phase_goes_before_reminders_that_share_its_instant(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(shared, clock.timer(1, 60, "reminder"), clock.timer(2, 60, "nudge"), clock.timer(ANN, 60, "step"))

    assert [kind for _, kind in await waiting(database)] == ["step", "reminder", "nudge"]


@pytest.mark.parametrize("effect", [Sleep("step"), Forget()], ids=repr)
async def test_a_timer_that_is_dropped_takes_its_job_with_it(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock, effect: Effect
) -> None:
    await put(shared, clock.timer(ANN, 60))

    await shared.turn(ANN, moves(effect))

    assert await waiting(database) == []


async def test_a_timer_that_is_moved_has_one_job_and_one_that_is_used_up_none(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    moved, used = clock.timer(ANN, 60), clock.timer(BEN, 60)
    await put(shared, moved, moved, used)
    assert await waiting(database) == [(ANN, "step"), (BEN, "step")]

    await shared.turn(BEN, moves(), timer=used)

    assert await waiting(database) == [(ANN, "step")]


async def test_a_turn_that_fails_leaves_the_jobs_as_they_were(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    timer = clock.timer(ANN, 60)
    await put(shared, timer)

    with pytest.raises(Broken):
        await shared.turn(ANN, breaks, timer=timer)

    assert await waiting(database) == [(ANN, "step")]


async def test_erasing_a_chat_leaves_nothing_of_it_in_the_queue(
    shared: PostgresStore, database: "asyncpg.Connection[Any]", clock: Clock
) -> None:
    await put(shared, clock.timer(ANN, 60), clock.timer(ANN, 60, "reminder"), clock.timer(BEN, 60))

    await shared.forget(ANN)

    assert await waiting(database) == [(BEN, "step")]


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
