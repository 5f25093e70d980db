"""Updates by long polling."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.botapi import BotApi, User
from tests.botapi_tests.calls import ADA, Client, entity, keyboard


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
