"""Presses on buttons and their answers."""

from __future__ import annotations

import asyncio

import pytest

from tests.botapi import BotApi, NotOnScreen, User
from tests.botapi_tests.calls import ADA, Client, Scene, inline, keyboard, rules


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
