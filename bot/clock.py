"""The time, in a way that nobody who is being timed notices when the machine's clock is set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

DRIFT: Final = 0.5
"""Seconds by which the machine's clock may differ before that counts as having been set: less is followed at once."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_log = structlog.get_logger()


def _since_boot() -> float:
    """Goes on while the machine sleeps, and is never set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class SteadyClock:
    """Tells the time, aware and in UTC: that of the machine's clock, but a clock that is set an hour back in the middle
    of a hold must not make it last an hour. A change by more than `DRIFT` is taken over when no phase is running."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = _since_boot) -> None:
        """Both in seconds: of the clock that may be set, since 1970; of one that may not, since whenever."""
        self._wall = wall
        self._steady = steady
        self._offset = wall() - steady()
        self._waiting = False

    def __call__(self) -> datetime:
        return _EPOCH + timedelta(seconds=self._steady() + self._offset)

    @property
    def off(self) -> float:
        """Seconds by which the machine's clock is ahead of this one."""
        return self._wall() - self._steady() - self._offset

    def follow(self, *, busy: Callable[[], bool]) -> None:
        """To be called about once a second. `busy`: whether somebody is being timed."""
        off = self.off
        if abs(off) <= DRIFT:
            self._offset += off
            self._waiting = False
        elif not busy():
            self._offset += off
            self._waiting = False
            _log.warning("clock_followed", by=round(off, 1))
        elif not self._waiting:
            self._waiting = True
            _log.warning("clock_was_set", by=round(off, 1))
