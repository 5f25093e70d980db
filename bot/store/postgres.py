"""The store of several processes: one PostgreSQL database."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, assert_never

from bot.ports import Decide, Receipt, Sending, Stored, Timer, Turned
from bot.store.codec import decode, encode, from_micros, to_micros
from bot.store.database import Database
from bot.store.numbering import taken
from dialogs.effects import Effect, Forget, Record, Show, Sleep, Toast, Wake
from dialogs.session import Session

if TYPE_CHECKING:
    from asyncpg import Record as Row

    from bot.store.database import Connection

CLAIM = timedelta(seconds=1.5)
"""Whoever has not begun to draw a turn so long after it was to be drawn is taken for dead: soon enough for a cue."""
SENDING = timedelta(seconds=2)
"""A drawing that takes longer no longer holds up the next one of its chat."""
ASKED_AGAIN = 0.03
"""Seconds until a chat that another process is drawing is looked at again."""
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""By the one clock that all processes share."""

_LOCK = "SELECT session, last_update_id FROM sessions WHERE chat = $1 FOR UPDATE"
_SAVE = f"""
    INSERT INTO sessions (chat, turn, last_update_id, session, claimed_until) VALUES ($1, $2, $3, $4, {_NOW} + $5)
    ON CONFLICT (chat) DO UPDATE SET turn = excluded.turn, session = excluded.session,
        last_update_id = coalesce(excluded.last_update_id, sessions.last_update_id),
        claimed_until = excluded.claimed_until"""  # noqa: S608
_MARK_SENDING = f"""
    UPDATE sessions SET sending_turn = greatest(sending_turn, $2), sending_until = {_NOW} + $4
    WHERE chat = $1 AND sending_until <= {_NOW} AND ($3 OR greatest(sending_turn, shown_turn) < $2)
    RETURNING receipt"""  # noqa: S608
_OUT = "SELECT greatest(sending_turn, shown_turn) AS out FROM sessions WHERE chat = $1"
_CLAIM_UNSHOWN = f"""
    UPDATE sessions SET claimed_until = {_NOW} + $1 WHERE chat IN (
        SELECT chat FROM sessions
        WHERE shown_turn < turn AND sending_turn < turn AND claimed_until < {_NOW} FOR UPDATE SKIP LOCKED)
    RETURNING chat"""  # noqa: S608


