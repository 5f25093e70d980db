"""Updates as events: what Telegram delivers, in the words of the dialog.

They are read as they come over the wire: making objects of all that a message may hold takes longer than its turn, and
fails as a whole where a part of it is new or forged.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from telegram import ChatMember, Update
from telegram.constants import ChatType, MessageAttachmentType, MessageType

from bot.telegram.screens import read_callback_data
from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable

_COMMAND: Final = re.compile(r"[/\uff0f] ?([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
JSON_TYPES: Final = ("application/json", "text/json")
_KINDS: Final = frozenset(str(kind) for kind in Update.ALL_TYPES)
_CONTENTS: Final = tuple(str(kind) for kind in MessageType)
_ATTACHMENTS: Final = frozenset(str(kind) for kind in MessageAttachmentType)

Json = Mapping[str, Any]


class Unreadable(Exception):
    """An update that is not what the Bot API says: somebody made it by hand. Says of which kind, and nothing of it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"unreadable: {kind}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Envelope:
    """An update, and where it belongs."""

    number: int
    kind: str
    """In Telegram's words, such as 'message'; 'unknown' where they are none of those known here."""
    body: Json
    chat: int | None
    """None: it has no chat."""
    private: bool
    sender: int | None
    """None: a bot, or nobody."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be one of ours: it has to be fetched before anybody knows."""

    file_id: str
    size: int | None
    """Bytes, as the sender's client said."""


def upload(envelope: Envelope) -> Upload | None:
    """The JSON file that comes with an update, if one does. Raises Unreadable."""
    document = envelope.body.get("document") if envelope.kind == "message" else None
    if document is None or envelope.body.get("animation") is not None:
        return None
    try:
        named = (document.get("file_name") or "").casefold().endswith(".json")
        if not named and document.get("mime_type") not in JSON_TYPES:
            return None
        file_id, size = document["file_id"], document.get("file_size")
    except (TypeError, AttributeError, KeyError):
        raise Unreadable(envelope.kind) from None
    if not isinstance(file_id, str) or not isinstance(size, int | None):
        raise Unreadable(envelope.kind)
    return Upload(file_id, size)


def open_(update: Json) -> Envelope:
    """Raises Unreadable."""
    kind = next((name for name in update if name in _KINDS), "unknown")
    body = update.get(kind, {})
    if not isinstance(body, dict):
        raise Unreadable(kind)
    carrier = body.get("message", {}) if kind == "callback_query" else body
    sender, chat = body.get("from", {}), carrier.get("chat", {}) if isinstance(carrier, dict) else None
    if not isinstance(chat, dict) or not isinstance(sender, dict):
        raise Unreadable(kind)
    who = None if sender.get("is_bot") else sender.get("id")
    where = chat.get("id")
    if not isinstance(who, int | None) or not isinstance(where, int | None):
        raise Unreadable(kind)
    return Envelope(update["update_id"], kind, body, where, chat.get("type") == ChatType.PRIVATE, who)


def read(envelope: Envelope, newest: int | None) -> Event | None:
    """The event of an update; None for what the dialog has no use for. Raises Unreadable, whatever was sent.

    `newest`: message id of the chat's newest card.
    """
    reader = _READERS.get(envelope.kind)
    try:
        return reader(envelope.body, newest) if reader is not None else None
    except (TypeError, AttributeError, KeyError, ValueError):
        raise Unreadable(envelope.kind) from None  # the cause may hold what a user wrote


def _message(message: Json, _: int | None) -> Event | None:
    """A caption is read as text: a warning sign may stand in it. Service messages are nothing."""
    text = message.get("text") or message.get("caption")
    if text:
        return _text(text)
    content = next((kind for kind in _CONTENTS if message.get(kind)), None)
    if content is None:
        return Attachment("unknown")
    return Attachment(content) if content in _ATTACHMENTS else None


def _text(text: str) -> Event | None:
    """In a private chat every command is meant for this bot, also one that somebody addressed wrongly."""
    plain = _INVISIBLE.sub("", text).strip()
    command = _COMMAND.match(plain)
    return Text(text) if command is None else Command(command[1].lower(), plain[command.end() :].strip())


def _press(query: Json, newest: int | None) -> Event:
    """Forged data is a press all the same: somebody waits for something to happen."""
    parsed = read_callback_data(query.get("data"))
    if parsed is None or "message" not in query:
        return Tap(action="", turn=0, on_card=False)
    turn, action = parsed
    return Tap(action=action, turn=turn, on_card=query["message"]["message_id"] == newest)


def _member(change: Json, _: int | None) -> Event | None:
    return Unreachable() if change["new_chat_member"]["status"] == ChatMember.BANNED else None


def _edit(message: Json, _: int | None) -> Event | None:
    """Telegram reports edits without a visible change, too; those without text are nothing."""
    text = message.get("text") or message.get("caption")
    return Edited(str(text)) if text else None


_READERS: Final[Mapping[str, Callable[[Json, int | None], Event | None]]] = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _press,
    "my_chat_member": _member,
}
"""All that is asked for and looked at: no channel posts, inline queries or whatever comes next."""

ALLOWED_UPDATES: Final = tuple(_READERS)
"""Telegram remembers the last list it was given: give it at every start."""
