"""Who sends more than anybody can mean."""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final, Literal

UPDATES: Final = 30
"""As many within `SECONDS` are still taken one by one: fast tapping through the preparations is three a second."""
SECONDS: Final = 10.0
REMEMBERED: Final = 10_000
"""Users looked after at once; the one heard of longest ago is forgotten first."""


class Flood:
    """Counts updates by user, in memory: a flood that outlasts a restart is noticed again after ten seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: monotonic seconds."""
        self._clock = clock
        self._seen: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: set[int] = set()

    def count(self, user: int) -> Literal["fine", "first", "more"]:
        """Counts one update: 'first' where it is one too many, 'more' as long as it stays so."""
        now = self._clock()
        times = self._seen.setdefault(user, deque(maxlen=UPDATES))
        self._seen.move_to_end(user)
        flooding = len(times) == UPDATES and now - times[0] < SECONDS
        times.append(now)
        if len(self._seen) > REMEMBERED:
            self._told.discard(self._seen.popitem(last=False)[0])
        if not flooding:
            self._told.discard(user)
            return "fine"
        if user in self._told:
            return "more"
        self._told.add(user)
        return "first"
