"""The timers of several processes: jobs of Procrastinate in the database that they share."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog

from bot.engine.embedded import LEAD, SLICE, STOP_SECONDS
from bot.engine.worker import HandedBack, app_of, serve
from bot.log import chat_hash
from bot.ports import Fire, Timer
from bot.store.codec import from_micros
from dialogs.turn import STEP

AGAIN: Final = 0.25
"""Seconds until another try after the database was gone."""
SILENT: Final = 5.0
"""Seconds without an answer of the database after which it is not well."""

_log = structlog.get_logger()


class Engine:
    """A `bot.ports.Engine`. A turn gives its timers to the queue itself, in its own transaction (`bot.store.jobs`)."""

    def __init__(self, clock: Callable[[], datetime], fire: Fire, url: str) -> None:
        """`clock` gives the wall-clock time, aware; `url` names the database."""
        self._clock = clock
        self._fire = fire
        self._url = url
        self._timed_until = clock()
        self._pending = 0
        self._alive_at = time.monotonic()
        self._told = ""
        self._working: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def schedule(self, chat: int, timers: tuple[Timer, ...]) -> None:  # noqa: ARG002 - whichever chat it is
        """The queue knows them already."""
        self._timed_until = max((self._timed_until, *(timer.due_at for timer in timers if timer.kind == STEP)))

    def busy(self) -> bool:
        return self._clock() < self._timed_until

    @property
    def pending(self) -> int:
        """As counted some seconds ago."""
        return self._pending

    def healthy(self) -> bool:
        return time.monotonic() - self._alive_at < SILENT

    async def start(self) -> None:
        self._working = asyncio.create_task(self._work(), name="timers")

    async def stop(self) -> None:
        """What waits for its instant goes back to the queue; what is being fired has `STOP_SECONDS`."""
        self._stopping.set()
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait([self._working], timeout=3 * STOP_SECONDS)

    async def _work(self) -> None:
        """Through outages of the database, each time with new connections: those of a pool that lost them come back
        later and later."""
        while True:
            try:
                await serve(app_of(self._url, self._run), self._clock, self._alive, self._counted)
            except Exception as error:  # noqa: BLE001 whatever went wrong, somebody may be lying there
                if self._told != type(error).__name__:  # an outage is told once
                    _log.warning("timers_interrupted", error=type(error).__name__, again_in=AGAIN)
                self._told = type(error).__name__
            await asyncio.sleep(AGAIN)

    def _alive(self) -> None:
        self._alive_at = time.monotonic()
        self._told = ""

    def _counted(self, timers: int) -> None:
        self._pending = timers

    async def _run(self, chat: int, kind: str, due_at: int, turn: int) -> None:
        """One job: waits for its instant."""
        timer = Timer(chat, kind, from_micros(due_at), turn)
        while (seconds := (timer.due_at - self._clock()).total_seconds() - LEAD) > 0:
            await self._wait(min(seconds, SLICE))
        try:
            await self._fire(timer)
        except Exception:
            _log.exception("timer_failed", chat=chat_hash(chat), kind=kind, turn=turn)
            raise

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
            raise HandedBack
