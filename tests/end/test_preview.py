"""A newcomer in the browser: the real program without a token, from Start to the summary, and over a kill -9."""

import asyncio
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.end.process import ROOT, environment
from tests.end.session import PREPARED
from tests.page.visit import CHROMIUM, FLAGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH: the preview was not played in a browser")


async def start(folder: Path, port: int) -> asyncio.subprocess.Process:
    """The preview at 60 times the speed; returns when it listens."""
    listen = f"127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=ROOT, env=environment(folder, BOT_PREVIEW_LISTEN=listen, BOT_SPEED="30"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    first, second = await process.stdout.readline(), await process.stdout.readline()
    assert f"http://{listen}/".encode() in first
    assert b"TELEGRAM_BOT_TOKEN" in second
    return process


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield await browser.new_page(viewport={"width": 390, "height": 844})
        await browser.close()


async def press(page: Page, label: str) -> None:
    """The newest button of that name."""
    await page.get_by_role("button", name=label, exact=True).last.click()


async def see(page: Page, words: str) -> None:
    await expect(page.get_by_text(re.compile(re.escape(words))).last).to_be_visible(timeout=15_000)


async def test_a_newcomer_gets_from_start_to_the_summary_over_a_crash(tmp_path: Path, port: int, page: Page) -> None:
    process = await start(tmp_path, port)
    await page.goto(f"http://127.0.0.1:{port}/")
    await page.locator("#start").click()
    for number, label in enumerate(PREPARED):
        if label == "None of these":
            await see(page, f"Safety question {number} of 4")
        await press(page, label)
    await press(page, "Leg is floppy, start")
    await see(page, "Hold 1 of 2")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    process = await start(tmp_path, port)
    await expect(page.get_by_text(re.compile("Rest: 1 of 2 done|I was away for a moment")).last).to_be_visible()
    if await page.get_by_role("button", name="Go on", exact=True).count():
        await press(page, "Go on")
    await see(page, "How is the left #2 middle spot now?")
    await press(page, "3")
    await see(page, "How strong is the pain now?")
    await expect(page.get_by_text("Move a little first")).to_be_visible(timeout=20_000)
    await press(page, "2")
    await see(page, "Before: 5 of 10. After: 2 of 10.")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
