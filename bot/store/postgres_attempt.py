"""Turns of many chats in two statements, without a lock: read, decide, and save where nobody else was there meanwhile.

Most turns go through so, in a small part of the round trips and commits. Whatever else happens, and what somebody else
has just locked, is left to the caller: no chat waits for another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.ports import Decide, Timer, Turned
from bot.store import UnreadableSession
from bot.store.codec import day_micros, decode, encode, from_micros, to_micros
from bot.store.jobs import CANCEL, DEFER, NOW, SOON_AT
from bot.store.numbering import Numbers
from dialogs.effects import Effect, Send, Show, Sleep, Toast, Wake
from dialogs.session import Session

if TYPE_CHECKING:
    from asyncpg import Record as Row

    from bot.store.database import Connection

_READ = """
    SELECT chat, session, last_update_id, last_press_id, xmin::text AS version,
        ARRAY(SELECT kind FROM timers WHERE timers.chat = sessions.chat ORDER BY kind) AS kinds,
        ARRAY(SELECT due_at FROM timers WHERE timers.chat = sessions.chat ORDER BY kind) AS dues,
        ARRAY(SELECT turn FROM timers WHERE timers.chat = sessions.chat ORDER BY kind) AS turns
    FROM sessions WHERE chat = ANY($1)"""
_SAVE = f"""
    WITH asked AS (
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::text[], $8::boolean[]) AS asked (chat, version, turn, update_id, press_id, seen_at, session, claimed)),
    free AS (
        SELECT sessions.chat FROM sessions JOIN asked USING (chat) WHERE sessions.xmin = asked.version::xid
        FOR UPDATE OF sessions SKIP LOCKED),
    changed AS (
        UPDATE sessions SET turn = asked.turn, session = asked.session,
            last_update_id = coalesce(asked.update_id, last_update_id),
            last_press_id = coalesce(asked.press_id, last_press_id),
            seen_at = coalesce(asked.seen_at, sessions.seen_at),
            claimed_until = CASE WHEN asked.claimed THEN {NOW} + $9 ELSE claimed_until END
        FROM asked JOIN free USING (chat) WHERE sessions.chat = asked.chat RETURNING sessions.chat),
    made AS (
        INSERT INTO sessions (chat, turn, last_update_id, last_press_id, seen_at, session, claimed_until)
        SELECT chat, turn, update_id, press_id, seen_at, session, {NOW} + $9 FROM asked WHERE version IS NULL
        ON CONFLICT (chat) DO NOTHING RETURNING chat),
    kept AS (SELECT chat FROM changed UNION ALL SELECT chat FROM made),
    dropped AS (SELECT * FROM unnest($10::bigint[], $11::text[]) AS dropped (chat, kind)),
    wanted AS (
        SELECT * FROM unnest($12::bigint[], $13::text[], $14::bigint[], $15::bigint[])
            AS wanted (chat, kind, due_at, turn)),
    old AS (
        SELECT job FROM timers JOIN kept USING (chat)
        WHERE (chat, kind) IN (SELECT chat, kind FROM dropped UNION ALL SELECT chat, kind FROM wanted)),
    cancelled AS ({CANCEL.format(gone="old")}),
    gone AS (
        DELETE FROM timers USING dropped JOIN kept USING (chat)
        WHERE timers.chat = dropped.chat AND timers.kind = dropped.kind),
    put AS (
        INSERT INTO timers (chat, kind, due_at, turn, job)
        SELECT chat, kind, due_at, turn, CASE WHEN due_at <= {SOON_AT} THEN
            {DEFER.format(chat="chat", kind="kind", due_at="due_at", turn="turn")} END
        FROM wanted JOIN kept USING (chat)
        ON CONFLICT (chat, kind) DO UPDATE SET due_at = excluded.due_at, turn = excluded.turn, job = excluded.job)
    SELECT chat, (SELECT count(*) FROM cancelled) AS cancelled FROM kept"""  # noqa: S608


class Contested(Exception):
    """It has to be done under the lock: somebody else was quicker, or it does more than a usual turn."""


class Found(NamedTuple):
    """What is kept of a chat; None: nothing."""

    row: "Row | None"

    @property
    def session(self) -> Session | None:
        """Raises Contested for what cannot be read."""
        try:
            return None if self.row is None else decode(self.row["session"])
        except UnreadableSession as error:
            raise Contested from error

    @property
    def numbers(self) -> Numbers:
        return Numbers() if self.row is None else Numbers(self.row["last_update_id"], self.row["last_press_id"])

    def timers(self, chat: int) -> dict[str, Timer]:
        """By their kind."""
        if self.row is None:
            return {}
        columns = zip(self.row["kinds"], self.row["dues"], self.row["turns"], strict=True)
        return {kind: Timer(chat, kind, from_micros(due_at), turn) for kind, due_at, turn in columns}


class Change(NamedTuple):
    """What a turn leaves to be saved."""

    version: str | None
    """Of the row it was decided on; None: there was none."""
    session: Session
    numbers: Numbers
    moved: bool
    """Whether there is anything to be drawn."""
    dropped: Sequence[str]
    """Kinds of timers."""
    wanted: Sequence[Timer]


async def read(connection: "Connection", chats: Iterable[int]) -> Mapping[int, Found]:
    asked = list(chats)
    rows = {row["chat"]: row for row in await connection.fetch(_READ, asked)}
    return {chat: Found(rows.get(chat)) for chat in asked}


async def save(connection: "Connection", changes: Mapping[int, Change], claim: int) -> Mapping[int, bool]:
    """Those that were saved; `claim`: for so many microseconds nobody else draws them."""
    sessions = [
        (chat, each.version, each.session.turn, each.numbers.update, each.numbers.press, day_micros(each.session),
         encode(each.session), each.moved)
        for chat, each in changes.items()
    ]  # fmt: skip
    dropped = [(chat, kind) for chat, each in changes.items() for kind in each.dropped]
    wanted = [
        (timer.chat, timer.kind, to_micros(timer.due_at), timer.turn)
        for each in changes.values() for timer in each.wanted
    ]  # fmt: skip
    rows = await connection.fetch(_SAVE, *_columns(sessions, 8), claim, *_columns(dropped, 2), *_columns(wanted, 4))
    return {row["chat"]: True for row in rows}


def _columns(rows: Sequence[Sequence[object]], count: int) -> list[list[object]]:
    return [[row[column] for row in rows] for column in range(count)]


def attempt(
    chat: int, found: Found, decide: Decide, numbers: Numbers, timer: Timer | None
) -> tuple[Turned, Change | None] | None:
    """The turn, and what has to be saved of it. None: it was taken already. Raises Contested."""
    if numbers.taken(found.numbers):
        return None
    timers = found.timers(chat)
    if timer is not None and timers.get(timer.kind) != timer:
        return None
    before = found.session
    session, effects = decide(before)
    left = _left(chat, session, effects, {kind: each for kind, each in timers.items() if each != timer})
    turned = Turned(before, session, tuple(effects), tuple(sorted(left.values(), key=lambda each: each.due_at)))
    if session == before and numbers == Numbers() and left == timers:
        return turned, None
    dropped = list(timers.keys() - left.keys())
    wanted = [each for kind, each in left.items() if each is not timers.get(kind)]
    version = None if found.row is None else found.row["version"]
    return turned, Change(version, session, numbers, session != before, dropped, wanted)


def _left(chat: int, session: Session, effects: Sequence[Effect], timers: dict[str, Timer]) -> dict[str, Timer]:
    """The timers after the turn."""
    for effect in effects:
        match effect:
            case Wake(kind, at):
                timers[kind] = Timer(chat, kind, at, session.entered)
            case Sleep(kind):
                timers.pop(kind, None)
            case Show() | Toast() | Send():
                pass  # for whoever called
            case _:
                raise Contested
    return timers
