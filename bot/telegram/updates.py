"""Updates as events: what Telegram delivers, in the words of the dialog."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import MessageAttachmentType
from telegram.helpers import effective_message_type

from bot.telegram.screens import read_callback_data
from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable

_COMMAND: Final = re.compile(r"[/\uff0f] ?([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
JSON_TYPES: Final = ("application/json", "text/json")
_ATTACHMENTS: Final = frozenset(kind.value for kind in MessageAttachmentType)


@dataclass(frozen=True, slots=True)
class Here:
    """What it takes to understand an update."""

    username: str
    """Of this bot."""
    newest: int | None = None
    """Message id of the chat's newest card."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be one of ours: it has to be fetched before anybody knows."""

    file_id: str
    size: int | None
    """Bytes, as the sender's client said."""


def upload(update: Update) -> Upload | None:
    """The JSON file that comes with an update, if one does."""
    message = update.message
    document = message.document if message is not None else None
    if document is None or message is None or message.animation is not None:
        return None
    named = (document.file_name or "").casefold().endswith(".json")
    if not named and document.mime_type not in JSON_TYPES:
        return None
    return Upload(document.file_id, document.file_size)


def read(update: Update, here: Here) -> Event | None:
    """The event of an update; None for what the dialog has no use for. Never raises, whatever was sent."""
    for kind, reader in _READERS.items():
        content = getattr(update, kind)
        if content is not None:
            return reader(content, here)
    return None


def _message(message: Message, _: Here) -> Event | None:
    """A caption is read as text: a warning sign may stand in it. Service messages are nothing."""
    text = message.text or message.caption
    if text is not None:
        return _text(text)
    kind = effective_message_type(message)
    if kind is None:
        return Attachment("unknown")
    return Attachment(str(kind)) if kind in _ATTACHMENTS else None


def _text(text: str) -> Event | None:
    """In a private chat every command is meant for this bot, also one that somebody addressed wrongly."""
    plain = _INVISIBLE.sub("", text).strip()
    command = _COMMAND.match(plain)
    return Text(text) if command is None else Command(command[1].lower(), plain[command.end() :].strip())


def _press(query: CallbackQuery, here: Here) -> Event:
    """Forged data is a press all the same: somebody waits for something to happen."""
    parsed = read_callback_data(query.data)
    if parsed is None or query.message is None:
        return Tap(action="", turn=0, on_card=False)
    turn, action = parsed
    return Tap(action=action, turn=turn, on_card=query.message.message_id == here.newest)


def _member(change: ChatMemberUpdated, _: Here) -> Event | None:
    return Unreachable() if change.new_chat_member.status == ChatMember.BANNED else None


def _edit(message: Message, _: Here) -> Event | None:
    """Telegram reports edits without a visible change, too; those without text are nothing."""
    text = message.text or message.caption
    return Edited(text) if text is not None else None


_READERS: Final[Mapping[str, Callable[[Any, Here], Event | None]]] = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _press,
    "my_chat_member": _member,
}
"""All that is asked for and looked at: no channel posts, inline queries or whatever comes next."""

ALLOWED_UPDATES: Final = tuple(_READERS)
"""Telegram remembers the last list it was given: give it at every start."""
