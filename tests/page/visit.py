"""Somebody who looks at the preview in a browser."""

import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from dialogs.screen import Screen
from tests.desk import Desk, served

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RESULTS: Final = Path(__file__).parent.parent.parent / "test-results"
PHONE: Final = (390, 844)
DESK: Final = (1280, 800)
SMALL: Final = (360, 640)
MARKS = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH: the preview page was not tried in a browser"),
]


@dataclass
class Visit:
    """A page open on a preview, and what the browser complained about."""

    desk: Desk
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def button(self, name: str) -> Locator:
        """The newest button of that name."""
        return self.page.get_by_role("button", name=name, exact=True).last

    @property
    def cards(self) -> Locator:
        return self.page.locator(".message.bot")

    async def begin(self) -> None:
        await self.page.locator("#start").click()
        await expect(self.cards).to_have_count(1)

    async def to_hold(self) -> None:
        """Through the newcomer's screens, up to the first phase that ends by the clock."""
        await self.begin()
        for name in ("I understand, go on", "Right", "Start"):
            await self.button(name).click()
        await expect(self.page.get_by_role("heading", name="Hold still")).to_be_visible()

    async def focused(self) -> str:
        return str(await self.page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel"))

    def listen_for_complaints(self) -> None:
        def console(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(message.text)

        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


class Opener:
    """Opens pages on a preview of its own."""

    def __init__(self, browser: Browser, folder: Path, closing: AsyncExitStack) -> None:
        self._browser = browser
        self._closing = closing
        self.desk = Desk(folder)
        self.visits: list[Visit] = []

    async def open(
        self,
        size: tuple[int, int] = DESK,
        theme: Literal["light", "dark"] = "light",
        motion: Literal["no-preference", "reduce"] = "no-preference",
    ) -> Visit:
        url = self.visits[0].url if self.visits else await self._closing.enter_async_context(served(self.desk.app))
        width, height = size
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion=motion,
            has_touch=size != DESK,
        )
        self._closing.push_async_callback(context.close)
        page = await context.new_page()
        visit = Visit(self.desk, page, url)
        self.visits.append(visit)
        visit.listen_for_complaints()
        await page.goto(url)
        await expect(page.locator("#status")).to_contain_text("Chat")
        return visit


async def draw(visit: Visit, screen: Screen) -> None:
    """A new card in the chat that is open."""
    chat = visit.desk.transcript.chats()[-1].id
    await visit.desk.channel.show(chat, screen, 1, "new", None)
