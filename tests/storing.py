"""Turns for tests of stores, and what is in them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from bot.ports import Decide, Store, Timer
from bot.store.database import Database
from bot.store.postgres import PostgresStore
from dialogs.effects import Effect, Wake
from dialogs.session import Session

ANN, BEN = 1001, 1002
NOON = datetime(2026, 11, 22, 12, 0, 0, 123_457, tzinfo=UTC)
LATER = NOON + timedelta(seconds=90)
Open = Callable[[], Awaitable[Store]]


async def open_postgres(url: str) -> Store:
    """As if whoever is about to draw a chat were gone at once."""
    return PostgresStore(await Database.open(url), claim=timedelta(0), doubt=timedelta(0))


def moves(*effects: Effect, **changes: object) -> Decide:
    """A turn that goes on by one, enters a new place, and has these effects."""

    def decide(before: Session | None) -> tuple[Session, Sequence[Effect]]:
        before = before or Session(chat=0, turn=0, entered=0)
        return replace(before, **{"turn": before.turn + 1, "entered": before.turn + 1, **changes}), effects  # type: ignore[arg-type]

    return decide


def stays(*effects: Effect) -> Decide:
    """A turn that changes nothing of a session that is there."""

    def decide(before: Session | None) -> tuple[Session, Sequence[Effect]]:
        assert before is not None
        return before, effects

    return decide


class Broken(Exception):
    pass


def breaks(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    raise Broken


async def session_of(store: Store, chat: int) -> Session:
    stored = await store.load(chat)
    assert stored is not None
    return stored.session


async def put(store: PostgresStore, *timers: Timer) -> None:
    """Sets them, each in a turn of its chat."""
    for timer in timers:
        await store.turn(timer.chat, moves(Wake(timer.kind, timer.due_at)))


async def waiting(database: "asyncpg.Connection[Any]") -> list[tuple[int, str]]:
    """Chat and kind of the jobs, in the order in which they are handed out."""
    rows = await database.fetch(
        "SELECT (args ->> 'chat')::bigint AS chat, args ->> 'kind' AS kind FROM procrastinate_jobs "
        "WHERE status = 'todo' AND task_name = 'fire' ORDER BY priority DESC, id"
    )
    return [(row["chat"], row["kind"]) for row in rows]
