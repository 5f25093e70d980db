"""The webhook: only Telegram is let in, and an update counts as taken once it is saved."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, get_args

import aiohttp
import pytest
import structlog

from bot.ports import Handled, Uncounted
from bot.serving import listen
from bot.store import StoreError
from bot.telegram.application import GuideBot
from bot.telegram.limiter import Limiter
from bot.telegram.polling import Polling
from bot.telegram.receiver import Desk, Receiver
from bot.telegram.updates import ALLOWED_UPDATES
from bot.telegram.webhook import MAX_BODY, SECRET_HEADER, TRIES, Place, Webhook, secret_of
from dialogs.events import Event, Tap, Text
from tests.botapi.faults import FaultKind
from tests.botapi.server import TOKEN, BotApi

SECRET = "only-telegram-knows"


class Inbox:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.errors: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        raise AssertionError("nobody sent a file")

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        await self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        self.events.append(event)
        return Handled()


async def nowhere(chat: int) -> int | None:
    return None


@dataclass
class Site:
    """A webhook that runs, and somebody who pushes by hand."""

    api: BotApi
    inbox: Inbox
    http: aiohttp.ClientSession
    naps: asyncio.Queue[float] = field(default_factory=asyncio.Queue)
    url: str = ""
    bots: list[GuideBot] = field(default_factory=list)

    async def nap(self, seconds: float) -> None:
        """The checks come when the test lets them."""
        await self.naps.get()

    def bot(self) -> GuideBot:
        self.bots.append(GuideBot(TOKEN, api_url=self.api.url, limiter=Limiter()))
        return self.bots[-1]

    async def close(self) -> None:
        for bot in self.bots:
            await bot.shutdown()

    def make(self) -> Webhook:
        bot = self.bot()
        desk = Desk(nowhere, lambda _: True, "In private only, please.")
        listener = listen("127.0.0.1:0", "BOT_WEBHOOK_LISTEN")
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        receiver = Receiver(bot, self.inbox, desk, Uncounted(), clock=time.monotonic)
        return Webhook(bot, receiver, Place(self.url, SECRET), listener, sleep=self.nap)

    async def push(self, update: Any, secret: str = SECRET) -> int:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        async with self.http.post(self.url, data=body, headers={SECRET_HEADER: secret}) as response:
            return response.status

    def set_calls(self) -> int:
        return sum(call.method == "setWebhook" for call in self.api.calls)


@pytest.fixture
async def site(api: BotApi) -> AsyncIterator[Site]:
    async with aiohttp.ClientSession() as http:
        site = Site(api, Inbox(), http)
        webhook = site.make()
        await webhook.start()
        yield site
        await webhook.stop()
        await site.close()


def text(number: int, words: str = "hello", chat: int = 1001) -> dict[str, Any]:
    who = {"id": chat, "is_bot": False, "first_name": "Ada"}
    where = {"id": chat, "type": "private", "first_name": "Ada"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": where, "from": who, "text": words},
    }


def press(number: int, chat: int = 1001) -> dict[str, Any]:
    who = {"id": chat, "is_bot": False, "first_name": "Ada"}
    card = text(1)["message"]
    return {
        "update_id": number,
        "callback_query": {"id": str(number), "from": who, "message": card, "chat_instance": "1", "data": "7:go"},
    }


async def test_telegram_knows_the_address_and_pushes_to_it(site: Site) -> None:
    await site.api.user().send("hello")
    await site.api.user().wait_until(lambda: site.inbox.events == [Text("hello")])
    await site.api.user().wait_until(lambda: site.api.world.queue.pending() == [])
    hook = site.api.world.webhook
    assert hook is not None
    assert (hook.url, hook.secret_token) == (site.url, SECRET)
    assert site.api.world.queue.allowed == frozenset(ALLOWED_UPDATES)


async def test_without_the_secret_nobody_gets_in(site: Site) -> None:
    assert await site.push(text(1), secret="guessed") == 403
    assert await site.push(text(1), secret="") == 403
    assert await site.push(text(1), secret="\u00e9") == 403
    assert site.inbox.events == []


async def test_there_is_nothing_else_to_be_had(site: Site) -> None:
    async with site.http.get(site.url, headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 405
    async with site.http.post(f"{site.url}/more", json=text(1), headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 404
    assert site.inbox.events == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"{}", b'{"update_id": "1"}', b"[" * 100_000, b"\xff"])
async def test_what_is_no_update_is_refused(site: Site, body: bytes) -> None:
    assert await site.push(body) == 400


async def test_what_is_too_long_is_refused(site: Site) -> None:
    long = io.BytesIO(b" " * (MAX_BODY + 1))
    async with site.http.post(site.url, data=long, headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // 2**16 + 1):
            yield b" " * 2**16

    async with site.http.post(site.url, data=endless(), headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 413


async def test_an_update_that_cannot_be_read_is_not_sent_for_ever(site: Site) -> None:
    with structlog.testing.capture_logs() as logs:
        assert await site.push({"update_id": 1, "message": {"text": "secret words", "chat": "secret"}}) == 200
    assert [(log["event"], log["kind"]) for log in logs] == [("update_unreadable", "message")]


async def test_an_update_is_acknowledged_once_it_is_saved(site: Site) -> None:
    site.inbox.gate.clear()
    pushing = asyncio.create_task(site.push(text(1)))
    await site.api.user().send("side by side, and both wait")
    assert not pushing.done()
    site.inbox.gate.set()
    assert await pushing == 200
    assert Text("hello") in site.inbox.events


async def test_what_could_not_be_saved_comes_again(site: Site) -> None:
    site.inbox.errors = [StoreError("locked"), StoreError("locked")]
    await site.api.user().send("hello")
    await site.api.user().wait_until(lambda: site.inbox.events == [Text("hello")], 10)


async def test_an_update_that_always_fails_does_not_stop_its_chat_for_ever(site: Site) -> None:
    site.inbox.errors = [ValueError()] * TRIES
    with structlog.testing.capture_logs():
        assert [await site.push(text(1)) for _ in range(TRIES)] == [500] * (TRIES - 1) + [200]
    assert await site.push(text(2)) == 200


async def test_a_press_that_overtakes_a_text_lets_it_go_first(site: Site) -> None:
    pushing = asyncio.create_task(site.push(press(2)))
    assert await site.push(text(1)) == 200
    assert await pushing == 200
    assert [type(event) for event in site.inbox.events] == [Text, Tap]


async def test_a_webhook_that_is_right_is_not_set_again(api: BotApi, site: Site) -> None:
    again = site.make()
    assert api.world.webhook is not None
    api.world.webhook.url = site.url
    await again.start()
    await again.stop()
    assert site.set_calls() == 1


async def test_a_webhook_that_somebody_took_away_is_set_again(site: Site) -> None:
    site.api.world.webhook = None
    site.naps.put_nowait(0)
    await site.api.user().wait_until(lambda: site.api.world.webhook is not None)


@pytest.mark.parametrize("kind", get_args(FaultKind))
async def test_a_check_that_fails_is_made_again(site: Site, kind: FaultKind) -> None:
    site.api.fail_next("getWebhookInfo", kind, retry_after=0, seconds=0.1)
    site.api.world.webhook = None
    checks = sum(call.method == "getWebhookInfo" for call in site.api.calls)
    site.naps.put_nowait(0)
    await site.api.wait_until(lambda: sum(call.method == "getWebhookInfo" for call in site.api.calls) > checks)
    async with asyncio.timeout(5):
        while site.api.world.webhook is None:
            site.naps.put_nowait(0)
            await asyncio.sleep(0.1)


async def test_another_secret_than_telegram_has_is_told_to_it(site: Site) -> None:
    assert site.api.world.webhook is not None
    site.api.world.webhook.secret_token = "the-one-before"
    await site.api.user().send("hello")
    await site.api.user().wait_until(lambda: bool(site.api.world.webhook and site.api.world.webhook.last_error))
    site.naps.put_nowait(0)
    await site.api.user().wait_until(lambda: site.inbox.events == [Text("hello")], 15)


async def test_back_to_polling_nothing_is_lost(api: BotApi) -> None:
    async with aiohttp.ClientSession() as http:
        site = Site(api, Inbox(), http)
        webhook = site.make()
        await webhook.start()
        await webhook.stop()
        await api.user().send("between the two")
        bot = site.bot()
        desk = Desk(nowhere, lambda _: True, "In private only, please.")
        polling = Polling(bot, Receiver(bot, site.inbox, desk, Uncounted(), clock=time.monotonic))
        await polling.start()
        await api.user().wait_until(lambda: site.inbox.events == [Text("between the two")])
        await polling.stop()
        await site.close()


def test_a_secret_that_nobody_chose_is_the_same_everywhere_and_tells_nothing() -> None:
    assert secret_of(TOKEN) == secret_of(TOKEN)
    assert secret_of(TOKEN) != secret_of(TOKEN + "x")
    assert TOKEN.partition(":")[2] not in secret_of(TOKEN)
