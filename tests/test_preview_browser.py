"""The preview in a real, headless browser: what a person sees and does there."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

from dialogs import events
from dialogs.screen import Button, Countdown, Picture, Rings, Screen
from tests.test_preview import MOVING, SPOTS, Desk, served

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RESULTS: Final = Path(__file__).parent.parent / "test-results"
PHONE: Final = (390, 844)
DESK: Final = (1280, 800)
RINGS: Final[tuple[Rings, ...]] = (0, 1, 2)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH: the preview page was not tried in a browser"),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


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
            has_touch=size == PHONE,
        )
        self._closing.push_async_callback(context.close)
        page = await context.new_page()
        visit = Visit(self.desk, page, url)
        self.visits.append(visit)
        visit.listen_for_complaints()
        await page.goto(url)
        await expect(page.locator("#status")).to_contain_text("Chat")
        return visit


@pytest_asyncio.fixture(loop_scope="module")
async def opener(browser: Browser, tmp_path: Path) -> AsyncIterator[Opener]:
    async with AsyncExitStack() as closing:
        opener = Opener(browser, tmp_path, closing)
        yield opener
        complaints = [complaint for visit in opener.visits for complaint in visit.complaints]
    await opener.desk.close()
    assert complaints == []


async def test_a_newcomer_gets_to_the_hold_by_clicks_alone(opener: Opener) -> None:
    visit = await opener.open()
    await expect(visit.page.get_by_text("Guides you through a short routine.")).to_be_visible()
    await visit.begin()
    await expect(visit.page.locator(".message.mine")).to_contain_text("/start")
    await visit.button("I understand, go on").click()
    await expect(visit.page.get_by_role("heading", name="Which side?")).to_be_visible()
    await expect(visit.page.get_by_text("This is a guide")).to_have_count(0)
    await visit.button("Right").click()
    await visit.button("Start").click()
    await expect(visit.page.get_by_role("heading", name="Hold still")).to_be_visible()
    await expect(visit.cards).to_have_count(2)  # edited in place, then one new, audible message
    await expect(visit.cards.last.get_by_label("came with a sound")).to_be_visible()


async def test_a_press_on_an_old_button_only_tells_so(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    await visit.cards.first.get_by_role("button", name="It hurts badly").click()
    await expect(visit.page.get_by_role("status").filter(has_text="from before")).to_be_visible()
    await expect(visit.cards).to_have_count(2)
    await expect(visit.cards.last).to_contain_text("Hold still")
    assert visit.desk.bot.heard[-1] == events.Tap("done", 3, on_card=False)
    await expect(visit.page.locator("[aria-busy=true]")).to_have_count(0)


async def test_the_countdown_runs_down_and_then_tells_how_long_ago(opener: Opener) -> None:
    opener.desk.bot.hold = timedelta(seconds=3)
    visit = await opener.open()
    await visit.to_hold()
    clock = visit.cards.last.get_by_role("timer")
    await expect(clock).to_have_text(re.compile(r"^in [1-3] seconds?$"))
    await expect(clock).to_have_text("in 1 second")
    await expect(clock).to_have_text("now")
    await expect(clock).to_have_text("2 seconds ago")
    await expect(visit.cards.last.locator(".countdown")).to_contain_text("Ends 2 seconds ago")
    assert await clock.get_attribute("aria-live") == "off"


async def test_the_end_may_be_told_as_a_time_of_day(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    clock = Countdown(datetime(2026, 11, 22, 10, 0, 30, tzinfo=UTC), "30 seconds", "Ends", "clock")
    await draw(visit, Screen("Hold still", countdown=clock))
    local = await visit.page.evaluate("new Date(Date.UTC(2026, 10, 22, 10, 0, 30)).toLocaleTimeString('en-GB')")
    await expect(visit.cards.last.get_by_role("timer")).to_have_text(local)


async def test_the_countdown_follows_the_clock_of_the_server(opener: Opener) -> None:
    visit = await opener.open()
    await visit.page.clock.install()
    await visit.page.clock.set_system_time(0)
    await visit.page.reload()
    await expect(visit.page.locator("#status")).to_contain_text("Chat")
    await visit.page.clock.set_system_time(0)
    await visit.to_hold()
    await expect(visit.cards.last.get_by_role("timer")).to_have_text(re.compile(r"^in (3\d|40) seconds$"))


async def test_a_reload_keeps_the_transcript(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    await visit.page.get_by_label("Message", exact=True).fill("<b>how</b> long?")
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(".message")).to_have_count(5)
    log = visit.page.get_by_role("log")
    before = [line for line in (await log.inner_text()).splitlines() if not line.startswith("in ")]
    assert "<b>how</b> long?" in before
    await visit.page.reload()
    await expect(visit.page.locator(".message")).to_have_count(5)
    assert [line for line in (await log.inner_text()).splitlines() if not line.startswith("in ")] == before
    await expect(visit.button("Stop now")).to_be_visible()


async def test_a_server_that_was_away_is_told_and_nothing_is_lost(browser: Browser, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    context = await browser.new_context()
    page = await context.new_page()
    async with served(desk.app) as url:
        await page.goto(url)
        visit = Visit(desk, page, url)
        await visit.begin()
    await expect(page.get_by_role("alert").filter(has_text="Connection lost")).to_be_visible()
    await page.get_by_label("Message", exact=True).fill("are you there?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("status").filter(has_text="no connection")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("are you there?")

    (chat,) = (chat.id for chat in desk.transcript.chats())
    await desk.channel.show(chat, Screen("Came meanwhile", alert=True), 1, "new", None)
    await desk.close()
    again = Desk(tmp_path)
    async with served(again.app, port=int(url.rpartition(":")[2])):
        await expect(page.get_by_role("heading", name="Came meanwhile")).to_be_visible()
        await expect(page.locator("#offline")).to_be_hidden()
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".message.mine").last).to_contain_text("are you there?")
        await context.close()
    await again.close()


async def test_two_chats_are_two_people(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    await visit.button("New chat").click()
    await expect(visit.page.get_by_text("What can this bot do?")).to_be_visible()
    await expect(visit.page.get_by_role("button", name="Stop now")).to_have_count(0)
    await visit.begin()
    first, second = (chat.id for chat in visit.desk.transcript.chats())
    await visit.desk.bot.finish_phase(first)
    entry = visit.page.locator(f"[data-open='{first}']")
    await expect(entry.get_by_label("1 new")).to_be_visible()
    await expect(visit.cards).to_have_count(1)
    await entry.click()
    await expect(visit.cards).to_have_count(3)
    await expect(visit.cards.last).to_contain_text("Rest")
    assert visit.desk.bot.seats[second].place == "hello"


async def test_a_chat_is_deleted_after_a_question(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    await visit.button("New chat").click()
    await expect(visit.page.locator("#chats li")).to_have_count(2)
    for answer, left in (("Keep", 2), ("Delete", 1)):
        await visit.page.get_by_role("button", name="Delete Chat 2").click()
        await visit.page.get_by_role("dialog").get_by_role("button", name=answer).click()
        await expect(visit.page.locator("#chats li")).to_have_count(left)
    await expect(visit.page.locator("#status")).to_contain_text("Chat 1")
    await expect(visit.cards).to_have_count(1)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_the_stop_key_is_tall_and_says_stop(opener: Opener, size: tuple[int, int]) -> None:
    visit = await opener.open(size)
    await visit.to_hold()
    box = await visit.button("Stop now").bounding_box()
    assert box is not None
    assert 0.36 * size[1] < box["height"] <= 0.4 * size[1]
    assert box["y"] + box["height"] <= size[1]
    await expect(visit.cards.last).to_be_in_viewport(ratio=0.9)
    await visit.button("Stop now").click()
    await expect(visit.page.locator(".message.mine").last).to_contain_text("Stop now")
    await expect(visit.cards.last).to_contain_text("Well done.")
    await expect(visit.page.locator("#tall-key")).to_be_hidden()
    assert events.Text("Stop now") in visit.desk.bot.heard


async def test_the_stop_key_makes_room_for_the_text_box_and_comes_back_with_the_next_card(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    toggle = visit.page.get_by_role("button", name="Large key")
    await toggle.click()
    await expect(visit.page.locator("#tall-key")).to_be_hidden()
    await expect(visit.page.get_by_label("Message", exact=True)).to_be_focused()
    await toggle.click()
    await expect(visit.button("Stop now")).to_be_visible()
    await toggle.click()
    await visit.button("Jump to the end of this phase").click()
    await expect(visit.cards.last).to_contain_text("Rest")
    await expect(visit.button("Stop now")).to_be_visible()


async def test_everything_can_be_done_with_the_keyboard(opener: Opener) -> None:
    visit = await opener.open()
    keys = visit.page.keyboard
    await expect(visit.button("Start")).to_be_visible()
    await keys.press("Tab")
    assert await visit.focused() == "Go to the newest message"
    for _ in range(12):
        if (await visit.focused()).lower() == "start":
            break
        await keys.press("Tab")
    assert (await visit.focused()).lower() == "start"
    for shown in ("I understand, go on", "Left", "Start", "Pause"):
        await keys.press("Enter")
        await expect(visit.button(shown)).to_be_focused()
    await visit.page.get_by_role("button", name="Commands").focus()
    await keys.press("Enter")
    for _ in range(2):
        await keys.press("ArrowDown")
    await expect(visit.page.get_by_role("menuitem", name="/help")).to_be_focused()
    await keys.press("Escape")
    await expect(visit.page.get_by_role("menu")).to_have_count(0)
    await keys.press("Tab")
    await keys.type("stop it please")
    await keys.press("Enter")
    await expect(visit.page.locator(".message.mine").last).to_contain_text("stop it please")
    await expect(visit.page.get_by_label("Message", exact=True)).to_be_focused()
    await visit.button("Stop now").focus()
    await keys.press("Enter")
    await expect(visit.button("Again")).to_be_focused()


async def test_a_new_card_does_not_take_the_focus_of_somebody_who_writes(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    box = visit.page.get_by_label("Message", exact=True)
    await box.fill("half a sen")
    (chat,) = visit.desk.bot.seats
    await visit.desk.bot.finish_phase(chat)
    await expect(visit.cards.last).to_contain_text("Rest")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("half a sen")


async def test_a_ticked_line_keeps_the_focus(opener: Opener) -> None:
    visit = await opener.open()
    (chat,) = (chat.id for chat in visit.desk.transcript.chats())
    receipt = await visit.desk.channel.show(chat, picks("☐ Fever"), 1, "new", None)
    await visit.button("☐ Fever").focus()
    await visit.desk.channel.show(chat, picks("☑ Fever"), 1, "edit", receipt)
    await expect(visit.button("☑ Fever")).to_be_focused()


def picks(label: str) -> Screen:
    return Screen("Which of these?", (), ((Button("☐ Numb foot", "a"),), (Button(label, "b"),), (Button("Done", "c"),)))


async def test_somebody_who_reads_above_is_not_pulled_down(opener: Opener) -> None:
    visit = await opener.open()
    (chat,) = (chat.id for chat in visit.desk.transcript.chats())
    for number in range(20):
        await visit.desk.channel.show(chat, Screen(f"Card {number}", ("A line.",) * 3), number, "new", None)
    await expect(visit.cards.last).to_be_in_viewport()
    await visit.page.locator("#scroller").evaluate("node => node.scrollTo(0, 0)")
    await expect(visit.cards.first).to_be_in_viewport()
    await visit.desk.channel.show(chat, Screen("The newest"), 21, "new", None)
    pill = visit.button("New message")
    await expect(pill).to_be_visible()
    await expect(visit.cards.first).to_be_in_viewport()
    await pill.click()
    await expect(visit.cards.last).to_be_in_viewport()
    await expect(pill).to_be_hidden()


async def test_only_audible_messages_ring_and_only_unless_muted(opener: Opener) -> None:
    visit = await opener.open()
    count = "window.notes = 0; const make = AudioContext.prototype.createOscillator;"
    spy = "AudioContext.prototype.createOscillator = function () { window.notes += 1; return make.call(this); };"
    await visit.page.add_init_script(count + spy)
    await visit.page.clock.install()
    await visit.page.reload()
    await visit.begin()
    (chat,) = visit.desk.bot.seats
    notes = []
    quiet = Screen("An answer")
    cues = [replace(quiet, title=f"{rings} rings", alert=True, rings=rings) for rings in RINGS]
    for screen in (quiet, *cues):
        await visit.desk.channel.show(chat, screen, 9, "new", None)
        await expect(visit.page.get_by_role("heading", name=screen.title)).to_be_visible()
        notes.append(await visit.page.evaluate("window.notes"))
        await visit.page.clock.fast_forward(1000)  # what comes together rings once
    await visit.page.get_by_role("button", name="Sound").click()
    await visit.desk.channel.show(chat, Screen("Muted", alert=True), 9, "new", None)
    await expect(visit.page.get_by_role("heading", name="Muted")).to_be_visible()
    assert [*notes, await visit.page.evaluate("window.notes")] == [0, 0, 2, 6, 6]


async def test_the_author_runs_time_faster_and_skips(opener: Opener) -> None:
    visit = await opener.open()
    skip = visit.page.get_by_role("button", name="Jump to the end of this phase")
    await skip.click()
    await expect(visit.page.get_by_role("status").filter(has_text="No phase")).to_be_visible()
    await visit.page.get_by_label("Speed").select_option("20×")
    await expect(visit.page.get_by_role("log").get_by_text("Speed: 20×")).to_be_visible()
    assert visit.desk.bot.heard == [events.TempoSet(20.0)]
    await visit.page.reload()
    await expect(visit.page.get_by_label("Speed")).to_have_value("20")
    await visit.page.get_by_label("Message", exact=True).fill("/start")
    await visit.button("Send").click()
    for name in ("I understand, go on", "Right", "Start"):
        await visit.button(name).click()
    await expect(visit.cards.last.get_by_role("timer")).to_have_text(re.compile("in [12] second"))
    await skip.click()
    await expect(visit.cards.last).to_contain_text("Rest")


async def test_attachments_and_commands_can_be_tried(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    for name in ("Sticker", "Photo", "Voice message"):
        await visit.button("Attach").click()
        await visit.page.get_by_role("menuitem", name=name).click()
        await expect(visit.page.locator(".message.mine").last.get_by_role("img", name=name)).to_be_visible()
    await visit.button("Commands").click()
    await visit.page.get_by_role("menuitem", name="/help").click()
    await expect(visit.page.locator(".message.mine").last).to_contain_text("/help")
    attached = [events.Attachment(kind) for kind in ("sticker", "photo", "voice")]
    assert visit.desk.bot.heard[1:] == [*attached, events.Command("help")]


async def test_what_the_user_writes_is_never_markup(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    text = "<img src=x onerror=alert(1)> https://example.org/a?b=1. /sources"
    await visit.page.get_by_label("Message", exact=True).fill(text)
    await visit.button("Send").click()
    bubble = visit.page.locator(".message.mine").last
    await expect(bubble).to_contain_text(text)
    await expect(bubble.locator("img")).to_have_count(0)
    await expect(bubble.get_by_role("link")).to_have_attribute("href", "https://example.org/a?b=1")


async def test_a_screen_reader_hears_new_messages_and_only_these(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    log = visit.page.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(visit.cards.last.locator(".countdown")).to_contain_text("40 seconds. Ends in")
    unnamed = "[...document.querySelectorAll('button')].filter(b => !(b.ariaLabel || b.textContent.trim())).length"
    assert await visit.page.evaluate(unnamed) == 0


CONTRAST = """selectors => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgba(colour).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return rgba(colour)[3] === 255 ? colour : ground(node.parentElement);
  };
  const ratio = (node) => {
    const [high, low] = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  return selectors.map((selector) => [selector, ratio(document.querySelector(selector))]);
}"""
TEXTS = [
    *(".title", ".footer", ".bot .stamp", ".mine .stamp", ".text .command", ".clock", ".notice p"),
    *(".key.plain", ".key.main", ".key.danger", ".tall-key", ".line span", ".who p", ".gist"),
    *(".first time", ".face", "#new-chat", ".hint", ".tools label", "#skip"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_both_themes_can_be_read(opener: Opener, size: tuple[int, int], theme: Literal["light", "dark"]) -> None:
    visit = await opener.open(size, theme)
    RESULTS.mkdir(exist_ok=True)
    name = f"preview-{'phone' if size == PHONE else 'desk'}-{theme}"
    await visit.begin()
    for press in ("I understand, go on", "Right"):
        await visit.button(press).click()
    await visit.page.get_by_label("Message", exact=True).fill("Does it have to hurt?")
    await visit.button("Send").click()
    await expect(visit.cards).to_have_count(2)
    await visit.page.screenshot(path=RESULTS / f"{name}-chat.png", animations="disabled")
    await visit.button("Start").click()
    await expect(visit.button("Stop now")).to_be_visible()
    await visit.page.screenshot(path=RESULTS / f"{name}-hold.png", animations="disabled")
    ratios: list[tuple[str, float]] = await visit.page.evaluate(CONTRAST, TEXTS)
    assert [(selector, ratio) for selector, ratio in ratios if ratio < 4.5] == []


async def test_the_theme_can_be_chosen_and_is_kept(opener: Opener) -> None:
    visit = await opener.open(theme="light")
    toggle = visit.page.get_by_role("button", name="Dark theme")
    await expect(toggle).to_have_attribute("aria-pressed", "false")
    await toggle.click()
    await visit.page.reload()
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    await expect(visit.page.locator("body")).to_have_css("color-scheme", "dark")


async def test_the_narrowest_phone_shows_everything(opener: Opener) -> None:
    visit = await opener.open((360, 640))
    await visit.to_hold()
    assert await visit.page.evaluate("document.documentElement.scrollWidth") == 360
    for selector in ("#skip", "#send", "#tall-key", "#theme"):
        await expect(visit.page.locator(selector)).to_be_in_viewport(ratio=1)
    await visit.button("List of chats").click()
    await expect(visit.page.get_by_role("button", name="Close the list of chats")).to_be_focused()
    await visit.page.get_by_role("button", name="New chat").click()
    await expect(visit.page.locator("#start")).to_be_visible()
    await visit.button("List of chats").click()
    await visit.page.keyboard.press("Escape")
    await expect(visit.button("List of chats")).to_be_focused()


async def draw(visit: Visit, screen: Screen) -> None:
    """A new card in the chat that is open."""
    chat = visit.desk.transcript.chats()[-1].id
    await visit.desk.channel.show(chat, screen, 1, "new", None)


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_picture_stands_in_its_card_whole_and_is_said(opener: Opener, size: tuple[int, int]) -> None:
    visit = await opener.open(size)
    await visit.begin()
    await draw(visit, SPOTS)
    picture = visit.cards.last.get_by_role("img", name="Three spots in a row.")
    await expect(picture).to_be_visible()
    await visit.page.wait_for_function("element => element.naturalWidth > 0", arg=await picture.element_handle())
    bubble, box = await visit.cards.last.locator(".bubble").bounding_box(), await picture.bounding_box()
    assert bubble is not None
    assert box is not None
    assert bubble["x"] <= box["x"]
    assert box["x"] + box["width"] <= bubble["x"] + bubble["width"]
    assert box["height"] <= size[1] * 0.6 + 1
    await visit.page.screenshot(path=RESULTS / f"picture-{size[0]}.png")


async def test_a_loop_runs_by_itself_without_sound(opener: Opener) -> None:
    visit = await opener.open(PHONE)
    await visit.begin()
    await draw(visit, MOVING)
    film = visit.cards.last.get_by_label("A knee goes slowly up.")
    await visit.page.wait_for_function(
        "film => film.muted && film.loop && film.playsInline && film.currentTime > 0", arg=await film.element_handle()
    )
    assert await film.get_attribute("controls") is None


async def test_somebody_who_asked_for_calm_starts_a_loop_by_hand(opener: Opener) -> None:
    visit = await opener.open(PHONE, motion="reduce")
    await visit.begin()
    await draw(visit, MOVING)
    film = visit.cards.last.get_by_label("A knee goes slowly up.")
    await expect(film).to_have_attribute("controls", "")
    await visit.page.wait_for_function("film => film.readyState >= 1", arg=await film.element_handle())
    assert await film.evaluate("film => film.paused && film.currentTime === 0")


async def test_a_picture_that_does_not_come_leaves_its_words(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    broken = replace(SPOTS, picture=Picture("hook", "A hook."))
    await draw(visit, broken)
    await expect(visit.cards.last).to_contain_text("Press gently.")
    await expect(visit.cards.last.locator(".picture")).to_have_count(0)
