"""Cues of the real program, to the second."""

from pathlib import Path

from tests.botapi import BotApi, User
from tests.end.process import Program
from tests.end.session import is_phase, press, promised


async def test_each_phase_is_one_audible_message_at_the_promised_second_a_question_notwithstanding(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path):
        await press(user, "Leg is floppy, start")
        ready = await user.wait_for("Get ready", 5)
        await user.send("how hard should i press?")
        answer = await user.wait_for("4 to 6 out of 10", 5)
        hold = await user.wait_for("Hold 1 of 2", 15)
    assert answer.silent
    assert promised(answer) == promised(ready)
    assert is_phase(ready)
    assert is_phase(hold)
    assert abs(hold.arrived - promised(ready)) < 1
    assert promised(hold) - promised(ready) == 30
    assert "10 seconds" in ready.content
