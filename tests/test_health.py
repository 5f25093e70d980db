"""What others see of the process: is it well, and what does it do."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.health import Check, database, line, loop, status_page
from bot.metrics import Metrics
from bot.serving import listen, serve
from bot.store.sqlite import SqliteStore
from bot.store.timed import TimedStore
from bot.watchdog import BEAT, Outage, Watchdog


class Page:
    """The status page of checks that can be changed."""

    def __init__(self) -> None:
        self.wrong: str | None = None
        self.metrics = Metrics()
        self.url = ""

    async def check(self) -> str | None:
        return self.wrong

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as response:
            return response.status, await response.text()


async def serving(page: Page, checks: dict[str, Check]) -> AsyncIterator[Page]:
    listener = listen("127.0.0.1:0", "BOT_HTTP_LISTEN")
    page.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    task = asyncio.create_task(serve(status_page(checks, page.metrics), listener))
    yield page
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    page = Page()
    async for each in serving(page, {"telegram": page.check, "loop": loop(lambda: 0.0)}):
        yield each


async def test_all_well(page: Page) -> None:
    assert await page.get("/healthz") == (200, "ok\n")


async def test_what_is_wrong_is_said(page: Page) -> None:
    page.wrong = "no answer of late"
    assert await page.get("/healthz") == (503, "telegram: no answer of late\n")


async def test_a_check_that_hangs_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.health.PATIENCE", 0.05)

    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    async for each in serving(Page(), {"database": hangs}):
        assert await each.get("/healthz") == (503, "database: no answer within 0.05 s\n")


async def test_each_check_tells_good_from_bad() -> None:
    assert (await line(lambda: True)(), await line(lambda: False)()) == (None, "no answer of late")
    assert (await loop(lambda: 0.1)(), await loop(lambda: 3.0)()) == (None, "held up for 3.0 s")


async def test_the_database_is_asked(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "bot.sqlite3")
    assert await database(store)() is None
    await store.close()
    assert "closed" in str(await database(store)())


async def test_the_metrics_count_what_happens(page: Page) -> None:
    page.metrics.turned("home", "Tap", 0.002)
    page.metrics.fired(0.01)
    page.metrics.stored("turn", 0.001)
    page.metrics.refused()
    page.metrics.dropped("poll", "nobody")
    page.metrics.failed("drawing")
    page.metrics.watch("bot_timers_pending", "Timers.", lambda: 7)
    page.metrics.watch("bot_drawings_waiting", "Chats.", lambda: 1, kind="cue")
    page.metrics.watch("bot_drawings_waiting", "Chats.", lambda: 2, kind="answer")
    status, text = await page.get("/metrics")
    assert status == 200
    for expected in (
        'bot_turns_total{event="Tap",state="home"} 1.0',
        "bot_turn_seconds_count 1.0",
        "bot_timer_late_seconds_sum 0.01",
        'bot_store_seconds_count{work="turn"} 1.0',
        "bot_telegram_refusals_total 1.0",
        'bot_updates_dropped_total{kind="poll",reason="nobody"} 1.0',
        'bot_failures_total{what="drawing"} 1.0',
        "bot_timers_pending 7.0",
        'bot_drawings_waiting{kind="cue"} 1.0',
        'bot_drawings_waiting{kind="answer"} 2.0',
        "process_resident_memory_bytes",
    ):
        assert expected in text


async def test_a_store_with_a_stopwatch_does_what_the_store_does(tmp_path: Path) -> None:
    metrics = Metrics()
    store = TimedStore(await SqliteStore.open(tmp_path / "bot.sqlite3"), metrics)
    await store.keep_upload("picture", "id")
    assert await store.uploads() == {"picture": "id"}
    assert (await store.load(1), list(await store.unshown()), list(await store.doubtful())) == (None, [], [])
    await store.close()
    assert 'bot_store_seconds_count{work="load"} 2.0' in metrics.page().decode()


async def test_the_watchdog_tells_systemd_that_the_loop_turns(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(5)
        watching = asyncio.create_task(Watchdog(lambda: None, environment={"NOTIFY_SOCKET": address}).watch())
        told = [await asyncio.to_thread(systemd.recv, 100) for _ in range(2)]
        watching.cancel()
    assert told == [b"READY=1", b"WATCHDOG=1"]


async def test_the_watchdog_ends_what_has_no_hope() -> None:
    def hopeless() -> None:
        raise Outage("nobody answers")

    with pytest.raises(Outage, match="nobody answers"):
        await Watchdog(hopeless, environment={"NOTIFY_SOCKET": "/nowhere/at/all"}).watch()


async def test_the_watchdog_knows_how_long_the_loop_was_held_up() -> None:
    ahead = 0.0
    watchdog = Watchdog(lambda: None, environment={}, clock=lambda: time.monotonic() + ahead)
    assert watchdog.late() == 0
    ahead = BEAT + 3
    assert watchdog.late() == pytest.approx(3, abs=0.5)
