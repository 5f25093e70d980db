"""Takes updates in: to the inbox with those of private chats, an answer to every press."""

import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.files.courier import LARGEST
from bot.log import chat_hash
from bot.ports import Handled
from bot.telegram.updates import Here, Upload, read, upload
from dialogs.events import Command, Event, NotImported, Refusal, Text

GROUPS_REMEMBERED: Final = 1000
"""How many groups are known to have been told that this bot works in private only."""
ANSWER_TRIES: Final = 3
"""Answering twice does no harm: the second one is too late."""
_TOO_BIG: Final = "file is too big"
_TOO_LATE: Final = "query is too old"

_log = structlog.get_logger()

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]


class Inbox(Protocol):
    """Where events go."""

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        """Returns when the turn is saved, not when it is drawn. None: this update was already taken."""

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        """Take a file that the user sent, whatever is in it."""


Newest = Callable[[int], Awaitable[int | None]]
"""From a chat to the message id of its newest card (see `channel.newest_card`)."""


class Receiver:
    """Knows nothing of a chat but whether a group was told that the bot works in private only."""

    def __init__(self, application: App, inbox: Inbox, *, newest: Newest, private_only: str) -> None:
        """`private_only`: what is said, once, in a group."""
        self._application = application
        self._inbox = inbox
        self._newest = newest
        self._private_only = private_only
        self._told: OrderedDict[int, None] = OrderedDict()

    def connect(self) -> None:
        """Let the application bring its updates here."""
        self._application.add_handler(TypeHandler(Update, self._on_update))
        self._application.add_error_handler(_log_failure)

    async def take(self, update: Update) -> None:
        """Returns when the update is dealt with for good. Raises what the inbox raised; a press is answered even so."""
        handled = None
        try:
            handled = await self._deliver(update)
        finally:
            if update.callback_query is not None:
                # Not awaited: a slow answer must not hold up the chat's next update, which may say stop.
                answer = self._answer(update.callback_query.id, handled.toast if handled else None)
                self._application.create_task(answer)

    async def _on_update(self, update: Update, _: Context) -> None:
        await self.take(update)

    async def _deliver(self, update: Update) -> Handled | None:
        chat, sender = update.effective_chat, update.effective_user
        if chat is None or sender is None or sender.is_bot:
            return None
        if chat.type != ChatType.PRIVATE:
            if update.message is not None:
                self._decline(chat.id)
            return None
        newest = await self._newest(chat.id) if update.callback_query is not None else None
        event = read(update, Here(self._application.bot.username, newest))
        file = upload(update)
        if file is not None:
            # Not awaited, as above. What is written below it is read as any message: a warning sign may stand there.
            self._application.create_task(self._fetch(chat.id, file))
            event = event if isinstance(event, Text | Command) else None
        return None if event is None else await self._inbox.handle(chat.id, event, update.update_id)

    async def _fetch(self, chat: int, file: Upload) -> None:
        """At most a megabyte: anything larger is refused without being looked into."""
        if file.size is not None and file.size > LARGEST:
            await self._inbox.handle(chat, NotImported("too-big"), None)
            return
        try:
            content = bytes(await (await self._application.bot.get_file(file.file_id)).download_as_bytearray())
        except TelegramError as error:
            _log.warning("file_not_fetched", chat=chat_hash(chat), error=type(error).__name__)
            reason: Refusal = "too-big" if _TOO_BIG in error.message.casefold() else "lost"
            await self._inbox.handle(chat, NotImported(reason), None)
        else:
            await self._inbox.receive(chat, content)

    def _decline(self, group: int) -> None:
        if group in self._told:
            return
        self._told[group] = None
        if len(self._told) > GROUPS_REMEMBERED:
            self._told.popitem(last=False)
        self._application.create_task(self._say_private_only(group))

    async def _say_private_only(self, group: int) -> None:
        try:
            await self._application.bot.send_message(group, self._private_only)
        except TelegramError as error:
            _log.info("group_not_told", error=type(error).__name__)

    async def _answer(self, query_id: str, toast: str | None) -> None:
        for left in reversed(range(ANSWER_TRIES)):
            try:
                await self._application.bot.answer_callback_query(query_id, text=toast)
            except BadRequest as error:
                if _TOO_LATE not in error.message.casefold():
                    _log.warning("press_unanswered", error=type(error).__name__)
                return
            except TelegramError as error:
                _log.warning("press_unanswered", error=type(error).__name__, tries_left=left)
            else:
                return


async def _log_failure(update: object, context: Context) -> None:
    """Where it failed, not with which words: an exception's text may hold what a user wrote."""
    error = context.error
    chat = update.effective_chat if isinstance(update, Update) else None
    where = "".join(traceback.format_tb(error.__traceback__)) if error is not None else ""
    kind = next((str(name) for name in Update.ALL_TYPES if getattr(update, name, None) is not None), "unknown")
    _log.error(
        "update_failed", chat=chat_hash(chat.id) if chat else None, kind=kind, error=type(error).__name__, where=where
    )
