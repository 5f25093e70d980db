"""Reminders over the Bot API: the real program comes back by itself, over a kill too."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.store.sqlite import SqliteStore
from dialogs.effects import Wake
from dialogs.guide import Guide
from dialogs.reminding import Due, Reminding
from dialogs.turn import REMINDER
from tests.botapi import BotApi
from tests.core import lives
from tests.end.process import Program
from tests.end.session import press

ALWAYS = time(0)
"""Quiet hours that begin and end here are none: the test may run at night."""


async def waiting(folder: Path, guide: Guide, chat: int, due: datetime) -> None:
    """Somebody at home after the first session, whose soreness check is due."""
    reminding = Reminding(zone="UTC", kinds=frozenset({"session", "check-in"}), quiet_from=ALWAYS, quiet_to=ALWAYS)
    check = Due("check-in", due)
    home = replace(lives.just_done(guide).session, chat=chat, reminding=reminding, remind=check, dues=(check,))
    store = await SqliteStore.open(folder / "bot.sqlite3")
    await store.turn(chat, lambda _: (home, [Wake(REMINDER, due)]))
    await store.mark_shown(chat, home.turn, None)
    await store.close()


async def test_a_reminder_comes_with_a_sound_and_its_answers_lead_on(
    server: BotApi, tmp_path: Path, guide: Guide
) -> None:
    user = server.user()
    await user.send_command("/start")
    await waiting(tmp_path, guide, user.id, datetime.now(UTC) + timedelta(seconds=6))
    async with Program(server, tmp_path):
        await user.wait_for("What would you like to do?", 30)
        card = await user.wait_for("How sore is it today", 30)
        assert not card.silent
        assert {"0", "10", "In an hour", "Not today", "Turn off"} <= set(card.labels)
        await press(user, "2")
        await user.wait_for("Is there a bruise or a swelling?", 5)
        await press(user, "No bruise, no swelling")
        await user.wait_for("Good, that is mild", 5)
        await user.send_command("/reminders")
        page = await user.wait_for("I come back at the right moment", 5)
    assert re.search(r"Next session: \d+ \w{3}, \d\d:\d\d\n", page.content), "in the one style of all times"
    assert server.violations == []


async def test_a_reminder_that_fell_into_a_downtime_comes_once_at_the_start(
    server: BotApi, tmp_path: Path, guide: Guide
) -> None:
    user = server.user()
    await user.send_command("/start")
    await waiting(tmp_path, guide, user.id, datetime.now(UTC) + timedelta(seconds=4))
    program = Program(server, tmp_path)
    await program.start()
    await user.wait_for("What would you like to do?", 30)
    await program.kill()
    async with Program(server, tmp_path):
        await user.wait_for("How sore is it today", 30)
        await user.send_command("/help")
        await user.wait_for("Start a session, or write where it hurts", 30)
    assert sum("How sore is it today" in message.content for message in user.all_messages) == 1
