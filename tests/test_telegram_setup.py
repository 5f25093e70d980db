"""What the bot says about itself is set in every language, and only when it changed."""

from dataclasses import replace

import pytest

from bot.telegram.application import GuideBot
from bot.telegram.limiter import Limiter
from bot.telegram.setup import Profile, publish
from tests.botapi.server import TOKEN, BotApi

ENGLISH = Profile((("start", "Begin"), ("stop", "Stop at once")), "Guides you.", "A guide.")
GERMAN = Profile((("start", "Los"), ("stop", "Sofort aufhören")), "Führt dich.", "Ein Führer.")


async def published(api: BotApi, profiles: dict[str, Profile]) -> list[str]:
    """The methods that changed something."""
    api.calls.clear()
    async with GuideBot(TOKEN, api_url=api.url, limiter=Limiter()) as bot:
        await publish(bot, profiles)
    assert api.violations == []
    return [call.method for call in api.calls if call.method.startswith("set")]


async def test_all_is_set_at_first_and_nothing_the_second_time() -> None:
    async with BotApi() as api:
        assert len(await published(api, {"": ENGLISH, "de": GERMAN})) == 6
        assert await published(api, {"": ENGLISH, "de": GERMAN}) == []


async def test_only_what_changed_is_set() -> None:
    async with BotApi() as api:
        await published(api, {"": ENGLISH, "de": GERMAN})
        changed = replace(GERMAN, commands=(("start", "Anfangen"), ("stop", "Sofort aufhören")))
        assert await published(api, {"": ENGLISH, "de": changed}) == ["setMyCommands"]


async def test_every_language_reads_its_own() -> None:
    async with BotApi() as api:
        await published(api, {"": ENGLISH, "de": GERMAN})
        async with GuideBot(TOKEN, api_url=api.url, limiter=Limiter()) as bot:
            assert (await bot.get_my_description(language_code="de")).description == "Führt dich."
            assert (await bot.get_my_description()).description == "Guides you."
            assert [command.description for command in await bot.get_my_commands(language_code="de")] == [
                "Los",
                "Sofort aufhören",
            ]


@pytest.mark.parametrize(
    ("commands", "description", "short", "problem"),
    [
        ((("Start", "x"),), "d", "s", "'Start': not a name"),
        ((("start", ""),), "d", "s", "0 characters"),
        ((("start", "x" * 257),), "d", "s", "257 characters"),
        ((("start", "x"),) * 101, "d", "s", "101 commands"),
        ((), "d" * 513, "s", "description: 513"),
        ((), "d", "s" * 121, "short description: 121"),
    ],
)
def test_what_telegram_would_refuse_is_named(
    commands: tuple[tuple[str, str], ...], description: str, short: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        Profile(commands, description, short)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"'A': not a name; .*short description: 121"):
        Profile((("A", "x"),), "d", "s" * 121)
