"""Long polling: start, stop, and whether it is alive."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.telegram.application import GuideBot
from bot.telegram.connecting import FIRST_WAIT, LONGEST_WAIT, Sleep, connect, insist
from bot.telegram.limiter import retry_seconds
from bot.telegram.receiver import Receiver

POLL: Final = timedelta(seconds=30)
BATCH: Final = 100
"""Updates Telegram gives at once, at most."""
HANDLED_SECONDS: Final = 0.8
"""How long slow updates may hold up the next poll; it confirms none that is not handled."""
SILENCE_SECONDS: Final = 60.0
"""A poll is answered after `POLL` at the latest: two in a row without an answer, and something is wrong."""
STOP_SECONDS: Final = 1.5
"""For updates that are being handled when the program ends. What takes longer comes again at the next start."""
GOODBYE_SECONDS: Final = 0.7
"""For confirming what was handled; if that fails, it comes again and is known."""

_log = structlog.get_logger()


class Polling:
    """Takes updates by getUpdates. One process only: Telegram answers the second one with 409.

    An update is confirmed once it is handled: whatever kills the process, the next one is given it again. Only a chat
    that is stuck behind a hundred later updates that are not is passed over.
    """

    def __init__(
        self,
        bot: GuideBot,
        receiver: Receiver,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`clock`: monotonic seconds."""
        self._bot = bot
        self._receiver = receiver
        self._clock = clock
        self._sleep = sleep
        self._offset = 0
        self._taken: dict[int, asyncio.Task[None]] = {}
        """By number, in order: those from `_offset` on."""
        self._behind: set[asyncio.Task[None]] = set()
        """Passed over, and still being tried."""
        self._loop: asyncio.Task[None] | None = None
        self._began = clock()

    def silent_for(self) -> float:
        """Seconds since Telegram last answered getUpdates, or since the start."""
        return self._clock() - (self._began if self._bot.polled_at is None else self._bot.polled_at)

    def healthy(self) -> bool:
        """Whether Telegram answered getUpdates of late."""
        return self._bot.polled_at is not None and self.silent_for() < SILENCE_SECONDS

    async def start(self) -> None:
        """Returns when polling. Waits for the network as long as it takes; raises BadToken."""
        await connect(self._bot, self._sleep)
        await insist(lambda: self._bot.delete_webhook(drop_pending_updates=False), self._sleep)
        self._loop = asyncio.create_task(self._run(), name="polling")

    async def stop(self) -> None:
        """Within 3 s, whatever state it is in: what was fetched is handled, unless that takes longer."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            await self._finish()
        await self._receiver.stop()

    async def _finish(self) -> None:
        running = [task for task in (*self._taken.values(), *self._behind) if not task.done()]
        late = (await asyncio.wait(running, timeout=STOP_SECONDS))[1] if running else set()
        self._confirm()
        for task in late:
            task.cancel()
        if late:
            _log.warning("stopped_late", updates=len(late))
            await asyncio.wait(late)
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._bot.fetch(self._offset, timedelta(), limit=1)

    async def _run(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                updates = await self._bot.fetch(self._offset, POLL, BATCH)
            except TelegramError as error:
                _log.warning("polling_failed", error=type(error).__name__)
                await self._sleep(retry_seconds(error) if isinstance(error, RetryAfter) else wait)
                wait = min(LONGEST_WAIT, 2 * wait)
            else:
                wait = FIRST_WAIT
                await self._take(updates)

    async def _take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        fresh = [update for update in updates if update["update_id"] not in self._taken]
        for update in fresh:
            self._taken[update["update_id"]] = asyncio.create_task(self._handle(update))
        if running := [task for task in self._taken.values() if not task.done()]:
            await asyncio.wait(running, timeout=HANDLED_SECONDS)
        self._confirm(pass_over=not fresh and len(updates) >= BATCH)

    def _confirm(self, *, pass_over: bool = False) -> None:
        """The next poll confirms what comes before the first that is not handled.

        `pass_over`: nothing new can be seen before that one; it is confirmed if any other was handled.
        """
        running = {number: task for number, task in self._taken.items() if not task.done()}
        everything = max(self._taken, default=self._offset - 1) + 1
        stuck = pass_over and len(running) < len(self._taken)
        self._offset = everything if stuck or not running else min(running)
        self._behind = {task for task in self._behind if not task.done()} | (set(running.values()) if stuck else set())
        self._taken = {number: task for number, task in self._taken.items() if number >= self._offset}

    async def _handle(self, update: Mapping[str, Any]) -> None:
        """A failure was logged, and would be the same once more."""
        with suppress(Exception):
            await self._receiver.take(update, until_saved=True)
