"""The tall Stop key."""

import pytest
from playwright.async_api import expect

from dialogs import events
from tests.page.visit import DESK, MARKS, PHONE, Opener

pytestmark = MARKS


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
