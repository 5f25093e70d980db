"""The whole product over the Bot API: the real program, a strict server, a user who sees what a user sees."""

import asyncio
from pathlib import Path

from tests.botapi import BotApi, User
from tests.end.process import Program
from tests.end.session import prepare, press


async def test_a_first_session_runs_from_start_to_the_summary(server: BotApi, tmp_path: Path) -> None:
    user = server.user()
    async with Program(server, tmp_path, speed=60):
        await prepare(user)
        await press(user, "Leg is floppy, start")
        await user.wait_for("How is the left #2 middle spot now?", 10)
        assert user.reply_keyboard is not None
        await press(user, "3")
        await user.wait_for("How strong is the pain now?", 15)
        await press(user, "2")
        summary = await user.wait_for("Done for today", 10)
    assert "Before: 5 of 10. After: 2 of 10." in summary.content
    assert user.reply_keyboard is None
    assert server.violations == []
    assert server.unanswered() == []


async def test_stop_by_the_tall_key_ends_everything(server: BotApi, tmp_path: Path, user: User) -> None:
    async with Program(server, tmp_path):
        await press(user, "Leg is floppy, start")
        await user.wait_for("Get ready", 5)
        await user.press_key("Stop")
        stopped = await user.wait_for("Stopped.", 5)
        assert "Continue" in stopped.labels
        await user.wait_until(lambda: user.reply_keyboard is None, 5)


async def test_a_redelivered_update_changes_nothing(server: BotApi, tmp_path: Path) -> None:
    user = server.user()
    async with Program(server, tmp_path):
        await user.send_command("/start")
        await user.wait_for(lambda message: "I agree, let us start" in message.labels, 10)
        server.fail_next("getUpdates", "duplicate")
        await press(user, "I agree, let us start")
        await asyncio.wait_for(user.wait_for("Right now"), 5)
        await user.send("qwxz")
        await user.wait_for("Tap None of these if no line fits", 5)
    assert sum("Tap None of these if no line fits" in message.content for message in user.messages) == 1
