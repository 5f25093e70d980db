"""Calls that draw: one card sent or edited, as text or as a picture, and what each failure means."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog
from telegram import InputFile, InputMediaAnimation, InputMediaPhoto, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.log import chat_hash
from bot.ports import File, MaybeShown, Refused, TryLater, Unreachable
from bot.telegram.application import GuideBot
from bot.telegram.limiter import Frozen, Urgency, retry_seconds
from bot.telegram.pictures import Pictures
from bot.telegram.screens import Keyboard, Page
from bot.telegram.transport import MaybeSent, NotSent

RECONNECT_SECONDS: Final = 1.0
SERVER_ERROR_SECONDS: Final = 2.0
"""When to try again after no connection came about, and after the server failed."""
RING_SECONDS: Final = 1.5
"""For which a second ring may be under way."""

UPLOAD_SECONDS: Final = 2.0
"""For a picture to go up: 80 kB/s for the largest one. What takes longer is left out for now, for the text waits."""

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
_NO_PREVIEW: Final = '{"is_disabled": true}'

_log = structlog.get_logger()

Draw = Callable[[str, str | None], Awaitable[Mapping[str, Any]]]
"""From text and parse mode to the message that Telegram answers with."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a message became: its id, and the picture on it, if any."""

    message: int
    picture: str | None


