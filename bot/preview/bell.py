"""Tells open event streams that the transcript changed; what changed they read from the transcript itself."""

import asyncio


class Bell:
    """Carries no data, so nothing can be lost: a listener that was busy reads all it missed at the next ring."""

    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.closed = False

    @property
    def next(self) -> asyncio.Event:
        """Set at the next ring. Take it before reading, wait on it after: then no ring falls in between."""
        return self._next

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Ends every listener, for good."""
        self.closed = True
        self.ring()
