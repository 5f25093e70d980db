"""What was going on when a process ended, a channel failed or a row was damaged: nothing is lost, nor comes twice."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import (
    Frozen,
    MaybeShown,
    Refused,
    Sending,
    TryLater,
    Uncounted,
    Unreachable,
)
from bot.store import StoreError
from bot.store.timed import TimedStore
from dialogs.events import Command, Tap, Text
from dialogs.guide import Guide
from dialogs.session import State
from tests.paper import ANN, BEN, Bench, KeyedPaper, Paper, prepared


def damage(folder: Path) -> None:
    """As a disk or a careless hand would."""
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as database:
        database.execute("UPDATE sessions SET session = '{' WHERE chat = ?", (ANN,))
        database.commit()


async def test_what_may_have_arrived_is_not_repeated(bench: Bench) -> None:
    bench.paper.troubles.append(MaybeShown())
    await bench.runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    assert bench.paper.drawn == []
    assert await bench.store.unshown() == {}


async def test_what_was_certainly_not_shown_is_shown_after_a_restart(bench: Bench, guide: Guide) -> None:
    bench.paper.troubles.append(TryLater(3600))
    await bench.runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    again = Bench(guide, bench.store, Paper(), bench.maker)
    await again.runtime.start()
    await again.paper.until(lambda: bool(again.paper.drawn))
    await again.runtime.stop()
    assert "Hello" in again.paper.titles[0]


async def test_a_chat_that_is_refused_is_not_tried_after_a_restart_before_its_time(bench: Bench, guide: Guide) -> None:
    noted = asyncio.Event()

    class Noting(TimedStore):
        async def freeze(self, chat: int, seconds: float) -> None:
            await super().freeze(chat, seconds)
            noted.set()

    runtime = bench.runtime_on(Noting(bench.store, Uncounted()))
    bench.paper.troubles.append(Refused(3))
    began = bench.now()
    await runtime.handle(ANN, Command("start"))
    await asyncio.wait_for(noted.wait(), 5)
    await runtime.stop()
    again = Bench(guide, bench.store, Paper(), bench.maker)
    await again.runtime.start()
    await again.paper.until(lambda: bool(again.paper.drawn))
    await again.runtime.stop()
    assert bench.now() - began > timedelta(seconds=2.9)


async def test_timers_are_taken_up_after_a_restart(bench: Bench, guide: Guide) -> None:
    bench.tempo = 20
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    await bench.runtime.stop()
    again = Bench(guide, bench.store, Paper(), bench.maker, tempo=20)
    await again.runtime.start()
    await again.paper.until(lambda: any("Hold 1" in title for title in again.paper.titles))
    await again.runtime.stop()
    assert "Get ready" not in "".join(again.paper.titles)


async def test_a_cue_missed_by_long_is_owned_up_to(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    (timer,) = await bench.store.timers()
    bench.ahead = timedelta(seconds=50)
    await bench.runtime.fire(timer)
    await bench.paper.until(lambda: any("I was away" in title for title in bench.paper.titles))
    assert (await bench.session(ANN)).state is State.PAUSED


async def test_nothing_runs_for_somebody_who_is_gone_and_nothing_is_lost(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    bench.paper.troubles.append(Unreachable())
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    session = await bench.session(ANN)
    assert session.state is State.PAUSED
    assert session.remaining is not None
    assert await bench.store.timers() == []
    assert await bench.store.unshown() == {}


async def test_a_routine_does_not_run_on_unseen(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: len(bench.paper.drawn) == 1)
    bench.paper.troubles += [TryLater(0.01)]
    await bench.runtime.finish_phase(ANN)
    await bench.paper.until(lambda: not bench.paper.troubles)
    bench.ahead = timedelta(seconds=5)
    await bench.paper.until(lambda: any("I was away" in title for title in bench.paper.titles))
    session = await bench.session(ANN)
    assert session.state is State.PAUSED
    assert await bench.store.timers() == []


async def test_what_may_have_arrived_comes_once_more_where_nothing_follows(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    for _ in range(3):
        await bench.runtime.finish_phase(ANN)
    await bench.paper.until(lambda: bool(bench.paper.drawn) and "Hold 2" in bench.paper.titles[-1])
    bench.paper.troubles.append(MaybeShown())
    await bench.runtime.finish_phase(ANN)
    await bench.paper.until(lambda: "How is the left" in bench.paper.titles[-1])
    assert sum("How is the left" in title for title in bench.paper.titles) == 1


async def test_what_was_going_out_when_the_process_died_comes_once_more_where_nothing_follows(
    bench: Bench, guide: Guide
) -> None:
    waiting = prepared(guide, ANN)
    await bench.put(ANN, waiting)
    await bench.store.turn(ANN, lambda _: (replace(waiting, turn=waiting.turn + 1), ()))
    await bench.store.mark_sending(ANN, waiting.turn + 1, again=False)
    again = Bench(guide, bench.store, Paper(), bench.maker)
    await again.runtime.start()
    await again.paper.until(lambda: bool(again.paper.drawn))
    assert [(drawn.placement, drawn.screen.alert) for drawn in again.paper.drawn] == [("edit", False)]
    await again.runtime.stop()


async def test_a_phase_that_was_going_out_when_the_process_died_is_not_sent_again(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    bench.paper.troubles.append(MaybeShown())
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    again = Bench(guide, bench.store, Paper(), bench.maker)
    await again.runtime.start()
    await again.runtime.handle(BEN, Command("start"))
    await again.paper.until(lambda: any(drawn.chat == BEN for drawn in again.paper.drawn))
    assert [drawn.chat for drawn in again.paper.drawn] == [BEN]
    await again.runtime.stop()


async def test_a_damaged_session_is_told_and_started_afresh_and_nobody_else_notices(
    bench: Bench, guide: Guide, tmp_path: Path
) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    damage(tmp_path)
    await bench.runtime.handle(ANN, Text("hello"))
    told = bench.paper.drawn[-1]
    assert told.screen.title == "I cannot read my notes"
    assert told.screen.alert
    await bench.runtime.handle(BEN, Command("start"))
    action = told.screen.buttons[0][0].action
    await bench.runtime.handle(ANN, Tap(action, told.turn, on_card=True))
    assert (await bench.session(ANN)).state is State.CONSENT
    await bench.paper.until(lambda: {drawn.chat for drawn in bench.paper.drawn[1:]} == {ANN, BEN})


async def test_a_damaged_session_whose_phase_ends_is_told_once(bench: Bench, guide: Guide, tmp_path: Path) -> None:
    bench.tempo = 20
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    damage(tmp_path)
    await bench.paper.until(lambda: "I cannot read my notes" in bench.paper.titles)
    assert bench.runtime.timers == 0


async def test_who_refuses_to_hear_of_a_damaged_session_is_left_alone(
    bench: Bench, guide: Guide, tmp_path: Path
) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    damage(tmp_path)
    bench.paper.troubles.append(Refused(3600))
    await bench.runtime.handle(ANN, Text("hello"))
    assert isinstance(await bench.store.mark_sending(ANN, 10**15, again=False), Frozen)


async def test_while_the_key_goes_out_the_screen_certainly_has_not(bench: Bench, guide: Guide) -> None:
    paper = KeyedPaper(store=bench.store)
    keyed = Bench(guide, bench.store, paper, bench.maker)
    await keyed.runtime.handle(ANN, Command("start"))
    await paper.until(lambda: bool(paper.drawn))
    assert paper.sending == [[ANN]], "killed here, the next start would draw it"
    await keyed.runtime.stop()


async def test_a_store_that_fails_delays_a_screen_and_loses_none(
    bench: Bench, guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.painter.STORE_SECONDS", 0.05)
    failures = [StoreError("locked"), StoreError("locked")]

    class Failing(TimedStore):
        async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
            if failures:
                raise failures.pop()
            return await super().mark_sending(chat, turn, again=again)

    runtime = bench.runtime_on(Failing(bench.store, Uncounted()))
    await runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: bool(bench.paper.drawn))
    assert failures == []
    await runtime.stop()
