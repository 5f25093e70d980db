"""The line to Telegram fails in every way it can, in the middle of a routine."""

import asyncio
import time
from pathlib import Path

import pytest

from dialogs.guide import Guide
from tests.botapi import BotApi
from tests.botapi.faults import FaultKind
from tests.end.process import Program
from tests.faults import SOAK
from tests.faults.crowd import PHASES, WORD, carry_on, crowd, faults, is_over

SPEED = 6.0
DOWN = 60.0 if SOAK else 8.0


@pytest.mark.parametrize("kind", ["429", "500", "502", "slow", "reset_before", "reset_after"])
async def test_a_fault_at_every_phase_costs_no_cue_more_than_it_must(
    tmp_path: Path, guide: Guide, kind: FaultKind
) -> None:
    async with BotApi() as server:
        users = await crowd(server, tmp_path, guide, len(PHASES) - 1)
        async with Program(server, tmp_path, speed=SPEED):
            await asyncio.gather(*(user.send(WORD) for user in users))
            for user, phase in zip(users, PHASES, strict=False):
                await user.wait_for(phase, 30)
                server.fail_next("sendMessage", kind, retry_after=2, chat_id=user.id)
            await asyncio.wait_for(asyncio.gather(*(carry_on(user) for user in users)), 90)
        unknowable = 1 if kind == "reset_before" else 0
        assert [line for user in users for line in faults(user, 1, unknowable)] == []
        assert server.violations == []


async def test_telegram_goes_away_and_comes_back(tmp_path: Path, guide: Guide) -> None:
    async with BotApi() as server:
        (user,) = await crowd(server, tmp_path, guide, 1)
        async with Program(server, tmp_path) as program:
            await user.send(WORD)
            await user.wait_for(PHASES[0], 20)
            await server.go_down()
            end = time.monotonic() + max(DOWN, 14)
            await user.wait_until(lambda: time.monotonic() > end, max(DOWN, 14) + 5)
            await server.come_up()
            away = await user.wait_for("I was away", 40)
            assert not away.silent
            assert program.process is not None
            assert program.process.returncode is None
        assert not is_over(user)


async def test_without_telegram_for_long_the_program_ends_to_be_started_again(tmp_path: Path) -> None:
    async with BotApi() as server:
        await server.go_down()
        async with Program(server, tmp_path) as program:
            assert program.process is not None
            status = await asyncio.wait_for(program.process.wait(), 120)
            out, _ = await program.process.communicate()
        assert status == 3
        assert b"Telegram has not answered for" in out
