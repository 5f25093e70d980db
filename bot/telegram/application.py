"""The bot as python-telegram-bot knows it: transport and limits; no handlers, no jobs, no persistence."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter
from typing_extensions import override

from bot.telegram.limiter import Limiter, Urgency
from bot.telegram.transport import AiohttpRequest
from bot.telegram.updates import ALLOWED_UPDATES

CALL_CONNECTIONS: Final = 32
POLL_CONNECTIONS: Final = 2
"""One for the long poll, one to say goodbye while it is still being closed."""
READ_SECONDS: Final = 10.0
"""For an answer to a call, and on top of the length of a long poll."""


class GuideBot(ExtBot[Urgency]):
    """The Bot API over aiohttp, within limits. Its repr does not name the token, as those of PTB's bots do."""

    def __init__(self, token: str, *, api_url: str, limiter: Limiter) -> None:
        """`api_url`: such as https://api.telegram.org, without a slash at its end."""
        polls = AiohttpRequest(pool=POLL_CONNECTIONS, read_seconds=READ_SECONDS)
        calls = AiohttpRequest(pool=CALL_CONNECTIONS, read_seconds=READ_SECONDS)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=calls,
            get_updates_request=polls,
            rate_limiter=limiter,
        )
        self._polls = polls
        self._calls = calls
        self._limiter = limiter

    @override
    def __repr__(self) -> str:
        return "GuideBot()"

    async def call(self, method: str, data: Mapping[str, Any], urgency: Urgency | None) -> Any:
        """One method, within limits, and its result as Telegram wrote it. PTB's own methods make objects of all they
        send and get, which takes longer than the call itself. `data`: what JSON can hold, and files. Raises
        TelegramError."""
        request = RequestData([RequestParameter.from_input(name, value) for name, value in data.items()])
        post = partial(self._calls.post, f"{self.base_url}/{method}", request)
        return await self._limiter.process_request(post, (), {}, method, dict(data), urgency)

    async def fetch(self, offset: int, wait: timedelta, limit: int = 100) -> Sequence[dict[str, Any]]:
        """Updates from number `offset` on, as Telegram wrote them: PTB's own get_updates fails as a whole, and for
        ever, where it cannot read one of them. What is below `offset` is confirmed. Raises TelegramError."""
        seconds = int(wait.total_seconds())
        data = {"timeout": seconds, "limit": limit, "allowed_updates": ALLOWED_UPDATES, "offset": offset or None}
        fetched = await self._post("getUpdates", data, read_timeout=READ_SECONDS + seconds)
        return [update for update in fetched if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    @property
    def polled_at(self) -> float | None:
        """When getUpdates last succeeded, in seconds of the monotonic clock."""
        return self._polls.answered_at

    @property
    def answered_at(self) -> float | None:
        """When any other call last succeeded, in seconds of the monotonic clock."""
        return self._calls.answered_at
