"""What a turn does to the rows of its chat in PostgreSQL, inside the turn's transaction."""

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.ports import Timer
from bot.store import jobs
from bot.store.codec import day_micros, encode, from_micros, history_columns, to_micros
from bot.store.jobs import NOW
from bot.store.numbering import Numbers
from dialogs.effects import Discard, Effect, Expire, Forget, Record, Restore, Send, Show, Sleep, Stage, Toast, Wake
from dialogs.session import Session

if TYPE_CHECKING:
    from asyncpg import Record as Row

    from bot.store.database import Connection

_LOCK = "SELECT session, last_update_id, last_press_id FROM sessions WHERE chat = $1 FOR UPDATE"
_SAVE = f"""
    INSERT INTO sessions (chat, turn, last_update_id, last_press_id, seen_at, session, claimed_until)
    VALUES ($1, $2, $3, $4, $5, $6, {NOW} + $7)
    ON CONFLICT (chat) DO UPDATE SET turn = excluded.turn, session = excluded.session,
        last_update_id = coalesce(excluded.last_update_id, sessions.last_update_id),
        last_press_id = coalesce(excluded.last_press_id, sessions.last_press_id),
        seen_at = coalesce(excluded.seen_at, sessions.seen_at),
        claimed_until = excluded.claimed_until"""  # noqa: S608
_NUMBER = """
    UPDATE sessions SET last_update_id = coalesce($2, last_update_id), last_press_id = coalesce($3, last_press_id)
    WHERE chat = $1"""
_KEEP = """
    INSERT INTO history (chat, started_at, document) VALUES ($1, $2, $3)
    ON CONFLICT (chat, started_at) DO UPDATE SET document = excluded.document"""
_RESTORE = """
    INSERT INTO history (chat, started_at, document) SELECT chat, started_at, document FROM staged WHERE chat = $1
    ON CONFLICT (chat, started_at) DO UPDATE SET document = excluded.document"""


def micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def timer_of(row: "Row") -> Timer:
    return Timer(row["chat"], row["kind"], from_micros(row["due_at"]), row["turn"])


async def lock(connection: "Connection", chat: int) -> "Row | None":
    """The chat's row, which nobody else can change until the transaction ends. A row that is not there cannot be
    locked: the chat's number is, and then another process may have made the row meanwhile."""
    row = await connection.fetchrow(_LOCK, chat)
    if row is None:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", chat)
        row = await connection.fetchrow(_LOCK, chat)
    return row


async def save(connection: "Connection", chat: int, session: Session, numbers: Numbers, claim: timedelta) -> None:
    """`claim`: for so long nobody else draws it."""
    await connection.execute(
        _SAVE, chat, session.turn, numbers.update, numbers.press, day_micros(session), encode(session), micros(claim)
    )


async def number(connection: "Connection", chat: int, numbers: Numbers) -> None:
    """Of a turn that changed nothing else."""
    await connection.execute(_NUMBER, chat, numbers.update, numbers.press)


async def apply(
    connection: "Connection", chat: int, session: Session, effect: Effect, timers: dict[str, Timer]
) -> None:
    """`timers`: those of the chat by their kind, kept up to date."""
    match effect:
        case Wake(kind, at):
            await drop(connection, chat, kind, timers)
            timers[kind] = Timer(chat, kind, at, session.entered)
            await jobs.wake(connection, timers[kind])
        case Sleep(kind):
            await drop(connection, chat, kind, timers)
        case Toast() | Show() | Send() | Forget():
            pass  # for whoever called
        case _:
            await _apply_to_history(connection, chat, effect)


async def _apply_to_history(
    connection: "Connection", chat: int, effect: Record | Expire | Stage | Restore | Discard
) -> None:
    match effect:
        case Record():
            await connection.execute(_KEEP, *history_columns(chat, effect))
        case Expire(before):
            await connection.execute("DELETE FROM history WHERE chat = $1 AND started_at < $2", chat, to_micros(before))
        case Stage(rows):
            await _discard(connection, chat)
            columns = [history_columns(chat, row) for row in rows]
            await connection.executemany("INSERT INTO staged (chat, started_at, document) VALUES ($1, $2, $3)", columns)
        case Restore():
            await connection.execute(_RESTORE, chat)
            await _discard(connection, chat)
        case Discard():
            await _discard(connection, chat)
        case _:
            assert_never(effect)


async def _discard(connection: "Connection", chat: int) -> None:
    await connection.execute("DELETE FROM staged WHERE chat = $1", chat)


async def drop(connection: "Connection", chat: int, kind: str, timers: dict[str, Timer]) -> None:
    """The chat's timer of this kind, if it has one."""
    if timers.pop(kind, None) is not None:
        await jobs.sleep(connection, chat, kind)


async def forget(connection: "Connection", chat: int) -> None:
    await jobs.forget(connection, chat)
    await connection.execute("DELETE FROM sessions WHERE chat = $1", chat)  # the other tables follow


async def timers_of(connection: "Connection", chat: int) -> dict[str, Timer]:
    """By their kind."""
    rows = await connection.fetch("SELECT chat, kind, due_at, turn FROM timers WHERE chat = $1", chat)
    return {row["kind"]: timer_of(row) for row in rows}
