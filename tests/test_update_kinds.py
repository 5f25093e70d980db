"""What becomes of every kind of update there is: taken, or ignored on purpose."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from bot.ports import Handled, Uncounted
from bot.telegram.application import GuideBot
from bot.telegram.limiter import Limiter
from bot.telegram.receiver import Desk, Receiver
from bot.telegram.updates import ALLOWED_UPDATES
from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable
from tests.botapi.server import TOKEN, BotApi
from tests.botapi.spec import UPDATE_KINDS

ADA = {"id": 1001, "is_bot": False, "first_name": "Ada"}
BEN = {"id": 1002, "is_bot": False, "first_name": "Ben"}
ROBOT = {"id": 1003, "is_bot": True, "first_name": "Robot"}
HERE = {"id": 1001, "type": "private", "first_name": "Ada"}
GROUP = {"id": -5, "type": "supergroup", "title": "Friends"}
CHANNEL = {"id": -6, "type": "channel", "title": "News"}
FROM = {"from": ADA}
NOW = {"date": 1_790_000_000}
HELLO = {"message_id": 5, "chat": HERE, "text": "hello", **FROM, **NOW}
IN_GROUP = {**HELLO, "chat": GROUP}
CARD = {"message_id": 2, "chat": HERE, "from": ROBOT, "text": "card", **NOW}
PRESS = {"id": "1", "chat_instance": "1", "data": "7:go", "message": CARD, **FROM}
MEMBER = {"status": "member", "user": ROBOT}
BANNED = {"status": "kicked", "user": ROBOT, "until_date": 0}
OUT = {"chat": HERE, "old_chat_member": MEMBER, "new_chat_member": BANNED, **FROM, **NOW}
POLL = {
    "id": "1", "question": "Well?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
    "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
BOOST = {"boost_id": "1", "add_date": 1, "expiration_date": 2, "source": {"source": "premium", "user": ADA}}
REACTION = {"chat": HERE, "message_id": 5, "old_reaction": [], "new_reaction": [], "user": ADA, **NOW}
FILE = {"file_id": "a", "file_unique_id": "a"}

Json = Mapping[str, Any]

TABLE: Mapping[str, Json] = {
    "business_connection": {"id": "1", "user": ADA, "user_chat_id": 1001, "is_enabled": True, **NOW},
    "business_message": {**HELLO, "business_connection_id": "1"},
    "callback_query": PRESS,
    "channel_post": {"message_id": 5, "chat": CHANNEL, "sender_chat": CHANNEL, "text": "news", **NOW},
    "chat_boost": {"chat": CHANNEL, "boost": BOOST},
    "chat_join_request": {"chat": GROUP, "user_chat_id": 1001, **FROM, **NOW},
    "chat_member": {**OUT, "chat": GROUP},
    "chosen_inline_result": {"result_id": "1", "query": "hip", **FROM},
    "deleted_business_messages": {"business_connection_id": "1", "chat": HERE, "message_ids": [5]},
    "edited_business_message": {**HELLO, "business_connection_id": "1"},
    "edited_channel_post": {"message_id": 5, "chat": CHANNEL, "text": "news", **NOW},
    "edited_message": HELLO,
    "guest_message": IN_GROUP,
    "inline_query": {"id": "1", "query": "hip", "offset": "", **FROM},
    "managed_bot": {"user": ADA, "bot": ROBOT},
    "message": HELLO,
    "message_reaction": REACTION,
    "message_reaction_count": {"chat": HERE, "message_id": 5, "reactions": [], **NOW},
    "my_chat_member": OUT,
    "poll": POLL,
    "poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["0"], "user": ADA},
    "pre_checkout_query": {"id": "1", "currency": "XTR", "total_amount": 1, "invoice_payload": "x", **FROM},
    "purchased_paid_media": {"paid_media_payload": "x", **FROM},
    "removed_chat_boost": {"chat": CHANNEL, "boost_id": "1", "remove_date": 1, "source": BOOST["source"]},
    "shipping_query": {"id": "1", "invoice_payload": "x", **FROM, "shipping_address": dict.fromkeys(
        ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "x")},
    "stopped_message_generation": {"chat": HERE, "draft_id": 1, **FROM},
    "subscription": {"user": ADA, "payload": "x"},
}  # fmt: skip
"""A body of each kind, as one user sends it."""

TAKEN: Mapping[str, Event] = {
    "message": Text("hello"),
    "edited_message": Edited("hello"),
    "callback_query": Tap("go", 7, on_card=True),
    "my_chat_member": Unreachable(),
}
"""All others are never asked for, and nothing happens should they come."""

VARIANTS: Mapping[str, tuple[str, Json, Event | str]] = {
    "a command": ("message", {**HELLO, "text": "/Stop@guide_test_bot now"}, Command("stop", "now")),
    "a caption": ("message", {**HELLO, "text": None, "caption": "here", "photo": []}, Text("here")),
    "a photo": (
        "message",
        {**HELLO, "text": None, "photo": [{**FILE, "width": 1, "height": 1}]},
        Attachment("photo"),
    ),
    "something that is not known yet": ("message", {**HELLO, "text": None, "hologram": {}}, Attachment("unknown")),
    "a service message": ("message", {**HELLO, "text": None, "pinned_message": CARD}, "nothing to read"),
    "what another bot wrote": ("message", {**HELLO, "from": ROBOT}, "nobody"),
    "what nobody wrote": ("message", {**HELLO, "from": None}, "nobody"),
    "a group": ("message", IN_GROUP, "not private"),
    "an edit in a group": ("edited_message", IN_GROUP, "not private"),
    "a press in a group": ("callback_query", {**PRESS, "message": {**CARD, "chat": GROUP}}, "not private"),
    "a press of another user": ("callback_query", {**PRESS, "from": BEN}, "somebody else"),
    "a press on a message sent by way of a bot": (
        "callback_query",
        {"id": "1", "chat_instance": "1", "inline_message_id": "x", "data": "7:go", **FROM},
        "nobody",
    ),
    "a press on a message that is too old": (
        "callback_query",
        {**PRESS, "message": {"message_id": 1, "chat": HERE, "date": 0}},
        Tap("go", 7, on_card=False),
    ),
    "a press without data": ("callback_query", {**PRESS, "data": None}, Tap("", 0, on_card=False)),
    "forged data": ("callback_query", {**PRESS, "data": "7:go; DROP TABLE"}, Tap("", 0, on_card=False)),
    "a number of turns nobody counts to": (
        "callback_query",
        {**PRESS, "data": "zzzzzzzzzzzz:go"},
        Tap("go", int("z" * 12, 36), on_card=True),
    ),
    "the longest text": ("message", {**HELLO, "text": "\U0001f600" * 4096}, Text("\U0001f600" * 4096)),
    "a hundred entities in each other": (
        "message",
        {**HELLO, "entities": [{"type": "bold", "offset": 0, "length": 5}] * 100},
        Text("hello"),
    ),
    "an entity that is nowhere": (
        "message",
        {**HELLO, "entities": [{"type": "blink", "offset": -1, "length": 10**9}]},
        Text("hello"),
    ),
    "replies within replies": (
        "message",
        {**HELLO, "reply_to_message": {**HELLO, "reply_to_message": {**HELLO, "reply_to_message": HELLO}}},
        Text("hello"),
    ),
    "the bot let in again": ("my_chat_member", {**OUT, "new_chat_member": MEMBER}, "nothing to read"),
    "the bot put out of a group": ("my_chat_member", {**OUT, "chat": GROUP}, "not private"),
    "a text that is a number": ("message", {**HELLO, "text": 7}, "unreadable"),
    "a body that is empty": ("message", {}, "nobody"),
    "a chat that is a word": ("message", {**HELLO, "chat": {"id": "x", "type": "private"}}, "unreadable"),
    "a chat that is none": ("message", {**HELLO, "chat": 7}, "unreadable"),
}


class Inbox(Uncounted):
    def __init__(self) -> None:
        self.outcome: list[Event | str] = []

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        raise AssertionError("nobody sent a file")

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        assert (chat, update_id) == (1001, 1)
        self.outcome.append(event)
        return None

    def dropped(self, kind: str, reason: str) -> None:
        self.outcome.append(reason)

    def failed(self, what: str) -> None:
        self.outcome.append("failed")


async def outcome(api: BotApi, kind: str, body: Json) -> tuple[list[Event | str], list[str]]:
    """What becomes of it, and what Telegram is called for."""
    inbox = Inbox()

    async def newest(chat: int) -> int | None:
        return 2

    async with GuideBot(TOKEN, api_url=api.url, limiter=Limiter()) as bot:
        desk = Desk(newest, lambda _: False, "In private only, please.")
        receiver = Receiver(bot, inbox, desk, inbox, clock=time.monotonic)
        before = len(api.calls)
        await receiver.take({"update_id": 1, kind: {name: value for name, value in body.items() if value is not None}})
        await receiver.stop()
        return inbox.outcome, [call.method for call in api.calls[before:]]


def test_the_table_has_a_row_for_every_kind() -> None:
    assert set(TABLE) == UPDATE_KINDS
    assert set(TAKEN) == set(ALLOWED_UPDATES)


@pytest.mark.parametrize("kind", TABLE)
async def test_each_kind_is_taken_or_ignored_on_purpose(api: BotApi, kind: str) -> None:
    found, calls = await outcome(api, kind, TABLE[kind])
    if kind in TAKEN:
        assert found == [TAKEN[kind]]
    else:
        assert found in (["nobody"], ["not private"], ["nothing to read"])
    assert calls == (["answerCallbackQuery"] if kind == "callback_query" else [])
    api.violations.clear()


@pytest.mark.parametrize("name", VARIANTS)
async def test_what_people_and_forgers_make_of_them(api: BotApi, name: str) -> None:
    kind, body, expected = VARIANTS[name]
    found, calls = await outcome(api, kind, body)
    assert found == [expected]
    answered = ["answerCallbackQuery"] if kind == "callback_query" else []
    assert calls == (["sendMessage"] if name == "a group" else answered)
    api.violations.clear()
