"""One chat's updates are handled in order, and no chat waits for another."""

import asyncio

import pytest

from bot.telegram.turns import Turns


class Desk:
    """Handles updates one go at a time, when told so."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[tuple[int, int]] = []
        self.done: list[tuple[int, int]] = []
        self.go = asyncio.Event()

    def bring(self, chat: int, number: int) -> asyncio.Task[None]:
        async def handle() -> None:
            async with self.turns.turn(chat, number):
                self.begun.append((chat, number))
                await self.go.wait()
                self.done.append((chat, number))

        return asyncio.create_task(handle())

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


async def test_a_chat_is_served_one_by_one_in_order() -> None:
    desk = Desk(Turns())
    tasks = [desk.bring(1, number) for number in range(5)]
    await desk.settle()
    assert desk.begun == [(1, 0)]
    desk.go.set()
    await asyncio.gather(*tasks)
    assert desk.done == [(1, number) for number in range(5)]


async def test_what_waits_goes_by_its_number_not_by_when_it_came() -> None:
    desk = Desk(Turns())
    tasks = [desk.bring(1, number) for number in (7, 9, 8)]
    await desk.settle()
    desk.go.set()
    await asyncio.gather(*tasks)
    assert desk.done == [(1, 7), (1, 8), (1, 9)]


async def test_a_flooding_chat_takes_one_place_only() -> None:
    desk = Desk(Turns(parallel=2))
    tasks = [desk.bring(1, number) for number in range(100)] + [desk.bring(2, 0)]
    await desk.settle()
    assert desk.begun == [(1, 0), (2, 0)]
    assert desk.turns.waiting == 99
    desk.go.set()
    await asyncio.gather(*tasks)


async def test_no_more_than_so_many_at_once() -> None:
    desk = Desk(Turns(parallel=3))
    tasks = [desk.bring(chat, 0) for chat in range(10)]
    await desk.settle()
    assert len(desk.begun) == 3
    desk.go.set()
    await asyncio.gather(*tasks)
    assert len(desk.done) == 10


async def test_whoever_gives_up_holds_up_nobody() -> None:
    desk = Desk(Turns())
    tasks = [desk.bring(1, number) for number in range(4)]
    await desk.settle()
    tasks[1].cancel()
    await desk.settle()
    desk.go.set()
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert desk.done == [(1, 3)]


async def test_a_failure_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="broken"):
        async with turns.turn(1, 0):
            raise ValueError("broken")
    async with turns.turn(1, 1):
        pass
    assert turns.busy == 0, "a chat that has nothing to do takes no memory"
