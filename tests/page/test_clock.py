"""The end of a phase as it is seen and heard."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from playwright.async_api import expect

from dialogs.screen import Countdown, Rings, Screen
from tests.page.visit import MARKS, Opener, draw

pytestmark = MARKS
RINGS: tuple[Rings, ...] = (0, 1, 2)


async def test_the_countdown_runs_down_and_then_tells_how_long_ago(opener: Opener) -> None:
    visit = await opener.open()
    await visit.page.clock.install()
    await visit.page.reload()
    await visit.to_hold()
    clock = visit.cards.last.get_by_role("timer")
    await expect(clock).to_have_text(re.compile(r"^in (3\d|40) seconds$"))
    ends_at = int(await clock.get_attribute("data-ends-at") or 0)
    await visit.page.clock.pause_at((ends_at - 750) / 1000)  # a message may be under way for a quarter of a second
    await expect(clock).to_have_text("in 1 second")
    await visit.page.clock.run_for(1000)
    await expect(clock).to_have_text("now")
    await visit.page.clock.run_for(2000)
    await expect(clock).to_have_text("2 seconds ago")
    await expect(visit.cards.last.locator(".countdown")).to_contain_text("Ends 2 seconds ago")
    assert await clock.get_attribute("aria-live") == "off"


async def test_only_the_newest_card_counts_down(opener: Opener) -> None:
    visit = await opener.open()
    await visit.begin()
    clock = Countdown(datetime(2036, 11, 22, 10, 0, 30, tzinfo=UTC), "30 seconds", "Ends")
    await draw(visit, Screen("Hold still", countdown=clock))
    await expect(visit.page.get_by_role("timer")).to_have_count(1)
    await draw(visit, Screen("Rest", countdown=clock))
    await expect(visit.page.get_by_role("heading", name="Rest")).to_be_visible()
    await expect(visit.page.get_by_role("timer")).to_have_count(1)
    await expect(visit.cards.last.get_by_role("timer")).to_have_count(1)
    await visit.page.reload()
    await expect(visit.page.get_by_role("heading", name="Rest")).to_be_visible()
    await expect(visit.page.get_by_role("timer")).to_have_count(1)


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
