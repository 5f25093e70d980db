"""The store of the embedded set-up: one SQLite file, one process."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import IO, Self, TypeVar, assert_never

from bot.ports import Decide, Receipt, Stored, Timer, Turned
from bot.store import StoreError
from bot.store.codec import decode, encode, from_micros, to_micros
from bot.store.sqlite_file import connect, erase_traces, explain, lock
from bot.store.worker import Work, Worker
from dialogs.effects import Discard, Effect, Expire, Forget, Record, Restore, Send, Show, Sleep, Stage, Toast, Wake
from dialogs.session import Session

T = TypeVar("T")

_REDELIVERED_WITHIN = 10_000
"""Numbers of updates; comes from Telegram, who keep an unconfirmed one for a day."""


_Numbers = tuple[int | None, int | None]
"""Of the update that led to a turn: as anything but a press, as a press."""


class SqliteStore:
    """A `bot.ports.Store`. Its methods raise StoreError when the database fails; nothing is half done then.

    A caller that is cancelled while it waits does not undo a turn that has begun.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: IO[str]) -> None:
        """For `open`."""
        self._worker = Worker(connection, partial(explain, path=path), erase_traces)
        self._lock = lock

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Creates the file and its folder where missing; brings the tables to the present form. Raises StoreError."""
        holder = await asyncio.to_thread(lock, path)
        try:
            return cls(path, await asyncio.to_thread(connect, path), holder)
        except StoreError:
            holder.close()
            raise

    async def turn(
        self, chat: int, decide: Decide, update_id: int | None = None, *, press: bool = False
    ) -> Turned | None:
        """As promised by `Store`. `decide` runs in the store's thread; what it raises comes out here."""
        numbers = (None, update_id) if press else (update_id, None)
        return await self._run(partial(self._turn, chat=chat, decide=decide, numbers=numbers))

    async def load(self, chat: int) -> Stored | None:
        return await self._run(partial(_load, chat=chat), lasting=False)

    async def mark_sending(self, chat: int, turn: int) -> Receipt | None:
        return await self._run(partial(_mark_sending, chat=chat, turn=turn), lasting=False)

    async def mark_unsent(self, chat: int) -> None:
        await self._run(partial(_mark_unsent, chat=chat), lasting=False)

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        await self._run(partial(_mark_shown, chat=chat, turn=turn, receipt=receipt), lasting=False)

    async def timers(self) -> Sequence[Timer]:
        return await self._run(_timers)

    async def unshown(self) -> Sequence[int]:
        return await self._run(_unshown)

    async def doubtful(self) -> Sequence[int]:
        return await self._run(_doubtful)

    async def history(self, chat: int) -> Sequence[Record]:
        return await self._run(partial(_history, chat=chat))

    async def aged(self, before: datetime) -> Sequence[int]:
        return await self._run(partial(_aged, before=before))

    async def uploads(self) -> Mapping[str, str]:
        return await self._run(_uploads)

    async def keep_upload(self, file: str, known_as: str) -> None:
        await self._run(partial(_keep_upload, file=file, known_as=known_as))

    async def forget(self, chat: int) -> None:
        """Nothing of the chat is left in the files; with a backup in progress, as soon as that is done."""
        await self._run(partial(self._forget, chat=chat))

    async def close(self) -> None:
        """Finishes what was asked for before; may be called twice."""
        self._worker.close()
        await asyncio.to_thread(self._worker.join)
        self._lock.close()

    async def _run(self, work: Work[T], *, lasting: bool = True) -> T:
        return await asyncio.wrap_future(self._worker.submit(work, lasting=lasting))

    def _turn(self, connection: sqlite3.Connection, chat: int, decide: Decide, numbers: _Numbers) -> Turned | None:
        row = connection.execute(
            "SELECT session, last_update_id, last_press_id FROM sessions WHERE chat = ?", (chat,)
        ).fetchone()
        if row is not None and (_taken(numbers[0], row[1]) or _taken(numbers[1], row[2])):
            return None
        before = None if row is None else decode(row[0])
        session, effects = decide(before)
        if any(isinstance(effect, Forget) for effect in effects):
            self._forget(connection, chat)
        else:
            _save(connection, chat, before, session, numbers)
            for effect in effects:
                _apply(connection, chat, session, effect)
        return Turned(before, session, tuple(effects), _timers_of(connection, chat))

    def _forget(self, connection: sqlite3.Connection, chat: int) -> None:
        connection.execute("DELETE FROM sessions WHERE chat = ?", (chat,))  # the other tables follow
        self._worker.tidy_up()


