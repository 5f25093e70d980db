"""What receivers give updates to: an inbox that only keeps them."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.ports import Handled, Meter, Uncounted
from bot.telegram.application import GuideBot
from bot.telegram.limiter import Limiter
from bot.telegram.polling import Polling
from bot.telegram.receiver import Desk, Receiver
from dialogs.events import Event, Text
from tests.botapi.server import TOKEN, BotApi


class Inbox:
    """Keeps what it is given; raises or waits when told so."""

    def __init__(self) -> None:
        self.events: list[tuple[int, Event]] = []
        self.update_ids: list[int | None] = []
        self.received: list[tuple[int, bytes]] = []
        self.handled: Handled | None = Handled()
        self.error: Exception | None = None
        self.gate: dict[int, asyncio.Event] = {}

    async def handle(self, chat: int, event: Event, update_id: int | None) -> Handled | None:
        if chat in self.gate:
            await self.gate[chat].wait()
        self.events.append((chat, event))
        self.update_ids.append(update_id)
        if self.error is not None:
            raise self.error
        return self.handled

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        self.received.append((chat, content))
        if self.error is not None:
            raise self.error
        return self.handled

    def of(self, chat: int) -> list[Event]:
        return [event for at, event in self.events if at == chat]


class Dropped(Uncounted):
    """Counts what was not taken, by kind and reason."""

    def __init__(self) -> None:
        self.kinds: list[tuple[str, str]] = []

    def dropped(self, kind: str, reason: str) -> None:
        self.kinds.append((kind, reason))


async def second(chat: int) -> int | None:
    return 2


def receiver_of(bot: GuideBot, inbox: Inbox, meter: Meter | None = None) -> Receiver:
    """Stop is urgent, and nothing else."""
    desk = Desk(second, lambda event: event == Text("stop"), "In private only, please.")
    return Receiver(bot, inbox, desk, meter or Uncounted(), clock=time.monotonic)


@asynccontextmanager
async def receiving(api: BotApi, inbox: Inbox) -> AsyncIterator[GuideBot]:
    """A bot that polls; the newest card of every chat is the message 2."""
    bot = GuideBot(TOKEN, api_url=api.url, limiter=Limiter())
    polling = Polling(bot, receiver_of(bot, inbox))
    await polling.start()
    yield bot
    await polling.stop()
    await bot.shutdown()


Json = Mapping[str, Any]


def update_from(chat: int, number: int, *, bot: bool = False, text: str = "hello", sender: int = 1001) -> Json:
    who = {"id": sender, "is_bot": bot, "first_name": "Ada"}
    kind = {"type": "private", "first_name": "Ada"} if chat > 0 else {"type": "group", "title": "Friends"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, **kind}, "from": who, "text": text}
    return {"update_id": number, "message": message}
