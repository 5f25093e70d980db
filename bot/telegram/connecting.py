"""The first call to Telegram: waits for the network, and finds out whether the token is any good."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.config import ConfigError
from bot.telegram.application import GuideBot
from bot.telegram.limiter import retry_seconds

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
"""Seconds between attempts; doubled each time."""

_log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[object]]


class BadToken(ConfigError):
    """Telegram does not know the token. The message does not name it."""

    def __init__(self) -> None:
        super().__init__("TELEGRAM_BOT_TOKEN was rejected by Telegram: copy it again from @BotFather")


async def connect(bot: GuideBot, sleep: Sleep = asyncio.sleep) -> None:
    """Returns when Telegram has answered, however long that takes. Raises BadToken."""
    await insist(lambda: _initialized(bot), sleep)


async def insist(call: Callable[[], Awaitable[object]], sleep: Sleep = asyncio.sleep) -> None:
    """Until it gets through. Raises BadRequest, which no waiting would change, and BadToken."""
    wait = FIRST_WAIT
    while True:
        try:
            await call()
        except (NetworkError, RetryAfter) as error:
            if isinstance(error, BadRequest):
                raise
            _log.warning("telegram_unreachable", error=type(error).__name__)
            await sleep(max(wait, retry_seconds(error) if isinstance(error, RetryAfter) else 0.0))
            wait = min(LONGEST_WAIT, 2 * wait)
        else:
            return


async def _initialized(bot: GuideBot) -> None:
    try:
        return await bot.initialize()
    except InvalidToken:
        pass  # raised below, so that PTB's message, which names the token, is no context of it
    await bot.shutdown()
    raise BadToken
