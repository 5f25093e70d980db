"""Answers to button presses: without one the button keeps spinning."""

import asyncio
from typing import Final

import structlog
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.telegram.application import GuideBot
from bot.telegram.limiter import retry_seconds

TRIES: Final = 3
"""Answering twice does no harm: the second one is too late."""
LONGEST_WAIT: Final = 15.0
"""Seconds. By then whoever pressed has long seen the screen change, and the spinning has ended by itself."""
_TOO_LATE: Final = "query is too old"

_log = structlog.get_logger()


async def answer(bot: GuideBot, query_id: str, toast: str | None) -> None:
    """Never raises; what cannot be answered is logged."""
    for left in reversed(range(TRIES)):
        try:
            shown = {"text": toast} if toast else {}
            await bot.call("answerCallbackQuery", {"callback_query_id": query_id, **shown}, None)
        except BadRequest as error:
            if _TOO_LATE not in error.message.casefold():
                _log.warning("press_unanswered", error=type(error).__name__)
            return
        except TelegramError as error:
            _log.warning("press_unanswered", error=type(error).__name__, tries_left=left)
            wait = retry_seconds(error) if isinstance(error, RetryAfter) else 0.0
            if wait > LONGEST_WAIT:
                return
            await asyncio.sleep(wait)
        else:
            return
