"""What several processes on one database do for one another."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.ports import Store
from bot.runtime import Runtime
from bot.store import StoreError

EVERY = 0.25
"""Seconds between two looks; one takes a millisecond."""
GRACE = timedelta(seconds=0.25)
"""A timer that still stands so long after it was due belongs to a process that is gone, or has too much to do."""

_log = structlog.get_logger()


class Watch:
    """Takes over what another process left behind when it died: timers that are overdue, turns that nobody draws.

    Nobody has to know who is alive: each process fires the timers it set, to the instant, and any of them what is left.
    """

    def __init__(self, store: Store, runtime: Runtime, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._runtime = runtime
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._look(), name="watch")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _look(self) -> None:
        said = ""
        while True:
            await asyncio.sleep(EVERY)
            try:
                self._runtime.adopt(await self._store.due(self._clock() - GRACE))
                await self._runtime.take_up()
                said = ""
            except StoreError as error:
                if str(error) != said:  # an outage is told once, not four times a second
                    _log.warning("watch_failed", error=str(error))
                said = str(error)
            except Exception:  # noqa: BLE001 whatever went wrong, somebody may need it the next time
                _log.exception("watch_failed")
