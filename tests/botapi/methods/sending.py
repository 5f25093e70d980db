"""sendMessage, sendPhoto, sendAnimation, sendDocument, sendChatAction."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.botapi.entities import Parsed, utf16_length
from tests.botapi.formatting import CAPTION, Markup, read_text
from tests.botapi.markup import ReplyMarkup, read_markup
from tests.botapi.model import Call, Json, MediaKind, Message, ReplyKeyboard, StoredFile, bad_request
from tests.botapi.world import Chat, World

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
EFFECTS = frozenset(
    [
        "5104841245755180586",
        "5107584321108051014",
        "5159385139981059251",
        "5046509860389126442",
        "5104858069142078462",
        "5046589136895476101",
    ]
)
KEPT = ("link_preview_options", "show_caption_above_media")


def send_message(world: World, call: Call) -> Json:
    """A new text message."""
    if not call.params.get("text"):
        raise bad_request("message text is empty")
    parsed = formatted(world, call, Markup())
    markup = markup_of(world, call)
    chat = world.writable(call)
    check_text(world, call, parsed, "message is too long")
    message = _new(world, call, chat)
    message.text, message.entities = parsed.text, parsed.entities
    return _post(world, chat, message, markup)


def send_media(kind: MediaKind, world: World, call: Call) -> Json:
    """A new message with one file."""
    parsed = formatted(world, call, CAPTION)
    markup = markup_of(world, call)
    if not call.params.get(kind) and kind not in call.files:
        raise bad_request(f"there is no {kind} in the request")
    chat = world.writable(call)
    check_caption(world, call, parsed, "message caption is too long")
    stored = take_file(world, call, kind, call.params.get(kind), kind)
    message = _new(world, call, chat)
    message.media, message.caption, message.entities = stored, parsed.text, parsed.entities
    if call.params.get("has_spoiler"):
        message.extra["has_media_spoiler"] = True
    return _post(world, chat, message, markup)


def send_chat_action(world: World, call: Call) -> bool:
    """`typing…` and the like."""
    if str(call.params.get("action", "")).lower() not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.writable(call).record("chat_action", detail=str(call.params["action"]))
    return True


def formatted(world: World, call: Call, names: Markup) -> Parsed:
    """The text of the call; what would be dropped in silence becomes violations."""
    parsed = read_text(call.params, names)
    for note in parsed.notes:
        world.flag("entities", call, note)
    return parsed


def markup_of(world: World, call: Call) -> ReplyMarkup:
    """The keyboard of the call."""
    return read_markup(call.params.get("reply_markup"), lambda rule, detail: world.flag(rule, call, detail))


def check_text(world: World, call: Call, parsed: Parsed, too_long: str) -> None:
    """Refuse a text of a wrong length."""
    if not parsed.text:
        raise bad_request("text must be non-empty")
    if len(parsed.text) > TEXT_LENGTH:
        raise bad_request(too_long)
    if utf16_length(parsed.text) > TEXT_LENGTH:
        world.flag("text.utf16", call, f"{utf16_length(parsed.text)} UTF-16 units")


def check_caption(world: World, call: Call, parsed: Parsed, too_long: str) -> None:
    """Refuse a caption that is too long."""
    if len(parsed.text) > CAPTION_LENGTH:
        raise bad_request(too_long)
    if utf16_length(parsed.text) > CAPTION_LENGTH:
        world.flag("text.utf16", call, f"{utf16_length(parsed.text)} UTF-16 units in a caption")


def take_file(world: World, call: Call, kind: MediaKind, given: Any, part: str) -> StoredFile:
    """The file meant by a parameter: an uploaded part, or the identifier of a kept one."""
    name = str(given).removeprefix("attach://") if given else part
    if name not in call.files:
        return world.files.find(str(given), kind)
    stored, again = world.files.upload(kind, call.files[name])
    if again:
        world.flag("file.reupload", call, f"the same bytes as {stored.name} were uploaded before")
    return stored


def _new(world: World, call: Call, chat: Chat) -> Message:
    params = call.params
    effect = params.get("message_effect_id")
    if effect and str(effect) not in EFFECTS:
        raise bad_request("EFFECT_ID_INVALID")
    message = Message(chat.next_id(), chat.id, True, world.clock.now())
    message.silent = bool(params.get("disable_notification"))
    message.protected = bool(params.get("protect_content"))
    message.reply_to = _replied(chat, params.get("reply_parameters"))
    message.extra = {name: params[name] for name in KEPT if name in params}
    if effect:
        message.extra["effect_id"] = str(effect)
    return message


def _replied(chat: Chat, given: Any) -> int | None:
    if not isinstance(given, dict) or not given.get("message_id"):
        return None
    found = chat.visible(given["message_id"])
    if found is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found.id if found else None


def _post(world: World, chat: Chat, message: Message, markup: ReplyMarkup) -> Json:
    message.keyboard = markup.inline
    if markup.kind in ("keyboard", "remove_keyboard", "force_reply"):
        message.other_markup = markup.kind
        shown = ReplyKeyboard(markup.keys, message.id, markup.options) if markup.kind == "keyboard" else None
        chat.reply_keyboard = shown
    chat.messages[message.id] = message
    chat.record("new", message.id, message.silent)
    chat.touch(message)
    return world.render(message)


HANDLERS: dict[str, Any] = {
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "sendPhoto": partial(send_media, "photo"),
    "sendAnimation": partial(send_media, "animation"),
    "sendDocument": partial(send_media, "document"),
}
