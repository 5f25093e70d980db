"""What it takes to make a picture and a page, and whether anybody's cue is later for it."""

import asyncio
import gc
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.files.jobs import Wanted
from bot.files.maker import Maker
from content.loader import load
from dialogs.effects import Record
from dialogs.guide import Guide
from dialogs.history import Trained, row
from dialogs.session import FileKind, Session
from tests.bench.lateness import ALONE, one_by_one
from tests.bench.people import newcomer
from tests.bench.table import Row, percentiles, spread
from tests.bench.usage import megabytes

ROUNDS: Final = 15
SESSIONS: Final = 90
"""One a day, on both sides."""


def wanted(guide: Guide) -> Wanted:
    """Everything kept of somebody who did ninety sessions."""
    now = datetime.now(UTC)
    done = Trained(
        zones=("buttock-mid",), points=("gmed-middle",), tool="ball", pain_before=6, pain_after=3, finished=True,
        pressed={"gmed-middle": 180},
    )  # fmt: skip
    history = tuple(
        Record(now - timedelta(days=SESSIONS - number), row(replace(done, side="left" if number % 2 else "right")))
        for number in range(SESSIONS)
    )
    return Wanted("chart", Session(1, 1, 1), (), history, guide.phrases("en"), now)


async def seconds(maker: Maker, job: Wanted, rounds: int) -> list[float]:
    """Milliseconds of each, from asking to having."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        await maker.make(job)
        taken.append(1e3 * (time.perf_counter() - began))
    return taken


async def made(job: Wanted) -> tuple[list[float], list[float], list[float], float]:
    """The first picture of all, then pictures, pages, and the memory after them."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder))
        first = await seconds(maker, job, 1)
        charts = await seconds(maker, job, ROUNDS)
        page: FileKind = "report"
        reports = (await seconds(maker, replace(job, what=page), ROUNDS + 1))[1:]
        assert maker.pid is not None
        memory = megabytes(maker.pid)
        await maker.close()
    return first, charts, reports, memory


def rows() -> list[Row]:
    """Ninety sessions."""
    first, charts, reports, memory = asyncio.run(made(wanted(Guide.of(load()))))
    return [
        Row(f"picture of the scores, {SESSIONS} sessions", "400 ms", spread(charts, "ms")),
        Row(f"report, {SESSIONS} sessions", "1 s", spread(reports, "ms")),
        Row("the very first picture: start, libraries, fonts", "", f"{first[0] / 1e3:.1f} s"),
        Row("resident memory of the process beside", "", f"{memory:.0f} MB"),
    ]


async def _busy(maker: Maker, job: Wanted) -> None:
    while True:
        await maker.make(job)


async def _beside(card: Session, guide: Guide) -> list[float]:
    """The lateness of one user at a time while pictures are made without a pause, on the same two cores."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder))
        busy = asyncio.create_task(_busy(maker, wanted(guide)))
        try:
            return await one_by_one(card, ALONE, guide)
        finally:
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)
            await maker.close()


def late() -> list[Row]:
    """Somebody always asks for a picture."""
    guide = Guide.of(load())
    card = newcomer(guide, datetime.now(UTC)).session
    gc.freeze()
    found = asyncio.run(_beside(card, guide))
    return [Row("cue later than promised, pictures made all the while", "p99 50 ms", percentiles(found, "ms"))]
