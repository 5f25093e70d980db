"""Mistakes that the real server passes over in silence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi import BotApi, User
from tests.botapi_tests.calls import ADA, Client, Scene, inline, keyboard, png, rules

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
