"""The SQLite file itself: opening it for one process only, keeping its form, copying it, leaving no traces in it."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import IO

from bot.store import StoreError
from bot.store.migrations import pending

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a committed turn survives a power cut
    "foreign_keys = ON",
    "secure_delete = ON",  # zeroes what is deleted
    "temp_store = MEMORY",  # nobody's data in temporary files
)
BUSY_SECONDS = 5.0
"""For another program to finish what it writes."""
_VACUUM_UP_TO = 64 * 2**20
"""Bytes. Measured at 5 ms a MB, and nothing else is saved meanwhile."""

_BUSY = "another program is writing to it. Close that program (an sqlite3 shell, a database browser)"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space; nothing that was saved before is lost",
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: "the file is damaged. Move it away together with its -wal file and restore a backup",
    sqlite3.SQLITE_NOTADB: "this is no SQLite database. Check DATABASE_URL, or move the file away and restore a backup",
    sqlite3.SQLITE_READONLY: "it cannot be written to. Check the owner and the permissions of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Check that it exists, and the permissions of file and folder",
    sqlite3.SQLITE_PERM: "access is denied. Check the owner and the permissions of the file and its folder",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write. See the system's log, and keep a backup on another disk",
}


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """What is wrong with the database, and what its operator can do."""
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF  # the low byte is the family of the error
    remedy = _REMEDIES.get(code, f"{error}. This is a mistake in the program: please report it")
    return StoreError(f"{path}: {remedy} ({name}).")


def lock(path: Path) -> IO[str]:
    """Makes this process the only one on the database until the returned file is closed, or the process is gone.

    A file beside it, because closing any handle on the database itself would drop the locks SQLite holds on it.
    Creates the folder, and the database, where they are missing. Raises StoreError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for owned in (path, _lock_path(path)):
            os.close(os.open(owned, os.O_CREAT | os.O_RDWR, 0o600))
            owned.chmod(0o600)  # SQLite gives its -wal and -shm files the mode of the database
        holder = _lock_path(path).open("r+")
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}. Check DATABASE_URL and the permissions of the folder.") from error
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with holder:
            raise StoreError(
                f"{path} is in use by process {holder.read() or '(starting)'}. Stop that one first, or give this one "
                "a DATABASE_URL of its own; one database serves one process."
            ) from None
    holder.truncate()
    holder.write(str(os.getpid()))
    holder.flush()
    return holder


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def connect(path: Path) -> sqlite3.Connection:
    """Opens the locked database and brings it to the present form. From then on it waits for no other program. Raises
    StoreError."""
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection)
        # A process that was killed may have left in the log what it had just been told to forget.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA busy_timeout = 0")
    except (sqlite3.Error, StoreError) as error:
        if connection is not None:
            connection.close()
        raise (explain(error, path) if isinstance(error, sqlite3.Error) else error) from None
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY)")
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
    for migration in pending(applied):
        # executescript commits what is open before it starts; so the transaction begins inside
        connection.executescript("BEGIN IMMEDIATE;\n" + migration.sql)
        connection.execute("INSERT INTO migrations (name) VALUES (?)", (migration.name,))
        connection.execute("COMMIT")


def erase_traces(connection: sqlite3.Connection) -> bool:
    """After a delete: nothing of it stays, neither in the write-ahead log nor in the gaps that SQLite leaves in its
    pages when it moves rows about (`secure_delete` does not reach those; only VACUUM does, and above 64 MB, where it
    would hold up everybody for long, that is left to the operator). False: a reader is in the way, try again."""
    try:
        if _pragma(connection, "page_count") * _pragma(connection, "page_size") <= _VACUUM_UP_TO:
            connection.execute("VACUUM")
        return _pragma(connection, "wal_checkpoint(TRUNCATE)") == 0
    except sqlite3.Error:
        return False


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def backup(path: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use, by another process too: one file, complete or not there.

    An older copy of that name is replaced. Raises StoreError.
    """
    if target.exists() and path.exists() and target.samefile(path):
        raise StoreError(f"{target} is the database itself. Name another file for the copy.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(path, part)
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror}. Name a file in a folder this program may write to.") from error
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise explain(error, path) from error


def _copy(path: Path, part: Path) -> None:
    # mode=rw: reads the write-ahead log too, and does not make an empty database of a mistyped name
    source = sqlite3.connect(path.absolute().as_uri() + "?mode=rw", uri=True)
    with closing(source), closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # a single file
