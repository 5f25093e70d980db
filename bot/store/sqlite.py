"""The store of the embedded set-up: one SQLite file, one process."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import IO, Self

from bot.ports import Decide, Frozen, Receipt, Sending, Stored, Timer, Turned
from bot.store import StoreError, UnreadableSession
from bot.store.codec import decode, from_micros, to_micros
from bot.store.group_commit import GroupCommit
from bot.store.numbering import Numbers
from bot.store.sqlite_file import BUSY_SECONDS, connect, erase_traces, explain, lock
from bot.store.sqlite_turn import apply, save, timers_of, use_up
from dialogs.effects import Forget, Record

_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000"
"""Microseconds since 1970, to the millisecond."""
_MARK_SENDING = f"""
    UPDATE sessions SET sending_turn = max(sending_turn, ?)
    WHERE chat = ? AND frozen_until <= {_NOW} AND (? OR max(sending_turn, shown_turn) < ?) RETURNING receipt"""  # noqa: S608
_OUT = f"SELECT max(sending_turn, shown_turn), frozen_until - {_NOW} FROM sessions WHERE chat = ?"  # noqa: S608
_FREEZE = f"UPDATE sessions SET frozen_until = max(frozen_until, {_NOW} + ?) WHERE chat = ?"  # noqa: S608


class SqliteStore:
    """A `bot.ports.Store`. Its methods raise StoreError when the database fails; nothing is half done then.

    A caller that is cancelled while it waits does not undo a turn that has begun.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: IO[str]) -> None:
        """For `open`."""
        self._commits = GroupCommit(
            connection, busy_seconds=BUSY_SECONDS, explain=partial(explain, path=path), tidy=erase_traces
        )
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
        self,
        chat: int,
        decide: Decide,
        update_id: int | None = None,
        *,
        press: bool = False,
        timer: Timer | None = None,
    ) -> Turned | None:
        """As promised by `Store`. What `decide` raises comes out here."""
        numbers = Numbers.of(update_id, press=press)
        turned = await self._commits.run(partial(self._turn, chat=chat, decide=decide, numbers=numbers, timer=timer))
        if isinstance(turned, UnreadableSession):
            raise turned
        return turned

    async def load(self, chat: int) -> Stored | None:
        return await self._commits.run(partial(_load, chat=chat), lasting=False)

    async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
        return await self._commits.run(partial(_mark_sending, chat=chat, turn=turn, again=again), lasting=False)

    async def freeze(self, chat: int, seconds: float) -> None:
        await self._commits.run(partial(_freeze, chat=chat, seconds=seconds), lasting=False)

    async def mark_unsent(self, chat: int, turn: int, again_in: float) -> None:  # noqa: ARG002 - nobody else would try
        await self._commits.run(partial(_mark_unsent, chat=chat, turn=turn), lasting=False)

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        await self._commits.run(partial(_mark_shown, chat=chat, turn=turn, receipt=receipt), lasting=False)

    async def timers(self) -> Sequence[Timer]:
        return await self._commits.run(_timers)

    async def unshown(self) -> Mapping[int, int]:
        return await self._commits.run(_unshown)

    async def doubtful(self) -> Mapping[int, int]:
        return await self._commits.run(_doubtful)

    async def history(self, chat: int) -> Sequence[Record]:
        return await self._commits.run(partial(_history, chat=chat))

    async def aged(self, before: datetime) -> Sequence[int]:
        return await self._commits.run(partial(_aged, before=before))

    async def uploads(self) -> Mapping[str, str]:
        return await self._commits.run(_uploads)

    async def keep_upload(self, file: str, known_as: str) -> None:
        await self._commits.run(partial(_keep_upload, file=file, known_as=known_as))

    async def forget(self, chat: int) -> None:
        """Nothing of the chat is left in the files; with a backup in progress, as soon as that is done."""
        await self._commits.run(partial(self._forget, chat=chat))

    async def close(self) -> None:
        """Finishes what was asked for before; may be called twice."""
        await self._commits.close()
        self._lock.close()

    def _turn(
        self, connection: sqlite3.Connection, chat: int, decide: Decide, numbers: Numbers, timer: Timer | None
    ) -> Turned | UnreadableSession | None:
        row = connection.execute(
            "SELECT session, last_update_id, last_press_id FROM sessions WHERE chat = ?", (chat,)
        ).fetchone()
        if row is not None and numbers.taken(Numbers(row[1], row[2])):
            return None
        if timer is not None and not use_up(connection, timer):
            return None
        try:
            before = None if row is None else decode(row[0])
        except UnreadableSession as error:
            return error  # raised later: what was done so far stays
        session, effects = decide(before)
        if any(isinstance(effect, Forget) for effect in effects):
            self._forget(connection, chat)
        else:
            save(connection, chat, before, session, numbers)
            for effect in effects:
                apply(connection, chat, session, effect)
        return Turned(before, session, tuple(effects), timers_of(connection, chat))

    def _forget(self, connection: sqlite3.Connection, chat: int) -> None:
        connection.execute("DELETE FROM sessions WHERE chat = ?", (chat,))  # the other tables follow
        self._commits.tidy_up()


def _load(connection: sqlite3.Connection, chat: int) -> Stored | None:
    row = connection.execute("SELECT session, shown_turn, receipt FROM sessions WHERE chat = ?", (chat,)).fetchone()
    if row is None:
        return None
    session, shown_turn, receipt = row
    return Stored(decode(session), shown_turn, None if receipt is None else json.loads(receipt))


def _mark_sending(connection: sqlite3.Connection, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
    row = next(iter(connection.execute(_MARK_SENDING, (turn, chat, again, turn)).fetchall()), None)
    if row is not None:
        return Sending(None if row[0] is None else json.loads(row[0]))
    stored = connection.execute(_OUT, (chat,)).fetchone()
    if stored is None:
        return Sending(None)
    out, frozen = stored
    return None if out >= turn and not again else Frozen(frozen / 1e6)


def _freeze(connection: sqlite3.Connection, chat: int, seconds: float) -> None:
    connection.execute(_FREEZE, (int(seconds * 1e6), chat))


def _mark_unsent(connection: sqlite3.Connection, chat: int, turn: int) -> None:
    connection.execute(
        "UPDATE sessions SET sending_turn = shown_turn WHERE chat = ? AND sending_turn = ?", (chat, turn)
    )


def _mark_shown(connection: sqlite3.Connection, chat: int, turn: int, receipt: Receipt | None) -> None:
    connection.execute(
        "UPDATE sessions SET shown_turn = ?, receipt = ? WHERE chat = ? AND shown_turn <= ?",
        (turn, None if receipt is None else json.dumps(dict(receipt)), chat, turn),
    )


def _timers(connection: sqlite3.Connection) -> Sequence[Timer]:
    rows = connection.execute("SELECT chat, kind, due_at, turn FROM timers ORDER BY due_at")
    return [Timer(chat, kind, from_micros(due_at), turn) for chat, kind, due_at, turn in rows]


def _unshown(connection: sqlite3.Connection) -> Mapping[int, int]:
    return dict(connection.execute("SELECT chat, turn FROM sessions WHERE shown_turn < turn AND sending_turn < turn"))


def _doubtful(connection: sqlite3.Connection) -> Mapping[int, int]:
    return dict(connection.execute("SELECT chat, turn FROM sessions WHERE shown_turn < turn AND sending_turn >= turn"))


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
