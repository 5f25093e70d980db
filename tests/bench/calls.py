"""How often Telegram is called for a whole session, by the ledger of the test server."""

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from content.loader import load
from dialogs.guide import Guide
from tests.bench.answering import actions, pressed
from tests.bench.people import FIRST_CHAT, copies, keep, regular
from tests.bench.start import introduced
from tests.bench.table import Row
from tests.botapi import BotApi, Call, Message, User
from tests.end.process import Program

SPEED = 6.0
"""As fast as 20 calls a minute in a chat allow: beyond that cards would wait, and be left out."""
PATIENCE = 60.0
"""Seconds until the next card at most."""


async def session(server: BotApi, user: User) -> list[Call]:
    """Somebody who knows their way does all they are offered; every call for it, answers to presses included."""
    before = len(server.calls)
    await user.send_command("/start")
    since = 0
    while True:
        card = await user.wait_for(lambda message: pressed(message) is not None or at_the_end(message), PATIENCE, since)
        label = pressed(card)
        if label is None:
            break
        since = user.seq
        await user.press(label, card.id)
    return [call for call in server.calls[before:] if call.method != "getUpdates"]


def at_the_end(message: Message) -> bool:
    """The summary: whether to be reminded."""
    return "remind" in actions(message)


def phases(calls: Iterable[Call]) -> list[int]:
    """Of each phase, the calls it took: its own message, and what was sent since the card before it."""
    found: list[int] = []
    count = 0
    for call in calls:
        if call.method == "answerCallbackQuery":
            continue
        count += 1
        if "inline_keyboard" in (call.params.get("reply_markup") or {}):
            if "<tg-time" in str(call.params):  # in a text, or in what is written below a picture
                found.append(count)
            count = 0
    return found


async def counted() -> list[Call]:
    guide = Guide.of(load())
    user = regular(guide, datetime.now(UTC)).session
    with tempfile.TemporaryDirectory() as folder:
        await keep(Path(folder), guide, copies(user, 1))
        async with BotApi() as server, Program(server, Path(folder), speed=SPEED):
            await introduced(server)
            return await session(server, server.user(FIRST_CHAT))


def rows() -> list[Row]:
    """A session at the top of the ladder: two spots, two stretches."""
    calls = asyncio.run(counted())
    found = phases(calls)
    refused = sum(call.status == 429 for call in calls)
    return [
        Row(f"calls for a whole session of {len(found)} timed phases", "45", str(len(calls))),
        Row("calls for a phase, at most", "2", str(max(found))),
        Row("calls refused (429), one session", "0", str(refused)),
    ]
