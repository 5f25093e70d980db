import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from structlog.testing import capture_logs

from bot.engine import embedded
from bot.engine.embedded import LEAD, Engine
from bot.ports import Fire, Timer

ANN, BEN = 1_234_567_001, 1_234_567_002


class Clock:
    """The wall clock, and somebody who sets it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def timer(self, chat: int, seconds: float, kind: str = "step") -> Timer:
        return Timer(chat, kind, self() + timedelta(seconds=seconds), 1)


class Fired:
    """What was fired, as it happens."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.timers: list[Timer] = []
        self.late: list[timedelta] = []
        self._changed = asyncio.Condition()

    async def __call__(self, timer: Timer) -> None:
        self.late.append(self.clock() - timer.due_at)
        self.timers.append(timer)
        async with self._changed:
            self._changed.notify_all()

    async def until(self, *timers: Timer) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: set(timers) <= set(self.timers))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fired(clock: Clock) -> Fired:
    return Fired(clock)


class Make(Protocol):
    def __call__(self, fire: Fire, *stored: Timer) -> Engine:
        """An engine that finds these timers at its start."""


@pytest.fixture
async def make(clock: Clock) -> AsyncIterator[Make]:
    async with AsyncExitStack() as stack:

        def make(fire: Fire, *stored: Timer) -> Engine:
            async def found() -> tuple[Timer, ...]:
                return stored

            engine = Engine(clock, fire, found)
            stack.push_async_callback(engine.stop)
            return engine

        yield make


@pytest.fixture(name="engine")
async def running_engine(make: Make, fired: Fired) -> Engine:
    engine = make(fired)
    await engine.start()
    return engine


async def test_timers_fire_in_order_at_most_their_lead_early_and_at_once_when_due(
    engine: Engine, clock: Clock, fired: Fired
) -> None:
    engine.schedule(ANN, [clock.timer(ANN, 3600)])
    timers = [clock.timer(chat, 0.05 + chat / 100) for chat in range(10)]
    for timer in reversed(timers):
        engine.schedule(timer.chat, [timer])

    await fired.until(*timers)

    assert fired.timers == timers
    assert min(fired.late) >= -timedelta(seconds=LEAD)
    assert max(fired.late) < timedelta(seconds=0.5)


async def test_nothing_fires_before_the_start_and_what_is_overdue_fires_with_it(
    make: Make, clock: Clock, fired: Fired
) -> None:
    overdue, missed, due = clock.timer(ANN, -3600), clock.timer(ANN, -5, "remind"), clock.timer(BEN, 0.05)
    engine = make(fired, overdue, missed, due)
    assert fired.timers == []

    await engine.start()
    await fired.until(overdue, missed, due)

    assert fired.timers == [overdue, missed, due]


async def test_scheduling_a_chat_drops_what_it_had_and_leaves_the_others(
    engine: Engine, clock: Clock, fired: Fired
) -> None:
    dropped, of_another, instead = clock.timer(ANN, 0.05), clock.timer(BEN, 0.06), clock.timer(ANN, 0.1)
    engine.schedule(ANN, [dropped, clock.timer(ANN, 0.05, "remind")])
    engine.schedule(BEN, [of_another])
    engine.schedule(ANN, [instead])

    await fired.until(instead)

    assert fired.timers == [of_another, instead]


async def test_a_chat_without_timers_is_left_alone(engine: Engine, clock: Clock, fired: Fired) -> None:
    last = clock.timer(BEN, 0.1)
    engine.schedule(ANN, [clock.timer(ANN, 0.05)])
    engine.schedule(BEN, [last])
    engine.schedule(ANN, [])

    await fired.until(last)

    assert fired.timers == [last]


async def test_what_was_fired_is_not_kept_for_chats_that_are_never_heard_of_again(
    make: Make, clock: Clock, fired: Fired
) -> None:
    timers = [clock.timer(chat, -1) for chat in range(100)]
    engine = make(fired, *timers)
    await engine.start()
    assert engine.pending == 100

    await fired.until(*timers)
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    await asyncio.sleep(0)

    assert engine.pending == 0


async def test_a_timer_that_stays_fires_once(engine: Engine, clock: Clock, fired: Fired) -> None:
    stays, last = clock.timer(ANN, 0.05, "remind"), clock.timer(ANN, 0.1)
    for _ in range(3):
        engine.schedule(ANN, [Timer(ANN, "remind", stays.due_at, 1), last])

    await fired.until(last)

    assert fired.timers == [stays, last]


