"""One SQLite connection, and jobs that wait together committed together: one wait for the disk instead of many."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Any, Final, Generic, TypeVar

from bot.store import StoreError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

GROUP_SECONDS: Final = 0.02
"""For the jobs of one transaction, or a little more: then the rest of the program has its turn."""
RETRY_SECONDS: Final = 1.0
"""Until tidying up is tried again."""


class _Job(Generic[T]):
    """What somebody waits for. `settle` tells them how it went, and is called only once that is durable."""

    def __init__(self, work: Work[T], *, lasting: bool) -> None:
        self.work = work
        self.lasting = lasting
        self.future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._settle: Callable[[], object] = self.future.cancel

    def run(self, connection: sqlite3.Connection) -> None:
        self._settle = partial(self.future.set_result, self.work(connection))

    def fail(self, error: Exception) -> None:
        if isinstance(error, StopIteration):  # no future takes one
            error = RuntimeError(repr(error))
        self._settle = partial(self.future.set_exception, error)

    def settle(self) -> None:
        if not self.future.done():  # whoever waited may be gone
            self._settle()


class GroupCommit:
    """Runs jobs one after the other, each a transaction of its own to whoever asked for it.

    Statements run in the event loop: they find their pages in memory, and a thread would quarrel with the loop over the
    interpreter at every one of them. What waits for the disk, or for another program, is left to a thread.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        busy_seconds: float,
        explain: Callable[[sqlite3.Error], StoreError],
        tidy: Callable[[sqlite3.Connection], bool],
    ) -> None:
        """`busy_seconds`: for another program to finish what it writes. `explain` puts an error of SQLite in the
        operator's words. `tidy` runs in the thread, after the commit of a job that called `tidy_up`, before anybody
        hears of it, and once more every second as long as it returns False."""
        self._connection = connection
        self._busy_milliseconds = int(busy_seconds * 1e3)
        self._explain = explain
        self._tidy = tidy
        self._untidy = False
        self._lasting = True
        self._waiting: deque[_Job[Any]] = deque()
        self._serving: asyncio.Task[None] | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, "store")
        self._closed = False

    async def run(self, work: Work[T], *, lasting: bool = True) -> T:
        """What `work` returns, or raises; StoreError where the database fails. Cancelled before its turn, it is left
        out.

        `lasting`: survives a power cut. Otherwise only the end of the process, and nobody waits for the disk.
        """
        if self._closed:
            raise StoreError(
                "The database is closed: something still ran while the program was ending. Start it again."
            )
        job = _Job(work, lasting=lasting)
        self._waiting.append(job)
        self._wake()
        return await job.future

    def tidy_up(self) -> None:
        """Called by a running job."""
        self._untidy = True

    async def close(self) -> None:
        """Finishes what was asked for before; may be called twice."""
        self._closed = True
        if self._serving is not None:
            await asyncio.wait([self._serving])  # it goes on where this is cancelled
        if self._retry is not None:
            self._retry.cancel()
        await self._in_thread(self._connection.close)

    def _wake(self) -> None:
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve(), name="group commit")

    async def _serve(self) -> None:
        while self._waiting or self._untidy:
            jobs = await self._commit() if self._waiting else ()
            if self._untidy:
                await self._try_to_tidy()
            for job in jobs:
                job.settle()

    async def _try_to_tidy(self) -> None:
        self._untidy = False
        if self._retry is not None:
            self._retry.cancel()
        if not await self._in_thread(partial(self._tidy, self._connection)):
            self._retry = asyncio.get_running_loop().call_later(RETRY_SECONDS, self._tidy_again)

    def _tidy_again(self) -> None:
        self._untidy = True
        self._wake()

    async def _commit(self) -> Sequence[_Job[Any]]:
        """Jobs that are done, or failed together. Who comes while another program is waited for is in the next group:
        this one may not wait for the disk, and its time may be up."""
        group, self._waiting = self._waiting, deque()
        jobs: list[_Job[Any]] = []
        try:
            await self._begin(lasting=any(job.lasting for job in group))
            self._attempt_some(group, jobs)
            await self._in_thread(self._connection.commit)
        except Exception as error:  # noqa: BLE001 - as below
            with suppress(sqlite3.Error):
                self._connection.rollback()
            if not jobs:  # it did not even begin
                jobs, group = list(group), deque()
            for job in jobs:
                job.fail(self._explained(error))
        self._waiting.extendleft(reversed(group))
        return jobs

    async def _begin(self, *, lasting: bool) -> None:
        if lasting != self._lasting:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._lasting = lasting
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            await self._in_thread(self._begin_in_the_end)

    def _begin_in_the_end(self) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {self._busy_milliseconds}")
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        finally:
            self._connection.execute("PRAGMA busy_timeout = 0")

    def _attempt_some(self, group: deque[_Job[Any]], jobs: list[_Job[Any]]) -> None:
        """From the group to those that were attempted goes what there is time for."""
        until = perf_counter() + GROUP_SECONDS
        while group and perf_counter() < until:
            job = group.popleft()
            if not job.future.cancelled():
                jobs.append(job)
                self._attempt(job)

    def _attempt(self, job: _Job[Any]) -> None:
        """A failure undoes this job alone."""
        self._connection.execute("SAVEPOINT job")
        try:
            job.run(self._connection)
        except Exception as error:
            if not self._connection.in_transaction:  # a full or failing disk has already undone all jobs
                raise
            self._connection.execute("ROLLBACK TO job")
            job.fail(self._explained(error))
        self._connection.execute("RELEASE job")

    def _explained(self, error: Exception) -> Exception:
        return self._explain(error) if isinstance(error, sqlite3.Error) else error

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
