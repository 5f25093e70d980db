"""What people say and press on the page, in one chat and in several."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from dialogs import events
from dialogs.screen import Screen
from tests.desk import Desk, served
from tests.page.visit import MARKS, Opener, Visit

pytestmark = MARKS


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
