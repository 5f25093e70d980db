"""The line to the page: changes as they come, and how it ends."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from bot.preview.server import serve
from bot.preview.stream import events as events_of
from bot.serving import ListenError, listen
from tests.desk import Desk, served


async def follow(url: str, after: int) -> AsyncGenerator[dict[str, Any], None]:
    """The changes a page would see, without the beats."""
    async with httpx.AsyncClient() as client, client.stream("GET", f"{url}/api/events?after={after}") as stream:
        async for line in stream.aiter_lines():
            change = json.loads(line.removeprefix("data: ")) if line else {"beat": 0}
            if "beat" not in change:
                yield change


async def test_a_page_that_lost_the_line_catches_up_and_goes_on_live(desk: Desk) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    seen = desk.transcript.seq
    card = (await desk.messages(chat))[-1]
    await desk.client.post(f"/api/chats/{chat}/tap", json={"message": card["id"], "action": "where", "turn": 1})
    async with asyncio.timeout(10), served(desk.app) as url:
        changes = follow(url, seen)
        missed = await anext(changes)
        assert (missed["message"]["id"], missed["message"]["body"]["title"]) == (card["id"], "Which side?")
        other = await desk.new_chat()
        assert (await anext(changes))["chat"]["id"] == other
        await desk.client.delete(f"/api/chats/{other}")
        last = await anext(changes)
        assert (last["gone"], last["seq"]) == (other, desk.transcript.seq)
        await changes.aclose()


async def test_a_silent_stream_says_that_it_lives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.preview.stream._BEAT", 0.01)
    stream = events_of(desk.channel, 0)
    beats = [json.loads((await anext(stream)).removeprefix("data: "))["beat"] for _ in range(3)]
    assert beats == sorted(beats)
    assert beats[0] == pytest.approx(desk.transcript.now(), abs=60_000)


async def test_stopping_ends_open_streams_without_a_complaint(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.new_chat()
    async with asyncio.timeout(10):
        async with served(desk.app) as url:
            changes = follow(url, 0)
            await anext(changes)
        assert [change async for change in changes] == []
    assert [record.message for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_a_taken_port_is_told_with_the_name_of_the_setting(desk: Desk) -> None:
    with (
        listen("127.0.0.1:0", "BOT_PREVIEW_LISTEN") as taken,
        pytest.raises(ListenError, match=r"BOT_PREVIEW_LISTEN.*127\.0\.0\.1"),
    ):
        await serve(desk.app, "127.0.0.1", taken.getsockname()[1])
