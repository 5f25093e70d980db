"""The order in which updates are handled: one after the other in a chat, side by side across chats."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Final

PARALLEL: Final = 64
"""Updates handled at once; what they wait for is the store."""

_Waiting = list[tuple[int, int, asyncio.Future[None]]]


class Turns:
    """The chat's turn first, the global limit after: one chat's queue takes up a single place of the global one."""

    def __init__(self, parallel: int = PARALLEL) -> None:
        self._places = asyncio.Semaphore(parallel)
        self._chats: dict[int, _Waiting] = {}
        """A chat is here while something of it is being handled, with what waits for that."""
        self._count = count()

    @property
    def waiting(self) -> int:
        """How many updates wait for another of their chat."""
        return sum(len(queue) for queue in self._chats.values())

    @property
    def busy(self) -> int:
        """How many chats have something to do."""
        return len(self._chats)

    @asynccontextmanager
    async def turn(self, chat: int, number: int) -> AsyncIterator[None]:
        """Waits for what the chat is busy with; of those that wait, the lowest `number` goes first."""
        if chat in self._chats:
            await self._wait(chat, number)
        else:
            self._chats[chat] = []
        try:
            async with self._places:
                yield
        finally:
            self._next(chat)

    async def _wait(self, chat: int, number: int) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._chats[chat], (number, next(self._count), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._next(chat)  # it was called and is gone: the one after it must not wait for ever
            raise

    def _next(self, chat: int) -> None:
        queue = self._chats[chat]
        while queue:
            _, _, called = heapq.heappop(queue)
            if not called.done():
                called.set_result(None)
                return
        del self._chats[chat]
