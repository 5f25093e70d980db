"""What many tests share: the shipped content, the test server, and how hard Hypothesis searches."""

import os
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from typing_extensions import override

from bot.files.maker import Maker
from bot.ports import Store
from bot.store.postgres import PostgresStore
from bot.store.sqlite import SqliteStore
from bot.telegram.application import GuideBot
from bot.telegram.channel import TelegramChannel
from content.loader import load
from content.schema import Content
from dialogs.guide import Guide
from dialogs.reading import Reader, Reading
from tests.botapi.chat import User
from tests.botapi.server import TOKEN, BotApi
from tests.desk import Desk
from tests.drawing import channel_of, patient
from tests.paper import Bench, Paper
from tests.postgres import PostgresServer, emptied, programs
from tests.storing import Open, open_postgres

settings.register_profile("desk", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


class Remembering(Reader):
    """Reads each message once: the same few are said at every place of the dialog, and reading is most of the work."""

    def __init__(self, content: Content, language: str) -> None:
        super().__init__(content, language)
        self._read: dict[str, Reading] = {}

    @override
    def read(self, text: str) -> Reading:
        if text not in self._read:
            self._read[text] = super().read(text)
        return self._read[text]


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that ships with the product, checked."""
    return load()


@pytest.fixture(scope="session")
def guide(content: Content) -> Guide:
    return Guide(content, {language: Remembering(content, language) for language in content.phrases})


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The strict test server without budgets: whatever breaks the rules of the Bot API fails the test."""
    async with BotApi(budgets=()) as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def user(api: BotApi) -> User:
    """Somebody who wrote to the bot once, so that it may write to them."""
    user = api.user()
    await user.send("hello")
    return user


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """Two different ones: what Telegram looks at is the head of the file."""
    files = {"points": tmp_path / "points.png", "setup": tmp_path / "setup.png"}
    for width, file in enumerate(files.values(), 90):
        file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, 60, 8, 2, 0, 0, 0))
    return files


@pytest.fixture
async def channel(api: BotApi, pictures: dict[str, Path]) -> AsyncIterator[TelegramChannel]:
    async with GuideBot(TOKEN, api_url=api.url, limiter=patient()) as bot:
        yield channel_of(bot, pictures)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    await desk.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests of this process."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL on this machine: what several processes on one database promise was not tried")
    with PostgresServer(folder) as server:
        yield server


@pytest.fixture
async def database_url(postgres_server: PostgresServer) -> str:
    """Of an empty database."""
    return await emptied(postgres_server)


@pytest.fixture
async def bench(tmp_path: Path, guide: Guide) -> AsyncIterator[Bench]:
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    bench = Bench(guide, store, Paper(), Maker(tmp_path / "fonts"))
    await bench.runtime.start()
    yield bench
    await bench.runtime.stop()
    await store.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the one database of the test; a second call is a restart of the program."""
    if request.param == "sqlite":
        opened: Open = partial(SqliteStore.open, tmp_path / "data" / "bot.db")
    else:
        opened = partial(open_postgres, await emptied(request.getfixturevalue("postgres_server")))
    async with AsyncExitStack() as running:

        async def reopen() -> Store:
            await running.aclose()
            store = await opened()
            running.push_async_callback(store.close)
            return store

        yield reopen


@pytest.fixture
async def store(open_store: Open) -> Store:
    return await open_store()


@pytest.fixture
async def shared(database_url: str) -> AsyncIterator[PostgresStore]:
    """The store of several processes, on an empty database."""
    store = await PostgresStore.open(database_url)
    yield store
    await store.close()


@pytest.fixture
async def database(shared: PostgresStore, database_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """To look at its tables, which are there."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()
