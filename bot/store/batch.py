"""Many small requests as one: what comes while the database is busy with some of them goes together in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

Answer = Callable[[Mapping[int, Q]], Awaitable[Mapping[int, A]]]
"""Requests by chat to answers by chat. Chats that are left out of the answer are for somebody else."""


class Batch(Generic[Q, A]):
    """One request of a chat at a time; nobody waits for others to come."""

    def __init__(self, answer: Answer[Q, A]) -> None:
        self._answer = answer
        self._waiting: dict[int, tuple[Q, asyncio.Future[A | None]]] = {}
        self._working: asyncio.Task[None] | None = None

    async def ask(self, chat: int, request: Q) -> A | None:
        """None: it was not answered. Raises what answering raised."""
        if chat in self._waiting:
            return None
        future: asyncio.Future[A | None] = asyncio.get_running_loop().create_future()
        self._waiting[chat] = (request, future)
        if self._working is None:
            self._working = asyncio.create_task(self._work(), name="batch")
        return await future

    async def _work(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting, {}
            try:
                answers = await self._answer({chat: request for chat, (request, _) in some.items()})
            except Exception as error:  # noqa: BLE001 - raised to whoever asked
                for _, future in some.values():
                    if not future.done():
                        future.set_exception(error)
            else:
                for chat, (_, future) in some.items():
                    if not future.done():
                        future.set_result(answers.get(chat))
        self._working = None
