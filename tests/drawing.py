"""Screens drawn by the Telegram channel on the strict test server."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.ports import Receipt
from bot.telegram.application import GuideBot
from bot.telegram.channel import TelegramChannel
from bot.telegram.limiter import Limiter
from dialogs.screen import Button, Countdown, Picture, Screen
from tests.botapi.server import BotApi

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOME = Screen("Home", ("What now?",), ((Button("Go <1>", "go", "main"), Button("Ask", "ask")),))
NEXT = replace(HOME, title="Where does it hurt?")
HOLD = Screen(
    "Hold", ("Press & breathe",), countdown=Countdown(NOW + timedelta(seconds=30), "30 seconds", "Ends"), alert=True,
    stop_key="STOP",
)  # fmt: skip
REST = replace(HOLD, title="Rest")
FIND = replace(HOME, title="Find the spot", picture=Picture("points", "Three spots."))
SETUP = replace(HOME, title="Lie down", picture=Picture("setup", "Somebody lies down."))


def patient() -> Limiter:
    """In simulated time: there is a long while between any two calls."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 60.0
        return now

    return Limiter(clock=clock)


def channel_of(bot: GuideBot, pictures: Mapping[str, Path]) -> TelegramChannel:
    return TelegramChannel(
        bot,
        clock=lambda: NOW,
        key_up=lambda label: f"{label}: the key below stops at any time",
        key_down=lambda label: f"{label} put away",
        pictures=pictures,
    )


def drawing_calls(api: BotApi) -> list[str]:
    return [call.method for call in api.calls_to(1001)]


async def new(channel: TelegramChannel, screen: Screen, previous: Receipt | None = None) -> Receipt:
    return await channel.show(1001, screen, 7, "new", previous)


async def edit(channel: TelegramChannel, screen: Screen, previous: Receipt | None, turn: int = 7) -> Receipt:
    return await channel.show(1001, screen, turn, "edit", previous)
