"""A strict server with its rates on, and somebody at the set-up card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.guide import Guide
from tests.botapi import BotApi, User
from tests.end.session import seed


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def user(server: BotApi, tmp_path: Path, guide: Guide) -> User:
    """Somebody whose set-up card is the next thing to be shown."""
    user = server.user()
    await user.send_command("/help")
    await seed(tmp_path, guide, user.id)
    return user
