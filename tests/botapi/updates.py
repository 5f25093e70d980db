"""The queue of updates: confirmed by offset, kept over a restart of the bot, dropped when too old."""

from __future__ import annotations

from dataclasses import dataclass

from tests.botapi.model import Clock, Json, Press, Signal

CALLBACK_LIFE = 150.0
MESSAGE_LIFE = 24 * 3600.0
OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Pending:
    """One update that the bot has not confirmed; `lane` keeps the order under webhooks."""

    id: int
    kind: str
    body: Json
    expires: float
    lane: str
    press: Press | None = None
    repeats: int = 0

    def render(self) -> Json:
        """The update as it goes over the wire."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """All pending updates, in order."""

    def __init__(self, clock: Clock, first_id: int = 700_000_001) -> None:
        self._clock = clock
        self._next = first_id
        self._pending: list[Pending] = []
        self.allowed: frozenset[str] | None = None
        self.duplicates = 0
        self.signal = Signal()

    def add(self, kind: str, body: Json, life: float, lane: str, press: Press | None = None) -> int | None:
        """Queue an update unless the bot did not ask for its kind; the identifier of the update."""
        if not self._wanted(kind):
            return None
        pending = Pending(self._next, kind, body, self._clock.now() + life, lane, press)
        self._next += 1
        self._pending.append(pending)
        self.signal.fire()
        return pending.id

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in OFF_BY_DEFAULT

    def pending(self) -> list[Pending]:
        """What is neither confirmed nor too old."""
        now = self._clock.now()
        self._pending = [item for item in self._pending if item.expires > now]
        return list(self._pending)

    def confirm(self, offset: int) -> None:
        """Forget what is before the offset; a negative one keeps that many from the end."""
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [item for item in self._pending if item.id >= offset or self._again(item)]

    def remove(self, item: Pending) -> None:
        """Forget one update that a webhook took."""
        if item in self._pending and not self._again(item):
            self._pending.remove(item)

    def clear(self) -> None:
        """Forget everything, as drop_pending_updates does."""
        self._pending.clear()

    def take(self, limit: int) -> list[Pending]:
        """The next batch; it stays pending until it is confirmed."""
        batch = self.pending()[:limit]
        now = self._clock.now()
        for item in batch:
            if item.press is not None and item.press.delivered is None:
                item.press.delivered = now
            if self.duplicates and item.repeats == 0:
                item.repeats = 1
                self.duplicates -= 1
        return batch

    @staticmethod
    def _again(item: Pending) -> bool:
        item.repeats -= 1
        return item.repeats >= 0
