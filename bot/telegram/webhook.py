"""The webhook: Telegram pushes updates, and each is acknowledged once its turn is saved."""

import asyncio
import json
import secrets
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from telegram.error import BadRequest, TelegramError

from bot.config import ConfigError
from bot.serving import serve
from bot.store import StoreError
from bot.telegram.application import GuideBot
from bot.telegram.connecting import Sleep, connect, insist
from bot.telegram.receiver import Receiver
from bot.telegram.updates import ALLOWED_UPDATES

SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name
MAX_BODY: Final = 2**20
"""Bytes. The longest message with a hundred entities and a keyboard is a tenth of that."""
MAX_CONNECTIONS: Final = 40
"""That Telegram may push over at once; it waits for each chat's answer anyway."""
PRESS_GRACE: Final = 0.05
"""Seconds a press lets a text of the same moment go first."""
CHECK_SECONDS: Final = 20.0
SILENCE_SECONDS: Final = 60.0
"""Three checks without an answer, and something is wrong."""
TRIES: Final = 3
"""An update that fails for another reason than the store is dropped then: it would keep its chat's others waiting."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """Where Telegram finds the bot."""

    url: str
    secret: str
    """That Telegram sends along."""


def secret_of(token: str) -> str:
    """The secret where none was chosen: the same in every replica, and it does not tell the token."""
    return blake2b(b"webhook", key=token.encode()[-64:], digest_size=24).hexdigest()


class Webhook:
    """Takes updates over HTTP. Any number of processes may stand behind one address.

    Telegram keeps the order of a chat's messages, and of a user's presses; a press and a text of the same moment come
    side by side. Here the lower number goes first if both are there within `PRESS_GRACE`. None is lost in either case.
    """

    def __init__(
        self,
        bot: GuideBot,
        receiver: Receiver,
        place: Place,
        listener: socket.socket,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`clock`: monotonic seconds."""
        self._bot = bot
        self._receiver = receiver
        self._place = place
        self._path = unquote(urlsplit(place.url).path) or "/"
        self._listener = listener
        self._clock = clock
        self._sleep = sleep
        self._tasks: list[asyncio.Task[None]] = []
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._checked_at: float | None = None
        self._began = clock()
        self._stale = False
        """Somebody came with another secret, which may be one of ours from before."""

    def silent_for(self) -> float:
        """Seconds since Telegram last told how the webhook is, or since the start."""
        return self._clock() - (self._began if self._checked_at is None else self._checked_at)

    def healthy(self) -> bool:
        """Whether Telegram answers, and has the right address."""
        return self._checked_at is not None and self.silent_for() < SILENCE_SECONDS

    async def start(self) -> None:
        """Returns when Telegram knows the address. Waits for the network as long as it takes; raises ConfigError."""
        await connect(self._bot, self._sleep)
        self._tasks.append(asyncio.create_task(serve(self._answer, self._listener), name="webhook"))
        try:
            await insist(self._check, self._sleep)
        except BadRequest as refused:
            raise ConfigError(f"BOT_WEBHOOK_URL: Telegram does not take it ({refused.message})") from None
        self._tasks.append(asyncio.create_task(self._watch(), name="webhook check"))

    async def stop(self) -> None:
        """Within 3 s. What is being handled is finished; Telegram keeps the rest, and the address."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._receiver.stop()

    async def _watch(self) -> None:
        while True:
            await self._sleep(CHECK_SECONDS)
            try:
                await self._check()
            except TelegramError as error:
                _log.warning("webhook_check_failed", error=type(error).__name__)
            except Exception:  # noqa: BLE001 whatever it was, the address has to be looked after
                _log.exception("webhook_check_failed")

    async def _check(self) -> None:
        """Telegram's idea of the webhook, corrected where it differs."""
        info = await self._bot.get_webhook_info()
        wanted = (self._place.url, set(ALLOWED_UPDATES), MAX_CONNECTIONS)
        if self._stale or (info.url, set(info.allowed_updates or ()), info.max_connections) != wanted:
            await self._bot.set_webhook(
                self._place.url,
                secret_token=self._place.secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MAX_CONNECTIONS,
            )
            _log.info("webhook_set", before=bool(info.url))
            self._stale = False
        elif info.last_error_message and info.last_error_date is not None:
            ago = time.time() - info.last_error_date.timestamp()
            if ago < CHECK_SECONDS:
                _log.warning("webhook_failing", pending=info.pending_update_count, error=info.last_error_message)
        self._checked_at = self._clock()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application: one address, one method."""
        if scope["path"] != self._path:
            status = 404
        elif scope["method"] != "POST":
            status = 405
        else:
            status = await self._receive(Request(scope, receive))
        await Response(status_code=status)(scope, receive, send)

    async def _receive(self, request: Request) -> int:
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), self._place.secret.encode()):
            self._stale = True
            return 403
        try:
            body = await _body(request)
            update = json.loads(body) if body is not None else None
        except (ValueError, ClientDisconnect, RecursionError):
            return 400
        if update is None:
            return 413
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return 400
        return await self._handle(update)

    async def _handle(self, update: dict[str, Any]) -> int:
        if "callback_query" in update:
            await asyncio.sleep(PRESS_GRACE)
        try:
            await self._receiver.take(update)
        except StoreError as error:
            _log.warning("update_refused", error=str(error))
            return 500
        except Exception:  # noqa: BLE001 - it was logged where it is known what it was about
            return self._failed(update["update_id"])
        self._failures.pop(update["update_id"], None)
        return 200

    def _failed(self, number: int) -> int:
        self._failures[number] = self._failures.get(number, 0) + 1
        if len(self._failures) > 1000:
            self._failures.popitem(last=False)
        return 200 if self._failures[number] >= TRIES else 500


async def _body(request: Request) -> bytes | None:
    """None where it is longer than any update."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        return None
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > MAX_BODY:
            return None
    return b"".join(parts)
