"""kill -9 at every second of a session: no cue lost in silence, none doubled, at most one word about it each time."""

import asyncio
from pathlib import Path

import pytest

from dialogs.guide import Guide
from tests.botapi import BotApi
from tests.end.process import Program
from tests.faults import SOAK
from tests.faults.crowd import WORD, carry_on, crowd, faults, heard

SPEED = 6.0
"""The part of a session that is watched takes 17 s then: as many users, one second apart, are in all of its seconds."""
USERS = 18
KILLS = (4.0, 12.0, 20.0)
"""Seconds after the first one started."""


@pytest.mark.parametrize("shift", [0.0, 0.25, 0.5, 0.75] if SOAK else [0.0])
async def test_kill_9_at_every_second(tmp_path: Path, guide: Guide, shift: float) -> None:
    async with BotApi() as server:
        users = await crowd(server, tmp_path, guide, USERS)
        async with Program(server, tmp_path, speed=SPEED) as program:
            await server.wait_until(lambda: any(call.method == "getUpdates" for call in server.calls), 30)
            began = server.clock.now()
            others = [asyncio.create_task(carry_on(user)) for user in users]
            starting = asyncio.create_task(_start_one_a_second(server, began))
            for seconds in KILLS:
                await server.user().wait_until(lambda at=seconds: server.clock.now() > began + at + shift, 60)  # type: ignore[misc]
                await program.kill()
                await program.start()
            await asyncio.wait_for(asyncio.gather(starting, *others), 150)
        wrong = [line for user in users for line in faults(user, len(KILLS))]
        assert wrong == []
        assert not any("\nTraceback" in line for line in program.log.decode().splitlines())
        assert all(heard(user) for user in users)


async def _start_one_a_second(server: BotApi, began: float) -> None:
    for number in range(USERS):
        user = server.user(1001 + number)
        await user.wait_until(lambda at=number: server.clock.now() >= began + at, 60)  # type: ignore[misc]
        await user.send(WORD)
