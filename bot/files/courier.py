"""Brings files to users, and what users send to the dialog. Nothing waits for it, and it holds up nobody."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.files.jobs import Received, Wanted
from bot.files.maker import Maker, NotMade
from bot.log import chat_hash
from bot.ports import Channel, File, Handled, MaybeShown, Refused, Store, Timer, TryLater, Unreachable
from bot.store import StoreError
from dialogs.events import Event, FileFailed, NotImported
from dialogs.guide import Guide
from dialogs.session import FileKind, Session

LARGEST: Final = 2**20
"""Bytes of a file that is read; what a year of two sessions a day takes is a third of it."""
TRIES: Final = 5
LONGEST_WAIT: Final = 30.0
"""Seconds between two tries at most."""

log = structlog.get_logger()


class Inbox(Protocol):
    """What it needs of the runtime."""

    async def handle(self, chat: int, event: Event, update_id: int | None = None) -> Handled | None: ...

    async def drawn(self, chat: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Errand:
    chat: int
    what: FileKind


class Courier:
    def __init__(
        self, *, store: Store, channel: Channel, guide: Guide, clock: Callable[[], datetime], maker: Maker, inbox: Inbox
    ) -> None:
        self._store = store
        self._channel = channel
        self._guide = guide
        self._clock = clock
        self._maker = maker
        self._inbox = inbox
        self._errands: dict[_Errand, asyncio.Task[None]] = {}

    def send(self, chat: int, what: FileKind, session: Session, timers: tuple[Timer, ...]) -> None:
        """Make the file and send it below the screen that is being drawn. One that is on its way already is enough."""
        errand = _Errand(chat, what)
        if errand not in self._errands:
            name = f"file {chat_hash(chat)}"
            task = asyncio.create_task(self._run(errand, session, timers), name=name)
            self._errands[errand] = task
            task.add_done_callback(lambda _: self._errands.pop(errand, None))

    def forget(self, chat: int) -> None:
        """Nothing more of what was just deleted goes out."""
        for errand, task in list(self._errands.items()):
            if errand.chat == chat:
                task.cancel()

    async def sent(self, chat: int) -> None:
        """Returns when no file is on its way to the chat."""
        running = [task for errand, task in self._errands.items() if errand.chat == chat]
        if running:
            await asyncio.wait(running)

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        """A file that a user sent, whatever is in it."""
        return await self._inbox.handle(chat, await self._read(content))

    async def stop(self) -> None:
        running = list(self._errands.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._maker.close()

    async def _read(self, content: bytes) -> Event:
        if len(content) > LARGEST:
            return NotImported("too-big")
        try:
            return await self._maker.read(Received(content, self._clock()))
        except NotMade as error:
            log.warning("file_not_read", error=str(error))
            return NotImported("unreadable")

    async def _run(self, errand: _Errand, session: Session, timers: tuple[Timer, ...]) -> None:
        """The one broad except: whatever goes wrong, somebody waits for a file."""
        try:
            await self._send(errand, await self._made(errand, session, timers))
        except Unreachable:
            log.info("unreachable", chat=chat_hash(errand.chat))
        except MaybeShown:
            log.warning("file_maybe_sent", chat=chat_hash(errand.chat), what=errand.what)
        except Exception as error:
            log.exception("file_failed", chat=chat_hash(errand.chat), what=errand.what, error=type(error).__name__)
            await self._inbox.handle(errand.chat, FileFailed())

    async def _made(self, errand: _Errand, session: Session, timers: tuple[Timer, ...]) -> File:
        history = tuple(await self._store.history(errand.chat))
        phrases = self._guide.phrases(session.language)
        return await self._maker.make(Wanted(errand.what, session, timers, history, phrases, self._clock()))

    async def _send(self, errand: _Errand, file: File) -> None:
        await self._inbox.drawn(errand.chat)
        for left in reversed(range(TRIES)):
            try:
                await self._channel.send_file(errand.chat, file)
            except TryLater as later:
                if isinstance(later, Refused):
                    with suppress(StoreError):  # this process knows it anyway
                        await self._store.freeze(errand.chat, later.seconds)
                if not left:
                    raise
                await asyncio.sleep(min(later.seconds, LONGEST_WAIT))
            else:
                return
