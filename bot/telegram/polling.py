"""Long polling: start, stop, and whether it is alive."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Final

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.config import ConfigError
from bot.telegram.application import GuideBot
from bot.telegram.receiver import App
from bot.telegram.updates import ALLOWED_UPDATES

POLL: Final = timedelta(seconds=30)
SILENCE_SECONDS: Final = 90.0
"""A poll is answered after `POLL` at the latest: three in a row without an answer are an outage."""
STOP_SECONDS: Final = 2.0
"""For each of the two halves of stopping: no more updates in; those that are in, handled."""
LONGEST_WAIT_SECONDS: Final = 30.0

_log = structlog.get_logger()


class BadToken(ConfigError):
    """Telegram does not know the token. The message does not name it."""

    def __init__(self) -> None:
        super().__init__("TELEGRAM_BOT_TOKEN was rejected by Telegram: copy it again from @BotFather")


class Polling:
    """Runs an application by getUpdates. One process only: Telegram answers the second one with 409."""

    def __init__(
        self,
        bot: GuideBot,
        application: App,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`clock`: monotonic seconds."""
        self._bot = bot
        self._application = application
        self._clock = clock
        self._sleep = sleep

    def healthy(self) -> bool:
        """Whether Telegram answered getUpdates of late."""
        return self._bot.polled_at is not None and self._clock() - self._bot.polled_at < SILENCE_SECONDS

    async def start(self) -> None:
        """Returns when polling. Waits for the network as long as it takes; raises BadToken."""
        await self._initialize()
        await self._application.start()
        if self._application.updater is not None:
            await self._application.updater.start_polling(
                timeout=POLL,
                bootstrap_retries=-1,
                allowed_updates=ALLOWED_UPDATES,
                drop_pending_updates=False,
                error_callback=_log_error,
            )

    async def stop(self) -> None:
        """Within 5 s, whatever state it is in: what was fetched is handled, unless that takes longer."""
        updater = self._application.updater
        if updater is not None and updater.running:
            await _briefly(updater.stop(), "polling")
        if self._application.running:
            await _briefly(self._application.stop(), "updates")
        await self._application.shutdown()
        await self._bot.shutdown()  # an application that never came up does not shut down its bot

    async def _initialize(self) -> None:
        wait = 1.0
        while not await self._initialized():
            await self._sleep(wait)
            wait = min(LONGEST_WAIT_SECONDS, 2 * wait)

    async def _initialized(self) -> bool:
        try:
            await self._application.initialize()
        except InvalidToken:
            pass  # raised below, so that PTB's message, which names the token, is no context of it
        except (NetworkError, RetryAfter) as error:
            if isinstance(error, BadRequest):
                raise
            _log.warning("telegram_unreachable", error=type(error).__name__)
            return False
        else:
            return True
        await self._bot.shutdown()
        raise BadToken


def _log_error(error: TelegramError) -> None:
    """PTB tries again by itself, a rival poller (409) included."""
    _log.warning("polling_failed", error=type(error).__name__)


async def _briefly(stopping: Coroutine[object, object, None], what: str) -> None:
    task = asyncio.create_task(stopping)
    _, late = await asyncio.wait({task}, timeout=STOP_SECONDS)
    if late:
        _log.warning("stopped_late", what=what)
        task.cancel()
    else:
        task.result()
