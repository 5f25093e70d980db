"""How long the program runs, what is looked after meanwhile, and what others see of it."""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Final, Protocol

from bot.clock import SteadyClock
from bot.health import Check, database, line, loop, status_page
from bot.metrics import Metrics
from bot.ports import Store
from bot.runtime import Runtime
from bot.serving import serve
from bot.watchdog import Outage, Watchdog

SILENCE_SECONDS: Final = 90.0
"""Without an answer of Telegram: three polls in a row. A new process may get through where this one does not."""

Work = Coroutine[object, object, None]


class Intake(Protocol):
    """How updates come in."""

    def silent_for(self) -> float:
        """Seconds since Telegram last answered, or since the start."""

    def healthy(self) -> bool: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Lifetime:
    """From the start to SIGTERM, Ctrl-C or an outage."""

    def __init__(self, metrics: Metrics, store: Store, listener: socket.socket) -> None:
        """`listener`: where /healthz and /metrics are asked for."""
        self.metrics = metrics
        self._store = store
        self._listener = listener

    async def of(self, serving: Work, runtime: Runtime, clock: SteadyClock, intake: Intake | None = None) -> None:
        """Runs `serving`, which ends in good order when it is cancelled. Raises what it raised, or Outage."""
        watchdog = Watchdog(partial(_beat, runtime, clock, intake))
        checks: dict[str, Check] = {"loop": loop(watchdog.late), "database": database(self._store)}
        checks["timers"] = line(runtime.timing)
        if intake is not None:
            checks["telegram"] = line(intake.healthy)
        self._show(runtime, clock, watchdog.late)
        await _until_ended(serving, watchdog.watch(), serve(status_page(checks, self.metrics), self._listener))

    def _show(self, runtime: Runtime, clock: SteadyClock, late: Callable[[], float]) -> None:
        watch = self.metrics.watch
        waiting = "Chats that wait for a screen."
        watch("bot_timers_pending", "Timers that are set.", lambda: runtime.timers)
        watch("bot_drawings_waiting", waiting, lambda: runtime.undrawn(alert=True), kind="cue")
        watch("bot_drawings_waiting", waiting, lambda: runtime.undrawn(alert=False), kind="answer")
        watch("bot_loop_late_seconds", "How long the event loop has been held up.", late)
        watch("bot_clock_off_seconds", "The machine's clock, ahead of the one that is used.", lambda: clock.off)


def _beat(runtime: Runtime, clock: SteadyClock, intake: Intake | None) -> None:
    clock.follow(busy=runtime.busy)
    if intake is not None and intake.silent_for() > SILENCE_SECONDS:
        raise Outage(f"Telegram has not answered for {intake.silent_for():.0f} s. Ending, to be started again.")


async def _until_ended(*work: Work) -> None:
    """Runs all of it until the process is asked to end, or one of them fails: then all stop, in good order."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    tasks = [asyncio.create_task(each) for each in work]
    ending = asyncio.create_task(asked.wait())
    await asyncio.wait([*tasks, ending], return_when=asyncio.FIRST_COMPLETED)
    for task in (*tasks, ending):
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
