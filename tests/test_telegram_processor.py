"""One chat's updates are handled in order, and no chat waits for another."""

import asyncio

import pytest
from telegram import Update

from bot.telegram.processor import Backlog, PerChat


def update_of(chat: int, number: int) -> Update:
    body = {"id": chat, "type": "private", "first_name": "Ada"}
    sender = {"id": chat, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": number, "date": 1, "chat": body, "from": sender, "text": "x"}
    return Update.de_json({"update_id": number, "message": message})


class Desk:
    """Handles updates one go at a time, when told so."""

    def __init__(self, processor: PerChat) -> None:
        self.processor = processor
        self.begun: list[tuple[int, int]] = []
        self.done: list[tuple[int, int]] = []
        self.go = asyncio.Event()

    def bring(self, chat: int, number: int) -> asyncio.Task[None]:
        async def handle() -> None:
            self.begun.append((chat, number))
            await self.go.wait()
            self.done.append((chat, number))

        return asyncio.create_task(self.processor.process_update(update_of(chat, number), handle()))

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


async def test_a_chat_is_served_one_by_one_in_order() -> None:
    desk = Desk(PerChat())
    tasks = [desk.bring(1, number) for number in range(5)]
    await desk.settle()
    assert desk.begun == [(1, 0)]
    desk.go.set()
    await asyncio.gather(*tasks)
    assert desk.done == [(1, number) for number in range(5)]


async def test_a_flooding_chat_takes_one_place_only() -> None:
    desk = Desk(PerChat(parallel=2))
    tasks = [desk.bring(1, number) for number in range(100)] + [desk.bring(2, 0)]
    await desk.settle()
    assert desk.begun == [(1, 0), (2, 0)]
    desk.go.set()
    await asyncio.gather(*tasks)


async def test_no_more_than_so_many_at_once() -> None:
    desk = Desk(PerChat(parallel=3))
    tasks = [desk.bring(chat, 0) for chat in range(10)]
    await desk.settle()
    assert len(desk.begun) == 3
    desk.go.set()
    await asyncio.gather(*tasks)
    assert len(desk.done) == 10


async def test_a_failure_ends_the_turn() -> None:
    processor = PerChat()

    async def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await processor.process_update(update_of(1, 1), fail())
    desk = Desk(processor)
    desk.go.set()
    await desk.bring(1, 2)
    assert desk.done == [(1, 2)]


async def test_chats_with_nothing_to_do_are_forgotten() -> None:
    processor = PerChat()
    desk = Desk(processor)
    tasks = [desk.bring(chat, 0) for chat in range(50)]
    await desk.settle()
    assert processor.busy == 50
    desk.go.set()
    await asyncio.gather(*tasks)
    tasks.clear()
    assert processor.busy == 0


async def test_a_full_backlog_makes_the_next_wait_until_one_is_handled() -> None:
    backlog = Backlog(2)
    await backlog.put("first")
    await backlog.put("second")
    third = asyncio.create_task(backlog.put("third"))
    assert await backlog.get() == "first"
    await asyncio.sleep(0)
    assert not third.done(), "fetched is not handled"
    backlog.task_done()
    await third
    assert [backlog.get_nowait(), backlog.get_nowait()] == ["second", "third"]