def _taken(update_id: int | None, last: int | None) -> bool:
    """Whether an update was seen before. Telegram numbers updates upwards, but after a week without any it starts
    again at a random number: one far below the last is therefore new, and only one closely below comes again."""
    return update_id is not None and last is not None and 0 <= last - update_id < _REDELIVERED_WITHIN


def _save(
    connection: sqlite3.Connection, chat: int, before: Session | None, session: Session, numbers: _Numbers
) -> None:
    if session != before:
        connection.execute(
            "INSERT INTO sessions (chat, turn, last_update_id, last_press_id, seen_at, session) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat) DO UPDATE "
            "SET turn = excluded.turn, session = excluded.session, "
            "last_update_id = coalesce(excluded.last_update_id, sessions.last_update_id), "
            "last_press_id = coalesce(excluded.last_press_id, sessions.last_press_id), "
            "seen_at = coalesce(excluded.seen_at, sessions.seen_at)",
            (chat, session.turn, *numbers, _seen_at(session), encode(session)),
        )
    elif numbers != (None, None):
        connection.execute(
            "UPDATE sessions SET last_update_id = coalesce(?, last_update_id), "
            "last_press_id = coalesce(?, last_press_id) WHERE chat = ?",
            (*numbers, chat),
        )


def _seen_at(session: Session) -> int | None:
    """The day, not the second: its index changes once a day at most."""
    return None if session.seen_on is None else to_micros(datetime.combine(session.seen_on, time(), UTC))


def _apply(connection: sqlite3.Connection, chat: int, session: Session, effect: Effect) -> None:
    match effect:
        case Wake(kind, at):
            connection.execute(
                "INSERT INTO timers (chat, kind, due_at, turn) VALUES (?, ?, ?, ?) ON CONFLICT (chat, kind) DO UPDATE "
                "SET due_at = excluded.due_at, turn = excluded.turn",
                (chat, kind, to_micros(at), session.entered),
            )
        case Sleep(kind):
            connection.execute("DELETE FROM timers WHERE chat = ? AND kind = ?", (chat, kind))
        case Toast() | Show() | Send() | Forget():
            pass  # for whoever called
        case _:
            _apply_to_history(connection, chat, effect)


def _apply_to_history(
    connection: sqlite3.Connection, chat: int, effect: Record | Expire | Stage | Restore | Discard
) -> None:
    match effect:
        case Record():
            connection.execute(
                "INSERT INTO history (chat, started_at, document) VALUES (?, ?, ?) ON CONFLICT (chat, started_at) "
                "DO UPDATE SET document = excluded.document",
                _columns(chat, effect),
            )
        case Expire(before):
            connection.execute("DELETE FROM history WHERE chat = ? AND started_at < ?", (chat, to_micros(before)))
        case Stage(rows):
            _discard(connection, chat)
            columns = [_columns(chat, row) for row in rows]
            connection.executemany("INSERT INTO staged (chat, started_at, document) VALUES (?, ?, ?)", columns)
        case Restore():
            _restore(connection, chat)
        case Discard():
            _discard(connection, chat)
        case _:
            assert_never(effect)


def _columns(chat: int, record: Record) -> tuple[int, int, str]:
    return chat, to_micros(record.started_at), json.dumps(dict(record.row))


