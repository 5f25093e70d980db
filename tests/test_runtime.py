"""Event in, committed turn, drawing and timers out, whatever the channel does meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from bot.ports import ChannelError, MaybeShown, Receipt, TryLater, Unreachable
from bot.runtime import Runtime
from bot.store.sqlite import SqliteStore
from dialogs.engine import advance, begin
from dialogs.events import Command, Tap, Text, TimerFired
from dialogs.guide import Guide
from dialogs.screen import Screen
from dialogs.session import Session, State
from tests.end.session import PREPARED, tapped

ANN, BEN = 1, 2


@dataclass(frozen=True, slots=True)
class Drawn:
    chat: int
    screen: Screen
    turn: int
    placement: Literal["edit", "new"]
    previous: Receipt | None


@dataclass
class Paper:
    """A channel that keeps what was drawn, and fails as it is told to."""

    drawn: list[Drawn] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        self.happened.set()
        if self.troubles:
            raise self.troubles.pop(0)
        self.drawn.append(Drawn(chat, screen, turn, placement, previous))
        return {"message": len(self.drawn)}

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self.happened.clear()
                await self.happened.wait()

    @property
    def titles(self) -> list[str]:
        return [drawn.screen.title for drawn in self.drawn]


@dataclass
class Bench:
    """A runtime on a real store; its clock can be moved on."""

    guide: Guide
    store: SqliteStore
    paper: Paper
    runtime: Runtime = field(init=False)
    ahead: timedelta = timedelta(0)
    tempo: float = 1.0

    def __post_init__(self) -> None:
        self.runtime = Runtime(
            store=self.store, channel=self.paper, guide=self.guide, clock=self.now, tempo=lambda _: self.tempo
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def put(self, chat: int, session: Session) -> None:
        await self.store.turn(chat, lambda _: (session, ()))
        await self.store.mark_shown(chat, session.turn, {"message": 0})

    async def session(self, chat: int) -> Session:
        stored = await self.store.load(chat)
        assert stored is not None
        return stored.session

    async def tap(self, chat: int, action: str) -> None:
        await self.runtime.handle(chat, Tap(action, (await self.session(chat)).entered, on_card=True))


def prepared(guide: Guide, chat: int) -> Session:
    """A session at the set-up card."""
    now = datetime.now(UTC)
    session, _ = advance(begin(chat, now), Command("start"), guide, now)
    for label in PREPARED:
        session = tapped(session, guide, label, now)
    return session


@pytest.fixture
async def bench(tmp_path: Path, guide: Guide) -> AsyncIterator[Bench]:
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    bench = Bench(guide, store, Paper())
    await bench.runtime.start()
    yield bench
    await bench.runtime.stop()
    await store.close()


async def test_an_event_is_committed_and_then_drawn(bench: Bench) -> None:
    await bench.runtime.handle(ANN, Command("start"))
    assert (await bench.session(ANN)).state is State.CONSENT
    await bench.paper.until(lambda: bool(bench.paper.drawn))
    assert "Hello" in bench.paper.titles[0]


async def test_an_update_that_comes_again_does_nothing(bench: Bench) -> None:
    assert await bench.runtime.handle(ANN, Command("start"), 70) is not None
    turn = (await bench.session(ANN)).turn
    assert await bench.runtime.handle(ANN, Command("start"), 70) is None
    assert (await bench.session(ANN)).turn == turn


async def test_a_phase_ends_at_its_second_and_is_heard(bench: Bench, guide: Guide) -> None:
    bench.tempo = 20
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: len(bench.paper.drawn) >= 2)
    ready, hold = bench.paper.drawn[:2]
    assert (ready.screen.alert, hold.screen.alert) == (True, True)
    assert hold.screen.title.startswith("Hold 1 of 2")
    assert hold.turn > ready.turn


async def test_what_cannot_be_drawn_in_time_is_overtaken_and_stays_loud(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    bench.paper.troubles.append(TryLater(0.05))
    await bench.tap(ANN, "go")
    await bench.runtime.handle(ANN, Text("what is a thera cane?"))
    await bench.paper.until(lambda: bool(bench.paper.drawn))
    assert len(bench.paper.drawn) == 1
    assert bench.paper.drawn[0].screen.alert
    assert bench.paper.drawn[0].screen.notice


async def test_a_cue_does_not_wait_behind_a_drawing_that_has_to(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    bench.paper.troubles.append(TryLater(3600))
    await bench.tap(ANN, "tight")
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: bool(bench.paper.drawn))
    assert bench.paper.drawn[0].screen.title.startswith("Get ready")


async def test_what_may_have_arrived_is_not_repeated(bench: Bench) -> None:
    bench.paper.troubles.append(MaybeShown())
    await bench.runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    assert bench.paper.drawn == []
    assert await bench.store.unshown() == []


async def test_what_was_certainly_not_shown_is_shown_after_a_restart(bench: Bench, guide: Guide) -> None:
    bench.paper.troubles.append(TryLater(3600))
    await bench.runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: not bench.paper.troubles)
    await bench.runtime.stop()
    again = Bench(guide, bench.store, Paper())
    await again.runtime.start()
    await again.paper.until(lambda: bool(again.paper.drawn))
    await again.runtime.stop()
    assert "Hello" in again.paper.titles[0]


async def test_timers_are_taken_up_after_a_restart(bench: Bench, guide: Guide) -> None:
    bench.tempo = 20
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    await bench.runtime.stop()
    again = Bench(guide, bench.store, Paper(), tempo=20)
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


async def test_a_timer_that_fires_twice_moves_one_step(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    entered = (await bench.session(ANN)).entered
    bench.ahead = timedelta(seconds=11.5)
    for _ in range(2):
        await bench.runtime.handle(ANN, TimerFired("step", entered))
    assert (await bench.session(ANN)).step == 1


async def test_a_timer_that_was_dropped_meanwhile_moves_nothing(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    (timer,) = await bench.store.timers()
    await bench.tap(ANN, "pause")
    before = await bench.session(ANN)
    await bench.runtime.fire(timer)
    assert await bench.session(ANN) == before


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
    assert await bench.store.unshown() == []


async def test_trouble_in_one_chat_stays_there(bench: Bench) -> None:
    bench.paper.troubles.append(ChannelError("broken"))
    await bench.runtime.handle(ANN, Command("start"))
    await bench.runtime.handle(BEN, Command("start"))
    await bench.paper.until(lambda: any(drawn.chat == BEN for drawn in bench.paper.drawn))
    await bench.runtime.handle(ANN, Command("help"))
    await bench.paper.until(lambda: any(drawn.chat == ANN for drawn in bench.paper.drawn))


async def test_after_delete_nothing_is_kept_and_a_late_timer_brings_nothing_back(bench: Bench) -> None:
    await bench.runtime.handle(ANN, Command("start"))
    await bench.tap(ANN, "agree")
    await bench.runtime.handle(ANN, Command("delete"))
    await bench.tap(ANN, "erase")
    assert await bench.store.load(ANN) is None
    await bench.paper.until(lambda: "Everything is deleted" in bench.paper.titles)
    await bench.runtime.handle(ANN, TimerFired("step", 1))
    assert await bench.store.load(ANN) is None


async def test_the_end_of_a_phase_can_be_brought_forward(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    await bench.runtime.finish_phase(ANN)
    assert (await bench.session(ANN)).step == 1


async def test_bringing_forward_where_no_phase_runs_changes_nothing(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.runtime.finish_phase(ANN)
    assert (await bench.session(ANN)).state is State.POSITION


async def test_another_speed_moves_the_running_end(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    before = (await bench.session(ANN)).step_ends_at
    bench.tempo = 10
    await bench.runtime.handle(ANN, Command("help"))
    after = (await bench.session(ANN)).step_ends_at
    assert before is not None
    assert after is not None
    assert before - after > timedelta(seconds=7)


async def test_a_stale_press_is_not_heard_again(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    old = (await bench.session(ANN)).entered
    await bench.tap(ANN, "go")
    await bench.paper.until(lambda: len(bench.paper.drawn) == 1)
    handled = await bench.runtime.handle(ANN, Tap("go", old, on_card=False))
    await bench.paper.until(lambda: len(bench.paper.drawn) == 2)
    assert [drawn.screen.alert for drawn in bench.paper.drawn] == [True, False]
    assert handled is not None
    assert handled.toast is not None


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


async def test_two_messages_at_once_both_get_their_answer(bench: Bench) -> None:
    await bench.runtime.handle(ANN, Command("start"))
    await bench.paper.until(lambda: bool(bench.paper.drawn))
    bench.paper.troubles.append(TryLater(0.01))
    await bench.runtime.handle(ANN, Command("privacy"))
    await bench.runtime.handle(ANN, Command("help"))
    await bench.paper.until(lambda: len(bench.paper.drawn) == 2)
    notice = " ".join(bench.paper.drawn[1].screen.notice)
    assert "I do not keep your messages" in notice
    assert "Read the three lines" in notice
