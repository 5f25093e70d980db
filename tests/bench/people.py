"""Users who take everything they are offered, brought to where a measurement begins, and kept by the real store."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.ports import Decide
from bot.store.sqlite import SqliteStore
from dialogs.effects import Effect, Wake
from dialogs.guide import Guide
from dialogs.session import Session, State
from dialogs.turn import STEP
from dialogs.views import view
from tests.chat import Chat

FIRST_CHAT = 1001
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


async def keep(folder: Path, guide: Guide, sessions: Sequence[Session]) -> None:
    """Into the database of `Program(…, folder)`, as shown already, with the timer of what is running."""
    store = await SqliteStore.open(folder / "bot.sqlite3")
    for session in sessions:
        await store.turn(session.chat, _arrival(session))
        await store.mark_shown(session.chat, session.turn, {"key": view(session, guide).stop_key})
    await store.close()


def _arrival(session: Session) -> Decide:
    timers: list[Effect] = [Wake(STEP, session.step_ends_at)] if session.step_ends_at is not None else []
    return lambda _: (session, timers)
