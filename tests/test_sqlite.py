"""What the SQLite store promises beyond test_store.py: its file, its locks, its copies, its traces."""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import StoreError, UnreadableSession, migrations
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_file import backup
from dialogs.effects import Effect, Forget, Record, Wake
from dialogs.session import Session

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
KEEPS_TURNING = """
import asyncio, sys, time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from bot.store.sqlite import SqliteStore
from dialogs.effects import Wake
from dialogs.session import Session

def decide(before):
    before = before or Session(chat=1, turn=0, entered=0)
    if before.turn == 20:
        print("inside", flush=True)
        time.sleep(600)
    return replace(before, turn=before.turn + 1, entered=before.turn + 1), [Wake("step", datetime.now(UTC))]

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    while True:
        turned = await store.turn(1, decide)
        print(turned.session.turn, flush=True)

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(path)
    yield store
    await store.close()


def goes_on(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    before = before or Session(chat=0, turn=0, entered=0)
    return replace(before, turn=before.turn + 1, entered=before.turn + 1), [Wake("step", NOON)]


def says(words: str, at: datetime = NOON) -> Callable[[Session | None], tuple[Session, Sequence[Effect]]]:
    def decide(before: Session | None) -> tuple[Session, Sequence[Effect]]:
        session, effects = goes_on(before)
        return replace(session, flagged_by=words), [*effects, Record(at, {"words": words})]

    return decide


def forgets(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    return Session(chat=0, turn=9, entered=9), [Forget()]


@contextlib.contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", KEEPS_TURNING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if lines[-1] == last:
            break
    assert lines[-1:] == [last]
    return lines


async def test_only_one_process_may_have_the_database(path: Path) -> None:
    with another_process(path) as process:
        lines_until(process, "1")

        with pytest.raises(StoreError, match=f"in use by process {process.pid}. Stop that one first"):
            await SqliteStore.open(path)


async def test_only_one_store_of_a_process_may_have_the_database(store: SqliteStore, path: Path) -> None:
    with pytest.raises(StoreError, match=f"in use by process {os.getpid()}"):
        await SqliteStore.open(path)


async def test_a_process_killed_inside_a_turn_loses_that_turn_and_no_other(path: Path) -> None:
    with another_process(path) as process:
        lines = lines_until(process, "inside")
        process.send_signal(signal.SIGKILL)

    store = await SqliteStore.open(path)
    stored = await store.load(1)
    timers = await store.timers()
    await store.close()

    assert stored is not None
    assert stored.session.turn == int(lines[-2]) == 20
    assert [timer.turn for timer in timers] == [20]


async def test_a_process_killed_at_any_moment_loses_nothing_it_had_reported(path: Path) -> None:
    with another_process(path) as process:
        lines_until(process, "7")
        process.send_signal(signal.SIGKILL)

    store = await SqliteStore.open(path)
    stored = await store.load(1)
    timers = await store.timers()
    await store.close()

    assert stored is not None
    assert stored.session.turn >= 7
    assert [timer.turn for timer in timers] == [stored.session.turn]


async def test_nobody_else_on_the_machine_can_read_the_files(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "deep" / "down" / "bot.db")
    await store.turn(1, goes_on)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "deep" / "down").iterdir()}
    await store.close()

    assert modes == dict.fromkeys(["bot.db", "bot.db-wal", "bot.db-shm", "bot.db.lock"], 0o600)


def files_with(folder: Path, *needles: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if any(needle in file.read_bytes() for needle in needles)]


async def test_of_forgotten_chats_not_one_byte_is_left(store: SqliteStore, path: Path) -> None:
    dice = random.Random(1)
    chats = [dice.randrange(2**33, 2**36) for _ in range(300)]
    for at in range(8):  # rows of changing size: SQLite moves them from page to page, and copies stay behind
        turns = (store.turn(chat, says(f"<{chat}>" * dice.randrange(1, 20), NOON.replace(second=at))) for chat in chats)
        await asyncio.gather(*turns)
    gone, kept = chats[::2], chats[1::2]
    needles = [needle for chat in gone for needle in (f"<{chat}>".encode(), chat.to_bytes(6, "big"))]
    assert files_with(path.parent, *needles)

    await asyncio.gather(store.forget(gone[0]), *(store.turn(chat, forgets) for chat in gone[1:]))

    assert files_with(path.parent, *needles) == []
    assert all([await store.load(chat) is not None for chat in kept])


async def test_what_a_backup_in_progress_still_holds_is_erased_right_after_it(store: SqliteStore, path: Path) -> None:
    await store.turn(1, says("my words"))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sessions").fetchall()
        await store.forget(1)
        assert await store.turn(2, goes_on) is not None

    async with asyncio.timeout(10):
        while files_with(path.parent, b"my words"):  # noqa: ASYNC110 a file has no event to wait for
            await asyncio.sleep(0.01)


async def test_what_a_killed_process_left_in_the_log_is_folded_in_at_the_start(tmp_path: Path, path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.turn(1, says("my words"))
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in ("bot.db", "bot.db-wal"):
        (killed / file).write_bytes((tmp_path / file).read_bytes())
    await store.close()
    assert b"my words" in (killed / "bot.db-wal").read_bytes()

    store = await SqliteStore.open(killed / "bot.db")
    stored = await store.load(1)
    logged = (killed / "bot.db-wal").read_bytes()
    await store.close()

    assert stored is not None
    assert stored.session.flagged_by == "my words"
    assert logged == b""


async def test_a_backup_taken_while_turns_go_on_is_consistent(store: SqliteStore, path: Path) -> None:
    copy = path.with_name("copy.db")
    copied = asyncio.create_task(asyncio.to_thread(backup, path, copy))
    while not copied.done():
        await asyncio.gather(*(store.turn(chat, goes_on) for chat in range(20)))
    await copied
    await asyncio.gather(*(store.turn(chat, goes_on) for chat in range(20)))
    await asyncio.to_thread(backup, path, copy)

    assert sorted(file.name for file in path.parent.glob("copy*")) == ["copy.db"]
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = await SqliteStore.open(copy)
    sessions = [await restored.load(chat) for chat in range(20)]
    timers = {timer.chat: timer.turn for timer in await restored.timers()}
    await restored.close()
    assert timers == {chat: stored.session.turn for chat, stored in enumerate(sessions) if stored is not None}
    assert len(timers) == 20


async def test_a_backup_of_a_stopped_program_works_too(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.turn(1, goes_on)
    await store.close()

    backup(path, path.with_name("copy.db"))

    restored = await SqliteStore.open(path.with_name("copy.db"))
    assert await restored.load(1) is not None
    await restored.close()


async def test_a_backup_that_cannot_be_made_says_why_and_leaves_nothing(store: SqliteStore, path: Path) -> None:
    with pytest.raises(StoreError, match="is the database itself"):
        backup(path, path.parent / "." / "bot.db")
    with pytest.raises(StoreError, match="No such file or directory"):
        backup(path, path.parent / "nowhere" / "copy.db")
    with pytest.raises(StoreError, match=r"cannot be opened\. Check that it exists"):
        backup(path.with_name("mistyped.db"), path.with_name("copy.db"))

    assert {file.name for file in path.parent.iterdir()} == {"bot.db", "bot.db-wal", "bot.db-shm", "bot.db.lock"}


@pytest.fixture
def shopping_list(path: Path) -> Path:
    path.write_text("milk, bread, and more of it than the header of a database takes\n" * 20)
    return path


async def test_a_file_that_is_no_database_is_refused_and_neither_touched_nor_locked(shopping_list: Path) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match=r"no SQLite database. Check DATABASE_URL.*\(SQLITE_NOTADB\)"):
            await SqliteStore.open(shopping_list)

    assert files_with(shopping_list.parent, b"milk, bread") == ["bot.db"]


async def test_a_path_through_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="Check DATABASE_URL and the permissions"):
        await SqliteStore.open(tmp_path / "file" / "bot.db")


async def test_the_database_of_a_newer_release_is_refused(path: Path) -> None:
    await (await SqliteStore.open(path)).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO migrations VALUES ('9999-later')")

    with pytest.raises(StoreError, match=r"newer release of the program .*9999-later.*Run that release"):
        await SqliteStore.open(path)


async def test_one_damaged_session_stops_one_chat(store: SqliteStore, path: Path) -> None:
    await asyncio.gather(store.turn(1, goes_on), store.turn(2, goes_on))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE sessions SET session = '{}' WHERE chat = 1")

    results = await asyncio.gather(store.turn(1, goes_on), store.turn(2, goes_on), return_exceptions=True)
    await store.forget(1)

    assert isinstance(results[0], UnreadableSession)
    assert not isinstance(results[1], BaseException)
    assert await store.turn(1, goes_on) is not None


def test_migrations_are_numbered_without_gaps_and_come_in_order() -> None:
    names = [migration.name for migration in migrations.pending([])]

    assert names
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert migrations.pending(names) == []
