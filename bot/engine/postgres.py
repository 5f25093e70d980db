"""The timers of several processes: jobs of Procrastinate in the database that they share."""

import asyncio
from asyncio import FIRST_COMPLETED, CancelledError
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from bot.engine.embedded import FIRST_WAIT, LEAD, LONGEST_WAIT, SLICE, STOP_SECONDS
from bot.log import chat_hash
from bot.ports import Fire, Timer
from bot.store.codec import from_micros
from bot.store.jobs import QUEUE, QUEUE_SOON, TASK
from dialogs.turn import STEP

AT_ONCE: Final = 2_000
"""Jobs that one process waits with for their instant."""
POLL: Final = 0.1
"""Seconds between two looks for jobs. Nobody listens for them: a notification at each turn would wake every process for
what is not due yet."""
HEARTBEAT: Final = 0.3
DEAD: Final = 1.25
"""Seconds without a heartbeat until the jobs of a process go to others, so that none is 2 s late. One that was only
busy may fire some of them, too: each counts once."""
RESCUE: Final = 0.25
"""Seconds between two looks for such jobs."""
COUNT: Final = 15.0
AGAIN: Final = 0.25
"""Seconds until another try after the database was gone."""
CONNECT_SECONDS: Final = 2.0
CONNECTIONS: Final = 4
EVERY_20_SECONDS: Final = "* * * * * */20"

_log = structlog.get_logger()


class Engine:
    """A `bot.ports.Engine`. A turn gives its timers to the queue itself, in its own transaction (`bot.store.jobs`)."""

    def __init__(self, clock: Callable[[], datetime], fire: Fire, url: str) -> None:
        """`clock` gives the wall-clock time, aware; `url` names the database."""
        self._clock = clock
        self._fire = fire
        self._url = url
        self._timed_until = clock()
        self._pending = 0
        self._told = ""
        self._working: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def schedule(self, chat: int, timers: tuple[Timer, ...]) -> None:  # noqa: ARG002 - whichever chat it is
        """The queue knows them already."""
        self._timed_until = max((self._timed_until, *(timer.due_at for timer in timers if timer.kind == STEP)))

    def busy(self) -> bool:
        return self._clock() < self._timed_until

    @property
    def pending(self) -> int:
        """As counted some seconds ago."""
        return self._pending

    async def start(self) -> None:
        self._working = asyncio.create_task(self._work(), name="timers")

    async def stop(self) -> None:
        """What waits for its instant goes back to the queue; what is being fired has `STOP_SECONDS`."""
        self._stopping.set()
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait([self._working])

    async def _work(self) -> None:
        """Through outages of the database: a worker ends with the first thing that fails."""
        while True:
            try:
                await self._serve()
            except Exception as error:  # noqa: BLE001 whatever went wrong, somebody may be lying there
                if self._told != type(error).__name__:  # an outage is told once
                    _log.warning("timers_interrupted", error=type(error).__name__, again_in=AGAIN)
                self._told = type(error).__name__
            await asyncio.sleep(AGAIN)

    async def _serve(self) -> None:
        app = self._app()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await app.open_async()
            self._told = ""
            await _first_to_end(_run_worker(app), _rescue(app), self._count(app))
        finally:
            await app.close_async()

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(conninfo=self._url, min_size=1, max_size=CONNECTIONS, timeout=CONNECT_SECONDS)
        )
        app.task(name=TASK, queue=QUEUE, retry=_Again())(self._run)

        async def queue_soon(timestamp: int) -> None:  # noqa: ARG001 - of the minute it is for
            await app.connector.execute_query_async(QUEUE_SOON)

        app.periodic(cron=EVERY_20_SECONDS)(app.task(name="queue_soon", queue=QUEUE)(queue_soon))
        return app

    async def _run(self, chat: int, kind: str, due_at: int, turn: int) -> None:
        """One job: waits for its instant."""
        timer = Timer(chat, kind, from_micros(due_at), turn)
        while (seconds := (timer.due_at - self._clock()).total_seconds() - LEAD) > 0:
            await self._wait(min(seconds, SLICE))
        try:
            await self._fire(timer)
        except Exception:
            _log.exception("timer_failed", chat=chat_hash(chat), kind=kind, turn=turn)
            raise

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
            raise _HandedBack

    async def _count(self, app: App) -> None:
        while True:
            row = await app.connector.execute_query_one_async("SELECT count(*) AS timers FROM timers")
            self._pending = row["timers"]
            await asyncio.sleep(COUNT)


class _HandedBack(Exception):
    """This process ends before the job's instant."""


class _Again(BaseRetryStrategy):
    """A timer fires until it is used up; what its process handed back goes to another at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        gone = isinstance(exception, CancelledError | _HandedBack)
        wait = 0.0 if gone else min(FIRST_WAIT * 2**job.attempts, LONGEST_WAIT)
        return RetryDecision(retry_in={"milliseconds": int(1_000 * wait)})


async def _run_worker(app: App) -> None:
    await app.run_worker_async(
        queues=[QUEUE], concurrency=AT_ONCE, fetch_job_polling_interval=POLL, listen_notify=False, delete_jobs="always",
        install_signal_handlers=False, shutdown_graceful_timeout=STOP_SECONDS, update_heartbeat_interval=HEARTBEAT,
    )  # fmt: skip


async def _rescue(app: App) -> None:
    """The jobs of processes that died wait for others again."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=DEAD):
            with suppress(ConnectorException):  # another process was quicker
                await app.job_manager.retry_job(job)
        await asyncio.sleep(RESCUE)


async def _first_to_end(*work: Coroutine[object, object, None]) -> None:
    """Runs them until one ends, or fails."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
