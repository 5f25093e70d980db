"""What may not be done to a message, a picture or a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.botapi import TOKEN, BotApi, User
from tests.botapi_tests.calls import ADA, STRANGER, Client, Scene, keyboard, png

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