def _restore(connection: sqlite3.Connection, chat: int) -> None:
    connection.execute(
        "INSERT INTO history (chat, started_at, document) "
        "SELECT chat, started_at, document FROM staged WHERE chat = ? "
        "ON CONFLICT (chat, started_at) DO UPDATE SET document = excluded.document",
        (chat,),
    )
    _discard(connection, chat)


def _discard(connection: sqlite3.Connection, chat: int) -> None:
    connection.execute("DELETE FROM staged WHERE chat = ?", (chat,))


def _load(connection: sqlite3.Connection, chat: int) -> Stored | None:
    row = connection.execute("SELECT session, shown_turn, receipt FROM sessions WHERE chat = ?", (chat,)).fetchone()
    if row is None:
        return None
    session, shown_turn, receipt = row
    return Stored(decode(session), shown_turn, None if receipt is None else json.loads(receipt))


def _mark_sending(connection: sqlite3.Connection, chat: int, turn: int) -> Receipt | None:
    rows = connection.execute("UPDATE sessions SET sending_turn = ? WHERE chat = ? RETURNING receipt", (turn, chat))
    receipt = next((receipt for (receipt,) in rows.fetchall()), None)
    return None if receipt is None else json.loads(receipt)


def _mark_unsent(connection: sqlite3.Connection, chat: int) -> None:
    connection.execute("UPDATE sessions SET sending_turn = shown_turn WHERE chat = ?", (chat,))


def _mark_shown(connection: sqlite3.Connection, chat: int, turn: int, receipt: Receipt | None) -> None:
    connection.execute(
        "UPDATE sessions SET shown_turn = ?, receipt = ? WHERE chat = ? AND shown_turn <= ?",
        (turn, None if receipt is None else json.dumps(dict(receipt)), chat, turn),
    )


def _timers(connection: sqlite3.Connection) -> Sequence[Timer]:
    rows = connection.execute("SELECT chat, kind, due_at, turn FROM timers ORDER BY due_at")
    return [Timer(chat, kind, from_micros(due_at), turn) for chat, kind, due_at, turn in rows]


def _timers_of(connection: sqlite3.Connection, chat: int) -> tuple[Timer, ...]:
    rows = connection.execute("SELECT kind, due_at, turn FROM timers WHERE chat = ? ORDER BY due_at", (chat,))
    return tuple(Timer(chat, kind, from_micros(due_at), turn) for kind, due_at, turn in rows)


def _unshown(connection: sqlite3.Connection) -> Sequence[int]:
    rows = connection.execute("SELECT chat FROM sessions WHERE shown_turn < turn AND sending_turn < turn")
    return [chat for (chat,) in rows]


def _doubtful(connection: sqlite3.Connection) -> Sequence[int]:
    rows = connection.execute("SELECT chat FROM sessions WHERE shown_turn < turn AND sending_turn >= turn")
    return [chat for (chat,) in rows]


def _history(connection: sqlite3.Connection, chat: int) -> Sequence[Record]:
    rows = connection.execute("SELECT started_at, document FROM history WHERE chat = ? ORDER BY started_at", (chat,))
    return [Record(from_micros(started_at), json.loads(document)) for started_at, document in rows]


def _aged(connection: sqlite3.Connection, before: datetime) -> Sequence[int]:
    day = datetime.combine(before.date(), time(), UTC)
    rows = connection.execute(
        "SELECT chat FROM sessions WHERE seen_at < ? UNION SELECT chat FROM history WHERE started_at < ?",
        (to_micros(day), to_micros(before)),
    )
    return [chat for (chat,) in rows]


def _uploads(connection: sqlite3.Connection) -> Mapping[str, str]:
    return dict(connection.execute("SELECT file, known_as FROM uploads").fetchall())


def _keep_upload(connection: sqlite3.Connection, file: str, known_as: str) -> None:
    connection.execute(
        "INSERT INTO uploads (file, known_as) VALUES (?, ?) "
        "ON CONFLICT (file) DO UPDATE SET known_as = excluded.known_as",
        (file, known_as),
    )
