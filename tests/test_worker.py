"""The thread that owns the SQLite database: each job for itself, and what is wrong in words."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.store import StoreError
from bot.store.sqlite_file import explain
from bot.store.worker import Worker


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def worker(path: Path) -> Iterator[Worker]:
    """On a connection that gives up at once where another one has the database."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE notes (text)")
    worker = Worker(connection, partial(explain, path=path), lambda _: True)
    yield worker
    worker.close()
    worker.join()


def inserts(text: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute("INSERT INTO notes VALUES (?)", (text,)).lastrowid


def test_a_full_disk_is_told_in_words_and_over_as_soon_as_there_is_space(worker: Worker) -> None:
    worker.submit(lambda connection: connection.execute("PRAGMA max_page_count = 4").fetchall()).result()
    with pytest.raises(StoreError, match=r"the disk is full\. Free some space"):
        worker.submit(inserts("x" * 50_000)).result()
    worker.submit(lambda connection: connection.execute("PRAGMA max_page_count = 4000").fetchall()).result()

    assert worker.submit(inserts("x" * 50_000)).result() == 1


def test_a_database_held_by_another_program_is_told_in_words(worker: Worker, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match=r"another program is writing to it\. Close that program"):
            worker.submit(inserts("x")).result()


def test_a_mistake_in_a_statement_undoes_its_own_job_only(worker: Worker) -> None:
    def mistaken(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES ('half done')")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    worker.submit(inserts("before"))
    failed = worker.submit(mistaken)
    worker.submit(inserts("after"))

    with pytest.raises(StoreError, match=r"no such table: nowhere.*please report it"):
        failed.result()
    kept = worker.submit(lambda connection: connection.execute("SELECT text FROM notes").fetchall()).result()
    assert kept == [("before",), ("after",)]
