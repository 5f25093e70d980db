"""The timers of one process: due times in memory, one sleeper."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from itertools import count

import structlog

from bot.log import chat_hash
from bot.ports import Fire, Timer
from dialogs.turn import STEP

SLICE = 1.0
"""Seconds slept at most. The loop's clock does not notice when the wall clock is set, or the machine was suspended."""
LEAD = 0.04
"""Seconds a timer fires before it is due: its turn is saved by then, however slow the disk. Less than the core lets
pass as the same instant (`dialogs.routine.EARLY`); whoever shows the turn waits for the instant itself."""
FIRST_WAIT = 1.0
"""Seconds until a timer whose firing failed is fired again; doubled each time."""
LONGEST_WAIT = 60.0
STOP_SECONDS = 1.0
"""For firings that are under way when the program ends."""
_SPARE = 1024
"""Entries of cancelled timers that are not worth clearing away."""

_log = structlog.get_logger()


_Entry = tuple[float, int, Timer, float]
"""Due time (POSIX seconds), a number that keeps the order of equals, the timer, seconds to wait should it fail."""


class Engine:
    """A `bot.ports.Engine`. It fires each timer `LEAD` before its instant, in a task of its own: a slow chat delays no
    other.

    A timer whose `fire` raises is logged and fired again after 1, 2, 4 … 60 s until its chat is scheduled without it:
    somebody may be lying there, pressing. Belongs to one event loop; keeps nothing that is not in the store.
    """

    def __init__(
        self, clock: Callable[[], datetime], fire: Fire, stored: Callable[[], Awaitable[Iterable[Timer]]]
    ) -> None:
        """`clock` gives the wall-clock time, aware; `stored` all timers of all chats, at the start."""
        self._clock = clock
        self._fire = fire
        self._stored = stored
        self._timers: dict[int, tuple[Timer, ...]] = {}
        """By chat, what is just being fired too: its turn may leave it standing, and it must not fire for ever."""
        self._heap: list[_Entry] = []
        """Entries whose timer is no longer its chat's are passed over."""
        self._limit = _SPARE
        self._numbers = count()
        self._sleeper: asyncio.TimerHandle | None = None
        self._wakes_at = 0.0
        self._running: set[asyncio.Task[None]] = set()
        self._started = False

    async def start(self) -> None:
        """Needs a running event loop."""
        self._load(await self._stored())
        self._started = True
        self._rest()

    def _load(self, timers: Iterable[Timer]) -> None:
        """In place of whatever there was."""
        by_chat: dict[int, tuple[Timer, ...]] = {}
        for timer in timers:
            by_chat[timer.chat] = (*by_chat.get(timer.chat, ()), timer)
        self._timers = by_chat
        self._heap = [self._entry(timer) for own in by_chat.values() for timer in own]
        heapq.heapify(self._heap)
        self._limit = 2 * len(self._heap) + _SPARE

    def schedule(self, chat: int, timers: Sequence[Timer]) -> None:
        """One that the chat had already goes on as it was."""
        had = self._timers.pop(chat, ())
        kept = {timer: timer for timer in had}
        if timers:
            self._timers[chat] = tuple(kept.get(timer, timer) for timer in timers)
        for timer in timers:
            if timer not in kept:
                heapq.heappush(self._heap, self._entry(timer))
        if len(self._heap) > self._limit:
            self._compact()
        self._rest()

    @property
    def pending(self) -> int:
        return sum(len(own) for own in self._timers.values())

    def busy(self) -> bool:
        return any(timer.kind == STEP for own in self._timers.values() for timer in own)

    def healthy(self) -> bool:
        return True  # only the loop could stop it, and that is looked at by itself

    async def stop(self) -> None:
        """What is being fired is finished, for its turn may be saved already and has to be drawn."""
        self._started = False
        self._wake_never()
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _entry(self, timer: Timer) -> _Entry:
        return timer.due_at.timestamp(), next(self._numbers), timer, FIRST_WAIT

    def _is_live(self, timer: Timer) -> bool:
        return any(own is timer for own in self._timers.get(timer.chat, ()))

    def _compact(self) -> None:
        """Called so seldom that it costs next to nothing per timer, and often enough that cancelled ones never
        outnumber the others for long."""
        self._heap = [entry for entry in self._heap if self._is_live(entry[2])]
        heapq.heapify(self._heap)
        self._limit = 2 * len(self._heap) + _SPARE

    def _rest(self) -> None:
        """Sleeps until the first timer is due, or for one slice."""
        if not self._started or not self._heap:
            return
        loop = asyncio.get_running_loop()
        seconds = min(max(self._heap[0][0] - LEAD - self._clock().timestamp(), 0.0), SLICE)
        wakes_at = loop.time() + seconds
        if self._sleeper is None or wakes_at < self._wakes_at:
            self._wake_never()
            self._sleeper, self._wakes_at = loop.call_at(wakes_at, self._wake), wakes_at

    def _wake_never(self) -> None:
        if self._sleeper is not None:
            self._sleeper.cancel()
            self._sleeper = None

    def _wake(self) -> None:
        self._sleeper = None
        now = self._clock().timestamp() + LEAD
        while self._heap and self._heap[0][0] <= now:
            _, _, timer, wait = heapq.heappop(self._heap)
            if self._is_live(timer):
                task = asyncio.get_running_loop().create_task(self._run(timer, wait))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        self._limit = min(self._limit, 2 * len(self._heap) + _SPARE)
        self._rest()

    async def _run(self, timer: Timer, wait: float) -> None:
        try:
            await self._fire(timer)
        except Exception:  # noqa: BLE001 whatever went wrong, the timer may still be needed
            _log.exception("timer_failed", chat=chat_hash(timer.chat), kind=timer.kind, turn=timer.turn, again_in=wait)
            if self._is_live(timer):
                again_at = self._clock().timestamp() + wait
                heapq.heappush(self._heap, (again_at, next(self._numbers), timer, min(2 * wait, LONGEST_WAIT)))
                self._rest()
        else:
            self._let_go(timer)

    def _let_go(self, timer: Timer) -> None:
        """It has been used up; its chat may never be heard of again."""
        own = tuple(each for each in self._timers.pop(timer.chat, ()) if each is not timer)
        if own:
            self._timers[timer.chat] = own
