"""One thread that owns one SQLite connection."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from bot.store import StoreError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BATCH = 128
"""Jobs in one transaction at most, so that the first of them does not wait long for the last."""
RETRY = 1.0
"""Seconds until tidying up is tried again."""


class _Job(Generic[T]):
    """What somebody waits for. `settle` tells them how it went, and is called only once that is durable."""

    def __init__(self, work: Work[T], *, lasting: bool) -> None:
        self.work = work
        self.lasting = lasting
        self.future: Future[T] = Future()
        self.settle: Callable[[], object] = self.future.cancel

    def run(self, connection: sqlite3.Connection) -> None:
        self.settle = partial(self.future.set_result, self.work(connection))

    def fail(self, error: BaseException) -> None:
        self.settle = partial(self.future.set_exception, error)


class Worker:
    """Runs jobs one after the other, each a transaction of its own to whoever submitted it.

    Jobs that wait together are committed together: one wait for the disk instead of many.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        explain: Callable[[sqlite3.Error], StoreError],
        tidy: Callable[[sqlite3.Connection], bool],
    ) -> None:
        """`explain` puts an error of SQLite in the operator's words. `tidy` runs after the commit of a job that
        called `tidy_up`, before anybody hears of it, and once more every second as long as it returns False."""
        self._connection = connection
        self._explain = explain
        self._tidy = tidy
        self._untidy = False
        self._lasting = True
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._closed = False
        self._drained = False
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T], *, lasting: bool = True) -> Future[T]:
        """A job cancelled before its turn comes is left out. Raises StoreError after `close`.

        `lasting`: survives a power cut. Otherwise only the end of the process, and nobody waits for the disk.
        """
        if self._closed:
            raise StoreError(
                "The database is closed: something still ran while the program was ending. Start it again."
            )
        job = _Job(work, lasting=lasting)
        self._queue.put(job)
        return job.future

    def tidy_up(self) -> None:
        """Called by a running job."""
        self._untidy = True

    def close(self) -> None:
        """Takes no more jobs; to be called from where they are submitted."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)

    def join(self) -> None:
        """After `close`: waits until everything submitted before is done."""
        self._thread.join()

    def _serve(self) -> None:
        while not self._drained:
            jobs = [job for job in self._take() if job.future.set_running_or_notify_cancel()]
            if jobs:
                self._commit(jobs)
            if self._untidy:
                self._untidy = not self._tidy(self._connection)
            for job in jobs:
                job.settle()
        self._connection.close()

    def _take(self) -> Sequence[_Job[Any]]:
        """Waits for a job; whatever else is waiting by then comes along."""
        jobs: list[_Job[Any]] = []
        with suppress(Empty):
            job = self._queue.get(timeout=RETRY if self._untidy else None)
            while job is not None:
                jobs.append(job)
                if len(jobs) == BATCH:
                    return jobs
                job = self._queue.get_nowait()
            self._drained = True
        return jobs

    def _commit(self, jobs: Sequence[_Job[Any]]) -> None:
        try:
            self._wait_for_disk(any(job.lasting for job in jobs))
            self._connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                self._attempt(job)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._connection.rollback()
            for job in jobs:
                job.fail(self._explain(error))

    def _wait_for_disk(self, wanted: bool) -> None:  # noqa: FBT001 - it is the one thing there is to say
        if wanted != self._lasting:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if wanted else 'NORMAL'}")
            self._lasting = wanted

    def _attempt(self, job: _Job[Any]) -> None:
        """A failure undoes this job alone."""
        self._connection.execute("SAVEPOINT job")
        try:
            job.run(self._connection)
        except BaseException as error:  # whatever it is, the caller in the other thread must hear of it
            if not self._connection.in_transaction:  # a full or failing disk has already undone all jobs
                raise
            self._connection.execute("ROLLBACK TO job")
            job.fail(self._explain(error) if isinstance(error, sqlite3.Error) else error)
        self._connection.execute("RELEASE job")
