"""Colours that can be read, and the smallest screen."""

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.page.visit import DESK, MARKS, PHONE, RESULTS, SMALL, Opener

pytestmark = MARKS


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
    visit = await opener.open(SMALL)
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
