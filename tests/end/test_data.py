"""The user's own data, over the Bot API: pictures and files out, a file in, and nothing left behind."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore
from dialogs.effects import Record
from dialogs.guide import Guide
from tests.bench.people import regular
from tests.botapi import BotApi, Message, User
from tests.end.process import Program
from tests.end.session import press, promised

ANN, BEN = 7_351_920_846, 1002


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi(budgets=()) as server:
        yield server
        assert {violation.rule for violation in server.violations} <= {"file.reupload"}  # of two with the same history


@pytest.fixture
async def user(server: BotApi, tmp_path: Path, guide: Guide) -> User:
    """Somebody who did three sessions."""
    life = regular(guide, datetime.now(UTC))
    session = replace(life.session, chat=ANN)
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    await store.turn(ANN, lambda _: (session, [Record(at, row) for at, row in life.history.items()]))
    await store.close()
    user = server.user(ANN)
    await user.send_command("/help")
    return user


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_file(message: Message) -> bool:
    return message.media is not None and message.media.name.endswith((".png", ".pdf", ".json"))


async def test_picture_report_and_file_go_out_and_the_file_comes_in_elsewhere(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path):
        await user.wait_for("Start a session", 60)
        await user.send_command("/progress")
        chart = user.download(await user.wait_for(is_file, 90))
        await user.send_command("/data")
        await press(user, "Report for a clinician (PDF)")
        report = user.download(await user.wait_for("One page for a doctor", 90))
        await press(user, "Everything as a file (JSON)")
        backup = user.download(await user.wait_for("Everything that is kept about you", 90))

        other = server.user(BEN)
        await other.send_command("/start")
        await press(other, "I agree, let us start")
        await other.send_document(name="trigger-point-guide.json", content=backup)
        await press(other, "Yes, take over")
        await other.send_command("/progress")
        assert "pain 4, then 4" in (await other.wait_for("Your last sessions", 10)).content
        await other.wait_for(is_file, 90)

    assert chart.startswith(b"\x89PNG")
    assert report.startswith(b"%PDF")
    assert len(json.loads(backup)["history"]) == 3


async def test_deleting_leaves_no_trace_in_the_database_and_none_in_the_log(
    server: BotApi, tmp_path: Path, user: User
) -> None:
    async with Program(server, tmp_path) as program:
        await user.wait_for("Start a session", 90)
        await user.send_command("/data")
        await press(user, "Everything as a file (JSON)")
        backup = user.download(await user.wait_for("Everything that is kept about you", 90))
        await press(user, "Close")
        await user.send_document("strange words of mine", name="guide.json", content=backup)
        await user.wait_for("Take this file over?", 90)
        await user.send_command("/delete")
        await press(user, "Yes, delete everything")
        await user.wait_for("Everything is deleted", 10)
    files = contents(tmp_path)
    files["the log"] = program.log

    started = json.loads(backup)["history"][0]["started_at"]
    micros = int(datetime.fromisoformat(started).timestamp() * 1e6)
    numbers = (ANN.to_bytes(5, "big"), micros.to_bytes(8, "big")[1:])
    traces = (str(ANN), *numbers, "buttock-mid", "strange words", started[:19])
    for name, content in files.items():
        for trace in traces:
            assert (trace if isinstance(trace, bytes) else trace.encode()) not in content, (name, trace)


async def test_no_cue_is_late_because_somebody_else_asks_for_pictures(
    server: BotApi, tmp_path: Path, user: User, guide: Guide
) -> None:
    """Not a measurement: a picture takes a hundred times as long as the patience here, were it made in between."""
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    life = regular(guide, datetime.now(UTC))
    await store.turn(BEN, lambda _: (replace(life.tap("same").tap("none").tap("score:5").session, chat=BEN), ()))
    await store.close()
    presser = server.user(BEN)
    await presser.send_command("/help")
    async with Program(server, tmp_path):
        await presser.wait_for(lambda message: "Leg is floppy, start" in message.labels, 60)
        await press(presser, "Leg is floppy, start")
        ready = await presser.wait_for("Get ready", 10)
        while time.time() < promised(ready) - 0.2:
            seen = len([message for message in user.messages if is_file(message)])
            await user.send_command("/progress")
            await user.wait_until(lambda seen=seen: len(list(filter(is_file, user.messages))) > seen, 90)  # type: ignore[misc]
        hold = await presser.wait_for("Hold 1 of", 10)

    assert hold.arrived - promised(ready) < 1
