"""The page by keyboard and by ear."""

from playwright.async_api import expect

from dialogs.screen import Button, Screen
from tests.page.visit import MARKS, Opener

pytestmark = MARKS


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


async def test_a_screen_reader_hears_new_messages_and_only_these(opener: Opener) -> None:
    visit = await opener.open()
    await visit.to_hold()
    log = visit.page.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(visit.cards.last.locator(".countdown")).to_contain_text("40 seconds. Ends in")
    unnamed = "[...document.querySelectorAll('button')].filter(b => !(b.ariaLabel || b.textContent.trim())).length"
    assert await visit.page.evaluate(unnamed) == 0
