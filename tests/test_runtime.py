"""Event in, committed turn, drawing and timers out, whatever the channel does meanwhile."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from bot.engine.embedded import Engine
from bot.files.courier import LARGEST
from bot.files.maker import Maker
from bot.ports import (
    ChannelError,
    File,
    Frozen,
    MaybeShown,
    Receipt,
    Refused,
    Sending,
    Store,
    TryLater,
    Uncounted,
    Unreachable,
)
from bot.runtime import Runtime
from bot.store import StoreError
from bot.store.sqlite import SqliteStore
from bot.store.timed import TimedStore
from dialogs.effects import Record
from dialogs.events import Command, Tap, Text, TimerFired
from dialogs.guide import Guide
from dialogs.screen import Screen
from dialogs.session import Session, State
from tests.bench.people import regular
from tests.chat import Chat
from tests.core.lives import screened
from tests.end.session import in_place

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
    files: list[File] = field(default_factory=list)
    file_troubles: list[Exception] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        return True

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        raise AssertionError("nothing to prepare on paper")

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        self.happened.set()
        if self.troubles:
            raise self.troubles.pop(0)
        self.drawn.append(Drawn(chat, screen, turn, placement, previous))
        return {"message": len(self.drawn)}

    async def send_file(self, chat: int, file: File) -> None:
        self.happened.set()
        if self.file_troubles:
            raise self.file_troubles.pop(0)
        self.files.append(file)

    async def forget(self, chat: int) -> None:
        self.forgotten.append(chat)

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
    maker: Maker
    runtime: Runtime = field(init=False)
    ahead: timedelta = timedelta(0)
    tempo: float = 1.0

    def __post_init__(self) -> None:
        self.runtime = self.runtime_on(self.store)

    def runtime_on(self, store: Store) -> Runtime:
        return Runtime(
            store=store, channel=self.paper, guide=self.guide, clock=self.now, tempo=lambda _: self.tempo,
            maker=self.maker, engine=partial(Engine, self.now, stored=self.store.timers),
        )  # fmt: skip

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
    return in_place(chat, guide, datetime.now(UTC))[0]


@pytest.fixture
async def bench(tmp_path: Path, guide: Guide) -> AsyncIterator[Bench]:
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    bench = Bench(guide, store, Paper(), Maker(tmp_path / "fonts"))
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
    assert await bench.store.unshown() == {}


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


async def grown(bench: Bench, guide: Guide, chat: int) -> Chat:
    """Somebody who did three sessions, in the store with all their history."""
    life = regular(guide, bench.now())
    session = replace(life.session, chat=chat, seen_on=bench.now().date())
    records = [Record(at, row) for at, row in life.history.items()]
    await bench.store.turn(chat, lambda _: (session, records))
    await bench.store.mark_shown(chat, session.turn, {"message": 0})
    return life


async def test_files_come_below_the_screen_that_announced_them(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)
    await bench.runtime.handle(ANN, Command("data"))
    for what in ("report", "data"):
        await bench.tap(ANN, f"file:{what}")
        await bench.runtime.filed(ANN)

    assert [file.media_type for file in bench.paper.files] == ["image/png", "application/pdf", "application/json"]
    assert json.loads(bench.paper.files[2].content)["session"]["session"]["chat"] == ANN


async def test_a_file_taken_to_another_chat_brings_its_history_along(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.put(BEN, replace(screened(guide).session, chat=BEN))
    await bench.runtime.handle(ANN, Command("data"))
    await bench.tap(ANN, "file:data")
    await bench.runtime.filed(ANN)

    await bench.runtime.receive(BEN, bench.paper.files[0].content)
    assert await bench.store.history(BEN) == []
    await bench.tap(BEN, "take")

    assert await bench.store.history(BEN) == await bench.store.history(ANN)
    assert (await bench.session(BEN)).sessions_done == 3
    assert (await bench.session(BEN)).chat == BEN


async def test_what_is_no_file_of_ours_is_told_in_words(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, screened(guide).session)
    for content in (b"{", b"[]", b" " * (LARGEST + 1)):
        await bench.runtime.receive(ANN, content)
        await bench.runtime.drawn(ANN)

    told = [" ".join(drawn.screen.notice) for drawn in bench.paper.drawn]
    assert ["I cannot read" in told[0], "not one of mine" in told[1], "too big" in told[2]] == [True] * 3


@pytest.mark.parametrize("trouble", [RuntimeError("no"), TryLater(0), MaybeShown()])
async def test_a_file_that_fails_is_tried_again_or_told_but_never_sent_twice(
    bench: Bench, guide: Guide, trouble: Exception
) -> None:
    await grown(bench, guide, ANN)
    bench.paper.file_troubles = [trouble]
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)
    await bench.runtime.drawn(ANN)

    told = "could not make or send" in " ".join(bench.paper.drawn[-1].screen.notice)
    assert (len(bench.paper.files), told) == {RuntimeError: (0, True), TryLater: (1, False), MaybeShown: (0, False)}[
        type(trouble)
    ]


async def test_a_chat_that_is_gone_gets_no_file_and_no_excuse(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    bench.paper.file_troubles = [Unreachable()]
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)

    assert len(bench.paper.drawn) == 1


async def test_what_is_on_its_way_when_everything_is_deleted_does_not_go_out(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.handle(ANN, Command("delete"))
    await bench.tap(ANN, "erase")
    await bench.runtime.filed(ANN)
    await bench.runtime.drawn(ANN)

    assert bench.paper.files == []
    assert bench.paper.forgotten == [ANN]
    assert bench.paper.titles[-1] == "Everything is deleted"


async def test_old_sessions_go_by_themselves_and_so_does_a_chat_that_nobody_uses(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await grown(bench, guide, BEN)
    first, second, *_ = sorted(result.started_at for result in (await bench.session(ANN)).results)
    await bench.store.turn(BEN, lambda session: (replace(at_hand(session), seen_on=date(2025, 1, 1), turn=9**9), ()))

    await bench.runtime.sweep(second)

    assert next(iter(await bench.store.history(ANN))).started_at == second
    assert (await bench.session(ANN)).results[0].started_at == second
    assert first not in [each.started_at for each in await bench.store.history(ANN)]
    assert await bench.store.load(BEN) is None
    assert bench.paper.forgotten == [BEN]
    assert bench.paper.drawn == []


def at_hand(session: Session | None) -> Session:
    assert session is not None
    return session


async def test_a_cue_is_saved_before_its_instant_and_shown_at_it(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    await bench.tap(ANN, "go")
    session = await bench.session(ANN)
    assert session.step_ends_at is not None
    bench.ahead = session.step_ends_at - datetime.now(UTC) - timedelta(seconds=0.03)
    (timer,) = await bench.store.timers()
    await bench.runtime.fire(timer)
    assert (await bench.session(ANN)).step == 1
    await bench.paper.until(lambda: any("Hold 1" in title for title in bench.paper.titles))
    assert bench.now() >= session.step_ends_at


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


def damage(folder: Path) -> None:
    """As a disk or a careless hand would."""
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as database:
        database.execute("UPDATE sessions SET session = '{' WHERE chat = ?", (ANN,))
        database.commit()


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


async def test_whoever_is_timed_makes_the_clock_wait(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    assert not bench.runtime.busy()
    await bench.tap(ANN, "go")
    assert bench.runtime.busy()
    assert bench.runtime.timers == 1


@dataclass
class KeyedPaper(Paper):
    """A channel that sends something before a screen, and dies in between."""

    keys: int = 0
    sending: list[Sequence[int]] = field(default_factory=list)
    store: SqliteStore | None = None

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        return self.keys > 0

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        assert self.store is not None
        self.sending.append(list(await self.store.unshown()))
        self.keys += 1


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