async def test_a_fired_timer_that_its_turn_left_standing_does_not_fire_again(make: Make, clock: Clock) -> None:
    fired = Fired(clock)

    async def fire(timer: Timer) -> None:
        await fired(timer)
        engine.schedule(ANN, [Timer(ANN, "step", left.due_at, 1), last])

    engine = make(fire)
    left, last = clock.timer(ANN, 0.01), clock.timer(ANN, 0.1, "remind")
    await engine.start()
    engine.schedule(ANN, [left, last])

    await fired.until(last)

    assert fired.timers == [left, last]


async def test_a_slow_chat_delays_no_other(make: Make, clock: Clock, fired: Fired) -> None:
    async def fire(timer: Timer) -> None:
        if timer.chat == ANN:
            await asyncio.Event().wait()
        await fired(timer)

    engine = make(fire, clock.timer(ANN, 0.01), quick := clock.timer(BEN, 0.02))
    await engine.start()

    await fired.until(quick)

    assert fired.timers == [quick]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "FIRST_WAIT", 0.02)


@pytest.mark.usefixtures("impatient")
async def test_a_failure_is_logged_without_the_chat_and_the_timer_fires_again(
    make: Make, clock: Clock, fired: Fired
) -> None:
    failures = [OSError("disk"), OSError("disk")]

    async def fire(timer: Timer) -> None:
        if failures:
            raise failures.pop()
        await fired(timer)

    timer = clock.timer(ANN, 0.01)
    engine = make(fire, timer)
    with capture_logs() as logs:
        await engine.start()
        await fired.until(timer)

    assert [(log["event"], log["log_level"], log["kind"], log["again_in"]) for log in logs] == [
        ("timer_failed", "error", "step", 0.02),
        ("timer_failed", "error", "step", 0.04),
    ]
    assert str(ANN) not in str(logs)
    assert fired.timers == [timer]


@pytest.mark.usefixtures("impatient")
async def test_a_failed_timer_that_was_dropped_does_not_fire_again(make: Make, clock: Clock, fired: Fired) -> None:
    tries = 0

    async def fire(timer: Timer) -> None:
        nonlocal tries
        if timer.chat == ANN:
            tries += 1
            engine.schedule(ANN, [])
            raise OSError("disk")
        await fired(timer)

    after = clock.timer(BEN, 0.2)
    engine = make(fire, clock.timer(ANN, 0.01), after)
    with capture_logs():
        await engine.start()
        await fired.until(after)

    assert tries == 1


async def test_a_clock_set_forward_is_noticed_within_a_second(engine: Engine, clock: Clock, fired: Fired) -> None:
    timer = clock.timer(ANN, 3600)
    engine.schedule(ANN, [timer])
    await asyncio.sleep(0)
    clock.ahead = timedelta(hours=1)

    await fired.until(timer)

    assert fired.late[0] < timedelta(seconds=1.5)


async def test_a_clock_set_back_postpones_what_is_not_due_yet(engine: Engine, clock: Clock, fired: Fired) -> None:
    timer = clock.timer(ANN, 0.05)
    engine.schedule(ANN, [timer])
    clock.ahead = -timedelta(seconds=0.5)

    await fired.until(timer)

    assert fired.late[0] >= -timedelta(seconds=LEAD)


async def test_setting_timers_for_ever_takes_no_memory(engine: Engine, clock: Clock) -> None:
    due_at = clock() + timedelta(hours=1)

    def reschedule(times: int) -> None:
        for number in range(times):
            engine.schedule(number % 10, [Timer(number % 10, "step", due_at, number)])

    reschedule(2_000)
    gc.collect()
    tracemalloc.start()
    reschedule(8_000)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < 500_000


async def test_stopping_ends_what_is_being_fired_and_fires_nothing_more(make: Make, clock: Clock, fired: Fired) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def fire(timer: Timer) -> None:
        if timer.chat == BEN:
            return await fired(timer)
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    later = clock.timer(BEN, 0.1)
    engine = make(fire, clock.timer(ANN, 0.0), later)
    await engine.start()
    await began.wait()
    await engine.stop()
    assert ended.is_set()

    clock.ahead = timedelta(hours=1)
    assert fired.timers == []

    await engine.start()
    await fired.until(later)


async def test_an_engine_without_timers_stops_and_may_be_stopped_twice(engine: Engine) -> None:
    await engine.stop()
    await engine.stop()
