"""Updates by webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from tests.botapi import BotApi, User
from tests.botapi_tests.calls import ADA, Client


@dataclass
class Receiver:
    url: str
    failures: int
    got: list[dict[str, Any]]
    secrets: list[str | None]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    state = Receiver("", 0, [], [])

    async def receive(request: web.Request) -> web.Response:
        if state.failures:
            state.failures -= 1
            return web.Response(status=500)
        state.got.append(await request.json())
        state.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.json_response({"method": "sendMessage", "chat_id": ADA, "text": f"reply {len(state.got)}"})

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    state.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield state
    await runner.cleanup()


async def test_webhook_gets_updates_in_order_and_again_after_a_failure(
    server: BotApi, call: Client, ada: User, receiver: Receiver
) -> None:
    receiver.failures = 1
    await call("setWebhook", url=receiver.url, secret_token="s3cret")
    await ada.send("one")
    await ada.send("two")
    await server.wait_until(lambda: len(receiver.got) == 3)
    assert [update["message"]["text"] for update in receiver.got] == ["/start", "one", "two"]
    assert set(receiver.secrets) == {"s3cret"}
    await ada.wait_for("reply 3")
    info = (await call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    assert "500" in info["last_error_message"]
    reply = await call("getUpdates")
    assert (reply.status, reply.error.split(";")[0]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active",
    )
    await call("deleteWebhook")
    assert (await call("getUpdates")).result == []
