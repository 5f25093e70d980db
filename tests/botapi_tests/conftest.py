"""A running test server, somebody who wrote to the bot, and ways to call it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import (
    Bot,
)

from tests.botapi import TOKEN, BotApi, User
from tests.botapi_tests.calls import ADA, Client, Scene, keyboard, png


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi(budgets=()) as running:
        yield running


@pytest.fixture
async def call(server: BotApi) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, server)


@pytest.fixture
async def ada(server: BotApi) -> User:
    user = server.user(ADA)
    await user.send_command("/start")
    return user


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as running:
        yield running


@pytest.fixture
async def scene(call: Client, ada: User) -> Scene:
    text = await call("sendMessage", chat_id=ADA, text="a", reply_markup=keyboard("Go"))
    keys = await call("sendMessage", chat_id=ADA, text="b", reply_markup={"keyboard": [["Stop"]]})
    photo = await call("sendPhoto", files={"photo": png(90, 60)}, chat_id=ADA, caption="c")
    first, second, third = (reply.result["message_id"] for reply in (text, keys, photo))
    return Scene(first, second, third, own=1)
