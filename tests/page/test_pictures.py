"""Pictures and loops in their cards."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from dialogs.screen import Picture
from tests.desk import MOVING, SPOTS
from tests.page.visit import DESK, MARKS, PHONE, RESULTS, Opener, draw

pytestmark = MARKS


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
