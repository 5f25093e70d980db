"""getUpdates: long polling, and what happens to a second poller."""

from __future__ import annotations

import time

from tests.botapi.methods.profile import remember_allowed
from tests.botapi.model import ApiError, Call, Json
from tests.botapi.world import World

MAX_POLL = 50
WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
WEBHOOK_WAS_SET = "Conflict: terminated by setWebhook request"
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Poller:
    """One bot, one poll at a time: a newer one ends an older one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._current: object | None = None

    async def poll(self, call: Call) -> list[Json]:
        """The next updates, as soon as there are any or the time is over. Raises ApiError."""
        queue = self._world.queue
        if self._world.webhook is not None:
            raise ApiError(409, WEBHOOK_IS_ACTIVE)
        mine = self._current = object()
        queue.signal.fire()
        remember_allowed(self._world, call)
        queue.confirm(_number(call, "offset", 0))
        limit = min(100, max(1, _number(call, "limit", 100)))
        end = time.monotonic() + min(MAX_POLL, max(0, _number(call, "timeout", 0)))
        while True:
            if self._world.webhook is not None:
                raise ApiError(409, WEBHOOK_WAS_SET)
            if self._current is not mine:
                raise ApiError(409, OTHER_POLL)
            batch = queue.take(limit)
            left = end - time.monotonic()
            if batch or left <= 0:
                return [item.render() for item in batch]
            await queue.signal.wait(left)


def _number(call: Call, name: str, default: int) -> int:
    value = call.params.get(name)
    return value if isinstance(value, int) else default
