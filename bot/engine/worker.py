"""One worker of Procrastinate: connects, runs jobs, and looks after those of workers that died."""

import asyncio
from asyncio import FIRST_COMPLETED, CancelledError
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, LiteralString, TypeVar

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from typing_extensions import override

from bot.engine.embedded import FIRST_WAIT, LONGEST_WAIT, STOP_SECONDS
from bot.store.jobs import CLOCK, COUNT, DROP_LOST, HURRY, QUEUE, QUEUE_SOON, QUEUE_SOON_BY, TASK

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
BEHIND: Final = 0.5
"""Seconds by which the database's clock may be behind ours before its jobs are handed out without asking it."""
SILENCE: Final = 2.0
"""Seconds until a database that says nothing is taken for gone."""
COUNTED: Final = 15.0
"""Seconds between two counts of all timers."""
CONNECTIONS: Final = 4
EVERY_2_SECONDS: Final = "* * * * * */2"
_SESSION: Final = " ".join(
    f"-c {setting}"
    for setting in (
        "statement_timeout=5000",
        "idle_in_transaction_session_timeout=5000",
        "synchronous_commit=off",  # what a crash of the database takes back is done once more, and counts once
    )
)

Run = Callable[[int, str, int, int], Awaitable[None]]
"""One job: chat, kind, due time (microseconds), turn."""


T = TypeVar("T")


async def _in_time(work: Coroutine[object, object, T]) -> T:
    """Raises ConnectorException when the database says nothing. Does not wait for psycopg, which then waits for an
    answer to its cancellation."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait([task], timeout=SILENCE)
        if not task.done():
            raise ConnectorException
        return task.result()
    finally:
        task.cancel()


class Connector(PsycopgConnector):
    """No statement waits for a database that has fallen silent: the worker would wait with it, for ever."""

    @override
    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        await _in_time(super().execute_query_async(query, **arguments))

    @override
    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        return await _in_time(super().execute_query_one_async(query, **arguments))

    @override
    async def execute_query_all_async(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        return await _in_time(super().execute_query_all_async(query, **arguments))


class HandedBack(Exception):
    """This process ends before the job's instant."""


class _Again(BaseRetryStrategy):
    """A timer fires until it is used up; what its process handed back goes to another at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        gone = isinstance(exception, CancelledError | HandedBack)
        wait = 0.0 if gone else min(FIRST_WAIT * 2**job.attempts, LONGEST_WAIT)
        return RetryDecision(retry_in={"milliseconds": int(1_000 * wait)})


def app_of(url: str, run: Run) -> App:
    """Not connected yet. Each statement is a transaction of its own: what a hung process began must lock nothing."""
    settings = {"autocommit": True, "options": _SESSION, "tcp_user_timeout": int(1_000 * SILENCE)}
    connector = Connector(conninfo=url, min_size=1, max_size=CONNECTIONS, timeout=SILENCE, kwargs=settings)
    app = App(connector=connector)
    app.task(name=TASK, queue=QUEUE, retry=_Again())(run)

    async def queue_soon(timestamp: int) -> None:  # noqa: ARG001 - of the second it is for
        await connector.execute_query_async(QUEUE_SOON)
        await connector.execute_query_async(DROP_LOST)

    # Without any periodic task the worker would not notice that its heartbeat failed.
    app.periodic(cron=EVERY_2_SECONDS)(app.task(name="queue_soon", queue=QUEUE)(queue_soon))
    return app


async def serve(
    app: App, clock: Callable[[], datetime], alive: Callable[[], None], counted: Callable[[int], None]
) -> None:
    """Runs jobs until something fails. `alive`: the database has answered; `counted`: so many timers there are."""
    try:
        await _in_time(_open(app))
        await _first_to_end(_work(app), _rescue(app, clock, alive), _count(app, counted))
    finally:
        with suppress(ConnectorException):
            await _in_time(app.close_async())


async def _open(app: App) -> None:
    await app.open_async()
    await app.connector.execute_query_async(QUEUE_SOON)


async def _work(app: App) -> None:
    await app.run_worker_async(
        queues=[QUEUE], concurrency=AT_ONCE, fetch_job_polling_interval=POLL, listen_notify=False, delete_jobs="always",
        install_signal_handlers=False, shutdown_graceful_timeout=STOP_SECONDS, update_heartbeat_interval=HEARTBEAT,
    )  # fmt: skip
    raise ConnectorException  # it ends by itself when its heartbeat fails


async def _rescue(app: App, clock: Callable[[], datetime], alive: Callable[[], None]) -> None:
    """The jobs of processes that died wait for others again, and those that a clock held back are handed out."""
    while True:
        await _look(app, clock)
        alive()
        await asyncio.sleep(RESCUE)


async def _look(app: App, clock: Callable[[], datetime]) -> None:
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=DEAD):
        with suppress(ConnectorException):  # another process was quicker
            await app.job_manager.retry_job(job)
    now = clock().timestamp()
    if now - (await app.connector.execute_query_one_async(CLOCK))["now"] > BEHIND:
        await app.connector.execute_query_async(QUEUE_SOON_BY, now=now)
        await app.connector.execute_query_async(HURRY, now=now)


async def _count(app: App, counted: Callable[[int], None]) -> None:
    while True:
        counted((await app.connector.execute_query_one_async(COUNT))["timers"])
        await asyncio.sleep(COUNTED)


async def _first_to_end(*work: Coroutine[object, object, None]) -> None:
    """Runs them until one ends, or fails. What a silent database holds up is left behind."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        ended, _ = await asyncio.wait(tasks, timeout=2 * STOP_SECONDS)
        for task in ended:
            if not task.cancelled():
                task.exception()  # one of them is told; the others failed with it
