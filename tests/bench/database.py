"""The two databases that measurements are made on, side by side."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

import asyncpg

from bot.ports import Store
from bot.store.codec import encode, to_micros
from bot.store.postgres import PostgresStore
from bot.store.sqlite import SqliteStore
from bot.store.sqlite_file import connect
from dialogs.reminding import Due
from dialogs.session import Session
from dialogs.turn import REMINDER
from tests.bench.usage import Usage
from tests.postgres import PostgresServer, emptied, programs

Reminders = Iterable[tuple[int, datetime]]
"""Chats, each with the instant its reminder is due."""


class Database(Protocol):
    """Where a program keeps its sessions."""

    @property
    def name(self) -> str: ...

    @property
    def variables(self) -> Mapping[str, str]:
        """What tells a program about it."""

    async def empty(self) -> None:
        """Nothing is in it, no table either."""

    async def open(self) -> Store:
        """The tables are there."""

    async def fill(self, session: Session, reminders: Reminders) -> None:
        """`session` in each of these chats and its reminder, as the program itself would have left it."""

    def usage(self) -> Usage:
        """Of a server of its own."""


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "bot.sqlite3"

    @property
    def variables(self) -> Mapping[str, str]:
        return {"DATABASE_URL": f"sqlite:///{self._path}"}

    async def empty(self) -> None:
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()

    async def open(self) -> SqliteStore:
        return await SqliteStore.open(self._path)

    async def fill(self, session: Session, reminders: Reminders) -> None:
        await (await self.open()).close()
        connection = connect(self._path)
        with connection:
            connection.execute("BEGIN")
            for chat, at in reminders:
                here = _reminded(session, chat, at)
                connection.execute(
                    "INSERT INTO sessions (chat, turn, shown_turn, sending_turn, session) VALUES (?, ?, ?, ?, ?)",
                    (chat, here.turn, here.turn, here.turn, encode(here)),
                )
                connection.execute(
                    "INSERT INTO timers VALUES (?, ?, ?, ?)", (chat, REMINDER, to_micros(at), here.entered)
                )
            connection.execute("COMMIT")
        connection.close()

    def usage(self) -> Usage:
        """It is part of the program."""
        return Usage(0, 0)


class Postgres:
    name = "PostgreSQL"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def variables(self) -> Mapping[str, str]:
        return {"DATABASE_URL": self._server.url}

    async def empty(self) -> None:
        await emptied(self._server)

    async def open(self) -> PostgresStore:
        return await PostgresStore.open(self._server.url)

    async def fill(self, session: Session, reminders: Reminders) -> None:
        await (await self.open()).close()
        rows = [(_reminded(session, chat, at), to_micros(at)) for chat, at in reminders]
        sessions = ((each.chat, each.turn, each.turn, each.turn, encode(each)) for each, _ in rows)
        timers = ((each.chat, REMINDER, due_at, each.entered) for each, due_at in rows)
        connection = await asyncpg.connect(self._server.url)
        columns = ("chat", "turn", "shown_turn", "sending_turn", "session")
        await connection.copy_records_to_table("sessions", columns=columns, records=sessions)
        await connection.copy_records_to_table("timers", columns=("chat", "kind", "due_at", "turn"), records=timers)
        await connection.execute("ANALYZE")
        await connection.close()

    def usage(self) -> Usage:
        return Usage.of_family(self._server.pid)


def _reminded(session: Session, chat: int, at: datetime) -> Session:
    return replace(session, chat=chat, remind=Due("check-in", at), dues=(Due("check-in", at),))


@contextmanager
def sqlite() -> Iterator[Sqlite]:
    """In a folder of its own, where TMPDIR points: the disk has its say in every durable write."""
    with tempfile.TemporaryDirectory() as folder:
        yield Sqlite(Path(folder))


@contextmanager
def postgres() -> Iterator[Postgres | None]:
    """A server of its own, at the same place, that waits for the disk; None where there is no PostgreSQL."""
    folder = programs()
    if folder is None:
        yield None
        return
    with PostgresServer(folder, durable=True) as server:
        yield Postgres(server)


@contextmanager
def databases() -> Iterator[Sequence[Database]]:
    """Both, or the one there is."""
    with sqlite() as file, postgres() as server:
        yield [file] if server is None else [file, server]
