"""The bot and its PTB application: transport, limits and order; no jobs, no persistence, no conversations."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from telegram import Update
from telegram.ext import ApplicationBuilder, ExtBot
from typing_extensions import override

from bot.telegram.limiter import Limiter, Urgency
from bot.telegram.processor import Backlog, PerChat
from bot.telegram.receiver import App
from bot.telegram.transport import AiohttpRequest

CALL_CONNECTIONS: Final = 32
POLL_CONNECTIONS: Final = 2
"""One for the long poll, one to say goodbye while it is still being closed."""
HANDLED_SECONDS: Final = 0.8
"""How long a slow update may hold up the next poll."""
READ_SECONDS: Final = 10.0
"""For an answer to a call; PTB adds the length of a long poll."""


class GuideBot(ExtBot[Urgency]):
    """The Bot API over aiohttp, within limits. Its repr does not name the token, as those of PTB's bots do."""

    def __init__(self, token: str, *, api_url: str, limiter: Limiter) -> None:
        """`api_url`: such as https://api.telegram.org, without a slash at its end."""
        polls = AiohttpRequest(pool=POLL_CONNECTIONS, read_seconds=READ_SECONDS)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=AiohttpRequest(pool=CALL_CONNECTIONS, read_seconds=READ_SECONDS),
            get_updates_request=polls,
            rate_limiter=limiter,
        )
        self._polls = polls
        self._backlog = Backlog()

    @override
    def __repr__(self) -> str:
        return "GuideBot()"

    @override
    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Asking on confirms what was fetched: first it has to be handled, so that a crash loses none of it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._backlog.join(), HANDLED_SECONDS)
        return await super().get_updates(*args, **kwargs)

    @property
    def backlog(self) -> Backlog:
        """The updates that were fetched and are not handled yet."""
        return self._backlog

    @property
    def polled_at(self) -> float | None:
        """When getUpdates last succeeded, in seconds of the monotonic clock."""
        return self._polls.answered_at


def build(bot: GuideBot) -> App:
    """For a `Receiver` to be connected to, and `Polling` or a webhook to run."""
    builder = ApplicationBuilder().bot(bot).update_queue(bot.backlog).concurrent_updates(PerChat()).job_queue(None)
    return builder.build()
