"""Updates as events: what Telegram delivers, in the words of the dialog."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from telegram import Bot, CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import MessageAttachmentType
from telegram.helpers import effective_message_type

from bot.telegram.screens import read_callback_data
from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable

_COMMAND: Final = re.compile(r"[/\uff0f] ?([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_ATTACHMENTS: Final = frozenset(kind.value for kind in MessageAttachmentType)


class Unreadable(Exception):
    """The update is not what the Bot API says it is: somebody made it by hand."""


@dataclass(frozen=True, slots=True)
class Here:
    """What it takes to understand an update."""

    username: str
    """Of this bot."""
    newest: int | None = None
    """Message id of the chat's newest card."""


def parse(data: Mapping[str, Any], bot: Bot) -> Update | None:
    """The update as an object; None where its content is not what the Bot API says. Nothing of it is logged."""
    try:
        return Update.de_json(dict(data), bot)
    except Exception:  # noqa: BLE001 - python-telegram-bot checks nothing: whatever is amiss fails somewhere, somehow
        return None


def kind(data: Mapping[str, Any]) -> str:
    """What an update is about, in Telegram's words; 'unknown' where it has no such word."""
    return next((name for name in Update.ALL_TYPES if data.get(name) is not None), "unknown")


def read(update: Update, here: Here) -> Event | None:
    """The event of an update; None for what the dialog has no use for. Raises Unreadable, whatever was sent."""
    for name, reader in _READERS.items():
        content = getattr(update, name)
        if content is not None:
            try:
                return reader(content, here)
            except (TypeError, AttributeError, ValueError):
                raise Unreadable from None  # the cause may hold what a user wrote
    return None


def _message(message: Message, _: Here) -> Event | None:
    """A caption is read as text: a warning sign may stand in it. Service messages are nothing."""
    text = message.text or message.caption
    if text is not None:
        return _text(text)
    attached = effective_message_type(message)
    if attached is None:
        return Attachment("unknown")
    return Attachment(str(attached)) if attached in _ATTACHMENTS else None


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
