"""What of a long conversation is in view."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, expect

from dialogs.screen import Button, Countdown, Screen
from tests.desk import SPOTS
from tests.page.visit import DESK, MARKS, SMALL, Opener, draw

pytestmark = MARKS


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


LONG = Screen(
    "What could fit", ("A line that says a lot. " * 6,) * 8, ((Button("Find the spot", "find", "main"),),) * 3
)


async def top_of(card: Locator) -> float:
    """Of its title, in pixels below the top of the view."""
    title = await card.locator(".title").bounding_box()
    view = await card.page.locator("#scroller").bounding_box()
    assert title is not None
    assert view is not None
    return title["y"] - view["y"]


@pytest.mark.parametrize("size", [SMALL, DESK], ids=["small", "desk"])
async def test_a_long_screen_opens_at_its_beginning_and_a_short_one_whole(
    opener: Opener, size: tuple[int, int]
) -> None:
    visit = await opener.open(size)
    await visit.begin()
    for screen in (LONG, replace(LONG, picture=SPOTS.picture), replace(LONG, stop_key="Stop now", alert=True)):
        await draw(visit, screen)
        picture = visit.cards.last.locator(".picture")
        if screen.picture is not None:
            await visit.page.wait_for_function("each => each.naturalHeight > 0", arg=await picture.element_handle())
            await expect(picture).to_be_in_viewport(ratio=0.5)
        else:
            await expect(visit.cards.last.locator(".title")).to_be_in_viewport(ratio=1)
            assert await top_of(visit.cards.last) < 40
    await draw(visit, Screen("Short", ("One line.",), stop_key="Stop now"))
    await expect(visit.cards.last).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize("edited", [False, True], ids=["new", "edited"])
async def test_with_the_stop_key_up_what_to_do_now_side_and_clock_are_in_sight(opener: Opener, *, edited: bool) -> None:
    """On the smallest phone, below a picture, an answer and all that is read once."""
    visit = await opener.open(SMALL)
    await visit.begin()
    ends = Countdown(datetime.now(UTC) + timedelta(minutes=5), "300 seconds", "Ends")
    long = tuple("One more line of an answer that somebody asked for." for _ in range(8))
    rows = ((Button("Pause", "pause"),), (Button("Back", "back"),), (Button("Skip", "skip"),))
    short = Screen("Get ready: Back stretch, left side", ("Draw your left knee up.",), rows, countdown=ends,
                   stop_key="Stop", alert=True)  # fmt: skip
    chat = visit.desk.transcript.chats()[-1].id
    for number, screen in enumerate((
        replace(short, preface=long), replace(short, notice=long), replace(short, preface=long, picture=SPOTS.picture),
    ), start=20):  # fmt: skip
        receipt = await visit.desk.channel.show(chat, short if edited else screen, number, "new", None)
        if edited:
            await visit.desk.channel.show(chat, screen, number, "edit", receipt)
        card = visit.cards.last
        for what in (".title", ".countdown", "p:has-text('Draw your left knee up.')"):
            await expect(card.locator(what)).to_be_in_viewport(ratio=1)
        await expect(card.get_by_role("button").first).to_be_in_viewport(ratio=1)
        await expect(card.locator(".bubble")).to_contain_text("One more line")


async def test_a_card_that_turns_into_a_long_one_opens_at_its_beginning(opener: Opener) -> None:
    visit = await opener.open(SMALL)
    await visit.begin()
    chat = visit.desk.transcript.chats()[-1].id
    receipt = await visit.desk.channel.show(chat, LONG, 7, "new", None)
    await visit.cards.last.get_by_role("button").last.scroll_into_view_if_needed()
    await visit.cards.last.get_by_role("button").last.click()
    await visit.desk.channel.show(chat, replace(LONG, title="Find the spot"), 8, "edit", receipt)
    await expect(visit.page.get_by_role("heading", name="Find the spot")).to_be_in_viewport(ratio=1)


async def test_a_ticked_line_of_a_long_card_stays_where_it_is(opener: Opener) -> None:
    visit = await opener.open(SMALL)
    await visit.begin()
    chat = visit.desk.transcript.chats()[-1].id
    receipt = await visit.desk.channel.show(chat, LONG, 7, "new", None)
    last = visit.cards.last.get_by_role("button").last
    await last.scroll_into_view_if_needed()
    await last.click()
    ticked = replace(LONG, buttons=(*LONG.buttons[1:], (Button("✓ Rim", "rim"),)))
    await visit.desk.channel.show(chat, ticked, 7, "edit", receipt)
    await expect(visit.button("✓ Rim")).to_be_in_viewport(ratio=1)


async def test_the_reader_of_a_long_card_is_left_alone_when_the_key_goes(opener: Opener) -> None:
    visit = await opener.open(SMALL)
    await visit.begin()
    await draw(visit, replace(LONG, stop_key="Stop now"))
    paragraph = visit.cards.last.locator(".bubble > p").nth(3)
    await paragraph.scroll_into_view_if_needed()
    await visit.page.get_by_role("button", name="Large key").click()
    await expect(visit.page.locator("#tall-key")).to_be_hidden()
    await expect(paragraph).to_be_in_viewport(ratio=0.9)


async def test_the_stop_key_leaves_more_than_half_of_a_small_screen(opener: Opener) -> None:
    visit = await opener.open(SMALL)
    await visit.begin()
    await draw(visit, replace(LONG, stop_key="Stop now"))
    key, view = await visit.button("Stop now").bounding_box(), await visit.page.locator("#scroller").bounding_box()
    assert key is not None
    assert view is not None
    assert view["height"] > SMALL[1] / 2
    assert view["y"] + view["height"] <= key["y"]
    assert key["height"] > 2 * 44
