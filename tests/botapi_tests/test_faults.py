"""Rates and faults."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import Any

import aiohttp
import pytest

from tests.botapi import TOKEN, BotApi, Budget, User
from tests.botapi_tests.calls import ADA, Client, Scene, rules


async def test_more_than_twenty_a_minute_are_refused() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada = Client(session, server), server.user(ADA)
        await ada.send("hello")
        for i in range(26):
            server.clock.advance(1.2)
            assert (await call("sendMessage", chat_id=ADA, text=str(i))).status == 200
        statuses = []
        for i in range(12):
            server.clock.advance(1.2)
            statuses.append((await call("sendMessage", chat_id=ADA, text=str(i))).status)
        assert 429 in statuses
        assert server.busiest_minute(ADA) > 20


async def test_steady_pace_below_the_limit_is_accepted() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada = Client(session, server), server.user(ADA)
        await ada.send("hello")
        for i in range(60):
            server.clock.advance(3.0)
            assert (await call("sendMessage", chat_id=ADA, text=str(i))).status == 200


async def test_burst_is_refused_and_calling_on_makes_it_worse() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada, ben = Client(session, server), server.user(ADA), server.user(1002)
        await ada.send("hello")
        await ben.send("hello")
        replies = [await call("sendMessage", chat_id=ADA, text=str(i)) for i in range(6)]
        refused = replies[-1]
        assert [reply.status for reply in replies] == [200] * 5 + [429]
        assert refused.error == "Too Many Requests: retry after 3"
        assert (refused.body["parameters"], refused.headers["Retry-After"]) == ({"retry_after": 3}, "3")
        assert server.violations == []
        worse = await call("sendChatAction", chat_id=ADA, action="typing")
        assert worse.body["parameters"] == {"retry_after": 6}
        assert rules(server) == {"flood.inside_window"}
        assert (await call("sendMessage", chat_id=ben.id, text="x")).status == 200
        server.clock.advance(6)
        assert (await call("sendMessage", chat_id=ADA, text="x")).status == 200


async def test_budgets_can_be_set() -> None:
    async with BotApi(budgets=(Budget(1, 1),)) as server, aiohttp.ClientSession() as session:
        call = Client(session, server)
        await server.user(ADA).send("hello")
        statuses = [(await call("sendMessage", chat_id=ADA, text=str(i))).status for i in range(2)]
        assert statuses == [200, 429]


async def test_ledger_keeps_calls_by_chat(server: BotApi, call: Client, scene: Scene) -> None:
    await call("sendChatAction", chat_id=ADA, action="typing")
    assert [made.method for made in server.calls_to(ADA)] == [
        "sendMessage",
        "sendMessage",
        "sendPhoto",
        "sendChatAction",
    ]
    assert [made.params["text"] for made in server.calls_to(ADA, "sendMessage")] == ["a", "b"]
    assert server.calls_to(ADA, since=time.time() + 1) == []
    assert [made.status for made in server.calls_to(ADA)] == [200] * 4


async def test_fault_429_closes_the_chat(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("sendMessage", "429", retry_after=7)
    assert (await call("sendMessage", chat_id=ADA, text="x")).body["parameters"] == {"retry_after": 7}
    assert (await call("sendMessage", chat_id=ADA, text="x")).status == 429
    assert rules(server) == {"flood.inside_window"}


async def test_fault_500_and_403(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("*", "500", times=2)
    server.fail_next("sendMessage", "403", chat_id=ADA)
    statuses = [(await call("sendMessage", chat_id=ADA, text="x")).status for _ in range(4)]
    assert statuses == [500, 500, 403, 200]


async def test_fault_502_is_html(server: BotApi, call: Client) -> None:
    server.fail_next("getMe", "502")
    async with call.session.post(f"{server.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("kind", "delivered"), [("reset_before", 0), ("reset_after", 1)])
async def test_fault_reset(server: BotApi, call: Client, ada: User, kind: Any, delivered: int) -> None:
    server.fail_next("sendMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ADA, text="x")
    assert len(ada.messages) == delivered


async def test_fault_slow_delivers_before_it_answers(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("sendMessage", "slow", seconds=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call("sendMessage", chat_id=ADA, text="x"), 0.2)
    assert ada.last.text == "x"


async def test_server_goes_down_and_comes_up_with_everything(server: BotApi, call: Client, ada: User) -> None:
    url = server.url
    poll = asyncio.create_task(call("getUpdates", offset=-1, timeout=20))
    await poll
    poll = asyncio.create_task(call("getUpdates", offset=700_000_002, timeout=20))
    await server.wait_until(lambda: len(server.calls) == 2)
    await server.go_down()
    with pytest.raises(aiohttp.ClientError):
        await poll
    with pytest.raises(aiohttp.ClientConnectorError):
        await call("getMe")
    await ada.send("while down")
    await server.come_up()
    assert server.url == url
    assert (await call("getUpdates")).result[0]["message"]["text"] == "while down"


async def test_json_and_query_parameters_are_read(server: BotApi, call: Client, ada: User) -> None:
    given = {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}}
    await call.post(f"/bot{TOKEN}/sendMessage?chat_id={ADA}", json=given)
    assert ada.last.labels == ["Go"]
    assert server.violations == []
    await call.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": ADA, "text": 5})
    assert rules(server) == {"param.type"}


async def test_logged_out_bot_is_refused(server: BotApi, call: Client) -> None:
    assert (await call("logOut")).result is True
    reply = await call("getMe")
    assert (reply.status, reply.error) == (401, "Unauthorized")
    assert rules(server) == {"method.log_out"}


async def test_server_can_be_played_by_hand() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.botapi", "--port", "0", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdin is not None
    assert program.stdout is not None
    url = (await program.stdout.readline()).decode().split()[0].partition("=")[2]
    program.stdin.write(b"hello\n")
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{TOKEN}/getUpdates?timeout=5") as response:
        assert (await response.json())["result"][0]["message"]["text"] == "hello"
    output, _ = await program.communicate(b"")
    assert output == b""