class PostgresStore:
    """A `bot.ports.Store`. Its methods raise StoreError when the database fails; nothing is half done then."""

    def __init__(self, database: Database, claim: timedelta = CLAIM) -> None:
        self._database = database
        self._claim = _micros(claim)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, and brings the tables to the present form. Raises StoreError."""
        return cls(await Database.open(url))

    async def turn(
        self, chat: int, decide: Decide, update_id: int | None = None, timer: Timer | None = None
    ) -> Turned | None:
        """As promised by `Store`. What `decide` raises comes out here."""
        async with self._database.transaction() as connection:
            row = await _locked(connection, chat)
            if row is not None and taken(update_id, row["last_update_id"]):
                return None
            if timer is not None and not await _used_up(connection, timer):
                return None
            before = None if row is None else decode(row["session"])
            session, effects = decide(before)
            if any(isinstance(effect, Forget) for effect in effects):
                await _forget(connection, chat)
            else:
                await self._save(connection, chat, before, session, update_id)
                for effect in effects:
                    await _apply(connection, chat, session, effect)
            return Turned(before, session, tuple(effects), await _timers_of(connection, chat))

    async def load(self, chat: int) -> Stored | None:
        async with self._database.connection() as connection:
            row = await connection.fetchrow("SELECT session, shown_turn, receipt FROM sessions WHERE chat = $1", chat)
        return None if row is None else Stored(decode(row["session"]), row["shown_turn"], _receipt(row["receipt"]))

    async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | None:
        while True:
            async with self._database.connection() as connection:
                row = await connection.fetchrow(_MARK_SENDING, chat, turn, again, _micros(SENDING))
                stored = None if row is not None else await connection.fetchrow(_OUT, chat)
            if row is not None:
                return Sending(_receipt(row["receipt"]))
            if stored is None:
                return Sending(None)
            if not again and stored["out"] >= turn:
                return None
            await asyncio.sleep(ASKED_AGAIN)  # another process is drawing the chat

    async def mark_unsent(self, chat: int, turn: int, again_in: float) -> None:
        async with self._database.connection() as connection:
            await connection.execute(
                f"UPDATE sessions SET sending_turn = shown_turn, sending_until = 0, claimed_until = {_NOW} + $3 "  # noqa: S608
                "WHERE chat = $1 AND sending_turn = $2",
                chat, turn, self._claim + _micros(timedelta(seconds=again_in)),
            )  # fmt: skip

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        async with self._database.connection() as connection:
            await connection.execute(
                "UPDATE sessions SET shown_turn = $2, receipt = $3, sending_until = 0 "
                "WHERE chat = $1 AND shown_turn <= $2",
                chat, turn, None if receipt is None else json.dumps(dict(receipt)),
            )  # fmt: skip

    async def timers(self) -> Sequence[Timer]:
        async with self._database.connection() as connection:
            rows = await connection.fetch("SELECT chat, kind, due_at, turn FROM timers ORDER BY due_at")
        return [_timer(row) for row in rows]

    async def due(self, by: datetime) -> Sequence[Timer]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(
                "SELECT chat, kind, due_at, turn FROM timers WHERE due_at <= $1 ORDER BY due_at", to_micros(by)
            )
        return [_timer(row) for row in rows]

    async def unshown(self) -> Sequence[int]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(_CLAIM_UNSHOWN, self._claim)
        return [row["chat"] for row in rows]

    async def history(self, chat: int) -> Sequence[Mapping[str, object]]:
        async with self._database.connection() as connection:
            rows = await connection.fetch("SELECT document FROM history WHERE chat = $1 ORDER BY started_at", chat)
        return [json.loads(row["document"]) for row in rows]

    async def uploads(self) -> Mapping[str, str]:
        async with self._database.connection() as connection:
            rows = await connection.fetch("SELECT file, known_as FROM uploads")
        return {row["file"]: row["known_as"] for row in rows}

    async def keep_upload(self, file: str, known_as: str) -> None:
        async with self._database.connection() as connection:
            await connection.execute(
                "INSERT INTO uploads (file, known_as) VALUES ($1, $2) "
                "ON CONFLICT (file) DO UPDATE SET known_as = excluded.known_as",
                file, known_as,
            )  # fmt: skip

    async def forget(self, chat: int) -> None:
        async with self._database.connection() as connection:
            await _forget(connection, chat)

    async def close(self) -> None:
        """Finishes what was asked for before; may be called twice."""
        await self._database.close()

    async def _save(
        self, connection: "Connection", chat: int, before: Session | None, session: Session, update_id: int | None
    ) -> None:
        if session != before:
            await connection.execute(_SAVE, chat, session.turn, update_id, encode(session), self._claim)
        elif update_id is not None:
            await connection.execute("UPDATE sessions SET last_update_id = $2 WHERE chat = $1", chat, update_id)


async def _locked(connection: "Connection", chat: int) -> "Row | None":
    """The chat's row, which nobody else can change until the transaction ends. A row that is not there cannot be
    locked: the chat's number is, and then another process may have made the row meanwhile."""
    row = await connection.fetchrow(_LOCK, chat)
    if row is None:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", chat)
        row = await connection.fetchrow(_LOCK, chat)
    return row


async def _used_up(connection: "Connection", timer: Timer) -> bool:
    """Whether it still stood."""
    return await connection.execute(
        "DELETE FROM timers WHERE chat = $1 AND kind = $2 AND due_at = $3 AND turn = $4",
        timer.chat, timer.kind, to_micros(timer.due_at), timer.turn,
    ) == "DELETE 1"  # fmt: skip


async def _apply(connection: "Connection", chat: int, session: Session, effect: Effect) -> None:
    match effect:
        case Wake(kind, at):
            await connection.execute(
                "INSERT INTO timers (chat, kind, due_at, turn) VALUES ($1, $2, $3, $4) ON CONFLICT (chat, kind) "
                "DO UPDATE SET due_at = excluded.due_at, turn = excluded.turn",
                chat, kind, to_micros(at), session.entered,
            )  # fmt: skip
        case Sleep(kind):
            await connection.execute("DELETE FROM timers WHERE chat = $1 AND kind = $2", chat, kind)
        case Record(started_at, row):
            await connection.execute(
                "INSERT INTO history (chat, started_at, document) VALUES ($1, $2, $3) ON CONFLICT (chat, started_at) "
                "DO UPDATE SET document = excluded.document",
                chat, to_micros(started_at), json.dumps(dict(row)),
            )  # fmt: skip
        case Toast() | Show() | Forget():
            pass  # for whoever called
        case _:
            assert_never(effect)


async def _forget(connection: "Connection", chat: int) -> None:
    await connection.execute("DELETE FROM sessions WHERE chat = $1", chat)  # the other tables follow


async def _timers_of(connection: "Connection", chat: int) -> tuple[Timer, ...]:
    rows = await connection.fetch("SELECT chat, kind, due_at, turn FROM timers WHERE chat = $1 ORDER BY due_at", chat)
    return tuple(_timer(row) for row in rows)


def _timer(row: "Row") -> Timer:
    return Timer(row["chat"], row["kind"], from_micros(row["due_at"]), row["turn"])


def _receipt(stored: str | None) -> Receipt | None:
    return None if stored is None else json.loads(stored)


def _micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
