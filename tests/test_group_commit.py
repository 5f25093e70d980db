"""The SQLite connection and its jobs: each for itself, nobody told before the disk has it, what is wrong in words."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.store import StoreError, group_commit
from bot.store.group_commit import GROUP_SECONDS, GroupCommit
from bot.store.sqlite_file import explain

BUSY_SECONDS = 0.2
FULL = 2
"""Of `PRAGMA synchronous`: a commit waits for the disk."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


class Tidy:
    """Tidies up, unless somebody is in the way."""

    def __init__(self) -> None:
        self.free = True
        self.tries = 0

    def __call__(self, _: sqlite3.Connection) -> bool:
        self.tries += 1
        return self.free


@pytest.fixture
def tidy() -> Tidy:
    return Tidy()


@pytest.fixture
async def commits(path: Path, tidy: Tidy) -> AsyncIterator[GroupCommit]:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE notes (text)")
    commits = GroupCommit(connection, busy_seconds=BUSY_SECONDS, explain=partial(explain, path=path), tidy=tidy)
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


async def test_who_comes_while_another_program_writes_waits_for_the_disk_and_a_time_of_its_own(
    commits: GroupCommit, path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        first = asyncio.create_task(commits.run(inserts("mark"), lasting=False))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # it has begun to wait
        later = asyncio.create_task(commits.run(says("synchronous")))
        with pytest.raises(StoreError, match="another program"):
            await first
        shell.execute("COMMIT")

    assert await later == [(FULL,)]


async def test_whatever_a_job_raises_comes_out_and_stops_no_other(commits: GroupCommit) -> None:
    def runs_out(_: sqlite3.Connection) -> str:
        return next(iter(()))

    found = await asyncio.gather(
        *map(commits.run, (inserts("before"), runs_out, inserts("after"))), return_exceptions=True
    )

    assert isinstance(found[1], RuntimeError)
    assert await commits.run(noted) == ["before", "after"]


async def test_what_failed_with_the_disk_takes_nobody_along_who_had_not_begun(commits: GroupCommit) -> None:
    def undoes(connection: sqlite3.Connection) -> None:
        until = time.perf_counter() + GROUP_SECONDS
        while time.perf_counter() < until:
            pass
        connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    before, undone, after = await asyncio.gather(
        *map(commits.run, (inserts("before"), undoes, inserts("after"))), return_exceptions=True
    )

    assert isinstance(before, StoreError)
    assert isinstance(undone, StoreError)
    assert after == 1
    assert await commits.run(noted) == ["after"]


async def test_tidying_up_is_tried_again_once_a_second_whatever_happens_meanwhile(
    commits: GroupCommit, tidy: Tidy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "RETRY_SECONDS", 0.2)
    tidy.free = False
    for _ in range(3):
        await commits.run(lambda _: commits.tidy_up())
    assert tidy.tries == 3
    for text in "abcdefgh":
        await commits.run(inserts(text))
    assert tidy.tries == 3, "what has nothing to do with it is not held up by it"
    async with asyncio.timeout(5):
        while tidy.tries == 3:  # noqa: ASYNC110 it is called in a thread
            await asyncio.sleep(0)
    assert tidy.tries == 4


async def test_who_stops_waiting_for_the_end_stops_nobody_else(commits: GroupCommit, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        asked = asyncio.create_task(commits.run(inserts("kept")))
        await asyncio.sleep(0)
        closing = asyncio.create_task(commits.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
        shell.execute("COMMIT")
        await asked

    await commits.close()
    with contextlib.closing(sqlite3.connect(path)) as reader:
        assert noted(reader) == ["kept"]


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
