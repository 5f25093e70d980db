"""Event in, committed turn, drawing and timers out, whatever the channel does meanwhile."""

from datetime import UTC, datetime, timedelta

from bot.ports import (
    ChannelError,
    TryLater,
)
from dialogs.events import Command, Tap, Text, TimerFired
from dialogs.guide import Guide
from dialogs.session import State
from tests.paper import ANN, BEN, Bench, prepared


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


async def test_whoever_is_timed_makes_the_clock_wait(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, prepared(guide, ANN))
    assert not bench.runtime.busy()
    await bench.tap(ANN, "go")
    assert bench.runtime.busy()
    assert bench.runtime.timers == 1