class Cards:
    """Draws pages. A picture that does not get through never holds up the text: it goes without."""

    def __init__(self, bot: GuideBot, pictures: Pictures) -> None:
        self._bot = bot
        self._pictures = pictures

    async def send(self, chat: int, draft: Page, picture: str | None, *, cue: bool, silent: bool) -> Card:
        """A new card. `cue`: it waits for no budget."""
        urgency: Urgency | None = "cue" if cue else None
        with _explained(repeatable=False):
            if picture is not None and picture in self._pictures:
                media = self._media(chat, draft, picture, urgency, silent=silent)
                message = await self._pictured(picture, lambda known: _parsed(chat, draft, media(known)))
                if message is not None:
                    return Card(int(message["message_id"]), picture)
            message = await _parsed(chat, draft, self._text(chat, draft, urgency, silent=silent))
            return Card(int(message["message_id"]), None)

    async def send_key(
        self, chat: int, text: str, markup: ReplyKeyboardMarkup | ReplyKeyboardRemove, *, silent: bool
    ) -> None:
        """A message that moves the key at the bottom: it can neither be edited nor carry buttons. It goes before a card
        that is a cue more often than not, so it is no slower than one."""
        with _explained(repeatable=False):
            await self._bot.send_message(
                chat, text, reply_markup=markup, disable_notification=silent, rate_limit_args="cue"
            )

    async def ring_again(self, chat: int, text: str) -> None:
        """A second short message for its sound. All it says stands on the card, which is there: whatever becomes of it,
        the next cue must not wait for it."""
        try:
            async with asyncio.timeout(RING_SECONDS):
                await self._bot.send_message(chat, text, rate_limit_args="cue")
        except (TelegramError, TimeoutError) as error:
            _log.warning("second_ring_failed", chat=chat_hash(chat), error=type(error).__name__)

    async def send_file(self, chat: int, file: File) -> None:
        """A silent message with a file that is made for this chat alone."""
        upload = InputFile(file.content, filename=file.name)
        with _explained(repeatable=False):
            if file.media_type.startswith("image/"):
                await self._bot.send_photo(chat, upload, caption=file.caption, disable_notification=True)
            else:
                await self._bot.send_document(
                    chat, upload, caption=file.caption, disable_notification=True, disable_content_type_detection=True
                )

    async def edit(self, chat: int, shown: Card, draft: Page, picture: str | None) -> Card | None:
        """Change a card in place. None: it cannot be changed into this one."""
        if picture is None and shown.picture is not None:
            return None  # a picture never becomes a text
        try:
            with _explained(repeatable=True):
                return await self._edited(chat, shown, draft, picture)
        except BadRequest as error:
            if not _says(error, _UNCHANGED, *_UNEDITABLE):
                raise
            return Card(shown.message, picture) if _says(error, _UNCHANGED) else None

    async def _edited(self, chat: int, shown: Card, draft: Page, picture: str | None) -> Card | None:
        if picture is not None and picture == shown.picture:
            await _parsed(chat, draft, self._new_caption(chat, shown.message, draft))
            return shown
        if picture is not None:
            media = self._new_media(chat, shown.message, draft, picture)
            if await self._pictured(picture, lambda known: _parsed(chat, draft, media(known))) is not None:
                return Card(shown.message, picture)
        if shown.picture is not None:
            return None
        await _parsed(chat, draft, self._new_text(chat, shown.message, draft))
        return shown

    async def _pictured(
        self, picture: str, draw: Callable[[str | None], Awaitable[Mapping[str, Any]]]
    ) -> Mapping[str, Any] | None:
        """The answer to `draw`, which is given the file_id; None where the picture is what fails, for some time."""
        if self._pictures.busy(picture):
            return None
        known: str | None = None
        try:
            async with self._pictures.taking(picture) as known:
                if known is None and picture not in self._pictures:
                    return None  # it failed for whoever was first
                async with asyncio.timeout(UPLOAD_SECONDS if known is None else None):
                    answer = await draw(known)
                await self._pictures.keep(picture, answer)
                return answer
        except (NetworkError, OSError) as error:
            if not _picture_failed(error, uploading=known is None):
                raise
            _log.warning("picture_failed", picture=picture, uploading=known is None, error=type(error).__name__)
        if known is not None:
            self._pictures.drop(picture)
            return await self._pictured(picture, draw)
        self._pictures.rest(picture)
        return None

    def _text(self, chat: int, draft: Page, urgency: Urgency | None, *, silent: bool) -> Draw:
        given = {"chat_id": chat, "disable_notification": silent, **_keyboard(draft)}
        return lambda text, mode: self._bot.call("sendMessage", {**given, **_words(text, mode)}, urgency)

    def _media(
        self, chat: int, draft: Page, picture: str, urgency: Urgency | None, *, silent: bool
    ) -> Callable[[str | None], Draw]:
        method, field = ("sendAnimation", "animation") if self._pictures.is_loop(picture) else ("sendPhoto", "photo")
        given = {"chat_id": chat, "disable_notification": silent, **_keyboard(draft)}

        def draw(known: str | None) -> Draw:
            file = {field: known or self._pictures.file(picture, attach=False)}
            return lambda text, mode: self._bot.call(method, {**given, **file, **_caption(text, mode)}, urgency)

        return draw

    def _new_text(self, chat: int, message: int, draft: Page) -> Draw:
        given = {"chat_id": chat, "message_id": message, **_keyboard(draft)}
        return lambda text, mode: self._bot.call("editMessageText", {**given, **_words(text, mode)}, None)

    def _new_caption(self, chat: int, message: int, draft: Page) -> Draw:
        given = {"chat_id": chat, "message_id": message, **_keyboard(draft)}
        return lambda text, mode: self._bot.call("editMessageCaption", {**given, **_caption(text, mode)}, None)

    def _new_media(self, chat: int, message: int, draft: Page, picture: str) -> Callable[[str | None], Draw]:
        kind = InputMediaAnimation if self._pictures.is_loop(picture) else InputMediaPhoto
        given = {"chat_id": chat, "message_id": message, **_keyboard(draft)}

        def draw(known: str | None) -> Draw:
            file = known or self._pictures.file(picture, attach=True)
            return lambda text, mode: self._bot.call(
                "editMessageMedia", {**given, "media": kind(file, caption=text, parse_mode=mode)}, None
            )

        return draw


def _words(text: str, mode: str | None) -> Mapping[str, str]:
    return {"text": text, "link_preview_options": _NO_PREVIEW, **_mode(mode)}


def _caption(text: str, mode: str | None) -> Mapping[str, str]:
    return {"caption": text, **_mode(mode)}


def _mode(mode: str | None) -> Mapping[str, str]:
    return {"parse_mode": mode} if mode else {}


def _keyboard(draft: Page) -> Mapping[str, Keyboard]:
    return {"reply_markup": draft.keyboard} if draft.keyboard is not None else {}


def _picture_failed(error: NetworkError | OSError, *, uploading: bool) -> bool:
    """Whether the text alone may still get through, or the file itself where its file_id did not."""
    if isinstance(error, BadRequest):
        return not _says(error, _UNCHANGED, *_UNEDITABLE, *_GONE, _UNPARSED)
    return uploading and not isinstance(error, NotSent)


async def _parsed(chat: int, draft: Page, draw: Draw) -> Mapping[str, Any]:
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
        wait = retry_seconds(error)
        raise (Refused(wait) if isinstance(error, Frozen) else TryLater(wait)) from error
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
