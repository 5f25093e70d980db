"""The machine's clock is set by an hour in the middle of a hold: the hold ends when it should."""

import time
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SteadyClock
from bot.engine.embedded import Engine
from bot.files.maker import Maker
from bot.runtime import Runtime
from bot.store.sqlite import SqliteStore
from dialogs.events import Tap
from dialogs.guide import Guide
from tests.paper import ANN, Paper, prepared

HOUR = 3600.0


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_a_hold_lasts_as_long_as_ever(tmp_path: Path, guide: Guide, by: float) -> None:
    ahead = 0.0
    clock = SteadyClock(wall=lambda: time.time() + ahead)
    store, paper = await SqliteStore.open(tmp_path / "bot.sqlite3"), Paper()
    runtime = Runtime(
        store=store, channel=paper, guide=guide, clock=clock, tempo=lambda _: 10.0, maker=Maker(tmp_path),
        engine=partial(Engine, clock, stored=store.timers),
    )  # fmt: skip
    card = prepared(guide, ANN)
    await store.turn(ANN, lambda _: (card, ()))
    await runtime.start()
    await runtime.handle(ANN, Tap("go", card.entered, on_card=True))
    await paper.until(lambda: bool(paper.drawn))
    ahead = by
    clock.follow(busy=runtime.busy)
    await paper.until(lambda: any("Hold 1" in title for title in paper.titles))
    clock.follow(busy=runtime.busy)
    await paper.until(lambda: any("Rest: 1" in title for title in paper.titles))
    assert not any("I was away" in title for title in paper.titles)
    await runtime.stop()
    await store.close()
