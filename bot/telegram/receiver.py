"""Takes updates in: to the inbox with those of private chats, an answer to every press."""

import asyncio
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from telegram.error import TelegramError

from bot.files.courier import LARGEST
from bot.log import chat_hash
from bot.ports import Handled, Meter
from bot.store import StoreError
from bot.telegram.answers import answer
from bot.telegram.application import GuideBot
from bot.telegram.flood import Flood
from bot.telegram.turns import Turns
from bot.telegram.updates import Envelope, Unreadable, Upload, open_, read, upload
from dialogs.events import Command, Event, Flooded, NotImported, Refusal, Text

GROUPS_REMEMBERED: Final = 1000
"""How many groups are known to have been told that this bot works in private only."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 5.0
"""Seconds until an update that could not be saved is tried again; doubled each time."""
STOP_SECONDS: Final = 0.5
"""For answers to presses that are on their way when the program ends."""
_TOO_BIG: Final = "file is too big"

_log = structlog.get_logger()


class Inbox(Protocol):
    """Where events go."""

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        """Returns when the turn is saved, not when it is drawn. None: this update was already taken."""

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        """Take a file that the user sent, whatever is in it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to take updates in."""

    newest: Callable[[int], Awaitable[int | None]]
    """From a chat to the message id of its newest card (see `channel.newest_card`)."""
    urgent: Callable[[Event], bool]
    """What counts even in a flood."""
    private_only: str
    """Said, once, in a group."""


class Receiver:
    """One chat's updates one after the other. Of a chat it knows no more than whether it floods, and of a group
    whether it was told that the bot works in private only."""

    def __init__(
        self,
        bot: GuideBot,
        inbox: Inbox,
        desk: Desk,
        meter: Meter,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`clock`: monotonic seconds."""
        self._bot = bot
        self._inbox = inbox
        self._desk = desk
        self._meter = meter
        self._sleep = sleep
        self._flood = Flood(clock)
        self._told: OrderedDict[int, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self.turns = Turns()

    async def take(self, update: Mapping[str, Any], *, until_saved: bool = False) -> None:
        """Returns when the update (as Telegram wrote it) is dealt with for good. Raises what the inbox raised.

        `until_saved`: a failing store is asked again and again, while later updates of the chat wait behind this one.
        """
        try:
            envelope = open_(update)
        except Unreadable as error:
            self._drop(error.kind, "unreadable")
            return
        async with self.turns.turn(-envelope.number if envelope.chat is None else envelope.chat, envelope.number):
            if until_saved:
                await self._until_saved(lambda: self._take(envelope), envelope.kind)
            else:
                await self._take(envelope)

    async def _until_saved(self, work: Callable[[], Awaitable[object]], kind: str) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                await work()
            except StoreError as error:
                _log.warning("update_waits", kind=kind, error=str(error), again_in=wait)
            else:
                return
            await self._sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def stop(self) -> None:
        """Finishes answering, unless that takes long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        for task in self._tasks:
            task.cancel()

    async def _take(self, envelope: Envelope) -> None:
        """A press is answered whatever happens, unless it will be tried again."""
        toast: str | None = None
        try:
            handled = await self._deliver(envelope)
            toast = handled.toast if handled is not None else None
        except StoreError:
            raise
        except Unreadable:
            self._drop(envelope.kind, "unreadable")
        except Exception as error:
            self._meter.failed("update")
            _log_failure(envelope, error)
            self._reply(envelope, None)
            raise
        self._reply(envelope, toast)

    def _reply(self, envelope: Envelope, toast: str | None) -> None:
        """Not awaited: a slow answer must not hold up the chat's next update, which may say stop."""
        if envelope.kind == "callback_query":
            self._begin(answer(self._bot, str(envelope.body.get("id")), toast))

    async def _deliver(self, envelope: Envelope) -> Handled | None:
        chat, reason = envelope.chat, _unwanted(envelope)
        if chat is None or reason is not None:
            if chat is not None and reason == "not private" and envelope.kind == "message":
                self._decline(chat)
            self._drop(envelope.kind, reason or "nobody")
            return None
        newest = await self._desk.newest(chat) if envelope.kind == "callback_query" else None
        event, file = read(envelope, newest), upload(envelope)
        if file is not None:
            return await self._bring(chat, event, file, envelope)
        if event is None:
            self._drop(envelope.kind, "nothing to read")
            return None
        return await self._pass_on(chat, event, envelope)

    async def _bring(self, chat: int, event: Event | None, file: Upload, envelope: Envelope) -> Handled | None:
        """A file that may be one of ours. What is written below it is read as any message: a warning sign may stand
        there. The file is fetched once that is saved: what is tried again would fetch it again."""
        if self._flood.count(chat) != "fine":
            self._drop(envelope.kind, "flood")
            return None
        said = event if isinstance(event, Text | Command) else None
        handled = await self._inbox.handle(chat, said, envelope.number) if said is not None else None
        self._begin(self._fetch(chat, file))
        return handled

    async def _pass_on(self, chat: int, event: Event, envelope: Envelope) -> Handled | None:
        """A flood is told once that it is one; then only what is urgent counts."""
        sent = self._flood.count(chat)
        if sent != "fine" and not self._desk.urgent(event):
            self._drop(envelope.kind, "flood")
            if sent == "more":
                return None
            event = Flooded()
        return await self._inbox.handle(chat, event, envelope.number)

    def _drop(self, what: str, reason: str) -> None:
        self._meter.dropped(what, reason)
        if reason == "unreadable":
            _log.warning("update_unreadable", kind=what)

    async def _fetch(self, chat: int, file: Upload) -> None:
        """At most a megabyte: anything larger is refused without being looked into. Its update was confirmed, so
        nobody else would try again what could not be saved."""
        if file.size is not None and file.size > LARGEST:
            await self._refuse(chat, "too-big")
            return
        try:
            content = bytes(await (await self._bot.get_file(file.file_id)).download_as_bytearray())
        except TelegramError as error:
            _log.warning("file_not_fetched", chat=chat_hash(chat), error=type(error).__name__)
            await self._refuse(chat, "too-big" if _TOO_BIG in error.message.casefold() else "lost")
        else:
            await self._until_saved(lambda: self._inbox.receive(chat, content), "file")

    async def _refuse(self, chat: int, reason: Refusal) -> None:
        await self._until_saved(lambda: self._inbox.handle(chat, NotImported(reason), None), "file")

    def _decline(self, group: int) -> None:
        if group in self._told:
            return
        self._told[group] = None
        if len(self._told) > GROUPS_REMEMBERED:
            self._told.popitem(last=False)
        self._begin(self._say_private_only(group))

    async def _say_private_only(self, group: int) -> None:
        try:
            await self._bot.send_message(group, self._desk.private_only)
        except TelegramError as error:
            _log.info("group_not_told", error=type(error).__name__)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _unwanted(envelope: Envelope) -> str | None:
    """Why an update is nothing for this bot, if so. In a private chat the chat has the number of its user."""
    if envelope.sender is None or envelope.chat is None:
        return "nobody"
    if not envelope.private:
        return "not private"
    return "somebody else" if envelope.chat != envelope.sender else None


def _log_failure(envelope: Envelope, error: Exception) -> None:
    """Where it failed, not with which words: an exception's text may hold what a user wrote."""
    chat = envelope.chat and chat_hash(envelope.chat)
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("update_failed", chat=chat, kind=envelope.kind, error=type(error).__name__, where=where)
