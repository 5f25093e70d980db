"""A user of the test server going through the dialog by its buttons, or found in the middle of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.ports import Store
from bot.store.sqlite import SqliteStore
from dialogs.engine import Advanced, advance, begin
from dialogs.events import Command, Tap
from dialogs.guide import Guide
from dialogs.views import view
from tests.botapi import Message, User

PREPARED = ("I agree, let us start", *["None of these"] * 4, "8 Middle of the buttock", "That is all", "Left", "5",
            "Find the spot", "#2 middle", "Thera Cane")  # fmt: skip
"""The presses from the first screen to the set-up card."""


def in_place(chat: int, guide: Guide, now: datetime) -> Advanced:
    """At the set-up card at `now`, after a second for each screen."""
    began = now - len(PREPARED) * timedelta(seconds=1)
    session, effects = advance(begin(chat, began), Command("start"), guide, began)
    for number, label in enumerate(PREPARED, start=1):
        buttons = (button for row in view(session, guide).buttons for button in row)
        action = next(button.action for button in buttons if button.label == label)
        press = Tap(action, session.entered, on_card=True)
        session, _ = advance(session, press, guide, began + number * timedelta(seconds=1))
    return session, effects


async def seed(folder: Path, guide: Guide, chat: int) -> None:
    """Write a session that has come as far as the set-up card, not shown yet."""
    store = await SqliteStore.open(folder / "bot.sqlite3")
    await seed_store(store, guide, chat)
    await store.close()


async def seed_store(store: Store, guide: Guide, chat: int) -> None:
    """The same into a store that is open."""
    await store.turn(chat, lambda _: in_place(chat, guide, datetime.now(UTC)))


async def press(user: User, label: str) -> Message:
    """Press the newest button with that label and wait until the bot has drawn something."""
    await user.wait_for(lambda message: label in message.labels, 10)
    since = user.seq
    await user.press(label, within=10)
    return await user.wait_for(None, 10, since)


async def prepare(user: User) -> None:
    """From nothing to the set-up card, quicker than anybody reads a safety question: not at the speed of real time."""
    await user.send_command("/start")
    for label in PREPARED:
        await press(user, label)


def promised(message: Message) -> int:
    """The end of the phase that a message promises, in unix seconds."""
    entity = message.entity("date_time")
    assert entity is not None, f"no countdown in: {message.content}"
    return int(entity["unix_time"])


def is_phase(message: Message) -> bool:
    """A phase's own message: heard, with a countdown."""
    return message.entity("date_time") is not None and not message.silent
