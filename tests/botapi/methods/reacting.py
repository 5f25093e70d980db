"""Answers to presses, pins, reactions, files and chats."""

from __future__ import annotations

from tests.botapi.model import Answer, Call, Json, bad_request
from tests.botapi.world import World

ANSWER_LENGTH = 200


def answer_callback_query(world: World, call: Call) -> bool:
    """What the user sees after a press."""
    text = call.params.get("text")
    if text is not None and len(str(text)) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    now = world.clock.now()
    press = world.presses.get(str(call.params.get("callback_query_id", "")))
    if press is None or now - press.at > world.settings.answer_life:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    call.chat_id = press.user_id
    if press.answer.done():
        world.flag("callback.twice", call, f"press of {press.data!r} was answered before")
        return True
    shown = str(text) if text else None
    press.answer.set_result(Answer(shown, bool(call.params.get("show_alert")), call.params.get("url"), now))
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    """Put a message on top of the chat."""
    chat = world.writable(call)
    message = chat.visible(call.params.get("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    chat.pinned = [pinned for pinned in chat.pinned if pinned != message.id] + [message.id]
    chat.record("pin", message.id)
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    """Take one pin away, the newest if no message is named."""
    chat = world.writable(call)
    wanted = call.params.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    chat.record("unpin", wanted)
    return True


def set_message_reaction(world: World, call: Call) -> bool:
    """The bot's reaction on a message; the last one wins."""
    chat = world.writable(call)
    message = chat.visible(call.params.get("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    message.reaction = list(call.params.get("reaction") or [])
    if len(message.reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    chat.record("reaction", message.id)
    return True


def get_file(world: World, call: Call) -> Json:
    """Where a file can be downloaded."""
    stored = world.files.get(str(call.params.get("file_id", "")))
    size = len(stored.content)
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": size,
        "file_path": stored.path,
    }


def get_chat(world: World, call: Call) -> Json:
    """A `ChatFullInfo` of a private chat."""
    chat = world.chat(call)
    if not chat.started:
        raise bad_request("chat not found")
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
    result = {
        **world.render_chat(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**gifts, "gifts_from_channels": False},
    }
    pinned = chat.visible(chat.pinned[-1]) if chat.pinned else None
    return result | ({"pinned_message": world.render(pinned)} if pinned else {})


def log_out(world: World, call: Call) -> bool:
    """Leave the cloud server, which locks the bot out of it; hardly ever meant."""
    world.flag("method.log_out", call, "the bot can use the cloud server again only after ten minutes")
    world.logged_out = True
    return True


def close(world: World, call: Call) -> bool:
    """Nothing to do in one process."""
    return True


HANDLERS = {
    "answerCallbackQuery": answer_callback_query,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
    "getFile": get_file,
    "getChat": get_chat,
    "logOut": log_out,
    "close": close,
}
