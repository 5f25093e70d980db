"""What a turn does to the rows of its chat in SQLite, inside the turn's transaction."""

import sqlite3
from typing import assert_never

from bot.ports import Timer
from bot.store.codec import day_micros, encode, from_micros, history_columns, to_micros
from bot.store.numbering import Numbers
from dialogs.effects import Discard, Effect, Expire, Forget, Record, Restore, Send, Show, Sleep, Stage, Toast, Wake
from dialogs.session import Session


def use_up(connection: sqlite3.Connection, timer: Timer) -> bool:
    """Whether it still stood."""
    deleted = connection.execute(
        "DELETE FROM timers WHERE chat = ? AND kind = ? AND due_at = ? AND turn = ?",
        (timer.chat, timer.kind, to_micros(timer.due_at), timer.turn),
    )
    return deleted.rowcount == 1


def save(connection: sqlite3.Connection, chat: int, before: Session | None, session: Session, numbers: Numbers) -> None:
    if session != before:
        connection.execute(
            "INSERT INTO sessions (chat, turn, last_update_id, last_press_id, seen_at, session) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat) DO UPDATE "
            "SET turn = excluded.turn, session = excluded.session, "
            "last_update_id = coalesce(excluded.last_update_id, sessions.last_update_id), "
            "last_press_id = coalesce(excluded.last_press_id, sessions.last_press_id), "
            "seen_at = coalesce(excluded.seen_at, sessions.seen_at)",
            (chat, session.turn, numbers.update, numbers.press, day_micros(session), encode(session)),
        )
    elif numbers != Numbers():
        connection.execute(
            "UPDATE sessions SET last_update_id = coalesce(?, last_update_id), "
            "last_press_id = coalesce(?, last_press_id) WHERE chat = ?",
            (numbers.update, numbers.press, chat),
        )


def apply(connection: sqlite3.Connection, chat: int, session: Session, effect: Effect) -> None:
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
                history_columns(chat, effect),
            )
        case Expire(before):
            connection.execute("DELETE FROM history WHERE chat = ? AND started_at < ?", (chat, to_micros(before)))
        case Stage(rows):
            _discard(connection, chat)
            columns = [history_columns(chat, row) for row in rows]
            connection.executemany("INSERT INTO staged (chat, started_at, document) VALUES (?, ?, ?)", columns)
        case Restore():
            _restore(connection, chat)
        case Discard():
            _discard(connection, chat)
        case _:
            assert_never(effect)


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


def timers_of(connection: sqlite3.Connection, chat: int) -> tuple[Timer, ...]:
    rows = connection.execute("SELECT kind, due_at, turn FROM timers WHERE chat = ? ORDER BY due_at", (chat,))
    return tuple(Timer(chat, kind, from_micros(due_at), turn) for kind, due_at, turn in rows)
