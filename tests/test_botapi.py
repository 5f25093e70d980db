"""The test server itself: each check has one case that it must catch."""

from __future__ import annotations

import asyncio
import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, MessageHandler, filters

from tests.botapi import TOKEN, BotApi, Budget, NotOnScreen, User
from tests.botapi.entities import parse_html
from tests.botapi.files import image_size
from tests.botapi.model import ApiError

ADA = 1001
STRANGER = 2002


def keyboard(*labels: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": label, "callback_data": f"do {label}"}] for label in labels]})


def inline(*buttons: dict[str, Any]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def png(width: int, height: int, level: int = 0) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([level]) * width for _ in range(min(height, 64))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Any
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        assert not self.body["ok"]
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


@dataclass(frozen=True)
class Client:
    """Raw calls, form-encoded as python-telegram-bot sends them."""

    session: aiohttp.ClientSession
    server: BotApi

    async def __call__(self, method: str, files: dict[str, bytes] | None = None, **params: Any) -> Reply:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in (files or {}).items():
            form.add_field(name, BytesIO(content), filename=f"{name}.png")
        return await self.post(f"/bot{TOKEN}/{method}", data=form)

    async def post(self, path: str, **options: Any) -> Reply:
        async with self.session.post(self.server.url + path, **options) as response:
            return Reply(response.status, response.headers, await response.json())


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi(budgets=()) as running:
        yield running


@pytest.fixture
async def call(server: BotApi) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, server)


@pytest.fixture
async def ada(server: BotApi) -> User:
    user = server.user(ADA)
    await user.send_command("/start")
    return user


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as running:
        yield running


def rules(server: BotApi) -> set[str]:
    return {violation.rule for violation in server.violations}


# --- refusals -------------------------------------------------------------------------------------------------------

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


@dataclass(frozen=True)
class Scene:
    """Messages to work on: a text, one with a reply keyboard, a picture."""

    text: int
    keys: int
    photo: int
    own: int


@pytest.fixture
async def scene(call: Client, ada: User) -> Scene:
    text = await call("sendMessage", chat_id=ADA, text="a", reply_markup=keyboard("Go"))
    keys = await call("sendMessage", chat_id=ADA, text="b", reply_markup={"keyboard": [["Stop"]]})
    photo = await call("sendPhoto", files={"photo": png(90, 60)}, chat_id=ADA, caption="c")
    first, second, third = (reply.result["message_id"] for reply in (text, keys, photo))
    return Scene(first, second, third, own=1)


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
EDIT_REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "same text": ("editMessageText", {"message_id": "text", "text": "a", "reply_markup": keyboard("Go")}, NOT_MODIFIED),
    "same markup": ("editMessageReplyMarkup", {"message_id": "text", "reply_markup": keyboard("Go")}, NOT_MODIFIED),
    "same caption": ("editMessageCaption", {"message_id": "photo", "caption": "c"}, NOT_MODIFIED),
    "no text": ("editMessageText", {"message_id": "text", "text": ""}, "message text is empty"),
    "no message": ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    "unknown message": ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
    "user's message": ("editMessageText", {"message_id": "own", "text": "x"}, "message can't be edited"),
    "message with a reply keyboard": (
        "editMessageText",
        {"message_id": "keys", "text": "x"},
        "message can't be edited",
    ),
    "text of a picture": (
        "editMessageText",
        {"message_id": "photo", "text": "x"},
        "there is no text in the message to edit",
    ),
    "caption of a text": (
        "editMessageCaption",
        {"message_id": "text", "caption": "x"},
        "there is no caption in the message to edit",
    ),
    "text too long": ("editMessageText", {"message_id": "text", "text": "x" * 4097}, "MESSAGE_TOO_LONG"),
    "caption too long": (
        "editMessageCaption",
        {"message_id": "photo", "caption": "x" * 1025},
        "MEDIA_CAPTION_TOO_LONG",
    ),
    "reply keyboard": (
        "editMessageText",
        {"message_id": "text", "text": "x", "reply_markup": {"keyboard": [["A"]]}},
        "inline keyboard expected",
    ),
    "no media": (
        "editMessageMedia",
        {"message_id": "photo", "media": {"type": "photo"}},
        "can't parse InputMedia: media not found",
    ),
    "media type": (
        "editMessageMedia",
        {"message_id": "photo", "media": {"type": "hologram", "media": "x"}},
        'can\'t parse InputMedia: type "hologram" is unsupported',
    ),
    "delete nothing": ("deleteMessage", {"message_id": 99}, "message to delete not found"),
    "delete unnamed": ("deleteMessage", {}, "message identifier is not specified"),
    "delete none": ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
    "delete many": (
        "deleteMessages",
        {"message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    "pin nothing": ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
    "react to nothing": ("setMessageReaction", {"message_id": 99}, "message to react not found"),
    "chat action": ("sendChatAction", {"action": "dance"}, "wrong parameter action in request"),
    "no photo": ("sendPhoto", {}, "there is no photo in the request"),
    "no animation": ("sendAnimation", {}, "there is no animation in the request"),
    "no document": ("sendDocument", {}, "there is no document in the request"),
    "caption of a new picture": (
        "sendPhoto",
        {"photo": "x", "caption": "x" * 1025},
        "message caption is too long",
    ),
    "file id": ("sendPhoto", {"photo": "x"}, "wrong file identifier/HTTP URL specified"),
    "file id of nothing": (
        "sendPhoto",
        {"photo": "AgACAgIAAxkBAAIBRmVx_unknown"},
        "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
    ),
    "getFile": ("getFile", {"file_id": "x"}, "invalid file_id"),
    "old press": (
        "answerCallbackQuery",
        {"callback_query_id": "5"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "long answer": ("answerCallbackQuery", {"callback_query_id": "5", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    "command": ("setMyCommands", {"commands": [{"command": "Go!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    "command text": (
        "setMyCommands",
        {"commands": [{"command": "go", "description": ""}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "language": ("setMyDescription", {"language_code": "english"}, "invalid language code specified"),
    "two reactions": (
        "setMessageReaction",
        {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}]},
        "REACTIONS_TOO_MANY",
    ),
    "commands": (
        "setMyCommands",
        {"commands": [{"command": "go", "description": "x"}] * 101},
        "BOT_COMMANDS_TOO_MUCH",
    ),
    "unpin nothing": ("unpinChatMessage", {}, "message to unpin not found"),
    "webhook secret": (
        "setWebhook",
        {"url": "https://example.org/x", "secret_token": "two words"},
        "secret token contains unallowed characters",
    ),
    "webhook": (
        "setWebhook",
        {"url": "http://example.org/x"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
}


@pytest.mark.parametrize(("method", "params", "reason"), EDIT_REFUSALS.values(), ids=EDIT_REFUSALS)
async def test_call_on_a_chat_is_refused(
    call: Client, scene: Scene, method: str, params: dict[str, Any], reason: str
) -> None:
    named = params.get("message_id")
    if isinstance(named, str):
        params = {**params, "message_id": getattr(scene, named)}
    needs_chat = method.startswith(("edit", "delete", "send", "pin", "unpin", "setMessage"))
    reply = await call(method, **({"chat_id": ADA, **params} if needs_chat else params))
    assert (reply.status, reply.error) == (400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        (f"/bot{TOKEN}/sendHologram", 404, "Not Found: method not found"),
        ("/bot110201543:wrong/getMe", 401, "Unauthorized"),
        ("/botwrong/getMe", 401, "Unauthorized: invalid token specified"),
        ("/getMe", 404, "Not Found"),
    ],
)
async def test_wrong_address_is_refused(call: Client, path: str, status: int, description: str) -> None:
    reply = await call.post(path)
    assert (reply.status, reply.error) == (status, description)


@pytest.mark.parametrize(
    ("act", "description"),
    [
        (lambda user: None, "Forbidden: bot can't initiate conversation with a user"),
        (User.deactivate, "Forbidden: user is deactivated"),
        (User.block, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_user_cannot_be_written_to(
    server: BotApi, call: Client, act: Callable[[User], None], description: str
) -> None:
    act(server.user(STRANGER))
    reply = await call("sendMessage", chat_id=STRANGER, text="hello")
    assert (reply.status, reply.error) == (403, description)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (b"text", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (
            png(1, 1) + bytes(10485760),
            "file of size 10485827 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
    ids=["sides", "ratio", "no picture", "empty", "bytes"],
)
async def test_picture_is_refused(call: Client, ada: User, content: bytes, reason: str) -> None:
    reply = await call("sendPhoto", files={"photo": content}, chat_id=ADA)
    assert reply.error == f"Bad Request: {reason}"


async def test_file_above_fifty_megabytes_is_refused(call: Client, ada: User) -> None:
    reply = await call("sendDocument", files={"document": bytes(50 * 1024 * 1024 + 1)}, chat_id=ADA)
    assert (reply.status, reply.error) == (413, "Request Entity Too Large")


async def test_picture_cannot_be_sent_as_animation(call: Client, ada: User) -> None:
    sent = await call("sendPhoto", files={"photo": png(30, 20)}, chat_id=ADA)
    reply = await call("sendAnimation", chat_id=ADA, animation=sent.result["photo"][0]["file_id"])
    assert reply.error == "Bad Request: can't use file of type Photo as Animation"


async def test_old_message_cannot_be_deleted(server: BotApi, call: Client, scene: Scene) -> None:
    server.clock.advance(48 * 3600 + 1)
    reply = await call("deleteMessage", chat_id=ADA, message_id=scene.text)
    assert reply.error == "Bad Request: message can't be deleted for everyone"


# --- silent mistakes ------------------------------------------------------------------------------------------------

VIOLATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "param.unknown": ("sendMessage", {"text": "a", "disable_web_page_preview": True}),
    "param.type": ("sendMessage", {"text": "a", "reply_markup": inline({"text": "a", "callback_data": 5})}),
    "param.range": ("setMyShortDescription", {"short_description": "x" * 121}),
    "keyboard.row": (
        "sendMessage",
        {"text": "a", "reply_markup": inline(*({"text": str(i), "callback_data": "a"} for i in range(9)))},
    ),
    "keyboard.total": ("sendMessage", {"text": "a", "reply_markup": keyboard(*map(str, range(101)))}),
    "keyboard.empty_row": ("sendMessage", {"text": "a", "reply_markup": {"inline_keyboard": [[]]}}),
    "button.two_actions": (
        "sendMessage",
        {"text": "a", "reply_markup": inline({"text": "a", "callback_data": "a", "url": "example.org"})},
    ),
    "button.empty_text": ("sendMessage", {"text": "a", "reply_markup": inline({"text": "", "callback_data": "a"})}),
    "button.copy_text": (
        "sendMessage",
        {"text": "a", "reply_markup": inline({"text": "a", "copy_text": {"text": "x" * 257}})},
    ),
    "entities": ("sendMessage", {"text": "<pre><b>a</b></pre>", "parse_mode": "HTML"}),
    "text.utf16": ("sendMessage", {"text": "🦵" * 4096}),
    "method.not_supported": ("sendPoll", {"question": "?"}),
    "updates.unknown_kind": ("getUpdates", {"allowed_updates": ["massage"]}),
}


@pytest.mark.parametrize(("rule", "method", "params"), [(rule, *case) for rule, case in VIOLATIONS.items()])
async def test_silent_mistake_is_recorded(
    server: BotApi, call: Client, ada: User, rule: str, method: str, params: dict[str, Any]
) -> None:
    await call(method, **({"chat_id": ADA, **params} if method.startswith("send") else params))
    assert rule in rules(server)


@pytest.mark.parametrize(
    "markup",
    [
        '<tg-time unix="0" format="r">x</tg-time>',
        '<tg-time unix="5" format="Tw">x</tg-time>',
        "<b></b>x",
        '<a href="nowhere">x</a>',
        "<code>a<i>b</i></code>",
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
    ],
)
async def test_entity_that_would_be_lost_is_recorded(server: BotApi, call: Client, ada: User, markup: str) -> None:
    assert (await call("sendMessage", chat_id=ADA, text=markup, parse_mode="HTML")).status == 200
    assert rules(server) == {"entities"}


async def test_second_upload_of_the_same_bytes_is_recorded(server: BotApi, call: Client, ada: User) -> None:
    first = await call("sendPhoto", files={"photo": png(30, 20)}, chat_id=ADA)
    await call("sendPhoto", chat_id=ADA, photo=first.result["photo"][0]["file_id"])
    assert server.violations == []
    await call("sendPhoto", files={"photo": png(30, 20)}, chat_id=ADA)
    assert rules(server) == {"file.reupload"}


async def test_correct_calls_leave_no_violation(server: BotApi, call: Client, scene: Scene) -> None:
    await call("getUpdates", limit=100, timeout=0, allowed_updates=["message", "callback_query"])
    await call("setMyCommands", commands=[{"command": "start", "description": "Begin"}], language_code="en")
    await call("sendMessage", chat_id=ADA, text="a", reply_markup=inline({"text": "Wait", "disabled": {}}))
    await call("setMessageReaction", chat_id=ADA, message_id=scene.own, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert server.violations == []


# --- entities -------------------------------------------------------------------------------------------------------

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
    path = Path(__file__).parent / "botapi" / "spec.json"
    trimmed = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < 150_000
    assert trimmed["version"] == "Bot API 10.3"
    assert set(trimmed["methods"]) <= set(trimmed["method_names"])


# --- chats as users see them ----------------------------------------------------------------------------------------


async def test_message_shows_text_entities_and_keyboard(call: Client, ada: User) -> None:
    before = time.time()
    sent = await call(
        "sendMessage",
        chat_id=ADA,
        text="<b>Press</b> now",
        parse_mode="HTML",
        reply_markup=keyboard("Go", "Stop"),
        disable_notification=True,
        protect_content=True,
    )
    shown = ada.last
    assert sent.result["message_id"] == shown.id == 2
    assert sent.result["from"]["is_bot"]
    assert sent.result["chat"] == {"id": ADA, "type": "private", "first_name": "Ada"}
    assert sent.result["date"] == shown.date
    assert (shown.text, shown.rows, shown.labels) == ("Press now", [["Go"], ["Stop"]], ["Go", "Stop"])
    assert (shown.silent, shown.protected, shown.edit_date) == (True, True, None)
    assert before <= shown.arrived <= time.time()
    assert ada.sounds() == []


async def test_edit_keeps_the_place_and_drops_a_keyboard_not_sent_again(call: Client, ada: User, scene: Scene) -> None:
    edited = await call("editMessageText", chat_id=ADA, message_id=scene.text, text="changed")
    assert "reply_markup" not in edited.result
    shown = ada.message(scene.text)
    assert (shown.text, shown.rows, shown.edit_date) == ("changed", [], edited.result["edit_date"])
    assert [version.text for version in shown.versions] == ["a", "changed"]
    assert [event.kind for event in ada.events] == ["new", "new", "new", "edit"]
    assert len(ada.sounds()) == 3


async def test_edit_media_turns_a_text_into_a_picture(server: BotApi, call: Client, ada: User, scene: Scene) -> None:
    media = {"type": "photo", "media": "attach://cover", "caption": "<i>d</i>", "parse_mode": "HTML"}
    files = {"cover": png(40, 40)}
    edited = await call("editMessageMedia", files=files, chat_id=ADA, message_id=scene.text, media=media)
    assert edited.result["caption_entities"] == [entity("italic", 0, 1)]
    assert ada.message(scene.text).media is not None
    kept = {"type": "photo", "media": edited.result["photo"][0]["file_id"], "caption": "d"}
    assert (await call("editMessageMedia", chat_id=ADA, message_id=scene.text, media=kept)).status == 200
    assert server.violations == []


async def test_reply_keyboard_stays_until_removed(call: Client, ada: User, scene: Scene) -> None:
    assert ada.reply_keyboard is not None
    assert ada.reply_keyboard.rows == [["Stop"]]
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=keyboard("Go"))
    pressed = await ada.press_key("Stop")
    assert (pressed.text, pressed.from_bot) == ("Stop", False)
    await call("sendMessage", chat_id=ADA, text="x", reply_markup={"remove_keyboard": True})
    assert ada.reply_keyboard is None
    with pytest.raises(NotOnScreen, match="no key 'Stop'"):
        await ada.press_key("Stop")


async def test_reply_keyboard_goes_with_its_message(call: Client, ada: User, scene: Scene) -> None:
    await call("deleteMessage", chat_id=ADA, message_id=scene.keys)
    assert ada.reply_keyboard is None
    assert scene.keys not in [message.id for message in ada.messages]


async def test_one_time_keyboard_hides_after_a_key(call: Client, ada: User) -> None:
    markup = {"keyboard": [[{"text": "Yes"}]], "one_time_keyboard": True}
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=markup)
    await ada.press_key("Yes")
    assert ada.reply_keyboard is None


async def test_delete_messages_skips_missing_ones(call: Client, ada: User, scene: Scene) -> None:
    reply = await call("deleteMessages", chat_id=ADA, message_ids=[scene.text, scene.photo, 99])
    assert reply.result is True
    assert [message.id for message in ada.messages] == [scene.keys]
    newer = await call("sendMessage", chat_id=ADA, text="x")
    assert newer.result["message_id"] == scene.photo + 1


async def test_pin_and_unpin(call: Client, ada: User, scene: Scene) -> None:
    await call("pinChatMessage", chat_id=ADA, message_id=scene.text)
    assert ada.pinned is not None
    assert (await call("getChat", chat_id=ADA)).result["pinned_message"]["message_id"] == scene.text
    await call("unpinChatMessage", chat_id=ADA)
    assert ada.pinned is None


async def test_file_can_be_downloaded(server: BotApi, call: Client, ada: User) -> None:
    sent = await call("sendPhoto", files={"photo": png(30, 20)}, chat_id=ADA)
    found = await call("getFile", file_id=sent.result["photo"][0]["file_id"])
    async with call.session.get(f"{server.url}/file/bot{TOKEN}/{found.result['file_path']}") as response:
        assert await response.read() == png(30, 20)


async def test_profile_is_kept_by_language_and_scope(call: Client) -> None:
    commands = [{"command": "start", "description": "Los"}]
    scope = {"type": "all_private_chats"}
    await call("setMyCommands", commands=commands, scope=scope, language_code="de")
    assert (await call("getMyCommands", scope=scope, language_code="de")).result == commands
    assert (await call("getMyCommands")).result == []
    await call("deleteMyCommands", scope=scope, language_code="de")
    assert (await call("getMyCommands", scope=scope, language_code="de")).result == []
    await call("setMyShortDescription", short_description="Guide")
    assert (await call("getMyShortDescription", language_code="de")).result == {"short_description": "Guide"}


# --- updates --------------------------------------------------------------------------------------------------------


async def test_updates_are_repeated_until_confirmed(server: BotApi, call: Client, ada: User) -> None:
    await ada.send("one")
    first = (await call("GETUPDATES")).result
    assert [update["message"]["text"] for update in first] == ["/start", "one"]
    assert first[0]["message"]["entities"] == [entity("bot_command", 0, 6)]
    assert (await call("getUpdates", limit=1)).result == first[:1]
    assert (await call("getUpdates", offset=first[1]["update_id"])).result == first[1:]
    assert (await call("getUpdates", offset=first[1]["update_id"] + 1)).result == []
    assert first[1]["update_id"] == first[0]["update_id"] + 1


async def test_long_poll_ends_with_the_first_update(call: Client, server: BotApi) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await server.wait_until(lambda: bool(server.calls))
    await server.user(ADA).send("hello")
    updates = (await asyncio.wait_for(poll, 2)).result
    assert updates[0]["message"]["text"] == "hello"


async def test_second_poll_ends_the_first(call: Client, server: BotApi) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await server.wait_until(lambda: bool(server.calls))
    assert (await call("getUpdates")).result == []
    reply = await poll
    assert (reply.status, reply.error) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_poll_of_a_killed_bot_does_not_conflict(call: Client, server: BotApi) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await server.wait_until(lambda: bool(server.calls))
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    assert (await call("getUpdates")).status == 200


async def test_presses_and_messages_expire(server: BotApi, call: Client, ada: User) -> None:
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=keyboard("Go"))
    ada.tap("Go")
    assert kinds((await call("getUpdates")).result) == ["message", "callback_query"]
    server.clock.advance(151)
    assert kinds((await call("getUpdates")).result) == ["message"]
    server.clock.advance(24 * 3600)
    assert (await call("getUpdates")).result == []


async def test_allowed_updates_are_remembered(call: Client, ada: User) -> None:
    await call("getUpdates", offset=-1, allowed_updates=["message"])
    ada.block()
    await ada.send("back")
    await call("getUpdates", allowed_updates=[])
    ada.block()
    updates = (await call("getUpdates")).result
    assert kinds(updates) == ["message", "message", "my_chat_member"]
    assert updates[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_negative_offset_keeps_the_newest(call: Client, ada: User) -> None:
    await ada.send("one")
    await ada.send("two")
    assert [update["message"]["text"] for update in (await call("getUpdates", offset=-1)).result] == ["two"]


async def test_other_kinds_of_messages(call: Client, ada: User) -> None:
    await ada.send_sticker()
    await ada.send_voice()
    await ada.send_photo("my leg")
    await ada.send_document()
    await ada.send_location()
    changed = await ada.send("first")
    await ada.edit_text(changed.id, "second")
    updates = (await call("getUpdates", offset=0)).result
    messages = [next(body for name, body in update.items() if name != "update_id") for update in updates]
    assert [
        name
        for message in messages
        for name in ("sticker", "voice", "photo", "document", "location", "text")
        if name in message
    ] == ["text", "sticker", "voice", "photo", "document", "location", "text", "text"]
    assert messages[3]["caption"] == "my leg"
    assert kinds(updates)[-1] == "edited_message"
    assert (messages[-1]["text"], messages[-1]["message_id"]) == ("second", changed.id)


async def test_duplicate_update_comes_once_more(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("getUpdates", "duplicate")
    first = (await call("getUpdates")).result
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1)).result == first
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1)).result == []


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(name for name in update if name != "update_id") for update in updates]


# --- presses --------------------------------------------------------------------------------------------------------


async def test_press_brings_the_answer(server: BotApi, call: Client, ada: User) -> None:
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=keyboard("✅ Done"))
    press = asyncio.create_task(ada.press("Done"))
    query = (await call("getUpdates", offset=-1, timeout=3)).result[0]["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("do ✅ Done", "x", ADA)
    assert server.unanswered() == ["do ✅ Done"]
    await call("answerCallbackQuery", callback_query_id=query["id"], text="Good", show_alert=True)
    answer = await press
    assert (answer.text, answer.show_alert) == ("Good", True)
    assert server.violations == []
    await call("answerCallbackQuery", callback_query_id=query["id"])
    assert rules(server) == {"callback.twice"}


async def test_unanswered_press_is_recorded(server: BotApi, call: Client, ada: User) -> None:
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=keyboard("Go"))
    press = ada.tap("Go")
    server.clock.advance(30)
    assert server.violations == []
    await call("getUpdates")
    with pytest.raises(TimeoutError, match="'do Go' was not answered"):
        await ada.answer_to(press, 0.05)
    server.clock.advance(6)
    assert rules(server) == {"callback.unanswered"}


async def test_press_cannot_be_answered_late(server: BotApi, call: Client, ada: User) -> None:
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=keyboard("Go"))
    press = ada.tap("Go")
    server.clock.advance(151)
    reply = await call("answerCallbackQuery", callback_query_id=press.id)
    assert "query is too old" in reply.error


async def test_newest_button_is_pressed_unless_a_message_is_named(call: Client, ada: User) -> None:
    for text in ("old", "new"):
        await call("sendMessage", chat_id=ADA, text=text, reply_markup=inline({"text": "Go", "callback_data": text}))
    assert ada.tap("Go").data == "new"
    assert ada.tap("Go", message_id=ada.messages[0].id).data == "old"
    with pytest.raises(NotOnScreen, match=r"no button 'Fly'"):
        ada.tap("Fly")


async def test_forged_press_on_a_deleted_message(call: Client, ada: User, scene: Scene) -> None:
    await call("deleteMessage", chat_id=ADA, message_id=scene.text)
    ada.tap_forged("admin", scene.text)
    query = (await call("getUpdates", offset=-1)).result[0]["callback_query"]
    assert query["data"] == "admin"
    assert (query["message"]["message_id"], query["message"]["date"]) == (scene.text, 0)


async def test_user_cannot_press_what_sends_nothing(call: Client, ada: User) -> None:
    with pytest.raises(NotOnScreen, match="the bot wrote nothing"):
        _ = ada.last
    await call("sendMessage", chat_id=ADA, text="x", reply_markup=inline({"text": "Open", "url": "https://a.org"}))
    with pytest.raises(NotOnScreen, match="'Open' sends nothing"):
        ada.tap("Open")
    with pytest.raises(NotOnScreen, match="message 99 is not there"):
        ada.message(99)
    ada.block()
    with pytest.raises(NotOnScreen, match="the bot is blocked"):
        ada.tap_forged("x")


async def test_wait_until_sees_a_deleted_message(call: Client, ada: User, scene: Scene) -> None:
    waiting = asyncio.create_task(ada.wait_until(lambda: scene.text not in [shown.id for shown in ada.messages]))
    await call("deleteMessage", chat_id=ADA, message_id=scene.text)
    await waiting
    with pytest.raises(TimeoutError, match="<photo> c"):
        await ada.wait_until(lambda: False, 0.02)


async def test_wait_for_sees_new_and_edited_messages(call: Client, ada: User, scene: Scene) -> None:
    since = ada.seq
    waiting = asyncio.create_task(ada.wait_for("later", since=since))
    await call("editMessageText", chat_id=ADA, message_id=scene.text, text="a little later")
    assert (await waiting).id == scene.text
    with pytest.raises(TimeoutError, match="a little later"):
        await ada.wait_for(lambda message: message.text == "never", 0.02)


# --- rates and faults -----------------------------------------------------------------------------------------------


async def test_more_than_twenty_a_minute_are_refused() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada = Client(session, server), server.user(ADA)
        await ada.send("hello")
        for i in range(26):
            server.clock.advance(1.2)
            assert (await call("sendMessage", chat_id=ADA, text=str(i))).status == 200
        statuses = []
        for i in range(12):
            server.clock.advance(1.2)
            statuses.append((await call("sendMessage", chat_id=ADA, text=str(i))).status)
        assert 429 in statuses
        assert server.busiest_minute(ADA) > 20


async def test_steady_pace_below_the_limit_is_accepted() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada = Client(session, server), server.user(ADA)
        await ada.send("hello")
        for i in range(60):
            server.clock.advance(3.0)
            assert (await call("sendMessage", chat_id=ADA, text=str(i))).status == 200


async def test_burst_is_refused_and_calling_on_makes_it_worse() -> None:
    async with BotApi() as server, aiohttp.ClientSession() as session:
        call, ada, ben = Client(session, server), server.user(ADA), server.user(1002)
        await ada.send("hello")
        await ben.send("hello")
        replies = [await call("sendMessage", chat_id=ADA, text=str(i)) for i in range(6)]
        refused = replies[-1]
        assert [reply.status for reply in replies] == [200] * 5 + [429]
        assert refused.error == "Too Many Requests: retry after 3"
        assert (refused.body["parameters"], refused.headers["Retry-After"]) == ({"retry_after": 3}, "3")
        assert server.violations == []
        worse = await call("sendChatAction", chat_id=ADA, action="typing")
        assert worse.body["parameters"] == {"retry_after": 6}
        assert rules(server) == {"flood.inside_window"}
        assert (await call("sendMessage", chat_id=ben.id, text="x")).status == 200
        server.clock.advance(6)
        assert (await call("sendMessage", chat_id=ADA, text="x")).status == 200


async def test_budgets_can_be_set() -> None:
    async with BotApi(budgets=(Budget(1, 1),)) as server, aiohttp.ClientSession() as session:
        call = Client(session, server)
        await server.user(ADA).send("hello")
        statuses = [(await call("sendMessage", chat_id=ADA, text=str(i))).status for i in range(2)]
        assert statuses == [200, 429]


async def test_ledger_keeps_calls_by_chat(server: BotApi, call: Client, scene: Scene) -> None:
    await call("sendChatAction", chat_id=ADA, action="typing")
    assert [made.method for made in server.calls_to(ADA)] == [
        "sendMessage",
        "sendMessage",
        "sendPhoto",
        "sendChatAction",
    ]
    assert [made.params["text"] for made in server.calls_to(ADA, "sendMessage")] == ["a", "b"]
    assert server.calls_to(ADA, since=time.time() + 1) == []
    assert [made.status for made in server.calls_to(ADA)] == [200] * 4


async def test_fault_429_closes_the_chat(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("sendMessage", "429", retry_after=7)
    assert (await call("sendMessage", chat_id=ADA, text="x")).body["parameters"] == {"retry_after": 7}
    assert (await call("sendMessage", chat_id=ADA, text="x")).status == 429
    assert rules(server) == {"flood.inside_window"}


async def test_fault_500_and_403(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("*", "500", times=2)
    server.fail_next("sendMessage", "403", chat_id=ADA)
    statuses = [(await call("sendMessage", chat_id=ADA, text="x")).status for _ in range(4)]
    assert statuses == [500, 500, 403, 200]


async def test_fault_502_is_html(server: BotApi, call: Client) -> None:
    server.fail_next("getMe", "502")
    async with call.session.post(f"{server.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("kind", "delivered"), [("reset_before", 0), ("reset_after", 1)])
async def test_fault_reset(server: BotApi, call: Client, ada: User, kind: Any, delivered: int) -> None:
    server.fail_next("sendMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ADA, text="x")
    assert len(ada.messages) == delivered


async def test_fault_slow_delivers_before_it_answers(server: BotApi, call: Client, ada: User) -> None:
    server.fail_next("sendMessage", "slow", seconds=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call("sendMessage", chat_id=ADA, text="x"), 0.2)
    assert ada.last.text == "x"


async def test_server_goes_down_and_comes_up_with_everything(server: BotApi, call: Client, ada: User) -> None:
    url = server.url
    poll = asyncio.create_task(call("getUpdates", offset=-1, timeout=20))
    await poll
    poll = asyncio.create_task(call("getUpdates", offset=700_000_002, timeout=20))
    await server.wait_until(lambda: len(server.calls) == 2)
    await server.go_down()
    with pytest.raises(aiohttp.ClientError):
        await poll
    with pytest.raises(aiohttp.ClientConnectorError):
        await call("getMe")
    await ada.send("while down")
    await server.come_up()
    assert server.url == url
    assert (await call("getUpdates")).result[0]["message"]["text"] == "while down"


async def test_json_and_query_parameters_are_read(server: BotApi, call: Client, ada: User) -> None:
    given = {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}}
    await call.post(f"/bot{TOKEN}/sendMessage?chat_id={ADA}", json=given)
    assert ada.last.labels == ["Go"]
    assert server.violations == []
    await call.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": ADA, "text": 5})
    assert rules(server) == {"param.type"}


async def test_logged_out_bot_is_refused(server: BotApi, call: Client) -> None:
    assert (await call("logOut")).result is True
    reply = await call("getMe")
    assert (reply.status, reply.error) == (401, "Unauthorized")
    assert rules(server) == {"method.log_out"}


async def test_server_can_be_played_by_hand() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.botapi", "--port", "0", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdin is not None
    assert program.stdout is not None
    url = (await program.stdout.readline()).decode().split()[0].partition("=")[2]
    program.stdin.write(b"hello\n")
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{TOKEN}/getUpdates?timeout=5") as response:
        assert (await response.json())["result"][0]["message"]["text"] == "hello"
    output, _ = await program.communicate(b"")
    assert output == b""


# --- webhooks -------------------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    url: str
    failures: int
    got: list[dict[str, Any]]
    secrets: list[str | None]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    state = Receiver("", 0, [], [])

    async def receive(request: web.Request) -> web.Response:
        if state.failures:
            state.failures -= 1
            return web.Response(status=500)
        state.got.append(await request.json())
        state.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.json_response({"method": "sendMessage", "chat_id": ADA, "text": f"reply {len(state.got)}"})

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    state.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield state
    await runner.cleanup()


async def test_webhook_gets_updates_in_order_and_again_after_a_failure(
    server: BotApi, call: Client, ada: User, receiver: Receiver
) -> None:
    receiver.failures = 1
    await call("setWebhook", url=receiver.url, secret_token="s3cret")
    await ada.send("one")
    await ada.send("two")
    await server.wait_until(lambda: len(receiver.got) == 3)
    assert [update["message"]["text"] for update in receiver.got] == ["/start", "one", "two"]
    assert set(receiver.secrets) == {"s3cret"}
    await ada.wait_for("reply 3")
    info = (await call("getWebhookInfo")).result
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    assert "500" in info["last_error_message"]
    reply = await call("getUpdates")
    assert (reply.status, reply.error.split(";")[0]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active",
    )
    await call("deleteWebhook")
    assert (await call("getUpdates")).result == []


# --- python-telegram-bot --------------------------------------------------------------------------------------------


async def test_library_sends_edits_and_reads(server: BotApi, bot: Bot, ada: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    sent = await bot.send_message(
        ADA, 'End: <tg-time unix="1790000000" format="r">45 s</tg-time>', ParseMode.HTML, reply_markup=markup
    )
    assert sent.entities[0].type == MessageEntity.DATE_TIME
    edited = await bot.edit_message_text("next", ADA, sent.message_id, reply_markup=markup)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.edit_date is not None) == ("next", True)
    press = asyncio.create_task(ada.press("Go"))
    updates = await bot.get_updates(offset=-1, timeout=3)
    assert updates[0].callback_query is not None
    await updates[0].callback_query.answer("Fine")
    assert (await press).text == "Fine"
    assert server.violations == []


async def test_library_uploads_once_and_reuses_the_identifier(server: BotApi, bot: Bot, ada: User) -> None:
    sent = await bot.send_photo(ADA, png(64, 48), caption="<b>Side</b>", parse_mode=ParseMode.HTML)
    again = await bot.send_photo(ADA, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    assert (sent.caption, sent.photo[-1].width) == ("Side", 64)
    file = await bot.get_file(sent.photo[-1].file_id)
    assert file.file_size == len(png(64, 48))
    assert server.violations == []


async def test_library_reads_the_rest(server: BotApi, bot: Bot, ada: User) -> None:
    assert (await bot.get_me()).username == "guide_test_bot"
    assert (await bot.get_chat(ADA)).first_name == "Ada"
    assert await bot.set_my_commands([("start", "Begin")], language_code="de")
    assert [command.command for command in await bot.get_my_commands(language_code="de")] == ["start"]
    assert await bot.set_my_description("Guide")
    assert (await bot.get_my_description()).description == "Guide"
    assert (await bot.get_my_name()).name == "Guide"
    assert await bot.set_message_reaction(ADA, 1, "👍")
    assert (await bot.get_webhook_info()).url == ""
    assert server.violations == []


@pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning")
async def test_library_raises_its_own_errors(server: BotApi, bot: Bot, ada: User) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "x")
    server.fail_next("sendMessage", "429", retry_after=9)
    with pytest.raises(RetryAfter):
        await bot.send_message(ADA, "x")
    server.clock.advance(9)
    server.fail_next("sendMessage", "502")
    with pytest.raises(NetworkError):
        await bot.send_message(ADA, "x")
    server.fail_next("sendMessage", "reset_after")
    with pytest.raises(NetworkError):
        await bot.send_message(ADA, "delivered")
    assert ada.last.text == "delivered"
    ada.block()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ADA, "x")


async def test_library_sees_the_conflict(server: BotApi, bot: Bot, call: Client) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.wait_until(lambda: server.calls[-1].method == "getUpdates")
    await call("getUpdates")
    with pytest.raises(Conflict):
        await poll


async def test_library_sends_what_this_bot_needs(server: BotApi, bot: Bot, ada: User) -> None:
    keys = ReplyKeyboardMarkup([["Stop"]], is_persistent=True, input_field_placeholder="Or write")
    sent = await bot.send_message(ADA, "hold", reply_markup=keys, reply_parameters=ReplyParameters(1))
    assert sent.reply_to_message is not None
    assert ada.reply_keyboard is not None
    end = MessageEntity(MessageEntity.DATE_TIME, 0, 4, unix_time=sent.date, date_time_format="r")
    card = await bot.send_message(ADA, "45 s", entities=[end], disable_notification=True)
    media = InputMediaPhoto(png(80, 60), caption="<b>Here</b>", parse_mode=ParseMode.HTML)
    await bot.edit_message_media(media, ADA, card.message_id)
    assert (ada.message(card.message_id).content, ada.last.media is not None) == ("Here", True)
    await bot.send_document(ADA, b"%PDF", filename="plan.pdf")
    await bot.send_message(ADA, "done", reply_markup=ReplyKeyboardRemove())
    assert await bot.delete_messages(ADA, [sent.message_id, card.message_id])
    assert ada.reply_keyboard is None
    assert server.violations == []


async def test_library_polls_across_a_restart(server: BotApi) -> None:
    ada = server.user(ADA)

    async def echo(update: Update, _: object) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"you said {update.effective_message.text}")

    def build() -> Application[Any, Any, Any, Any, Any, Any]:
        builder = Application.builder().token(TOKEN).base_url(f"{server.url}/bot").job_queue(None)
        application = builder.build()
        application.add_handler(MessageHandler(filters.ALL, echo))
        return application

    for text in ("one", "two"):
        await ada.send(text)
        async with build() as application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling()
            await ada.wait_for(f"you said {text}")
            await application.updater.stop()
            await application.stop()
    assert [message.text for message in ada.messages] == ["you said one", "you said two"]
    assert server.violations == []
