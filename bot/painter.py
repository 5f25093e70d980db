"""Shows sessions: in each chat one drawing at a time, always of the newest session, so that nothing queues up."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

import structlog

from bot.log import chat_hash
from bot.ports import Channel, Frozen, MaybeShown, Meter, Receipt, Refused, Sending, Store, TryLater, Unreachable
from bot.store import StoreError
from dialogs import events
from dialogs.guide import Guide
from dialogs.routine import MISSED
from dialogs.screen import Screen
from dialogs.session import Session
from dialogs.views import view

log = structlog.get_logger()

Placement = Literal["edit", "new"]
Handle = Callable[[int, events.Event], Awaitable[object]]

PATIENCE = MISSED.total_seconds() + 0.1
"""Seconds a drawing that must be heard waits at most before it is looked at again: a missed cue is owned up to."""

STOP_SECONDS = 1.5
"""For drawings that are going out when the program ends."""
STORE_SECONDS = 1.0
"""Until a store that failed is asked again about a drawing."""


@dataclass(slots=True)
class _Drawing:
    """What a chat still has to be shown: always the newest session, so nothing queues up."""

    session: Session
    placement: Placement
    alert: bool
    since: datetime
    """When it should have been seen."""
    notices: tuple[str, ...] = ()
    """Answers of drawings that this one overtook: every message gets its reaction."""
    owned_up: bool = False
    repeated: bool = False
    again: bool = False
    """Wanted although it may have been seen."""

    def overtaken_by(self, newer: "_Drawing", answers: tuple[str, ...]) -> "_Drawing":
        """The newer session, but as loud and as far down as either was meant to be, the older `answers` above it."""
        below: Placement = "new" if "new" in (self.placement, newer.placement) else "edit"
        return replace(
            newer,
            placement=below,
            alert=self.alert or newer.alert,
            since=self.since if self.alert else newer.since,
            notices=(*self.notices, *answers, *newer.notices),
            owned_up=self.owned_up,
            again=self.again and newer.again,
        )


class Painter:
    """Draws what it is given, as soon as the channel lets it. One chat never delays another."""

    def __init__(
        self,
        *,
        store: Store,
        channel: Channel,
        guide: Guide,
        clock: Callable[[], datetime],
        meter: Meter,
        handle: Handle,
    ) -> None:
        """`handle` takes what drawing finds out: a cue that was lost, somebody who is gone."""
        self._store = store
        self._channel = channel
        self._guide = guide
        self._clock = clock
        self._meter = meter
        self._handle = handle
        self._pending: dict[int, _Drawing] = {}
        self._painters: dict[int, asyncio.Task[None]] = {}
        self._hurry: dict[int, asyncio.Event] = {}
        """Set when something came up that must be heard: a painter that waits tries again at once."""

    async def stop(self) -> None:
        """What is being drawn is finished, unless that takes long; what is not is drawn at the next start."""
        painters = list(self._painters.values())
        if painters:
            _, unfinished = await asyncio.wait(painters, timeout=STOP_SECONDS)
            for painter in unfinished:
                painter.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    def forget(self, chat: int) -> None:
        """What was still to be shown is shown no more."""
        self._pending.pop(chat, None)

    async def drawn(self, chat: int) -> None:
        """Returns when the chat's newest screen has been drawn, or cannot be for now."""
        painter = self._painters.get(chat)
        if painter is not None:
            await asyncio.wait([painter])

    def waiting(self, *, alert: bool) -> int:
        """Chats that wait for a screen: one that has to be heard, or another."""
        return sum(drawing.alert is alert for drawing in self._pending.values())

    def _merged(self, waiting: _Drawing, newer: _Drawing) -> _Drawing:
        overtaken = waiting.session.turn != newer.session.turn
        return waiting.overtaken_by(newer, view(waiting.session, self._guide).notice if overtaken else ())

    def draw(
        self,
        chat: int,
        session: Session,
        placement: Placement,
        *,
        alert: bool,
        since: datetime | None = None,
        again: bool = False,
    ) -> None:
        """`since`: when it should be seen. `again`: whoever sees it may have seen it before; otherwise a turn that went
        out already does not go out once more."""
        drawing = _Drawing(session, placement, alert, since or self._clock(), again=again)
        waiting = self._pending.get(chat)
        self._pending[chat] = drawing if waiting is None else self._merged(waiting, drawing)
        if alert and chat in self._hurry:
            self._hurry[chat].set()
        if chat not in self._painters:
            self._painters[chat] = asyncio.create_task(self._paint(chat), name=f"paint {chat_hash(chat)}")

    async def _paint(self, chat: int) -> None:
        """Draw until nothing is pending. The one broad except: a chat's trouble stays its own."""
        while (drawing := self._pending.pop(chat, None)) is not None:
            try:
                await self._show(chat, drawing)
            except StoreError as error:
                log.warning("drawing_waits", chat=chat_hash(chat), error=str(error), again_in=STORE_SECONDS)
                self._again(chat, drawing)
                await asyncio.sleep(STORE_SECONDS)
            except Exception:
                self._meter.failed("drawing")
                log.exception("drawing_failed", chat=chat_hash(chat), state=drawing.session.state.value)
        del self._painters[chat]

    async def _show(self, chat: int, drawing: _Drawing) -> None:
        if drawing.alert and not drawing.owned_up and self._clock() - drawing.since > MISSED:
            await self._own_up(chat, drawing)
            return
        session = drawing.session
        screen = view(session, self._guide)
        screen = replace(screen, alert=drawing.alert, notice=(*drawing.notices, *screen.notice))
        await asyncio.sleep(max((drawing.since - self._clock()).total_seconds(), 0.0))
        receipt: Receipt | None = None
        try:
            sending = await self._begin(chat, drawing, screen)
            if sending is None:
                return  # another process took it over, or has drawn a later turn
            receipt = await self._channel.show(chat, screen, session.entered, drawing.placement, sending.receipt)
        except TryLater as later:
            await self._put_off(chat, drawing, later)
            return
        except MaybeShown as doubt:
            log.warning("maybe_shown", chat=chat_hash(chat), turn=session.turn)
            receipt = doubt.receipt
            if drawing.alert and screen.countdown is None and not drawing.repeated:
                self._again(chat, replace(drawing, repeated=True, again=True))  # nothing would follow by itself
        except Unreachable:
            log.info("unreachable", chat=chat_hash(chat))
            await self._give_up(chat)
            return
        await self._mark(chat, partial(self._store.mark_shown, chat, session.turn, receipt))

    async def _begin(self, chat: int, drawing: _Drawing, screen: Screen) -> Sending | None:
        """Note that the screen is going out; what goes before it does so while it certainly has not. None: leave it."""
        sending = await self._mark_sending(chat, drawing)
        if sending is None or self._channel.prepared(chat, screen, sending.receipt):
            return sending
        await self._store.mark_unsent(chat, drawing.session.turn, 0)
        await self._channel.prepare(chat, screen, sending.receipt)
        return await self._mark_sending(chat, drawing)

    async def _mark_sending(self, chat: int, drawing: _Drawing) -> Sending | None:
        sending = await self._store.mark_sending(chat, drawing.session.turn, again=drawing.again)
        if isinstance(sending, Frozen):
            raise TryLater(sending.seconds)
        return sending

    async def _put_off(self, chat: int, drawing: _Drawing, later: TryLater) -> None:
        if isinstance(later, Refused):
            await self._mark(chat, partial(self._store.freeze, chat, later.seconds))
        seconds = min(later.seconds, PATIENCE) if drawing.alert else later.seconds
        await self._mark(chat, partial(self._store.mark_unsent, chat, drawing.session.turn, seconds))
        self._again(chat, drawing)
        await self._wait(chat, seconds)

    async def _mark(self, chat: int, mark: Callable[[], Awaitable[None]]) -> None:
        """Note how it went, although the store may fail just now: it would be drawn twice, or never."""
        while True:
            try:
                return await mark()
            except StoreError as error:
                log.warning("mark_waits", chat=chat_hash(chat), error=str(error), again_in=STORE_SECONDS)
                await asyncio.sleep(STORE_SECONDS)

    def _again(self, chat: int, drawing: _Drawing) -> None:
        newer = self._pending.get(chat)
        self._pending[chat] = drawing if newer is None else self._merged(drawing, newer)

    async def _own_up(self, chat: int, drawing: _Drawing) -> None:
        """A cue that nobody could see in time: the routine must not run on unseen."""
        self._again(chat, replace(drawing, owned_up=True))
        await self._handle(chat, events.CueLost(drawing.session.entered))

    async def _wait(self, chat: int, seconds: float) -> None:
        """Until it is worth trying again: time is up, or there is something to be heard."""
        hurry = self._hurry[chat] = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(hurry.wait(), seconds)
        del self._hurry[chat]

    async def _give_up(self, chat: int) -> None:
        """Nobody is there to see anything: nothing runs, and nothing is drawn at the next start."""
        await self._handle(chat, events.Unreachable())
        stored = await self._store.load(chat)
        if stored is not None:
            await self._mark(chat, partial(self._store.mark_shown, chat, stored.session.turn, None))
