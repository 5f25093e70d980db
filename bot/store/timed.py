"""Any store, with a stopwatch."""

import time
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.ports import Decide, Frozen, Meter, Receipt, Sending, Store, Stored, Timer, Turned
from dialogs.effects import Record

T = TypeVar("T")


class TimedStore:
    """A `bot.ports.Store` that does what another one does and counts how long that takes."""

    def __init__(self, store: Store, meter: Meter) -> None:
        self._store = store
        self._meter = meter

    async def _timed(self, work: str, doing: Awaitable[T]) -> T:
        began = time.perf_counter()
        try:
            return await doing
        finally:
            self._meter.stored(work, time.perf_counter() - began)

    async def turn(
        self,
        chat: int,
        decide: Decide,
        update_id: int | None = None,
        *,
        press: bool = False,
        timer: Timer | None = None,
    ) -> Turned | None:
        return await self._timed("turn", self._store.turn(chat, decide, update_id, press=press, timer=timer))

    async def load(self, chat: int) -> Stored | None:
        return await self._timed("load", self._store.load(chat))

    async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
        return await self._timed("mark", self._store.mark_sending(chat, turn, again=again))

    async def freeze(self, chat: int, seconds: float) -> None:
        await self._timed("mark", self._store.freeze(chat, seconds))

    async def mark_unsent(self, chat: int, turn: int, again_in: float) -> None:
        await self._timed("mark", self._store.mark_unsent(chat, turn, again_in))

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        await self._timed("mark", self._store.mark_shown(chat, turn, receipt))

    async def timers(self) -> Sequence[Timer]:
        return await self._timed("start", self._store.timers())

    async def unshown(self) -> Mapping[int, int]:
        return await self._timed("watch", self._store.unshown())

    async def doubtful(self) -> Mapping[int, int]:
        return await self._timed("watch", self._store.doubtful())

    async def history(self, chat: int) -> Sequence[Record]:
        return await self._timed("load", self._store.history(chat))

    async def aged(self, before: datetime) -> Sequence[int]:
        return await self._timed("load", self._store.aged(before))

    async def uploads(self) -> Mapping[str, str]:
        return await self._timed("load", self._store.uploads())

    async def keep_upload(self, file: str, known_as: str) -> None:
        await self._timed("mark", self._store.keep_upload(file, known_as))

    async def forget(self, chat: int) -> None:
        await self._timed("forget", self._store.forget(chat))

    async def close(self) -> None:
        await self._store.close()
