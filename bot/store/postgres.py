"""The store of several processes: one PostgreSQL database."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from bot.ports import Decide, Frozen, Receipt, Sending, Stored, Timer, Turned
from bot.store import StoreError, UnreadableSession
from bot.store.batch import Batch
from bot.store.codec import decode, from_micros, to_micros
from bot.store.database import Database
from bot.store.jobs import NOW
from bot.store.numbering import Numbers
from bot.store.postgres_attempt import Change, Contested, Found, attempt, read
from bot.store.postgres_attempt import save as save_all
from bot.store.postgres_marks import SENDING, Shown, ToSend, mark_sending, mark_shown, receipt_of
from bot.store.postgres_turn import apply, drop, forget, lock, micros, number, save, timer_of, timers_of
from dialogs.effects import Forget, Record

if TYPE_CHECKING:
    from bot.store.database import Connection

CLAIM = timedelta(seconds=1.5)
"""Whoever has not begun to draw a turn so long after it was to be drawn is taken for dead: soon enough for a cue."""
DOUBT = timedelta(seconds=30)
"""Longer than any call to Telegram: a drawing that began before may have arrived, but nobody is at it any more."""
ASKED_AGAIN = 0.03
"""Seconds until a chat that another process is drawing is looked at again."""

_OUT = f"""
    SELECT greatest(sending_turn, shown_turn) AS out, frozen_until - {NOW} AS frozen
    FROM sessions WHERE chat = $1"""  # noqa: S608
_FREEZE = f"UPDATE sessions SET frozen_until = greatest(frozen_until, {NOW} + $2) WHERE chat = $1"  # noqa: S608
_MARK_UNSENT = f"""
    UPDATE sessions SET sending_turn = shown_turn, sending_until = 0, claimed_until = {NOW} + $3
    WHERE chat = $1 AND sending_turn IN ($2, shown_turn)"""  # noqa: S608
_CLAIM = f"""
    UPDATE sessions SET claimed_until = {NOW} + $1 WHERE chat IN (
        SELECT chat FROM sessions
        WHERE shown_turn < turn AND claimed_until < {NOW} AND {{which}} FOR UPDATE SKIP LOCKED)
    RETURNING chat, turn"""  # noqa: S608
_CLAIM_UNSHOWN = _CLAIM.format(which="sending_turn < turn")
_CLAIM_DOUBTFUL = _CLAIM.format(which=f"sending_turn >= turn AND sending_until < {NOW} + $2")
_AGED = "SELECT chat FROM sessions WHERE seen_at < $1 UNION SELECT chat FROM history WHERE started_at < $2"
_KEEP_UPLOAD = """
    INSERT INTO uploads (file, known_as) VALUES ($1, $2)
    ON CONFLICT (file) DO UPDATE SET known_as = excluded.known_as"""


class PostgresStore:
    """A `bot.ports.Store`. Its methods raise StoreError when the database fails; nothing is half done then."""

    def __init__(self, database: Database, claim: timedelta = CLAIM, doubt: timedelta = DOUBT) -> None:
        self._database = database
        self._claim = claim
        self._doubt = doubt
        self._reads = Batch(self._read_all)
        self._changes = Batch(self._save_all)
        self._sending = Batch(self._mark_all_sending)
        self._shown = Batch(self._mark_all_shown)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connects, and brings the tables to the present form. Raises StoreError."""
        return cls(await Database.open(url))

    async def turn(
        self,
        chat: int,
        decide: Decide,
        update_id: int | None = None,
        *,
        press: bool = False,
        timer: Timer | None = None,
    ) -> Turned | None:
        """As promised by `Store`. What `decide` raises comes out here; it may be asked twice."""
        numbers = Numbers.of(update_id, press=press)
        try:
            with self._database.use():
                return await self._attempt(chat, decide, numbers, timer)
        except Contested:
            pass
        async with self._database.transaction() as connection:
            turned = await self._turn(connection, chat, decide, numbers, timer)
        if isinstance(turned, UnreadableSession):
            raise turned
        return turned

    async def load(self, chat: int) -> Stored | None:
        async with self._database.connection() as connection:
            row = await connection.fetchrow("SELECT session, shown_turn, receipt FROM sessions WHERE chat = $1", chat)
        return None if row is None else Stored(decode(row["session"]), row["shown_turn"], receipt_of(row["receipt"]))

    async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
        sending = await self._sending.ask(chat, ToSend(turn, again))
        if sending is not None:
            return sending
        while True:
            async with self._database.connection() as connection:
                marked = await mark_sending(connection, {chat: ToSend(turn, again)}, wait=True)
                stored = None if marked else await connection.fetchrow(_OUT, chat)
            if marked:
                return marked[chat]
            if stored is None:
                return Sending(None)
            if not again and stored["out"] >= turn:
                return None
            if stored["frozen"] > 0:
                return Frozen(stored["frozen"] / 1e6)
            await asyncio.sleep(ASKED_AGAIN)  # another process is drawing the chat

    async def freeze(self, chat: int, seconds: float) -> None:
        async with self._database.connection() as connection:
            await connection.execute(_FREEZE, chat, micros(timedelta(seconds=seconds)))

    async def mark_unsent(self, chat: int, turn: int, again_in: float) -> None:
        claim = self._claim + timedelta(seconds=again_in)
        async with self._database.connection() as connection:
            await connection.execute(_MARK_UNSENT, chat, turn, micros(claim))

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        stored = None if receipt is None else json.dumps(dict(receipt))
        if not await self._shown.ask(chat, Shown(turn, stored)):
            async with self._database.connection() as connection:
                await mark_shown(connection, {chat: Shown(turn, stored)}, wait=True)

    async def timers(self) -> Sequence[Timer]:
        async with self._database.connection() as connection:
            rows = await connection.fetch("SELECT chat, kind, due_at, turn FROM timers ORDER BY due_at")
        return [timer_of(row) for row in rows]

    async def unshown(self) -> Mapping[int, int]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(_CLAIM_UNSHOWN, micros(self._claim))
        return {row["chat"]: row["turn"] for row in rows}

    async def doubtful(self) -> Mapping[int, int]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(_CLAIM_DOUBTFUL, micros(self._claim), micros(SENDING - self._doubt))
        return {row["chat"]: row["turn"] for row in rows}

    async def history(self, chat: int) -> Sequence[Record]:
        async with self._database.connection() as connection:
            rows = await connection.fetch(
                "SELECT started_at, document FROM history WHERE chat = $1 ORDER BY started_at", chat
            )
        return [Record(from_micros(row["started_at"]), json.loads(row["document"])) for row in rows]

    async def aged(self, before: datetime) -> Sequence[int]:
        day = datetime.combine(before.date(), time(), UTC)
        async with self._database.connection() as connection:
            rows = await connection.fetch(_AGED, to_micros(day), to_micros(before))
        return [row["chat"] for row in rows]

    async def uploads(self) -> Mapping[str, str]:
        async with self._database.connection() as connection:
            rows = await connection.fetch("SELECT file, known_as FROM uploads")
        return {row["file"]: row["known_as"] for row in rows}

    async def keep_upload(self, file: str, known_as: str) -> None:
        async with self._database.connection() as connection:
            await connection.execute(_KEEP_UPLOAD, file, known_as)

    async def forget(self, chat: int) -> None:
        async with self._database.transaction() as connection:
            await lock(connection, chat)
            await forget(connection, chat)

    async def close(self) -> None:
        """Finishes what was asked for before; may be called twice."""
        await self._database.close()

    async def _attempt(self, chat: int, decide: Decide, numbers: Numbers, timer: Timer | None) -> Turned | None:
        found = await self._reads.ask(chat, None)
        if found is None:
            raise Contested
        tried = attempt(chat, found, decide, numbers, timer)
        if tried is None:
            return None
        turned, change = tried
        if change is not None and not await self._changes.ask(chat, change):
            raise Contested
        return turned

    async def _read_all(self, asked: Mapping[int, None]) -> Mapping[int, Found]:
        async with self._database.connection() as connection:
            return await read(connection, asked)

    async def _save_all(self, changes: Mapping[int, Change]) -> Mapping[int, bool]:
        try:
            async with self._database.connection() as connection:
                return await save_all(connection, changes, micros(self._claim))
        except StoreError:
            if len(changes) == 1:
                raise
            return {}  # each for itself: what is wrong with one of them is not the others' trouble

    async def _mark_all_sending(self, asked: Mapping[int, ToSend]) -> Mapping[int, Sending]:
        async with self._database.connection() as connection:
            return await mark_sending(connection, asked, wait=False)

    async def _mark_all_shown(self, asked: Mapping[int, Shown]) -> Mapping[int, bool]:
        async with self._database.connection() as connection:
            return await mark_shown(connection, asked, wait=False)

    async def _turn(
        self, connection: "Connection", chat: int, decide: Decide, numbers: Numbers, timer: Timer | None
    ) -> Turned | UnreadableSession | None:
        row = await lock(connection, chat)
        if row is not None and numbers.taken(Numbers(row["last_update_id"], row["last_press_id"])):
            return None
        timers = {} if row is None else await timers_of(connection, chat)
        if timer is not None:
            if timers.get(timer.kind) != timer:
                return None
            await drop(connection, chat, timer.kind, timers)
        try:
            before = None if row is None else decode(row["session"])
        except UnreadableSession as error:
            return error  # raised later: what was done so far stays
        session, effects = decide(before)
        if any(isinstance(effect, Forget) for effect in effects):
            await forget(connection, chat)
            timers = {}
        else:
            if session != before:
                await save(connection, chat, session, numbers, self._claim)
            elif numbers != Numbers():
                await number(connection, chat, numbers)
            for effect in effects:
                await apply(connection, chat, session, effect, timers)
        return Turned(before, session, tuple(effects), tuple(sorted(timers.values(), key=lambda each: each.due_at)))
