"""The real program killed, away for a while, and ended in good order."""

import signal
import time
from pathlib import Path

from tests.botapi import TOKEN, BotApi, User
from tests.end.process import Program
from tests.end.session import press, promised


async def test_kill_9_in_the_middle_of_a_hold_loses_and_doubles_nothing(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path, speed=6) as program:
        await press(user, "Leg is floppy, start")
        hold = await user.wait_for("Hold 1 of 2", 10)
        await program.kill()
        await program.start()
        rest = await user.wait_for("Rest: 1 of 2 done", 15)
        assert abs(rest.arrived - promised(hold)) < 1.5
    assert sum("Hold 1 of 2" in message.content for message in user.messages) == 1
    assert sum("Rest: 1 of 2" in message.content for message in user.messages) == 1
    assert server.violations == []


async def test_a_cue_that_fell_into_the_downtime_is_owned_up_to_once(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path, speed=10) as program:
        await press(user, "Leg is floppy, start")
        hold = await user.wait_for("Hold 1 of 2", 10)
        await program.kill()
        await user.wait_until(lambda: time.time() > promised(hold) + 3, 15)
        await program.start()
        away = await user.wait_for("I was away for a moment", 10)
        assert not away.silent
        await press(user, "Go on")
        await user.wait_for("Rest: 1 of 2 done", 10)
    assert sum("I was away" in message.content for message in user.all_messages) == 1


async def test_sigterm_ends_in_good_order_and_the_token_is_in_no_log(server: BotApi, tmp_path: Path) -> None:
    user = server.user()
    async with Program(server, tmp_path) as program:
        await user.send_command("/start")
        await user.wait_for("Hello.", 10)
        began = time.monotonic()
        assert await program.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 5
    assert TOKEN.encode() not in program.log
