"""HTTP for python-telegram-bot over aiohttp, with errors that tell whether a call may have got through."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Final, cast

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override
from yarl import URL

CONNECT_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 5.0
POOL_SECONDS: Final = 1.0
"""The defaults of PTB's own transport."""
UPLOAD_SECONDS: Final = 20.0
"""Writing a request that carries files, as PTB has it."""

IDLE_SECONDS: Final = 15.0
"""For which an unused connection is kept. Shorter by far than servers keep theirs: when one is closed at the other end
just as a request goes out on it, nobody can tell whether the request was obeyed."""

_BEFORE_SENDING: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)


class NotSent(NetworkError):
    """The request certainly never left: no name, no connection, no handshake."""


class NotSentInTime(NotSent, TimedOut):
    """No connection was free, or none came about, in time."""


class MaybeSent(NetworkError):
    """The line broke after the request went out: it may have been obeyed."""


class MaybeSentInTime(MaybeSent, TimedOut):
    """No answer came in time: the request may have been obeyed."""


class AiohttpRequest(BaseRequest):
    """One pool of connections, all to the Bot API.

    Raises NotSent or MaybeSent (both also as TimedOut). Their messages name the kind of failure only and they have no
    cause or context: those of aiohttp carry the URL, and so the token.
    """

    def __init__(self, *, pool: int, read_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`pool`: connections at most; more than 50 is slower. `clock`: monotonic seconds."""
        self._pool = pool
        self._read_seconds = read_seconds
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(pool)
        self.answered_at: float | None = None
        """When a call last succeeded, by `clock`."""

    @property
    @override
    def read_timeout(self) -> float:
        return self._read_seconds

    @override
    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": self.USER_AGENT}
            )

    @override
    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        uploads = request_data is not None and request_data.contains_files
        limits = _limits(
            connect=_seconds(connect_timeout, CONNECT_SECONDS),
            write=_seconds(write_timeout, UPLOAD_SECONDS if uploads else WRITE_SECONDS),
            read=_seconds(read_timeout, self._read_seconds),
        )
        await self._reserve(_seconds(pool_timeout, POOL_SECONDS))
        try:
            return await self._exchange(method, url, _body(request_data), limits)
        finally:
            self._free.release()

    async def _reserve(self, seconds: float | None) -> None:
        """Wait for a free connection. aiohttp has one limit for this and for connecting; PTB has two."""
        try:
            async with asyncio.timeout(seconds if self._free.locked() else None):
                await self._free.acquire()
        except TimeoutError:
            raise NotSentInTime("Pool timeout: no connection was free; the request was not sent") from None

    async def _exchange(
        self, method: str, url: str, body: aiohttp.FormData | bytes | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("The transport is not initialized")
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(body, bytes) else None
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                payload = await response.read()
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
        else:
            if response.ok:
                self.answered_at = self._clock()
            return response.status, payload
        raise failure

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> JSONDict:
        """As PTB's, but the payload, which may hold what a user wrote, is not logged."""
        try:
            return cast("JSONDict", json.loads(payload.decode(errors="replace")))
        except ValueError:
            failure = MaybeSent("Invalid server response")
        raise failure


def _seconds(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _limits(*, connect: float | None, write: float | None, read: float | None) -> aiohttp.ClientTimeout:
    """aiohttp has no limit on writing: the sum of all three bounds a connection that takes nothing."""
    parts = [part for part in (connect, write, read) if part is not None]
    total = sum(parts) if len(parts) == 3 else None
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if data is None:
        return None
    if not data.contains_files:
        return URL.build(query=data.json_parameters).raw_query_string.encode() or None  # the standard library is slow
    form = aiohttp.FormData(data.json_parameters, default_to_multipart=True)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _failure(error: Exception) -> TelegramError:
    kind = type(error).__name__
    if isinstance(error, _BEFORE_SENDING):
        return (NotSentInTime if isinstance(error, TimeoutError) else NotSent)(f"Not sent: {kind}")
    return (MaybeSentInTime if isinstance(error, TimeoutError) else MaybeSent)(f"Maybe sent: {kind}")
