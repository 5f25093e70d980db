"""What may not be sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi import User
from tests.botapi_tests.calls import ADA, Client, entity, inline

SEND_REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "no chat": ({"chat_id": ""}, "chat_id is empty"),
    "unknown chat": ({"chat_id": 9}, "chat not found"),
    "no text": ({"text": ""}, "message text is empty"),
    "only spaces": ({"text": " \n "}, "text must be non-empty"),
    "too long": ({"text": "x" * 4097}, "message is too long"),
    "too many bytes": ({"text": "я" * 16385}, "text is too long"),
    "parse mode": ({"parse_mode": "BBCode"}, "unsupported parse_mode"),
    "MarkdownV2": (
        {"text": "1.", "parse_mode": "MarkdownV2"},
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    "Markdown": (
        {"text": "я *b", "parse_mode": "Markdown"},
        "can't parse entities: Can't find end of the entity starting at byte offset 3",
    ),
    "entities are no JSON": ({"entities": "{"}, "can't parse entities JSON object"),
    "entity is no object": ({"entities": [5]}, "can't parse MessageEntity: expected an Object"),
    "entity without offset": (
        {"entities": [{"type": "bold", "length": 1}]},
        "can't parse MessageEntity: Can't find field \"offset\"",
    ),
    "entity before the text": (
        {"entities": [entity("bold", -1, 1)]},
        "receive an entity with incorrect offset -1",
    ),
    "entity of no length": ({"entities": [entity("bold", 0, -1)]}, "receive an entity with incorrect length -1"),
    "entity behind the text": (
        {"entities": [entity("bold", 6, 1)]},
        "entity begins after the end of the text at UTF-16 offset 6",
    ),
    "entity cut in a surrogate pair": (
        {"text": "a🦵", "entities": [entity("bold", 0, 2)]},
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 1",
    ),
    "date without a time": (
        {"entities": [entity("date_time", 0, 1)]},
        "can't parse MessageEntity: Can't find field \"unix_time\"",
    ),
    "explicit far date": ({"entities": [entity("date_time", 0, 1, unix_time=2**31)]}, "ENTITY_DATE_INVALID"),
    "button is no object": (
        {"reply_markup": {"inline_keyboard": [["Go"]]}},
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    "label is no text": (
        {"reply_markup": inline({"text": 5, "callback_data": "a"})},
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    "key without label": (
        {"reply_markup": {"keyboard": [[{"style": "danger"}]]}},
        "can't parse keyboard button: Can't find field \"text\"",
    ),
    "key is no object": (
        {"reply_markup": {"keyboard": [[5]]}},
        "can't parse keyboard button: KeyboardButton must be an Object",
    ),
    "rows of keys": (
        {"reply_markup": {"keyboard": ["Stop"]}},
        'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays',
    ),
    "markup is no JSON": ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    "markup is no object": ({"reply_markup": "[]"}, "object expected as reply markup"),
    "rows": (
        {"reply_markup": {"inline_keyboard": [{"text": "a"}]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    "no action": (
        {"reply_markup": inline({"text": "a"})},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "no label": (
        {"reply_markup": inline({"callback_data": "a"})},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "style": (
        {"reply_markup": inline({"text": "a", "callback_data": "a", "style": "green"})},
        "can't parse inline keyboard button: invalid button style specified",
    ),
    "no data": ({"reply_markup": inline({"text": "a", "callback_data": ""})}, "BUTTON_DATA_INVALID"),
    "data in Cyrillic": ({"reply_markup": inline({"text": "a", "callback_data": "я" * 33})}, "BUTTON_DATA_INVALID"),
    "url": (
        {"reply_markup": inline({"text": "a", "url": "nowhere"})},
        "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    "big markup": (
        {"reply_markup": inline({"text": "a" * 11_000, "callback_data": "a"})},
        "reply markup is too long",
    ),
    "reply to nothing": ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    "effect": ({"message_effect_id": "1"}, "EFFECT_ID_INVALID"),
    "entity without type": (
        {"entities": [{"offset": 0, "length": 1}]},
        "can't parse MessageEntity: Can't find field \"type\"",
    ),
    "entity type": (
        {"entities": [{"type": "blink", "offset": 0, "length": 1}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    "entity in a surrogate pair": (
        {"text": "🦵 leg", "entities": [{"type": "bold", "offset": 1, "length": 3}]},
        "entity begins in a middle of a UTF-16 symbol at byte offset 0",
    ),
    "entity after the end": (
        {"entities": [{"type": "bold", "offset": 0, "length": 9}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
    ),
    "date format": (
        {"entities": [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 5, "date_time_format": "x"}]},
        "can't parse MessageEntity: Invalid date-time format specified",
    ),
    "date": (
        {"entities": [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 0}]},
        "invalid date specified",
    ),
    "far date": (
        {"text": '<tg-time unix="4000000000" format="r">x</tg-time>', "parse_mode": "HTML"},
        "ENTITY_DATE_INVALID",
    ),
}


@pytest.mark.parametrize(("change", "reason"), SEND_REFUSALS.values(), ids=SEND_REFUSALS)
async def test_send_is_refused(call: Client, ada: User, change: dict[str, Any], reason: str) -> None:
    reply = await call("sendMessage", **{"chat_id": ADA, "text": "hello", **change})
    assert reply.status == 400
    assert reply.error == f"Bad Request: {reason}"
    assert ada.messages == []


HTML_REFUSALS = {
    "<p>a</p>": 'Unsupported start tag "p" at byte offset 0',
    "я<x": "Unclosed start tag at byte offset 2",
    "<a href": 'Unclosed start tag "a" at byte offset 0',
    '<a href="x': "Unclosed start tag at byte offset 0",
    '<a ="x">a</a>': 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=a_b>a</a>": "Unexpected end of name token at byte offset 8",
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>я</b": "Unclosed end tag at byte offset 5",
    "<b>a</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<i><b>a</i></b>": 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"',
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    '<span class="x">a</span>': 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<tg-emoji emoji-id="x">a</tg-emoji>': "Invalid custom emoji identifier specified",
    '<tg-time unix="5" format="rr">a</tg-time>': "Invalid date format used",
    "&#xD800;": (
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units"
    ),
    "2 < 3": 'Unsupported start tag "" at byte offset 2',
}


@pytest.mark.parametrize(("source", "reason"), HTML_REFUSALS.items())
async def test_broken_html_is_refused_with_its_byte_offset(call: Client, ada: User, source: str, reason: str) -> None:
    reply = await call("sendMessage", chat_id=ADA, text=source, parse_mode="HTML")
    assert reply.error == f"Bad Request: can't parse entities: {reason}"
