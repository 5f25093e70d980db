"""Chats as users see them."""

from __future__ import annotations

import time

import pytest

from tests.botapi import TOKEN, BotApi, NotOnScreen, User
from tests.botapi_tests.calls import ADA, Client, Scene, entity, keyboard, png


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
