"""Calls that draw: one card sent or edited, as text or as a picture, and what each failure means."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import structlog
from telegram import (
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.log import chat_hash
from bot.ports import MaybeShown, TryLater, Unreachable
from bot.telegram.limiter import Urgency, retry_seconds
from bot.telegram.screens import Page
from bot.telegram.transport import MaybeSent, NotSent

RECONNECT_SECONDS: Final = 1.0
SERVER_ERROR_SECONDS: Final = 2.0
"""When to try again after no connection came about, and after the server failed."""

# Error texts of the Bot API server; PTB changes their case.
_UNCHANGED: Final = "message is not modified"
_UNEDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
    "there is no caption in the message",
)
_UNPARSED: Final = "can't parse entities"
_GONE: Final = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

_log = structlog.get_logger()

Drawn = TypeVar("Drawn")
Draw = Callable[[str, str | None], Awaitable[Drawn]]
"""From text and parse mode to the answer of Telegram."""


class Cards:
    """Draws pages. A picture goes up once in the life of a process; afterwards Telegram's own copy is named."""

    def __init__(self, bot: ExtBot[Urgency], pictures: Mapping[str, Path]) -> None:
        """`pictures`: files by picture id, PNG or JPEG of at most 10 MB."""
        self._bot = bot
        self._pictures = pictures
        self._uploaded: dict[str, str] = {}

    async def send(self, chat: int, draft: Page, picture: str | None, *, silent: bool) -> int:
        """A new card; the id of its message."""
        with _explained(repeatable=False):
            if picture is None:
                return (await _parsed(chat, draft, self._text(chat, draft, silent=silent))).message_id
            message = await _parsed(chat, draft, self._photo(chat, draft, picture, silent=silent))
            self._keep(picture, message)
            return message.message_id

    async def send_key(self, chat: int, text: str, markup: ReplyKeyboardMarkup | ReplyKeyboardRemove) -> None:
        """A silent message that moves the key at the bottom: it can neither be edited nor carry buttons. It goes before
        a card that is a cue more often than not, so it is no slower than one."""
        with _explained(repeatable=False):
            await self._bot.send_message(
                chat, text, reply_markup=markup, disable_notification=True, rate_limit_args="cue"
            )

    async def edit(self, chat: int, message: int, draft: Page, shown: str | None, picture: str | None) -> bool:
        """Change a card in place, `shown` being its picture so far. False: it cannot be changed into this one."""
        if picture is None and shown is not None:
            return False  # a picture never becomes a text
        try:
            with _explained(repeatable=True):
                if picture is None:
                    await _parsed(chat, draft, self._new_text(chat, message, draft))
                elif picture == shown:
                    await _parsed(chat, draft, self._new_caption(chat, message, draft))
                else:
                    self._keep(picture, await _parsed(chat, draft, self._new_photo(chat, message, draft, picture)))
        except BadRequest as error:
            if not _says(error, _UNCHANGED, *_UNEDITABLE):
                raise
            return _says(error, _UNCHANGED)
        return True

    def _text(self, chat: int, draft: Page, *, silent: bool) -> Draw[Message]:
        return lambda text, mode: self._bot.send_message(
            chat,
            text,
            mode,
            disable_notification=silent,
            reply_markup=draft.keyboard,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=None if silent else "cue",
        )

    def _photo(self, chat: int, draft: Page, picture: str, *, silent: bool) -> Draw[Message]:
        return lambda text, mode: self._bot.send_photo(
            chat,
            self._source(picture, attach=False),
            caption=text,
            parse_mode=mode,
            disable_notification=silent,
            reply_markup=draft.keyboard,
            rate_limit_args=None if silent else "cue",
        )

    def _new_text(self, chat: int, message: int, draft: Page) -> Draw[Message | bool]:
        return lambda text, mode: self._bot.edit_message_text(
            text, chat, message, parse_mode=mode, reply_markup=draft.keyboard, link_preview_options=_NO_PREVIEW
        )

    def _new_caption(self, chat: int, message: int, draft: Page) -> Draw[Message | bool]:
        return lambda text, mode: self._bot.edit_message_caption(
            chat, message, caption=text, parse_mode=mode, reply_markup=draft.keyboard
        )

    def _new_photo(self, chat: int, message: int, draft: Page, picture: str) -> Draw[Message | bool]:
        return lambda text, mode: self._bot.edit_message_media(
            InputMediaPhoto(self._source(picture, attach=True), caption=text, parse_mode=mode),
            chat,
            message,
            reply_markup=draft.keyboard,
        )

    def _source(self, picture: str, *, attach: bool) -> str | InputFile:
        """`attach`: whether it goes inside of an `InputMedia`, which takes a path for one on the server's disk."""
        known = self._uploaded.get(picture)
        file = self._pictures[picture]
        return known or InputFile(file.read_bytes(), filename=file.name, attach=attach)

    def _keep(self, picture: str, answer: object) -> None:
        if isinstance(answer, Message) and answer.photo:
            self._uploaded[picture] = answer.photo[-1].file_id


async def _parsed(chat: int, draft: Page, draw: Draw[Drawn]) -> Drawn:
    """Formatted if Telegram understands it, else as plain text."""
    try:
        return await draw(draft.html, ParseMode.HTML)
    except BadRequest as error:
        if not _says(error, _UNPARSED):
            raise
    _log.error("entities_refused", chat=chat_hash(chat))
    return await draw(draft.plain, None)


@contextmanager
def _explained(*, repeatable: bool) -> Iterator[None]:
    """Telegram's errors as those of a channel; what no caller could act upon passes.

    `repeatable`: doing it twice does no harm, so that a doubtful outcome is as good as none.
    """
    try:
        yield
    except RetryAfter as error:
        raise TryLater(retry_seconds(error)) from error
    except NotSent as error:
        raise TryLater(RECONNECT_SECONDS) from error
    except (MaybeSent, TimedOut) as error:
        raise (TryLater(RECONNECT_SECONDS) if repeatable else MaybeShown()) from error
    except Forbidden as error:
        raise Unreachable from error
    except BadRequest as error:
        if _says(error, *_GONE):
            raise Unreachable from error
        raise
    except NetworkError as error:
        raise TryLater(SERVER_ERROR_SECONDS) from error


def _says(error: TelegramError, *texts: str) -> bool:
    return any(text in error.message.casefold() for text in texts)
