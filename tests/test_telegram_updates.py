"""What people send, in the words of the dialog. Nothing they can send raises."""

from typing import Any

import pytest
from telegram import Update

from bot.telegram.updates import ALLOWED_UPDATES, open_, read
from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable

USER = {"id": 1001, "is_bot": False, "first_name": "Ada"}
CHAT = {"id": 1001, "type": "private", "first_name": "Ada"}
BOT = {"id": 1, "is_bot": True, "first_name": "Guide", "username": "guide_test_bot"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def event_of(**content: Any) -> Event | None:
    return read(open_({"update_id": 1, **content}), newest=7)


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": CHAT, "from": USER, **content}


def press(data: str | None, on: int = 7) -> dict[str, Any]:
    card = {"message_id": on, "date": 1, "chat": CHAT, "from": BOT, "text": "card"}
    return {"id": "1", "from": USER, "chat_instance": "1", "message": card, **({"data": data} if data else {})}


def member(status: str) -> dict[str, Any]:
    def state(of: str) -> dict[str, Any]:
        return {"user": BOT, "status": of, **({"until_date": 0} if of == "kicked" else {})}

    return {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": state("member"), "new_chat_member": state(status)}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("my hip hurts", Text("my hip hurts")),
        (" /start", Command("start")),
        ("\u200b/ stop", Command("stop")),
        ("7/10", Text("7/10")),
        ("/", Text("/")),
        ("/start", Command("start")),
        ("/START", Command("start")),
        ("/start payload_1", Command("start", "payload_1")),
        ("/stop!", Command("stop", "!")),
        ("/stop@guide_test_bot now", Command("stop", "now")),
        ("/stop@Guide_Test_Bot", Command("stop")),
        ("/stop@other_bot", Command("stop")),
        ("/unheard_of", Command("unheard_of")),
    ],
)
def test_texts_and_commands(text: str, event: Event | None) -> None:
    assert event_of(message=message(text=text)) == event


@pytest.mark.parametrize(
    ("content", "event"),
    [
        ({"photo": [{**FILE, "width": 1, "height": 1}]}, Attachment("photo")),
        ({"voice": {**FILE, "duration": 1}}, Attachment("voice")),
        ({"location": {"latitude": 1.0, "longitude": 1.0}}, Attachment("location")),
        ({"dice": {"emoji": "🎲", "value": 1}}, Attachment("dice")),
        ({"something_new": {"of": "next year"}}, Attachment("unknown")),
        ({"photo": [{**FILE, "width": 1, "height": 1}], "caption": "numb here"}, Text("numb here")),
        ({"pinned_message": message(text="pinned")}, None),
        ({"message_auto_delete_timer_changed": {"message_auto_delete_time": 1}}, None),
    ],
)
def test_other_messages(content: dict[str, Any], event: Event | None) -> None:
    assert event_of(message=message(**content)) == event


@pytest.mark.parametrize(
    ("query", "event"),
    [
        (press("2s:side:left"), Tap("side:left", 100, on_card=True)),
        (press("2s:side:left", on=6), Tap("side:left", 100, on_card=False)),
        (press("DROP TABLE sessions"), Tap("", 0, on_card=False)),
        (press(None), Tap("", 0, on_card=False)),
        ({**press("1:go"), "message": {"chat": CHAT, "message_id": 3, "date": 0}}, Tap("go", 1, on_card=False)),
    ],
)
def test_presses(query: dict[str, Any], event: Event) -> None:
    assert event_of(callback_query=query) == event


def test_a_user_who_blocks_the_bot_is_unreachable_and_one_who_comes_back_says_so_himself() -> None:
    assert event_of(my_chat_member=member("kicked")) == Unreachable()
    assert event_of(my_chat_member=member("member")) is None


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post", "business_message"])
def test_messages_of_other_kinds_are_not_looked_at(kind: str) -> None:
    assert event_of(**{kind: message(text="changed")}) is None


def test_an_edited_text_is_told_from_a_new_one() -> None:
    assert event_of(edited_message=message(text="changed")) == Edited("changed")


def test_updates_of_unknown_kinds_are_not_looked_at() -> None:
    assert event_of(widget_query={"id": "1"}) is None


def test_only_what_is_looked_at_is_asked_for() -> None:
    assert set(ALLOWED_UPDATES) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert set(ALLOWED_UPDATES) <= set(Update.ALL_TYPES)
