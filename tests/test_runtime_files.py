"""Files that a chat asks for, sends, or has no longer: below the screens, never twice, never for ever."""

import asyncio
import json
from dataclasses import replace
from datetime import date

import pytest

from bot.files.courier import LARGEST
from bot.ports import (
    Frozen,
    MaybeShown,
    Refused,
    TryLater,
    Unreachable,
)
from dialogs.effects import Record
from dialogs.events import Command
from dialogs.guide import Guide
from dialogs.session import Session
from tests.bench.people import regular
from tests.chat import Chat
from tests.core.lives import screened
from tests.paper import ANN, BEN, Bench


async def grown(bench: Bench, guide: Guide, chat: int) -> Chat:
    """Somebody who did three sessions, in the store with all their history."""
    life = regular(guide, bench.now())
    session = replace(life.session, chat=chat, seen_on=bench.now().date())
    records = [Record(at, row) for at, row in life.history.items()]
    await bench.store.turn(chat, lambda _: (session, records))
    await bench.store.mark_shown(chat, session.turn, {"message": 0})
    return life


async def frozen(bench: Bench, chat: int) -> bool:
    latest = (await bench.session(chat)).turn
    return isinstance(await bench.store.mark_sending(chat, latest, again=True), Frozen)


async def test_files_come_below_the_screen_that_announced_them(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)
    await bench.runtime.handle(ANN, Command("data"))
    for what in ("report", "data"):
        await bench.tap(ANN, f"file:{what}")
        await bench.runtime.filed(ANN)

    assert [file.media_type for file in bench.paper.files] == ["image/png", "application/pdf", "application/json"]
    assert json.loads(bench.paper.files[2].content)["session"]["session"]["chat"] == ANN


async def test_a_file_taken_to_another_chat_brings_its_history_along(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.put(BEN, replace(screened(guide).session, chat=BEN))
    await bench.runtime.handle(ANN, Command("data"))
    await bench.tap(ANN, "file:data")
    await bench.runtime.filed(ANN)

    await bench.runtime.receive(BEN, bench.paper.files[0].content)
    assert await bench.store.history(BEN) == []
    await bench.tap(BEN, "take")

    assert await bench.store.history(BEN) == await bench.store.history(ANN)
    assert (await bench.session(BEN)).sessions_done == 3
    assert (await bench.session(BEN)).chat == BEN


async def test_what_is_no_file_of_ours_is_told_in_words(bench: Bench, guide: Guide) -> None:
    await bench.put(ANN, screened(guide).session)
    for content in (b"{", b"[]", b" " * (LARGEST + 1)):
        await bench.runtime.receive(ANN, content)
        await bench.runtime.drawn(ANN)

    told = [" ".join(drawn.screen.notice) for drawn in bench.paper.drawn]
    assert ["I cannot read" in told[0], "not one of mine" in told[1], "too big" in told[2]] == [True] * 3


@pytest.mark.parametrize("trouble", [RuntimeError("no"), TryLater(0), MaybeShown()])
async def test_a_file_that_fails_is_tried_again_or_told_but_never_sent_twice(
    bench: Bench, guide: Guide, trouble: Exception
) -> None:
    await grown(bench, guide, ANN)
    bench.paper.file_troubles = [trouble]
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)
    await bench.runtime.drawn(ANN)

    told = "could not make or send" in " ".join(bench.paper.drawn[-1].screen.notice)
    assert (len(bench.paper.files), told) == {RuntimeError: (0, True), TryLater: (1, False), MaybeShown: (0, False)}[
        type(trouble)
    ]


async def test_who_refuses_a_file_is_left_alone_by_other_processes_too(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    bench.paper.file_troubles = [Refused(3600)]
    await bench.runtime.handle(ANN, Command("progress"))
    async with asyncio.timeout(30):
        while not await frozen(bench, ANN):
            pass
    await bench.runtime.stop()

    assert bench.paper.files == []


async def test_a_chat_that_is_gone_gets_no_file_and_no_excuse(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    bench.paper.file_troubles = [Unreachable()]
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.filed(ANN)

    assert len(bench.paper.drawn) == 1


async def test_what_is_on_its_way_when_everything_is_deleted_does_not_go_out(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await bench.runtime.handle(ANN, Command("progress"))
    await bench.runtime.handle(ANN, Command("delete"))
    await bench.tap(ANN, "erase")
    await bench.runtime.filed(ANN)
    await bench.runtime.drawn(ANN)

    assert bench.paper.files == []
    assert bench.paper.forgotten == [ANN]
    assert bench.paper.titles[-1] == "Everything is deleted"


def at_hand(session: Session | None) -> Session:
    assert session is not None
    return session


async def test_old_sessions_go_by_themselves_and_so_does_a_chat_that_nobody_uses(bench: Bench, guide: Guide) -> None:
    await grown(bench, guide, ANN)
    await grown(bench, guide, BEN)
    first, second, *_ = sorted(result.started_at for result in (await bench.session(ANN)).results)
    await bench.store.turn(BEN, lambda session: (replace(at_hand(session), seen_on=date(2025, 1, 1), turn=9**9), ()))

    await bench.runtime.sweep(second)

    assert next(iter(await bench.store.history(ANN))).started_at == second
    assert (await bench.session(ANN)).results[0].started_at == second
    assert first not in [each.started_at for each in await bench.store.history(ANN)]
    assert await bench.store.load(BEN) is None
    assert bench.paper.forgotten == [BEN]
    assert bench.paper.drawn == []
