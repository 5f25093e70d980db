"""A database that is locked, and a disk that is full: what was sent is answered later, and nobody is left pressing."""

import resource
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from dialogs.guide import Guide
from tests.botapi import BotApi, User
from tests.end.process import Program
from tests.faults.crowd import AWAY, GO_ON, WORD, crowd, heard

LOCKED = 10.0
"""Seconds: twice as long as SQLite itself waits."""


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def user(server: BotApi, tmp_path: Path, guide: Guide) -> User:
    return (await crowd(server, tmp_path, guide, 1))[0]


async def passed(user: User, seconds: float) -> None:
    end = time.monotonic() + seconds
    await user.wait_until(lambda: time.monotonic() > end, seconds + 5)


async def test_what_is_sent_while_the_database_is_locked_is_answered_once_afterwards(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path):
        await user.send("/help")
        await user.wait_for("Follow the lines", 15)
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await user.send("/privacy")
            await passed(user, LOCKED)
            other.execute("ROLLBACK")
        await user.wait_for("I do not keep your messages", 15)
    assert sum("I do not keep your messages" in message.content for message in user.all_messages) == 1
    assert server.violations == []


async def test_a_kill_while_the_database_is_locked_loses_no_message(server: BotApi, tmp_path: Path, user: User) -> None:
    async with Program(server, tmp_path) as program:
        await user.send("/help")
        await user.wait_for("Follow the lines", 15)
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await user.send("/privacy")
            await passed(user, 2)
            await program.kill()
            other.execute("ROLLBACK")
        await program.start()
        await user.wait_for("I do not keep your messages", 20)


async def test_a_cue_that_could_not_be_saved_in_time_is_owned_up_to_once(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path):
        await user.send(WORD)
        await user.wait_for("Get ready", 15)
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
            await passed(user, 5)
            other.execute("BEGIN IMMEDIATE")
            await passed(user, LOCKED)
            other.execute("ROLLBACK")
        away = await user.wait_for(AWAY, 15)
        assert GO_ON in away.labels
    assert sum(AWAY in line for line in heard(user)) == 1


async def test_a_full_disk_delays_answers_and_loses_none(server: BotApi, tmp_path: Path, user: User) -> None:
    async with Program(server, tmp_path) as program:
        await user.send("/help")
        await user.wait_for("Follow the lines", 15)
        assert program.process is not None
        _, most = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (0, most))
        await user.send("/privacy")
        await passed(user, 3)
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (most, most))
        await user.wait_for("I do not keep your messages", 20)
    assert b"update_waits" in program.log
    assert sum("I do not keep your messages" in message.content for message in user.all_messages) == 1
