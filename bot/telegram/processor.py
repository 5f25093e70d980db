"""The order in which updates are handled: one after the other in a chat, side by side across chats."""

import asyncio
from collections.abc import Awaitable
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor
from typing_extensions import override

PARALLEL: Final = 64
"""Updates handled at once; what they wait for is the store."""
BACKLOG: Final = 2000
"""Updates taken from Telegram and not handled yet. Beyond that they are better kept there."""


class Backlog(asyncio.Queue[object]):
    """An update counts until it is handled, not until it is fetched: polling pauses instead of memory growing."""

    def __init__(self, size: int = BACKLOG) -> None:
        super().__init__()
        self._room = asyncio.Semaphore(size)

    @override
    async def put(self, item: object) -> None:
        await self._room.acquire()
        await super().put(item)

    @override
    def task_done(self) -> None:
        super().task_done()
        self._room.release()


class PerChat(BaseUpdateProcessor):
    """The chat's turn first, the global limit after: one chat's queue takes up a single place of the global one.

    The limit of the base class works the other way round, and is set so that it never does.
    """

    def __init__(self, parallel: int = PARALLEL) -> None:
        super().__init__(2 * BACKLOG)
        self._places = asyncio.Semaphore(parallel)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @property
    def busy(self) -> int:
        """How many chats have something to do."""
        return len(self._turns)

    @override
    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        turn = self._turns.setdefault(_chat(update), asyncio.Lock())
        async with turn, self._places:
            await coroutine

    @override
    async def initialize(self) -> None:
        """Nothing to prepare."""

    @override
    async def shutdown(self) -> None:
        """Nothing to release."""


def _chat(update: object) -> int:
    """The chat, else something of its own."""
    if not isinstance(update, Update):
        return id(update)
    return update.effective_chat.id if update.effective_chat else update.update_id
