"""Users who take everything they are offered, brought to where a measurement begins, and kept by the real store."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.ports import Decide, Store
from bot.store.sqlite import SqliteStore
from dialogs.effects import Effect, Wake
from dialogs.engine import advance
from dialogs.events import Event, Tap, TimerFired
from dialogs.guide import Guide
from dialogs.session import Session, State
from dialogs.turn import STEP
from dialogs.views import view
from tests.chat import Chat

FIRST_CHAT = 1001
PREPARED = timedelta(hours=1)
"""For which the set-up cards have stood when the routines are looked at: longer than any of them takes."""
TOP = 3
"""Whole sessions after which the ladder goes no higher."""
PRESSED = ("agree", "same", "none", "placed", "zone:buttock-mid", "side:left", "score:4", "find", "point:gmed-middle",
           "point", "tool:thera-cane", "go", "second")  # fmt: skip
"""Of the buttons on a screen the first of these is pressed, from the first screen to the summary of any session."""


def choice(actions: Collection[str]) -> str | None:
    """What to press; None where the clock runs, and at the end."""
    for wanted in PRESSED:
        found = next((action for action in actions if wanted in {action, action.partition(":")[0]}), None)
        if found is not None:
            return found
    return None


def proceed(chat: Chat, until: State) -> None:
    """On to the next screen of this state, by button and clock."""
    while chat.state is not until:
        action = choice(chat.actions)
        if action is not None:
            chat.tap(action)
        else:
            chat.wait()


def newcomer(guide: Guide, now: datetime) -> Chat:
    """The first set-up card is there, at `now`."""
    chat = Chat(guide, now=now - timedelta(minutes=1))
    proceed(chat, State.POSITION)
    chat.now = now
    return chat


def regular(guide: Guide, now: datetime) -> Chat:
    """Three whole sessions two days apart are done, and the next may begin: the menu is there, at `now`."""
    chat = Chat(guide, now=now - timedelta(days=2 * TOP))
    for session in range(TOP):
        proceed(chat, State.SUMMARY)
        chat.now = now - timedelta(days=2 * (TOP - session - 1))
        chat.command("start")
    return chat


def copies(session: Session, count: int) -> list[Session]:
    """The same situation in so many chats."""
    return [replace(session, chat=FIRST_CHAT + number) for number in range(count)]


def under_way(guide: Guide, now: datetime, count: int) -> list[Session]:
    """In the middle of their routines at `now`, every other one at the top of the ladder: as many in each phase as if
    somebody had started now and then for a long time."""
    earlier = now - PREPARED
    again = regular(guide, earlier)
    proceed(again, State.POSITION)
    kinds = [(card, _length(card, guide, now)) for card in (newcomer(guide, earlier).session, again.session)]
    chance = Random(count)  # of the same number always the same
    found = []
    for number in range(count):
        card, length = kinds[number % len(kinds)]
        steps = phases(replace(card, chat=FIRST_CHAT + number), guide, now - length * chance.random())
        found.append(next(each for each in steps if each.step_ends_at is not None and each.step_ends_at > now))
    return found


def _length(card: Session, guide: Guide, began: datetime) -> timedelta:
    """Of a whole routine, wherever in a second it begins: its phases end at whole ones."""
    *_, last = phases(card, guide, began)
    assert last.step_ends_at is not None
    return last.step_ends_at - began - timedelta(seconds=1)


def phases(card: Session, guide: Guide, began: datetime) -> Iterator[Session]:
    """From the set-up card on: every timed phase of a routine, all of which is done as it is told."""
    now = began
    session, _ = advance(card, Tap("go", card.entered, on_card=True), guide, now)
    while session.state is State.ROUTINE:
        event: Event = TimerFired(STEP, session.entered)
        if session.step_ends_at is None:
            action = choice([button.action for row in view(session, guide).buttons for button in row])
            assert action is not None, f"nothing to press in {session.state}"
            event = Tap(action, session.entered, on_card=True)
        else:
            yield session
            now = session.step_ends_at
        session, _ = advance(session, event, guide, now)


async def keep(folder: Path, guide: Guide, sessions: Sequence[Session]) -> None:
    """Into the database of `Program(…, folder)`, as shown already, with the timer of what is running."""
    store = await SqliteStore.open(folder / "bot.sqlite3")
    await keep_in(store, guide, sessions)
    await store.close()


async def keep_in(store: Store, guide: Guide, sessions: Sequence[Session]) -> None:
    """The same into a store that is open."""

    async def keep_one(session: Session) -> None:
        await store.turn(session.chat, _arrival(session))
        await store.mark_shown(session.chat, session.turn, {"key": view(session, guide).stop_key})

    await asyncio.gather(*map(keep_one, sessions))


def _arrival(session: Session) -> Decide:
    timers: list[Effect] = [Wake(STEP, session.step_ends_at)] if session.step_ends_at is not None else []
    return lambda _: (session, timers)
