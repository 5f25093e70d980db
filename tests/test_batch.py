"""Requests of many chats that go together."""

import asyncio
from collections.abc import Mapping

import pytest

from bot.store.batch import Batch


class Counter:
    """Doubles what it is asked, when it is let; chat 9 is not its business."""

    def __init__(self) -> None:
        self.asked: list[dict[int, int]] = []
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, asked: Mapping[int, int]) -> Mapping[int, int]:
        self.asked.append(dict(asked))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return {chat: 2 * request for chat, request in asked.items() if chat != 9}


async def test_what_comes_while_one_is_answered_goes_together_in_the_next() -> None:
    counter = Counter()
    batch = Batch(counter)
    first = asyncio.create_task(batch.ask(1, 10))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(batch.ask(chat, chat)) for chat in (2, 3, 9)]
    await asyncio.sleep(0)
    counter.gate.set()

    assert await asyncio.gather(first, *others) == [20, 4, 6, None]
    assert counter.asked == [{1: 10}, {2: 2, 3: 3, 9: 9}]


async def test_a_chat_that_waits_already_is_not_answered_for_the_second_request() -> None:
    counter = Counter()
    counter.gate.set()
    batch = Batch(counter)

    assert list(await asyncio.gather(batch.ask(1, 10), batch.ask(1, 11))) == [20, None]
    assert await batch.ask(1, 12) == 24


async def test_an_error_is_raised_to_everybody_and_the_next_are_answered() -> None:
    counter = Counter()
    counter.gate.set()
    counter.error = OSError("disk")
    batch = Batch(counter)

    assert [type(each) for each in await asyncio.gather(batch.ask(1, 1), batch.ask(2, 2), return_exceptions=True)] == [
        OSError,
        OSError,
    ]
    counter.error = None
    assert await batch.ask(1, 1) == 2


async def test_somebody_who_no_longer_waits_keeps_nobody_from_an_answer() -> None:
    counter = Counter()
    batch = Batch(counter)
    gone, stays = asyncio.create_task(batch.ask(1, 1)), asyncio.create_task(batch.ask(2, 2))
    await asyncio.sleep(0)
    gone.cancel()
    counter.gate.set()

    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone
