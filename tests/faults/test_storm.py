"""Fifty users who do anything at all: no exception, no wrong state, every press answered."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from bot.engine.embedded import Engine
from bot.files.maker import Maker
from bot.ports import Uncounted
from bot.runtime import Runtime
from bot.store.sqlite import SqliteStore
from bot.telegram.application import GuideBot
from bot.telegram.channel import TelegramChannel, newest_card
from bot.telegram.limiter import Limiter
from bot.telegram.polling import Polling
from bot.telegram.receiver import Desk, Receiver
from dialogs.guide import Guide
from dialogs.urgent import urgent
from dialogs.views import view
from tests.botapi import TOKEN, BotApi, NotOnScreen, User
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
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    async with BotApi(budgets=(), answer_within=60) as server:
        users = [server.user(2000 + number) for number in range(USERS)]
        with structlog.testing.capture_logs() as logs:
            async with _unhurried(server, store, guide, tmp_path):
                for user in users:
                    await user.send("/start")
                for user in users:
                    await user.wait_for("Hello.", 60)
                await asyncio.gather(*(_rage(user, random.Random(user.id), INPUTS // USERS) for user in users))
                await server.wait_until(lambda: server.unanswered() == [], 60)
                await server.wait_until(lambda: server.world.queue.pending() == [], 60)
        assert [log for log in logs if log["log_level"] == "error"] == []
        again = "file.reupload"  # somebody asked for the same report twice in a second
        assert [each for each in server.violations if each.rule != again] == []
        async with _unhurried(server, store, guide, tmp_path), asyncio.timeout(60):
            while list(await store.unshown()):
                pass  # what the end cut off is drawn at the next start
    for number in range(USERS):
        if (stored := await store.load(2000 + number)) is not None:
            assert view(stored.session, guide).title
    await store.close()


@asynccontextmanager
async def _unhurried(server: BotApi, store: SqliteStore, guide: Guide, folder: Path) -> AsyncIterator[None]:
    """The program in this process. Its flood guard and limits see a time that runs so fast that they never act: what
    is under test is what gets through."""

    def fast() -> float:
        return 10_000 * time.monotonic()

    async def newest(chat: int) -> int | None:
        stored = await store.load(chat)
        return newest_card(stored.receipt) if stored is not None else None

    bot = GuideBot(TOKEN, api_url=server.url, limiter=Limiter(clock=fast, per_second=1e6))
    channel = TelegramChannel(bot, clock=now, key_up=str, key_down=str)
    runtime = Runtime(
        store=store, channel=channel, guide=guide, clock=now, tempo=lambda _: 100.0, maker=Maker(folder),
        engine=partial(Engine, now, stored=store.timers),
    )  # fmt: skip
    desk = Desk(newest, lambda event: urgent(event, guide), "In private only, please.")
    polling = Polling(bot, Receiver(bot, runtime, desk, Uncounted(), clock=fast))
    await polling.start()
    await runtime.start()
    yield
    await polling.stop()
    await runtime.stop()
    await bot.shutdown()


def now() -> datetime:
    return datetime.now(UTC)


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
