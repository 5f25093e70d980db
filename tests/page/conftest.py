"""One browser for all tests of a process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.page.visit import CHROMIUM, FLAGS, Opener


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def opener(browser: Browser, tmp_path: Path) -> AsyncIterator[Opener]:
    async with AsyncExitStack() as closing:
        opener = Opener(browser, tmp_path, closing)
        yield opener
        complaints = [complaint for visit in opener.visits for complaint in visit.complaints]
    await opener.desk.close()
    assert complaints == []
