"""How often Telegram is called: per chat, all told, and not at all while a chat is frozen by a 429."""

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from telegram._utils.types import JSONDict
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter
from typing_extensions import override

from bot.ports import Meter, Uncounted

Urgency = Literal["cue"]
"""For `rate_limit_args`. A cue goes at once, whatever the budget: somebody is pressing until it comes."""

CHAT_PER_SECOND: Final = 1
CHAT_BURST: Final = 3
"""The documented rate in one chat: no more than one message a second, short bursts tolerated (Bots FAQ)."""
CHAT_PER_MINUTE: Final = 20
CHAT_MINUTE_BURST: Final = 20
"""About 20 sends and edits a minute together, says the server's developer (tdlib/td issues 2592 and 3034), of bots
that write without being asked. All of them may come early: somebody taps through the preparations at one a second."""
SPARE: Final = 4
"""Of the tokens of a minute, those that answers leave for cues: somebody who asks a lot must not miss one."""
PER_SECOND: Final = 30
"""The documented rate for bulk messages over all chats (Bots FAQ)."""
SOON: Final = 0.01
"""The least that a call is put off for: rounding must not make a caller spin."""
JITTER_SECONDS: Final = 0.5
"""Added to a freeze at random, so that frozen chats do not come back in one moment."""


class Frozen(RetryAfter):
    """Telegram said 429 for the chat, or the method, and the time it named is not over."""


class Bucket:
    """A token bucket kept as one instant: when it will be full again. Times in seconds of a monotonic clock."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self._interval = 1 / per_second
        self._burst = burst
        self.full_at = 0.0

    def take(self, now: float) -> None:
        """Use up a token, one not there yet included: then `delay` before this call says how long to wait."""
        self.full_at = max(self.full_at, now) + self._interval

    def take_if_any(self, now: float, spare: int = 0) -> None:
        """Use up a token if there is one and `spare` more: no debt."""
        if self.delay(now, spare) <= 0:
            self.take(now)

    def delay(self, now: float, spare: int = 0) -> float:
        """Seconds until there is a token and `spare` more; 0 or less when there is one."""
        return self.full_at - now - (self._burst - 1 - spare) * self._interval


@dataclass(slots=True)
class _Chat:
    second: Bucket = field(default_factory=lambda: Bucket(per_second=CHAT_PER_SECOND, burst=CHAT_BURST))
    minute: Bucket = field(default_factory=lambda: Bucket(per_second=CHAT_PER_MINUTE / 60, burst=CHAT_MINUTE_BURST))
    frozen_until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    calls: int = 0
    """Running and waiting ones."""

    def idle(self, now: float) -> bool:
        return self.calls == 0 and max(self.frozen_until, self.second.full_at, self.minute.full_at) <= now


class Limiter(BaseRateLimiter[Urgency]):
    """Calls that name a chat are made one after the other in that chat, and spend its budget and the global one.

    A call its chat has no budget for raises RetryAfter with the seconds until it has: the caller may have something
    newer to send by then. Cues are let through. After a 429 the chat, and no other, is frozen: every call to it raises
    RetryAfter, cues included, and nothing is sent. Calls that name no chat (answers to button presses, getMe, setMy…)
    have no budget; their method is frozen in the same way.
    """

    def __init__(
        self,
        *,
        per_second: float = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        meter: Meter | None = None,
    ) -> None:
        """`per_second`: of all chats together. `clock`: monotonic seconds."""
        self._meter: Meter = meter or Uncounted()
        self._global = Bucket(per_second=per_second, burst=max(1, int(per_second)))
        self._clock = clock
        self._chats: OrderedDict[object, _Chat] = OrderedDict()
        self._methods: dict[str, _Chat] = {}
        """Those that name no chat, such as answers to presses."""

    @property
    def remembered(self) -> int:
        """How many chats are not idle. (No `__len__`: PTB takes a limiter that is false for none.)"""
        return len(self._chats)

    @override
    async def initialize(self) -> None:
        """Nothing to prepare."""

    @override
    async def shutdown(self) -> None:
        """Nothing to release."""

    @override
    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> bool | JSONDict | list[JSONDict]:
        if "chat_id" not in data:
            return await self._beside(endpoint, callback(*args, **kwargs))
        chat = self._chat(data["chat_id"])
        chat.calls += 1
        try:
            async with chat.lock:
                self._admit(chat, cue=rate_limit_args == "cue")
                return await self._call(chat, callback(*args, **kwargs))
        finally:
            chat.calls -= 1

    async def _beside(
        self, endpoint: str, call: Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]
    ) -> bool | JSONDict | list[JSONDict]:
        """No budget, any number at a time; but a method that was refused is left alone as a chat is."""
        method = self._methods.setdefault(endpoint, _Chat())
        left = method.frozen_until - self._clock()
        if left > 0:
            call.close()
            raise Frozen(timedelta(seconds=max(left, SOON)))
        return await self._call(method, call)

    def _chat(self, chat_id: object) -> _Chat:
        self._forget_idle()
        chat = self._chats.setdefault(chat_id, _Chat())
        self._chats.move_to_end(chat_id)
        return chat

    def _forget_idle(self) -> None:
        """Look at the two used longest ago: over time more go than come."""
        now = self._clock()
        for chat_id in [chat_id for chat_id, _ in zip(self._chats, range(2), strict=False)]:
            if self._chats[chat_id].idle(now):
                del self._chats[chat_id]
            else:
                self._chats.move_to_end(chat_id)

    def _admit(self, chat: _Chat, *, cue: bool) -> None:
        """The chat's own budget first, the global one after: a chat out of budget holds nobody up."""
        now = self._clock()
        left = chat.frozen_until - now
        short = max(chat.second.delay(now), chat.minute.delay(now, SPARE), self._global.delay(now))
        if left > 0:
            raise Frozen(timedelta(seconds=max(left, short, SOON)))
        if short > 0 and not cue:
            raise RetryAfter(timedelta(seconds=max(short, SOON)))
        chat.second.take_if_any(now)
        chat.minute.take_if_any(now, SPARE)
        self._global.take(now)

    async def _call(
        self, chat: _Chat, call: Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]
    ) -> bool | JSONDict | list[JSONDict]:
        try:
            return await call
        except RetryAfter as error:
            self._meter.refused()
            now = self._clock()
            jitter = random.uniform(0, JITTER_SECONDS)  # noqa: S311 - spreads load, guards nothing
            chat.frozen_until = max(chat.frozen_until, now + retry_seconds(error) + jitter)
            raise Frozen(timedelta(seconds=chat.frozen_until - now)) from error


def retry_seconds(error: RetryAfter) -> float:
    """PTB gives an int or a timedelta, depending on a setting of the environment."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
