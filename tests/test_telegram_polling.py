"""Long polling starts whatever the network does, stops at once, knows how it is, and never names the token."""

import asyncio
import logging
import time
import traceback
from typing import Any

import pytest
import structlog
from telegram import Update
from telegram.ext import TypeHandler

from bot.telegram.application import GuideBot, build
from bot.telegram.limiter import Limiter
from bot.telegram.polling import SILENCE_SECONDS, BadToken, Polling
from bot.telegram.updates import ALLOWED_UPDATES
from tests.botapi.server import TOKEN, BotApi

SECRET = TOKEN.partition(":")[2]


async def nap(_: float) -> None:
    """The waits between attempts, without waiting."""
    await asyncio.sleep(0)


def polling_of(api: BotApi, token: str = TOKEN, ahead: float = 0.0) -> Polling:
    bot = GuideBot(token, api_url=api.url, limiter=Limiter())
    return Polling(bot, build(bot), clock=lambda: time.monotonic() + ahead, sleep=nap)


def polls(api: BotApi) -> list[dict[str, Any]]:
    return [call.params for call in api.calls if call.method == "getUpdates"]


async def test_it_asks_for_all_it_reads_and_drops_nothing() -> None:
    async with BotApi() as api:
        await api.user().send("written while the bot was away")
        polling = polling_of(api)
        await polling.start()
        await api.user().wait_until(lambda: api.world.queue.pending() == [])
        await polling.stop()
        assert polls(api)[0]["allowed_updates"] == list(ALLOWED_UPDATES)
        assert 30 <= polls(api)[0]["timeout"] <= 50
        assert [call.params.get("drop_pending_updates") for call in api.calls if "Webhook" in call.method] == [False]
        assert api.violations == []


async def test_it_is_well_from_the_first_answer_on() -> None:
    async with BotApi() as api:
        polling = polling_of(api)
        assert not polling.healthy()
        await polling.start()
        await api.user().send("hello")
        await api.user().wait_until(polling.healthy)
        await polling.stop()


async def test_it_is_not_well_when_nobody_answers_for_long() -> None:
    async with BotApi() as api:
        polling = polling_of(api, ahead=SILENCE_SECONDS)
        await polling.start()
        await api.user().send("hello")
        await api.user().wait_until(lambda: len(polls(api)) > 1)
        assert not polling.healthy()
        await polling.stop()


async def test_it_starts_when_the_network_does() -> None:
    async with BotApi() as api:
        await api.go_down()
        polling = polling_of(api)
        starting = asyncio.create_task(polling.start())
        await asyncio.sleep(0)
        assert not starting.done()
        await api.come_up()
        async with asyncio.timeout(5):
            await starting
        await polling.stop()


async def test_a_rival_poller_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as api:
        first, second = polling_of(api), polling_of(api)
        await first.start()
        await api.user().wait_until(lambda: bool(polls(api)))
        await second.start()
        await api.user().wait_until(lambda: any(call.status == 409 for call in api.calls))
        await second.stop()
        await api.user().send("hello")
        await api.user().wait_until(lambda: api.world.queue.pending() == [])
        await first.stop()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("down", [False, True])
async def test_it_stops_soon_even_without_a_network(down: bool) -> None:
    async with BotApi() as api:
        polling = polling_of(api)
        await polling.start()
        await api.user().wait_until(lambda: bool(polls(api)))
        if down:
            await api.go_down()
        async with asyncio.timeout(5):
            await polling.stop()


async def test_it_stops_soon_even_if_an_update_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.polling.STOP_SECONDS", 0.1)
    async with BotApi() as api:
        bot = GuideBot(TOKEN, api_url=api.url, limiter=Limiter())
        application = build(bot)
        stuck = asyncio.Event()

        async def wait_for_ever(*_: object) -> None:
            stuck.set()
            await asyncio.Event().wait()

        application.add_handler(TypeHandler(Update, wait_for_ever))
        polling = Polling(bot, application)
        await polling.start()
        await api.user().send("hello")
        await stuck.wait()
        with structlog.testing.capture_logs() as logs:
            async with asyncio.timeout(5):
                await polling.stop()
        assert ("stopped_late", "updates") in [(log["event"], log["what"]) for log in logs]


async def test_it_can_be_stopped_before_it_came_up() -> None:
    async with BotApi() as api:
        await api.go_down()
        polling = polling_of(api)
        starting = asyncio.create_task(polling.start())
        await asyncio.sleep(0)
        starting.cancel()
        async with asyncio.timeout(5):
            await polling.stop()


@pytest.mark.parametrize("token", ["110201543:another", "not a token"])
async def test_a_wrong_token_is_said_so_without_naming_it(token: str, caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as api:
        with pytest.raises(BadToken) as caught:
            await polling_of(api, token).start()
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert "TELEGRAM_BOT_TOKEN" in told
    assert token not in told
    assert caught.value.__context__ is None


async def test_a_whole_life_with_troubles_logs_no_token_and_no_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with BotApi() as api:
        polling = polling_of(api)
        await polling.start()
        api.fail_next("getUpdates", "reset_after")
        await api.user().send("secret words")
        await api.user().wait_until(lambda: api.world.queue.pending() == [])
        await polling.stop()
    assert SECRET not in caplog.text
    assert "secret words" not in caplog.text


def test_nothing_that_may_be_printed_names_the_token() -> None:
    bot = GuideBot(TOKEN, api_url="http://127.0.0.1:1", limiter=Limiter())
    application = build(bot)
    assert SECRET not in f"{bot!r} {bot} {application!r} {application.updater!r} {bot.request!r}"
