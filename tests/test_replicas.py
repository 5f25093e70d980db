"""Two processes on one database: what one of them leaves behind, the other takes up, once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from bot.engine.postgres import Engine
from bot.files.maker import Maker
from bot.ports import Fire, Timer, TryLater
from bot.replicas import Watch
from bot.runtime import Runtime
from bot.store.database import Database
from bot.store.postgres import PostgresStore
from dialogs.engine import advance
from dialogs.events import Tap
from dialogs.guide import Guide
from dialogs.session import Session
from tests.end.session import in_place
from tests.paper import Paper
from tests.postgres import PostgresServer

ANN = 1
SPEED = 10
CLAIM = timedelta(seconds=0.4)
DOUBT = timedelta(seconds=2.2)


class Replica:
    """One process: its runtime, its store, its watch; all replicas write on the same paper."""

    def __init__(self, store: PostgresStore, url: str, paper: Paper, guide: Guide, maker: Maker) -> None:
        self.store = store
        self.paper = paper
        self.runtime = Runtime(
            store=store, channel=paper, guide=guide, clock=now, tempo=lambda _: SPEED, maker=maker,
            engine=lambda fire: Engine(now, self._alive(fire), url),
        )  # fmt: skip
        self._dead = False
        self.watch = Watch(self.runtime)

    async def start(self) -> None:
        await self.runtime.start()
        await self.watch.start()

    def _alive(self, fire: Fire) -> Fire:
        async def fire_while_alive(timer: Timer) -> None:
            if self._dead:
                await asyncio.Event().wait()
            await fire(timer)

        return fire_while_alive

    async def die(self) -> None:
        """Nothing more comes from it, and nothing is put in order."""
        self._dead = True
        await self.watch.stop()
        await self.runtime.stop()

    async def session(self) -> Session:
        stored = await self.store.load(ANN)
        assert stored is not None
        return stored.session

    async def tap(self, action: str) -> None:
        await self.runtime.handle(ANN, Tap(action, (await self.session()).entered, on_card=True))


def now() -> datetime:
    return datetime.now(UTC)


Join = Callable[[], Awaitable[Replica]]


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
async def join(database_url: str, paper: Paper, guide: Guide, tmp_path: Path) -> AsyncIterator[Join]:
    """Starts one more process."""
    async with AsyncExitStack() as running:

        async def join() -> Replica:
            store = PostgresStore(await Database.open(database_url), CLAIM, DOUBT)
            running.push_async_callback(store.close)
            replica = Replica(store, database_url, paper, guide, Maker(tmp_path))
            running.push_async_callback(replica.die)
            await replica.start()
            return replica

        yield join


@pytest.fixture
async def pair(join: Join, guide: Guide) -> tuple[Replica, Replica]:
    """Two processes, and Ann at her set-up card."""
    first, second = await join(), await join()
    session, _ = in_place(ANN, guide, now())
    session = replace(session, tempo=SPEED)
    await first.store.turn(ANN, lambda _: (session, ()))
    await first.store.mark_shown(ANN, session.turn, {"message": 0})
    return first, second


async def test_each_phase_is_drawn_once_whoever_fires_its_timer(
    pair: tuple[Replica, Replica], join: Join, paper: Paper
) -> None:
    await pair[0].tap("go")
    await join()  # it takes up the timer that the first process has, too

    await paper.until(lambda: any("Rest" in title for title in paper.titles))

    assert [title.partition(":")[0] for title in paper.titles] == ["Get ready", "Hold 1 of 2", "Rest"]


async def test_the_timers_of_a_dead_process_fire_in_another(pair: tuple[Replica, Replica], paper: Paper) -> None:
    dead, alive = pair
    await dead.tap("go")
    await paper.until(lambda: len(paper.drawn) == 1)
    await dead.die()
    due = (await alive.session()).step_ends_at

    await paper.until(lambda: len(paper.drawn) == 2)

    assert due is not None
    assert now() - due < timedelta(seconds=2)
    assert paper.titles[1].startswith("Hold 1 of 2")


async def test_a_turn_that_its_process_did_not_live_to_draw_is_drawn_by_another_once(
    pair: tuple[Replica, Replica], join: Join, paper: Paper, guide: Guide
) -> None:
    dead, alive = pair
    await join()
    before = await alive.session()
    tight = advance(before, Tap("tight", before.entered, on_card=True), guide, now())
    await dead.store.turn(ANN, lambda _: tight)
    await dead.die()

    await paper.until(lambda: len(paper.drawn) == 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(paper.until(lambda: len(paper.drawn) > 1), 1)

    assert paper.drawn[0].turn == tight[0].entered


async def test_a_process_that_waits_to_draw_is_not_taken_for_dead(pair: tuple[Replica, Replica], paper: Paper) -> None:
    paper.troubles.append(TryLater(1.2))
    began = now()
    await pair[0].tap("tight")

    await paper.until(lambda: bool(paper.drawn))

    assert now() - began > timedelta(seconds=1.2)


async def test_both_processes_go_on_by_themselves_after_an_outage_and_tell_it_once(
    pair: tuple[Replica, Replica], paper: Paper, postgres_server: PostgresServer
) -> None:
    await pair[0].tap("go")
    await paper.until(lambda: len(paper.drawn) == 1)
    due = paper.drawn[0].screen.countdown
    assert due is not None
    with capture_logs() as logs:
        postgres_server.stop()
        try:
            while now() < due.ends_at + timedelta(seconds=1):  # noqa: ASYNC110 - nothing else happens meanwhile
                await asyncio.sleep(0.05)
        finally:
            postgres_server.start()
        await paper.until(lambda: len(paper.drawn) == 2)

    assert paper.titles[1].startswith(("Hold 1 of 2", "I was away"))
    told = [log["error"] for log in logs if log["event"] == "watch_failed"]
    assert 2 <= len(told) <= 2 * len(set(told))


async def test_a_screen_that_was_going_out_comes_once_more_where_nothing_follows_by_itself(
    pair: tuple[Replica, Replica], paper: Paper
) -> None:
    dead, alive = pair
    session = await alive.session()
    await dead.store.turn(ANN, lambda _: (replace(session, turn=session.turn + 1), ()))
    await dead.store.mark_sending(ANN, session.turn + 1, again=False)
    await dead.die()

    await paper.until(lambda: bool(paper.drawn))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(paper.until(lambda: len(paper.drawn) > 1), 1)

    assert [(drawn.turn, drawn.placement) for drawn in paper.drawn] == [(session.entered, "edit")]


async def test_a_phase_that_was_going_out_is_left_to_the_cue_that_follows(
    pair: tuple[Replica, Replica], join: Join, paper: Paper, guide: Guide
) -> None:
    dead, alive = pair
    session = await alive.session()
    running = advance(session, Tap("go", session.entered, on_card=True), guide, now())
    await dead.store.turn(ANN, lambda _: running)
    await dead.store.mark_sending(ANN, running[0].turn, again=False)
    await dead.die()
    third = await join()  # takes up the timer at once

    await paper.until(lambda: len(paper.drawn) == 2)

    assert [title.partition(":")[0] for title in paper.titles] == ["Hold 1 of 2", "Rest"]
    assert await third.store.doubtful() == {}


async def test_a_session_that_cannot_be_read_is_told_once(
    pair: tuple[Replica, Replica], paper: Paper, database_url: str, guide: Guide
) -> None:
    session = await pair[0].session()
    running = advance(session, Tap("go", session.entered, on_card=True), guide, now())
    await pair[0].store.turn(ANN, lambda _: running)
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE sessions SET session = '{}', shown_turn = turn")
    told = len(paper.drawn)

    await paper.until(lambda: len(paper.drawn) > told)
    await connection.execute("UPDATE sessions SET turn = turn + 1")
    await paper.until(lambda: len(paper.drawn) > told + 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(paper.until(lambda: len(paper.drawn) > told + 2), 1)

    assert paper.titles[told] == paper.titles[told + 1]
    await connection.close()
