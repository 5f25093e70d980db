"""Telegram's limits are kept per chat; a punished chat is left alone and nobody else notices."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from telegram.error import RetryAfter

from bot.telegram.limiter import (
    CHAT_BURST,
    CHAT_PER_MINUTE,
    JITTER_SECONDS,
    PER_SECOND,
    Frozen,
    Limiter,
    Urgency,
    retry_seconds,
)


@dataclass
class Line:
    """A line to Telegram over simulated time: calls take no time, waiting moves the clock."""

    now: float = 1000.0
    calls: list[tuple[float, object]] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    """Seconds of the 429s with which the next calls are answered."""

    def __post_init__(self) -> None:
        self.limiter = Limiter(clock=lambda: self.now)

    async def send(self, chat: object, urgency: Urgency | None = None) -> None:
        async def call() -> bool:
            self.calls.append((self.now, chat))
            if self.refusals:
                raise RetryAfter(timedelta(seconds=self.refusals.pop()))
            return True

        await self.limiter.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, urgency)

    async def persist(self, chat: object) -> None:
        """Send, and come back as often as the limiter says."""
        while True:
            try:
                return await self.send(chat)
            except RetryAfter as later:
                self.now += retry_seconds(later)

    async def refused(self, chat: object) -> float:
        """The seconds that the refusal asks to wait."""
        with pytest.raises(RetryAfter) as caught:
            await self.send(chat)
        assert isinstance(caught.value.retry_after, timedelta)
        return caught.value.retry_after.total_seconds()

    def most_within(self, seconds: float) -> int:
        times = [at for at, _ in self.calls]
        return max(sum(start <= at < start + seconds for at in times) for start in times)


async def test_a_short_burst_leaves_at_once() -> None:
    line = Line()
    for _ in range(CHAT_BURST):
        await line.send(1)
    assert line.now == 1000.0


async def test_after_the_burst_one_a_second() -> None:
    line = Line()
    for _ in range(CHAT_BURST):
        await line.send(1)
    assert await line.refused(1) == pytest.approx(1.0)
    await line.persist(1)
    assert line.now == pytest.approx(1001.0)


async def test_tapping_at_one_a_second_is_never_delayed_in_a_screening() -> None:
    line = Line()
    for _ in range(12):
        before = line.now
        await line.send(1)
        assert line.now == before
        line.now += 1.0


async def test_in_the_long_run_twenty_a_minute() -> None:
    line = Line()
    for _ in range(100):
        await line.persist(1)
    rest = [at for at, _ in line.calls if at > 1060]
    spans = [later - sooner for sooner, later in pairwise(rest)]
    assert min(spans) == pytest.approx(60 / CHAT_PER_MINUTE)


async def test_a_busy_chat_delays_no_other() -> None:
    line = Line()
    for _ in range(CHAT_BURST):
        await line.send(1)
    await line.refused(1)
    await line.send(2)
    assert line.calls[-1] == (1000.0, 2)


async def test_all_chats_together_keep_the_global_limit() -> None:
    line = Line()
    for chat in range(3 * PER_SECOND):
        await line.persist(chat)
    assert line.most_within(1.0) <= 2 * PER_SECOND
    assert line.now == pytest.approx(1002.0)


async def test_calls_of_one_chat_keep_their_order() -> None:
    line = Line()
    order: list[int] = []

    async def call(number: int) -> bool:
        order.append(number)
        return True

    data = {"chat_id": 1}
    await asyncio.gather(*(line.limiter.process_request(call, (n,), {}, "x", data, "cue") for n in range(8)))
    assert order == list(range(8))


async def test_a_cue_never_waits_for_a_budget() -> None:
    line = Line()
    for _ in range(3 * PER_SECOND):
        await line.send(1, "cue")
    assert line.now == 1000.0
    assert await line.refused(1) <= 60 / CHAT_PER_MINUTE, "cues leave no debt behind"


async def test_a_cue_waits_for_the_end_of_a_freeze() -> None:
    line = Line(refusals=[40])
    await line.refused(1)
    with pytest.raises(RetryAfter):
        await line.send(1, "cue")
    assert len(line.calls) == 1


async def test_a_refusal_freezes_the_chat_for_as_long_as_it_says() -> None:
    line = Line(refusals=[40])
    asked = await line.refused(1)
    assert 40 <= asked <= 40 + JITTER_SECONDS
    line.now += 39.0
    assert await line.refused(1) == pytest.approx(asked - 39.0)
    assert len(line.calls) == 1, "nothing is sent inside the window"
    line.now = 1000.001 + asked
    await line.send(1)
    assert len(line.calls) == 2


async def test_a_refusal_freezes_that_chat_only() -> None:
    line = Line(refusals=[40])
    await line.refused(1)
    await line.send(2)
    assert line.calls[-1] == (1000.0, 2)


async def test_those_that_wait_behind_a_refused_call_are_not_sent() -> None:
    line = Line(refusals=[40])
    results = await asyncio.gather(*(line.send(1) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [Frozen] * 3
    assert len(line.calls) == 1


async def test_calls_without_a_chat_pass() -> None:
    line = Line()

    async def call() -> bool:
        return True

    for _ in range(500):
        assert await line.limiter.process_request(call, (), {}, "answerCallbackQuery", {}, None) is True
    assert line.now == 1000.0
    assert line.limiter.remembered == 0


async def test_idle_chats_are_forgotten() -> None:
    line = Line()
    for chat in range(5000):
        await line.send(chat)
        line.now += 0.1
    assert line.limiter.remembered < 400


async def test_a_frozen_chat_is_not_forgotten() -> None:
    line = Line(refusals=[3600])
    await line.refused("frozen")
    for chat in range(1000):
        await line.send(chat)
        line.now += 1
    assert await line.refused("frozen") > 2000
