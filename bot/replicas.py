"""What several processes on one database do for one another."""

import asyncio

import structlog

from bot.runtime import Runtime
from bot.store import StoreError

EVERY = 0.25
"""Seconds between two looks; one takes a millisecond."""

_log = structlog.get_logger()


class Watch:
    """Draws the turns that another process did not live to draw. Nobody has to know who is alive."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
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
                await self._runtime.take_up()
                said = ""
            except StoreError as error:
                if str(error) != said:  # an outage is told once, not four times a second
                    _log.warning("watch_failed", error=str(error))
                said = str(error)
            except Exception:  # noqa: BLE001 whatever went wrong, somebody may need it the next time
                _log.exception("watch_failed")
