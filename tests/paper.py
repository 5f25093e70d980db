"""A channel of paper, and a runtime that draws on it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from bot.engine.embedded import Engine
from bot.files.maker import Maker
from bot.ports import (
    File,
    Receipt,
    Store,
)
from bot.runtime import Runtime
from bot.store.sqlite import SqliteStore
from dialogs.events import Tap
from dialogs.guide import Guide
from dialogs.screen import Screen
from dialogs.session import Session
from tests.end.session import in_place

ANN, BEN = 1, 2


@dataclass(frozen=True, slots=True)
class Drawn:
    chat: int
    screen: Screen
    turn: int
    placement: Literal["edit", "new"]
    previous: Receipt | None


@dataclass
class Paper:
    """A channel that keeps what was drawn, and fails as it is told to."""

    drawn: list[Drawn] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    file_troubles: list[Exception] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        return True

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        raise AssertionError("nothing to prepare on paper")

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        self.happened.set()
        if self.troubles:
            raise self.troubles.pop(0)
        self.drawn.append(Drawn(chat, screen, turn, placement, previous))
        return {"message": len(self.drawn)}

    async def send_file(self, chat: int, file: File) -> None:
        self.happened.set()
        if self.file_troubles:
            raise self.file_troubles.pop(0)
        self.files.append(file)

    async def forget(self, chat: int) -> None:
        self.forgotten.append(chat)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self.happened.clear()
                await self.happened.wait()

    @property
    def titles(self) -> list[str]:
        return [drawn.screen.title for drawn in self.drawn]


@dataclass
class KeyedPaper(Paper):
    """A channel that sends something before a screen, and dies in between."""

    keys: int = 0
    sending: list[Sequence[int]] = field(default_factory=list)
    store: SqliteStore | None = None

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        return self.keys > 0

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        assert self.store is not None
        self.sending.append(list(await self.store.unshown()))
        self.keys += 1


@dataclass
class Bench:
    """A runtime on a real store; its clock can be moved on."""

    guide: Guide
    store: SqliteStore
    paper: Paper
    maker: Maker
    runtime: Runtime = field(init=False)
    ahead: timedelta = timedelta(0)
    tempo: float = 1.0

    def __post_init__(self) -> None:
        self.runtime = self.runtime_on(self.store)

    def runtime_on(self, store: Store) -> Runtime:
        return Runtime(
            store=store, channel=self.paper, guide=self.guide, clock=self.now, tempo=lambda _: self.tempo,
            maker=self.maker, engine=partial(Engine, self.now, stored=self.store.timers),
        )  # fmt: skip

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def put(self, chat: int, session: Session) -> None:
        await self.store.turn(chat, lambda _: (session, ()))
        await self.store.mark_shown(chat, session.turn, {"message": 0})

    async def session(self, chat: int) -> Session:
        stored = await self.store.load(chat)
        assert stored is not None
        return stored.session

    async def tap(self, chat: int, action: str) -> None:
        await self.runtime.handle(chat, Tap(action, (await self.session(chat)).entered, on_card=True))


def prepared(guide: Guide, chat: int) -> Session:
    """A session at the set-up card."""
    return in_place(chat, guide, datetime.now(UTC))[0]
