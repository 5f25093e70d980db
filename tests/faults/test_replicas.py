"""Two of the real program on one PostgreSQL behind one webhook, which each of them gets in turn; either may die."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest

from bot.store.postgres import PostgresStore
from dialogs.guide import Guide
from tests.botapi import BotApi, User, Violation
from tests.end.process import Program, free_port, page
from tests.end.session import is_phase, press, promised, seed_store
from tests.faults.balancer import Balancer
from tests.postgres import PostgresServer

USERS = 6
SPEED = 6
"""A hold of 30 s takes five, a rest of 30 s as well."""
LATEST = 2.0
"""Seconds a cue may be late without a word about it."""
CARD = "Leg is floppy, start"
CHECK = "How is the left #2 middle spot now?"
CUES = ("Get ready", "Hold 1 of 2", "Rest: 1 of 2 done", "Hold 2 of 2", CHECK)


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def users(server: BotApi, database_url: str, guide: Guide) -> list[User]:
    """Their set-up cards are the next thing to be shown."""
    users = [server.user(1001 + number) for number in range(USERS)]
    store = await PostgresStore.open(database_url)
    for user in users:
        await user.send_command("/help")
        await seed_store(store, guide, user.id)
    await store.close()
    return users


@dataclass(frozen=True)
class Replica:
    """Where one of the programs is reached."""

    hook: int = field(default_factory=free_port)
    status: int = field(default_factory=free_port)

    async def until_well(self) -> None:
        while not await self._is_well():  # noqa: ASYNC110 - it is asked from outside
            await asyncio.sleep(0.1)

    async def _is_well(self) -> bool:
        try:
            return (await page(self.status, "/healthz"))[0] == 200
        except aiohttp.ClientError:
            return False

    async def count(self, metric: str) -> int:
        """Of a line of /metrics that begins so."""
        lines = (await page(self.status, "/metrics"))[1].splitlines()
        return sum(int(float(line.rpartition(" ")[2])) for line in lines if line.startswith(metric))


@pytest.fixture
def replicas() -> tuple[Replica, Replica]:
    return Replica(), Replica()


@pytest.fixture
async def balancer(replicas: tuple[Replica, Replica]) -> AsyncIterator[Balancer]:
    async with Balancer([replica.hook for replica in replicas]) as balancer:
        yield balancer


@pytest.fixture
async def programs(
    server: BotApi,
    database_url: str,
    tmp_path: Path,
    users: list[User],
    replicas: tuple[Replica, Replica],
    balancer: Balancer,
) -> AsyncIterator[tuple[Program, Program]]:
    """Both are well."""

    def program(replica: Replica) -> Program:
        variables = {
            "DATABASE_URL": database_url,
            "BOT_WEBHOOK_URL": balancer.url,
            "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{replica.hook}",
            "BOT_HTTP_LISTEN": f"127.0.0.1:{replica.status}",
        }
        return Program(server, tmp_path, SPEED, variables)

    async with program(replicas[0]) as first, program(replicas[1]) as second:
        await asyncio.wait_for(asyncio.gather(*(replica.until_well() for replica in replicas)), 60)
        yield first, second


async def start(users: list[User]) -> None:
    """Everybody starts the routine; returns when all have begun."""
    await asyncio.gather(*(press(user, CARD) for user in users))
    await asyncio.gather(*(user.wait_for("Get ready", 10) for user in users))


def heard(user: User) -> list[str]:
    """The cues of the routine, in the order they came; what is not known here is told in full."""
    told = [message.content for message in user.messages if not message.silent and CARD not in message.labels]
    return [next((cue for cue in CUES if cue in content), content) for content in told]


def latest(user: User) -> float:
    """Seconds by which the latest cue came after the second that was promised."""
    phases = [message for message in user.messages if not message.silent and CARD not in message.labels]
    return max(after.arrived - promised(before) for before, after in pairwise(phases))


async def test_two_processes_lead_everybody_through_and_each_cue_comes_once(
    users: list[User],
    programs: tuple[Program, Program],
    server: BotApi,
    replicas: tuple[Replica, Replica],
    balancer: Balancer,
) -> None:
    await start(users)
    await asyncio.gather(*(user.wait_for(CHECK, 30) for user in users))
    assert [heard(user) for user in users] == [list(CUES)] * USERS
    assert max(latest(user) for user in users) < LATEST
    assert set(balancer.passed_to) == {replica.hook for replica in replicas}
    fired = [await replica.count("bot_timer_late_seconds_count") for replica in replicas]
    assert sum(fired) == USERS * (len(CUES) - 1), "each timer was fired by one of them"
    assert min([await replica.count('bot_store_seconds_count{work="watch"}') for replica in replicas]) > 0
    assert [await replica.count("bot_failures_total") for replica in replicas] == [0, 0]
    assert broken(server) == []


def broken(server: BotApi) -> list[Violation]:
    """Rules of Telegram that were broken. Both programs may send a picture up before either hears of the other's."""
    return [each for each in server.violations if each.rule != "file.reupload"]


@pytest.mark.parametrize(("which", "moment"), [(0, 0.3), (1, 2.5), (0, 4.9)])
async def test_kill_9_of_one_in_the_middle_of_a_hold_loses_and_doubles_no_cue(
    users: list[User], programs: tuple[Program, Program], server: BotApi, which: int, moment: float
) -> None:
    await start(users)
    holds = await asyncio.gather(*(user.wait_for("Hold 1 of 2", 10) for user in users))
    began = min(hold.arrived for hold in holds)
    await users[0].wait_until(lambda: time.time() > began + moment, 10)
    await programs[which].kill()
    await asyncio.gather(*(user.wait_for(CHECK, 30) for user in users))
    assert [heard(user) for user in users] == [list(CUES)] * USERS
    assert max(latest(user) for user in users) < LATEST
    assert broken(server) == []


async def test_either_dies_and_comes_back_in_turn(
    users: list[User], programs: tuple[Program, Program], server: BotApi
) -> None:
    await start(users)
    for program, cue in zip((*programs, programs[0]), CUES[1:4], strict=True):
        await asyncio.gather(*(user.wait_for(cue, 15) for user in users))
        await program.kill()
        await program.start()
    await asyncio.gather(*(user.wait_for(CHECK, 30) for user in users))
    assert [heard(user) for user in users] == [list(CUES)] * USERS
    assert broken(server) == []


async def test_a_database_that_was_gone_costs_at_most_one_honest_message(
    users: list[User], programs: tuple[Program, Program], server: BotApi, postgres_server: PostgresServer
) -> None:
    await start(users)
    holds = await asyncio.gather(*(user.wait_for("Hold 1 of 2", 10) for user in users))
    postgres_server.stop()
    try:
        over = max(promised(hold) for hold in holds) + LATEST + 1
        await users[0].wait_until(lambda: time.time() > over, 20)
    finally:
        postgres_server.start()
    await asyncio.gather(*(user.wait_for("I was away for a moment", 20) for user in users))
    for user in users:
        await press(user, "Go on")
    await asyncio.gather(*(user.wait_for("Rest: 1 of 2 done", 10) for user in users))
    for user in users:
        assert sum("I was away" in message.content for message in user.all_messages) == 1
        assert sum(is_phase(message) and "Hold 1 of 2" in message.content for message in user.messages) == 1
    assert broken(server) == []
