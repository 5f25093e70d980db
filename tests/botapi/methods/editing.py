"""Changing and deleting messages."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

from tests.botapi.formatting import CAPTION, Markup
from tests.botapi.markup import ReplyMarkup
from tests.botapi.methods.sending import check_caption, check_text, formatted, markup_of, take_file
from tests.botapi.model import Call, Json, MediaKind, Message, bad_request
from tests.botapi.world import Chat, World

DELETE_LIFE = 48 * 3600
MEDIA_KINDS = ("photo", "animation", "document")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_message_text(world: World, call: Call) -> Json:
    """A new text, or text in place of nothing else."""
    if not call.params.get("text"):
        raise bad_request("message text is empty")
    parsed = formatted(world, call, Markup())
    markup = _inline_markup(world, call)
    chat, message = _editable(world, call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    check_text(world, call, parsed, "MESSAGE_TOO_LONG")
    preview = {"link_preview_options": call.params.get("link_preview_options")}
    extra = {**message.extra, **{name: value for name, value in preview.items() if value is not None}}
    return _apply(world, chat, message, markup, {"text": parsed.text, "entities": parsed.entities, "extra": extra})


def edit_message_caption(world: World, call: Call) -> Json:
    """A new caption of the same file."""
    parsed = formatted(world, call, CAPTION)
    markup = _inline_markup(world, call)
    chat, message = _editable(world, call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    check_caption(world, call, parsed, "MEDIA_CAPTION_TOO_LONG")
    extra = _with_position(message.extra, call.params)
    return _apply(world, chat, message, markup, {"caption": parsed.text, "entities": parsed.entities, "extra": extra})


def edit_message_media(world: World, call: Call) -> Json:
    """Another file and caption."""
    media = call.params.get("media")
    if not isinstance(media, dict) or not media.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    if media.get("type") not in MEDIA_KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{media.get("type")}" is unsupported')
    inner = Call(call.method, media, call.files, call.at, call.chat_id)
    parsed = formatted(world, inner, CAPTION)
    markup = _inline_markup(world, call)
    chat, message = _editable(world, call)
    check_caption(world, call, parsed, "MEDIA_CAPTION_TOO_LONG")
    stored = take_file(world, call, cast("MediaKind", media["type"]), media["media"], "media")
    change = {"media": stored, "caption": parsed.text, "entities": parsed.entities, "text": None}
    return _apply(world, chat, message, markup, {**change, "extra": _with_position({}, media)})


def edit_message_reply_markup(world: World, call: Call) -> Json:
    """Another inline keyboard, or none."""
    markup = _inline_markup(world, call)
    chat, message = _editable(world, call)
    return _apply(world, chat, message, markup, {})


def delete_message(world: World, call: Call) -> bool:
    """Take one message away."""
    chat = world.chat(call)
    message = chat.visible(_message_id(call))
    if message is None:
        raise bad_request("message to delete not found")
    if _too_old(world, message):
        raise bad_request("message can't be deleted for everyone")
    chat.delete(message)
    return True


def delete_messages(world: World, call: Call) -> bool:
    """Take several messages away; those that are not there are skipped."""
    ids = call.params.get("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    chat = world.chat(call)
    found = [message for message in map(chat.visible, ids) if message is not None]
    for message in found:
        if _too_old(world, message):
            world.flag("delete.too_old", call, f"message {message.id} is older than 48 hours")
        else:
            chat.delete(message)
    return True


def _too_old(world: World, message: Message) -> bool:
    return world.clock.now() - message.arrived > DELETE_LIFE


def _with_position(extra: Json, params: Json) -> Json:
    result = {name: value for name, value in extra.items() if name != "show_caption_above_media"}
    if params.get("show_caption_above_media"):
        result["show_caption_above_media"] = True
    if params.get("has_spoiler"):
        result["has_media_spoiler"] = True
    return result


def _message_id(call: Call) -> int:
    message_id = call.params.get("message_id")
    if not isinstance(message_id, int) or message_id <= 0:
        raise bad_request("message identifier is not specified")
    return message_id


def _inline_markup(world: World, call: Call) -> ReplyMarkup:
    markup = markup_of(world, call)
    if markup.kind not in (None, "inline_keyboard"):
        raise bad_request("inline keyboard expected")
    return markup


def _editable(world: World, call: Call) -> tuple[Chat, Message]:
    if call.params.get("chat_id") in (None, "") and not call.params.get("message_id"):
        raise bad_request("message identifier is not specified")
    chat = world.writable(call)
    message = chat.visible(_message_id(call))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or message.other_markup is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _apply(world: World, chat: Chat, message: Message, markup: ReplyMarkup, change: dict[str, Any]) -> Json:
    """Make the change unless nothing would change; a keyboard that is not sent again is gone."""
    change = {**change, "keyboard": deepcopy(markup.inline)}
    if all(getattr(message, name) == value for name, value in change.items()):
        raise bad_request(NOT_MODIFIED)
    for name, value in change.items():
        setattr(message, name, value)
    message.edited = world.clock.now()
    chat.record("edit", message.id)
    chat.touch(message)
    return world.render(message)


HANDLERS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
