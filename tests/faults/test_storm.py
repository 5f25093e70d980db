"""Fifty users who do anything at all: no exception, no wrong state, every press answered."""

import asyncio
import random
from pathlib import Path

from bot.store.sqlite import SqliteStore
from dialogs.guide import Guide
from dialogs.views import view
from tests.botapi import BotApi, NotOnScreen, User
from tests.end.process import Program
from tests.faults import SOAK

USERS = 50
INPUTS = 100_000 if SOAK else 2_000
TEXTS = (
    "/start", "/help", "/stop", "/pause", "/progress", "/settings", "/reminders", "/delete", "/data", "stop", "start",
    "left", "5", "it went numb", "how hard should i press?", "qwxz", "my buttock hurts on the right", "yes", "no",
    "\U0001f600" * 1000, "/ask " + "x" * 3000, "0", "11", "both", "ok", " ", "/", "</b>", "\u202e\u0000x",
)  # fmt: skip
FORGED = ("", "7:go", "zzzzzzzzzzzz:erase", "0:to_routine", "1:" + "x" * 61, "{}", "go", "0:afresh", "::")


async def test_a_storm(tmp_path: Path, guide: Guide) -> None:
    async with BotApi(budgets=(), answer_within=60) as server:
        users = [server.user(2000 + number) for number in range(USERS)]
        async with Program(server, tmp_path, speed=100) as program:
            for user in users:
                await user.send("/start")
            for user in users:
                await user.wait_for("Hello.", 60)
            await asyncio.gather(*(_rage(user, random.Random(user.id), INPUTS // USERS) for user in users))
            await server.wait_until(lambda: server.unanswered() == [], 60)
            await server.wait_until(lambda: server.world.queue.pending() == [], 60)
        log = program.log.decode()
        assert "[error" not in log, log[-3000:]
        assert server.violations == []
    await _all_can_be_drawn(tmp_path, guide)


async def _rage(user: User, chance: random.Random, count: int) -> None:
    """Texts, presses on any message, presses on buttons that are not there; never more than one press on its way."""
    for _ in range(count):
        kind = chance.random()
        if kind < 0.25:
            await user.send(chance.choice(TEXTS))
        elif kind < 0.35:
            await user.forge(chance.choice(FORGED), within=60)
        else:
            await _press_any(user, chance)


async def _press_any(user: User, chance: random.Random) -> None:
    pressable = [message for message in user.messages if message.labels]
    message = chance.choice(pressable[-1:] * 3 + pressable[-8:])
    try:
        await user.press(chance.choice(message.labels), message.id, within=60)
    except NotOnScreen:
        return  # it was edited in the meantime, as happens


async def _all_can_be_drawn(folder: Path, guide: Guide) -> None:
    store = await SqliteStore.open(folder / "bot.sqlite3")
    loaded = [await store.load(2000 + number) for number in range(USERS)]
    for stored in loaded:
        if stored is not None:
            assert view(stored.session, guide).title
    assert list(await store.unshown()) == []
    await store.close()
