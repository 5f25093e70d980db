"""What many tests share: the shipped content, the test server, and how hard Hypothesis searches."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from content.loader import load
from content.schema import Content
from dialogs.guide import Guide
from tests.botapi.chat import User
from tests.botapi.server import BotApi
from tests.postgres import PostgresServer, emptied, programs

settings.register_profile("desk", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that ships with the product, checked."""
    return load()


@pytest.fixture(scope="session")
def guide(content: Content) -> Guide:
    return Guide.of(content)


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
