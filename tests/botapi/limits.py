"""How fast one chat may be written to, and what happens to a bot that does not stop."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field

MAX_PENALTY = 3600


@dataclass(frozen=True)
class Budget:
    """A token bucket: so many calls at once, then so many a second."""

    burst: float
    per_second: float


DEFAULT_BUDGETS = (Budget(20, 20 / 60), Budget(5, 1.0))
"""Telegram's own figures: about 20 a minute in a chat, and not much above one a second."""


@dataclass
class _Bucket:
    level: float
    at: float


@dataclass
class _Lane:
    buckets: list[_Bucket] = field(default_factory=list)
    closed_until: float = 0.0
    penalty: int = 0


class RateLimiter:
    """One lane for each chat; every lane has all budgets."""

    def __init__(self, budgets: tuple[Budget, ...] = DEFAULT_BUDGETS, min_retry_after: int = 3) -> None:
        self.budgets = budgets
        self.min_retry_after = min_retry_after
        self._lanes: dict[Hashable, _Lane] = {}

    def window(self, lane: Hashable, now: float) -> int | None:
        """Seconds to wait while the lane is closed, doubled because of this call; None when it is open."""
        state = self._lanes.get(lane)
        if state is None or now >= state.closed_until:
            return None
        wait = min(MAX_PENALTY, max(2 * state.penalty, math.ceil(state.closed_until - now)))
        self.close(lane, wait, now)
        return wait

    def close(self, lane: Hashable, seconds: int, now: float) -> None:
        """Refuse every call in this lane for so many seconds."""
        state = self._lanes.setdefault(lane, _Lane())
        state.closed_until = now + seconds
        state.penalty = seconds

    def take(self, lane: Hashable, now: float) -> int | None:
        """Spend one call; None, or seconds to wait with the lane closed until then."""
        state = self._lanes.setdefault(lane, _Lane())
        self._refill(state, now)
        short = [
            (1 - bucket.level) / budget.per_second
            for bucket, budget in zip(state.buckets, self.budgets, strict=True)
            if bucket.level < 1
        ]
        if short:
            wait = max(self.min_retry_after, math.ceil(max(short)))
            self.close(lane, wait, now)
            return wait
        for bucket in state.buckets:
            bucket.level -= 1
        return None

    def _refill(self, state: _Lane, now: float) -> None:
        if len(state.buckets) != len(self.budgets):
            state.buckets = [_Bucket(budget.burst, now) for budget in self.budgets]
        for bucket, budget in zip(state.buckets, self.budgets, strict=True):
            bucket.level = min(budget.burst, bucket.level + (now - bucket.at) * budget.per_second)
            bucket.at = now
