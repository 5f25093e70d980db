"""The SQLite connection and its jobs: each for itself, nobody told before the disk has it, what is wrong in words."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.store import StoreError
from bot.store.group_commit import GROUP_SECONDS, GroupCommit
from bot.store.sqlite_file import explain

BUSY_SECONDS = 0.2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def commits(path: Path) -> AsyncIterator[GroupCommit]:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE notes (text)")
    commits = GroupCommit(
        connection, busy_seconds=BUSY_SECONDS, explain=partial(explain, path=path), tidy=lambda _: True
    )
    yield commits
    await commits.close()


def inserts(text: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute("INSERT INTO notes VALUES (?)", (text,)).lastrowid


def says(pragma: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute(f"PRAGMA {pragma}").fetchall()


def noted(connection: sqlite3.Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT text FROM notes").fetchall()]


async def test_a_full_disk_is_told_in_words_and_over_as_soon_as_there_is_space(commits: GroupCommit) -> None:
    await commits.run(says("max_page_count = 4"))
    with pytest.raises(StoreError, match=r"the disk is full\. Free some space"):
        await commits.run(inserts("x" * 50_000))
    await commits.run(says("max_page_count = 4000"))

    assert await commits.run(inserts("x" * 50_000)) == 1


async def test_a_database_held_by_another_program_is_told_in_words(commits: GroupCommit, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")

        asked = [asyncio.create_task(commits.run(inserts(text))) for text in "xyz"]
        for each in asked:
            with pytest.raises(StoreError, match=r"another program is writing to it\. Close that program"):
                await each
    assert await commits.run(noted) == []


async def test_what_another_program_writes_is_waited_for_while_everything_else_goes_on(
    commits: GroupCommit, path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        shell.execute("INSERT INTO notes VALUES ('theirs')")
        ours = asyncio.create_task(commits.run(inserts("ours")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # by now it has begun to wait, and the loop still runs
        assert not ours.done()
        shell.execute("COMMIT")
        await ours

    assert await commits.run(noted) == ["theirs", "ours"]


async def test_a_mistake_in_a_statement_undoes_its_own_job_only(commits: GroupCommit) -> None:
    def mistaken(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes VALUES ('half done')")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    _, failed, _ = await asyncio.gather(
        *map(commits.run, (inserts("before"), mistaken, inserts("after"))), return_exceptions=True
    )

    assert isinstance(failed, StoreError)
    assert "no such table: nowhere" in str(failed)
    assert "please report it" in str(failed)
    assert await commits.run(noted) == ["before", "after"]


async def test_nobody_is_told_before_it_is_committed(commits: GroupCommit, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:

        async def keep(text: str) -> None:
            await commits.run(inserts(text))
            assert text in noted(reader)

        await asyncio.gather(*map(keep, "abcdefgh"))


async def test_jobs_that_take_long_let_the_rest_of_the_program_have_its_turn(commits: GroupCommit) -> None:
    turns, seen = 0, set()

    def ponders(_: sqlite3.Connection) -> None:
        seen.add(turns)
        until = time.perf_counter() + GROUP_SECONDS
        while time.perf_counter() < until:
            pass

    many = asyncio.gather(*(commits.run(ponders) for _ in range(5)))
    while not many.done():
        await asyncio.sleep(0)
        turns += 1

    assert len(seen) == 5


async def test_a_job_whose_asker_is_gone_before_its_turn_is_left_out(commits: GroupCommit) -> None:
    gone = asyncio.create_task(commits.run(inserts("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    await commits.run(inserts("here"))

    assert await commits.run(noted) == ["here"]


async def test_an_asker_who_goes_in_the_middle_undoes_nothing(commits: GroupCommit) -> None:
    asked: list[asyncio.Task[object]] = []

    def cancels(connection: sqlite3.Connection) -> object:
        asked[0].cancel()
        return inserts("begun")(connection)

    asked.append(asyncio.create_task(commits.run(cancels)))
    with pytest.raises(asyncio.CancelledError):
        await asked[0]

    assert await commits.run(noted) == ["begun"]


async def test_closing_finishes_what_was_asked_for_and_takes_no_more(commits: GroupCommit, path: Path) -> None:
    asked = [asyncio.create_task(commits.run(inserts(text))) for text in "abc"]
    await asyncio.sleep(0)
    await commits.close()

    assert all(each.done() and each.exception() is None for each in asked)
    with pytest.raises(StoreError, match="The database is closed"):
        await commits.run(inserts("late"))
    with contextlib.closing(sqlite3.connect(path)) as reader:
        assert noted(reader) == ["a", "b", "c"]
