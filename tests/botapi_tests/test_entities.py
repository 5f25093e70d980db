"""Markup as text and entities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.botapi import User
from tests.botapi.entities import parse_html
from tests.botapi.files import image_size
from tests.botapi.model import ApiError
from tests.botapi_tests.calls import ADA, Client, entity, png

HTML: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "<b>a</b><strong>b</strong>": ("ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
    "🦵<i>b</i> <em>c</em>": ("🦵b c", [entity("italic", 2, 1), entity("italic", 4, 1)]),
    "<u>a</u><ins>b</ins>": ("ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
    "<s>a</s><del>b</del>": ("ab", [entity("strikethrough", 0, 1), entity("strikethrough", 1, 1)]),
    '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>': (
        "ab",
        [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
    ),
    '<a href="https://a.org/?x=1&amp;y=2">a</a>': ("a", [entity("text_link", 0, 1, url="https://a.org/?x=1&y=2")]),
    "<a>a.org</a>": ("a.org", [entity("text_link", 0, 5, url="a.org")]),
    "<code>a</code>": ("a", [entity("code", 0, 1)]),
    '<pre><code class="language-py">a</code></pre>': ("a", [entity("pre", 0, 1, language="py")]),
    "<blockquote>a</blockquote>": ("a", [entity("blockquote", 0, 1)]),
    "<blockquote expandable>a</blockquote>": ("a", [entity("expandable_blockquote", 0, 1)]),
    '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>': (
        "👍",
        [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
    ),
    'End: <tg-time unix="1790000000" format="r">45 s</tg-time>': (
        "End: 45 s",
        [entity("date_time", 5, 4, unix_time=1790000000, date_time_format="r")],
    ),
    "<B>a<i>b</i></B>": ("ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    "<i><b>a</b></i>": ("a", [entity("italic", 0, 1), entity("bold", 0, 1)]),
    "a &lt; b &amp; &#1103;&#x1F9B5; &copy; & c": ("a < b & я🦵 &copy; & c", []),
}


@pytest.mark.parametrize(("source", "text", "entities"), [(source, *parsed) for source, parsed in HTML.items()])
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    parsed = parse_html(source)
    assert (parsed.text, parsed.entities, parsed.notes) == (text, entities, [])


@pytest.mark.parametrize("fragment", ["<", "<b", "<b ", "<b x", "<b x=", '<b x="', "<b>", "<b>a</", "&#x;", "&", "</"])
def test_cut_html_never_breaks_the_parser(fragment: str) -> None:
    try:
        outcome = parse_html(fragment).text
    except ApiError as error:
        outcome = error.description.partition(": can't parse entities: ")[0]
    assert outcome in ("Bad Request", fragment, "a")


async def test_text_is_trimmed_and_found_entities_are_added(call: Client, ada: User) -> None:
    sent = await call("sendMessage", chat_id=ADA, text="  <b>/stop </b>\n\nhttps://a.org \n", parse_mode="HTML")
    assert sent.result["text"] == "/stop \n\nhttps://a.org"
    assert sent.result["entities"] == [entity("bold", 0, 6), entity("bot_command", 0, 5), entity("url", 8, 13)]


async def test_explicit_entities_count_in_utf16(call: Client, ada: User) -> None:
    given = [entity("bold", 3, 3), entity("date_time", 0, 2, unix_time=1790000000, date_time_format="T")]
    sent = await call("sendMessage", chat_id=ADA, text="🦵 leg", entities=given)
    assert sent.result["entities"] == [given[1], given[0]]


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(30, 20), (30, 20)),
        (b"GIF89a\x1e\0\x14\0", (30, 20)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x14\0\x1e\0\0", (30, 20)),
        (b"%PDF", None),
        (b"\xff\xd8\xff", None),
    ],
)
def test_size_of_pictures(content: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(content) == size


def test_specification_is_the_trimmed_one() -> None:
    path = Path(__file__).parent.parent / "botapi" / "spec.json"
    trimmed = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < 150_000
    assert trimmed["version"] == "Bot API 10.3"
    assert set(trimmed["methods"]) <= set(trimmed["method_names"])
