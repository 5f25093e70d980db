"""Long polling starts whatever the network does, stops at once, knows how it is, and never names the token."""

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
import structlog

from bot.ports import Handled, Uncounted
from bot.store import StoreError
from bot.telegram.application import GuideBot
from bot.telegram.connecting import BadToken
from bot.telegram.limiter import Limiter
from bot.telegram.polling import SILENCE_SECONDS, Polling
from bot.telegram.receiver import Desk, Receiver
from bot.telegram.updates import ALLOWED_UPDATES
from dialogs.events import Event, Text
from tests.botapi.server import TOKEN, BotApi

SECRET = TOKEN.partition(":")[2]


async def nap(_: float) -> None:
    """The waits between attempts, without waiting."""
    await asyncio.sleep(0)


class Inbox:
    """Takes everything, unless its store fails, or somebody is stuck."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.broken = False
        self.stuck: set[int] = set()
        self.asked = 0

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        raise AssertionError("nobody sent a file")

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        self.asked += 1
        if self.broken:
            raise StoreError("the disk is full")
        if chat in self.stuck:
            await asyncio.Event().wait()
        assert isinstance(event, Text)
        self.words.append(event.text)
        return None


async def nowhere(chat: int) -> int | None:
    return None


class Make(Protocol):
    def __call__(self, api: BotApi, token: str = TOKEN, ahead: float = 0.0, inbox: Inbox | None = None) -> Polling: ...


@pytest.fixture
async def polling_of() -> AsyncIterator[Make]:
    """Each with a bot of its own, whose connections end with the test."""
    async with AsyncExitStack() as bots:

        def polling_of(api: BotApi, token: str = TOKEN, ahead: float = 0.0, inbox: Inbox | None = None) -> Polling:
            bot = GuideBot(token, api_url=api.url, limiter=Limiter())
            bots.push_async_callback(bot.shutdown)
            desk = Desk(nowhere, lambda _: False, "In private only, please.")
            receiver = Receiver(bot, inbox or Inbox(), desk, Uncounted(), clock=time.monotonic)
            return Polling(bot, receiver, clock=lambda: time.monotonic() + ahead, sleep=nap)

        yield polling_of


def polls(api: BotApi) -> list[dict[str, Any]]:
    return [call.params for call in api.calls if call.method == "getUpdates"]


async def test_it_asks_for_all_it_reads_and_drops_nothing(polling_of: Make) -> None:
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


async def test_it_is_well_from_the_first_answer_on(polling_of: Make) -> None:
    async with BotApi() as api:
        polling = polling_of(api)
        assert not polling.healthy()
        await polling.start()
        await api.user().send("hello")
        await api.user().wait_until(polling.healthy)
        await polling.stop()


async def test_it_is_not_well_when_nobody_answers_for_long(polling_of: Make) -> None:
    async with BotApi() as api:
        polling = polling_of(api, ahead=SILENCE_SECONDS)
        await polling.start()
        await api.user().send("hello")
        await api.user().wait_until(lambda: len(polls(api)) > 1)
        assert not polling.healthy()
        await polling.stop()


async def test_it_starts_when_the_network_does(polling_of: Make) -> None:
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


async def test_a_rival_poller_does_not_end_it(caplog: pytest.LogCaptureFixture, polling_of: Make) -> None:
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
async def test_it_stops_soon_even_without_a_network(down: bool, polling_of: Make) -> None:
    async with BotApi() as api:
        polling = polling_of(api)
        await polling.start()
        await api.user().wait_until(lambda: bool(polls(api)))
        if down:
            await api.go_down()
        async with asyncio.timeout(5):
            await polling.stop()


async def test_it_stops_soon_even_if_an_update_is_stuck_which_comes_again(
    monkeypatch: pytest.MonkeyPatch, polling_of: Make
) -> None:
    monkeypatch.setattr("bot.telegram.polling.STOP_SECONDS", 0.1)
    async with BotApi() as api:
        inbox = Inbox()
        inbox.stuck = {api.user().id}
        polling = polling_of(api, inbox=inbox)
        await polling.start()
        await api.user().send("hello")
        await api.user().wait_until(lambda: inbox.asked > 0)
        with structlog.testing.capture_logs() as logs:
            async with asyncio.timeout(5):
                await polling.stop()
        assert [log["event"] for log in logs] == ["stopped_late"]
        assert len(api.world.queue.pending()) == 1


async def test_what_cannot_be_saved_is_not_confirmed_and_taken_later(polling_of: Make) -> None:
    async with BotApi() as api:
        inbox = Inbox()
        inbox.broken = True
        polling = polling_of(api, inbox=inbox)
        await polling.start()
        await api.user().send("one")
        await api.user().send("two")
        await api.user().wait_until(lambda: inbox.asked > 0 and len(polls(api)) > 2, 10)
        assert len(api.world.queue.pending()) == 2
        inbox.broken = False
        await api.user().wait_until(lambda: api.world.queue.pending() == [], 10)
        await polling.stop()
        assert inbox.words == ["one", "two"]


async def test_one_stuck_chat_holds_up_no_other_and_is_not_confirmed(polling_of: Make) -> None:
    async with BotApi() as api:
        inbox = Inbox()
        inbox.stuck = {1}
        polling = polling_of(api, inbox=inbox)
        await polling.start()
        await api.user(1).send("never taken")
        await api.user(2).send("one")
        await api.user().wait_until(lambda: inbox.words == ["one"])
        await api.user(2).send("two")
        await api.user().wait_until(lambda: inbox.words == ["one", "two"], 10)
        pending = [item.body["text"] for item in api.world.queue.pending()]
        assert pending[0] == "never taken"
        await polling.stop()
        assert [item.body["text"] for item in api.world.queue.pending()] == pending


async def test_behind_a_hundred_that_wait_for_one_stuck_chat_further_ones_are_seen(polling_of: Make) -> None:
    async with BotApi() as api:
        inbox = Inbox()
        inbox.stuck = {1}
        polling = polling_of(api, inbox=inbox)
        await api.user(1).send("never taken")
        for chat in range(2, 12):
            for number in range(15):
                await api.user(chat).send(str(number))
        await polling.start()
        await api.user().wait_until(lambda: len(inbox.words) == 150, 10)
        await polling.stop()


async def test_a_hand_made_update_that_cannot_be_read_does_not_stop_it(polling_of: Make) -> None:
    async with BotApi() as api:
        inbox = Inbox()
        polling = polling_of(api, inbox=inbox)
        api.world.queue.add("message", {"text": "secret words", "from": 7}, 60.0, "x")
        await api.user().send("hello")
        api.world.queue.add("message", {"date": "never"}, 60.0, "x")
        await polling.start()
        await api.user().wait_until(lambda: api.world.queue.pending() == [])
        await polling.stop()
        assert inbox.words == ["hello"]


async def test_it_can_be_stopped_before_it_came_up(polling_of: Make) -> None:
    async with BotApi() as api:
        await api.go_down()
        polling = polling_of(api)
        starting = asyncio.create_task(polling.start())
        await asyncio.sleep(0)
        starting.cancel()
        async with asyncio.timeout(5):
            await polling.stop()


@pytest.mark.parametrize("token", ["110201543:another", "not a token"])
async def test_a_wrong_token_is_said_so_without_naming_it(
    token: str, caplog: pytest.LogCaptureFixture, polling_of: Make
) -> None:
    async with BotApi() as api:
        with pytest.raises(BadToken) as caught:
            await polling_of(api, token).start()
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert "TELEGRAM_BOT_TOKEN" in told
    assert token not in told
    assert caught.value.__context__ is None


async def test_a_whole_life_with_troubles_logs_no_token_and_no_words(
    caplog: pytest.LogCaptureFixture, polling_of: Make
) -> None:
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
    assert SECRET not in f"{bot!r} {bot} {bot.request!r}"
