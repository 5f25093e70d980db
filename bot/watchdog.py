"""Looks after the process once a second, and ends it where only a new one can help."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

BEAT: Final = 1.0
"""Seconds."""


class Outage(Exception):
    """Nothing is wrong with the configuration, and nothing works: whoever supervises the process starts it again."""


class Watchdog:
    """Beats once a second and tells systemd so, if it asks for that: a process whose loop hangs is started again."""

    def __init__(
        self,
        beat: Callable[[], None],
        *,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`beat`: what is to be done each second; raises Outage where there is no hope. `clock`: monotonic seconds."""
        self._beat = beat
        self._supervisor = environment.get("NOTIFY_SOCKET", "")
        self._clock = clock
        self._next = clock() + BEAT

    def late(self) -> float:
        """Seconds by which the present beat is overdue: how long the event loop has been held up."""
        return max(self._clock() - self._next, 0.0)

    async def watch(self) -> None:
        """Never returns. Raises Outage."""
        self._tell("READY=1")
        while True:
            self._beat()
            self._tell("WATCHDOG=1")
            self._next = self._clock() + BEAT
            await asyncio.sleep(BEAT)

    def _tell(self, what: str) -> None:
        """sd_notify(3): a datagram. A supervisor that does not listen is no reason to end."""
        if not self._supervisor:
            return
        address = "\0" + self._supervisor[1:] if self._supervisor.startswith("@") else self._supervisor
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifying:
            notifying.setblocking(False)  # noqa: FBT003 - its only parameter
            notifying.sendto(what.encode(), address)
