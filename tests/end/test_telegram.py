"""The whole product over the Bot API: the real program, a strict server, a user who sees what a user sees."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.guide import Guide
from tests.botapi import TOKEN, BotApi, User
from tests.end.process import Program
from tests.end.session import is_phase, prepare, press, promised, seed


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


async def test_stop_by_the_tall_key_ends_everything(server: BotApi, tmp_path: Path, user: User) -> None:
    async with Program(server, tmp_path):
        await press(user, "Leg is floppy, start")
        await user.wait_for("Get ready", 5)
        await user.press_key("Stop")
        stopped = await user.wait_for("Stopped.", 5)
        assert "Continue" in stopped.labels
        await user.wait_until(lambda: user.reply_keyboard is None, 5)


async def test_sigterm_ends_in_good_order_and_the_token_is_in_no_log(server: BotApi, tmp_path: Path) -> None:
    user = server.user()
    async with Program(server, tmp_path) as program:
        await user.send_command("/start")
        await user.wait_for("Hello.", 10)
        began = time.monotonic()
        assert await program.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 5
    assert TOKEN.encode() not in program.log


async def test_a_redelivered_update_changes_nothing(server: BotApi, tmp_path: Path) -> None:
    user = server.user()
    async with Program(server, tmp_path):
        await user.send_command("/start")
        await user.wait_for(lambda message: "I agree, let us start" in message.labels, 10)
        server.fail_next("getUpdates", "duplicate")
        await press(user, "I agree, let us start")
        await asyncio.wait_for(user.wait_for("Right now"), 5)
        await user.send("qwxz")
        await user.wait_for("I did not get that", 5)
    assert sum("I did not get that" in message.content for message in user.messages) == 1


async def test_the_pictures_of_a_session_go_up_once_for_all_users_and_over_a_restart(
    server: BotApi, tmp_path: Path
) -> None:
    shown = []
    for chat in (1001, 1002):
        user = server.user(chat)
        async with Program(server, tmp_path):
            await prepare(user)
            card = await user.wait_for("Get into place: Thera Cane", 10)
        shown.append(card.media.name if card.media is not None else None)
    uploaded = [file.name for call in server.calls for file in call.files.values()]
    assert shown == ["setup-thera-cane-lying-middle-left.jpg"] * 2
    assert uploaded == ["where-it-hurts.jpg", "referral-gmed-middle-left.jpg", "points-left.jpg", shown[0]]
    assert server.violations == []
