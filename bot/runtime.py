"""Between the world and the core: one event in, one committed turn, and then whatever has to be drawn or timed."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Literal

import structlog

from bot.damaged import damaged, wants_afresh
from bot.files.courier import Courier
from bot.files.maker import Maker
from bot.log import chat_hash
from bot.painter import Painter
from bot.ports import (
    Channel,
    ChannelError,
    Engine,
    Fire,
    Handled,
    Meter,
    Refused,
    Store,
    Timer,
    TryLater,
    Turned,
    Uncounted,
)
from bot.store import StoreError, UnreadableSession
from dialogs import events
from dialogs.effects import Effect, Forget, Send, Show, Toast
from dialogs.engine import advance, begin
from dialogs.guide import FALLBACK, Guide
from dialogs.session import Session, changed
from dialogs.turn import STEP
from dialogs.views import view

log = structlog.get_logger()

Placement = Literal["edit", "new"]
Decided = tuple[Session, tuple[Effect, ...]]

SWEPT_AT_ONCE = 50
"""Chats whose old data goes in one commit."""


class Runtime:
    """Handles every event of every chat. Drawing never delays a commit, and one chat never delays another."""

    def __init__(
        self,
        *,
        store: Store,
        channel: Channel,
        guide: Guide,
        clock: Callable[[], datetime],
        tempo: Callable[[int], float],
        maker: Maker,
        engine: Callable[[Fire], Engine],
        meter: Meter | None = None,
    ) -> None:
        self._store = store
        self._channel = channel
        self._guide = guide
        self._clock = clock
        self._tempo = tempo
        self._meter: Meter = meter or Uncounted()
        self._engine = engine(self.fire)
        self._courier = Courier(store=store, channel=channel, guide=guide, clock=clock, maker=maker, inbox=self)
        self._forgetting: set[asyncio.Task[None]] = set()
        self._painter = Painter(
            store=store, channel=channel, guide=guide, clock=clock, meter=self._meter, handle=self.handle
        )

    async def start(self) -> None:
        """Take up where the last process ended: draw what nobody has seen, fire every timer."""
        await self.take_up()
        await self._engine.start()

    async def take_up(self) -> None:
        """Draw what nobody has seen, nor is about to draw."""
        for chat, turn in (await self._store.unshown()).items():
            await self._take_up(chat, turn, doubtful=False)
        for chat, turn in (await self._store.doubtful()).items():
            await self._take_up(chat, turn, doubtful=True)

    async def _take_up(self, chat: int, turn: int, *, doubtful: bool) -> None:
        """Draw what its process could not. What may have been seen is left if something follows by itself, and
        otherwise drawn once more: somebody would wait for it."""
        try:
            stored = await self._store.load(chat)
        except UnreadableSession:
            if await self._show_damage(chat):
                await self._store.mark_shown(chat, turn, None)  # once is enough
            return
        if stored is None:
            return
        if doubtful and view(stored.session, self._guide).countdown is not None:
            await self._store.mark_shown(chat, turn, stored.receipt)
        else:
            placement: Placement = "edit" if doubtful else "new"
            self._painter.draw(chat, stored.session, placement, alert=stored.session.alert, again=doubtful)

    def busy(self) -> bool:
        """Whether anybody is being timed."""
        return self._engine.busy()

    def timing(self) -> bool:
        """Whether what becomes due would fire."""
        return self._engine.healthy()

    @property
    def timers(self) -> int:
        """Pending ones."""
        return self._engine.pending

    def undrawn(self, *, alert: bool) -> int:
        """Chats that wait for a screen: one that has to be heard, or another."""
        return self._painter.waiting(alert=alert)

    async def drawn(self, chat: int) -> None:
        """Returns when the chat's newest screen has been drawn, or cannot be for now."""
        await self._painter.drawn(chat)

    async def stop(self) -> None:
        """No further cue; what is being drawn is finished, what is not drawn by then is drawn at the next start."""
        await self._engine.stop()
        await self._painter.stop()
        await self._courier.stop()

    async def handle(self, chat: int, event: events.Event, update_id: int | None = None) -> Handled | None:
        """Take one event; returns after the commit, before the drawing. None: this update was taken before."""
        return await self._take(chat, event, update_id, self._clock())

    async def _take(
        self, chat: int, event: events.Event, update_id: int | None, since: datetime, timer: Timer | None = None
    ) -> Handled | None:
        """`since`: when what it leads to should be seen. `timer`: the one that led to it."""
        began = time.perf_counter()
        try:
            decide = self._decide(chat, event)
            press = isinstance(event, events.Tap)
            turned = await self._store.turn(chat, decide, update_id, press=press, timer=timer)
        except UnreadableSession as error:
            log.error("session_unreadable", chat=chat_hash(chat), error=str(error))  # noqa: TRY400 - says it all
            self._meter.failed("session")
            return await self._on_damage(chat, event)
        if turned is None:
            return None
        self._follow_up(chat, turned, since)
        self._meter.turned(turned.session.state.value, type(event).__name__, time.perf_counter() - began)
        log.debug("turn", chat=chat_hash(chat), turn=turned.session.turn, state=turned.session.state.value,
                  event_kind=type(event).__name__)  # fmt: skip
        return Handled(next((effect.text for effect in turned.effects if isinstance(effect, Toast)), None))

    async def fire(self, timer: Timer) -> None:
        """A timer is due, or will be within a moment: what it leads to is shown at its instant. One that was used up or
        dropped meanwhile does nothing."""
        since = max(timer.due_at, self._clock())
        event = events.TimerFired(timer.kind, timer.turn)
        if await self._take(timer.chat, event, None, since, timer) is not None:
            self._meter.fired((self._clock() - timer.due_at).total_seconds())

    async def _on_damage(self, chat: int, event: events.Event) -> Handled | None:
        """Nobody else notices. A timer does not come again: its turn could never be saved."""
        if wants_afresh(event):
            await self._store.forget(chat)
            return await self.handle(chat, events.Command("start"))
        self._engine.schedule(chat, ())
        if not isinstance(event, events.Unreachable | events.Aged):
            await self._show_damage(chat)
        return Handled()

    async def _show_damage(self, chat: int) -> bool:
        """Whether there is nothing more to be done about it."""
        try:
            await self._channel.show(chat, damaged(self._guide.phrases(FALLBACK)), 0, "new", None)
        except ChannelError as error:
            log.warning("damage_not_shown", chat=chat_hash(chat), error=type(error).__name__)
            if isinstance(error, Refused):
                with suppress(StoreError):  # this process knows it anyway
                    await self._store.freeze(chat, error.seconds)
            return not isinstance(error, TryLater)
        return True

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        """Take a file that the user sent, whatever is in it: an event like any other once it has been read."""
        return await self._courier.receive(chat, content)

    async def filed(self, chat: int) -> None:
        """Returns when no file is on its way to the chat."""
        await self._courier.sent(chat)

    async def sweep(self, before: datetime) -> None:
        """What is older is kept no longer, and neither is a chat that nobody used since. Some at a time, so that
        everybody else's turns come in between."""
        chats = await self._store.aged(before)
        for start in range(0, len(chats), SWEPT_AT_ONCE):
            some = chats[start : start + SWEPT_AT_ONCE]
            await asyncio.gather(*(self.handle(chat, events.Aged(before)) for chat in some))
        log.info("swept", chats=len(chats))

    async def finish_phase(self, chat: int) -> None:
        """End the running phase now: for whoever writes content and does not want to wait."""

        def decide(session: Session | None) -> Decided:
            now = self._clock()
            if session is None or session.step_ends_at is None:
                return session or begin(chat, now), ()
            due = changed(session, step_ends_at=now)
            return advance(due, events.TimerFired(STEP, due.entered), self._guide, now)

        turned = await self._store.turn(chat, decide)
        if turned is not None:
            self._follow_up(chat, turned, self._clock())

    def _decide(self, chat: int, event: events.Event) -> Callable[[Session | None], Decided]:
        tempo = self._tempo(chat)

        def decide(session: Session | None) -> Decided:
            now = self._clock()
            if session is None and isinstance(event, events.Happening):
                return begin(chat, now, tempo), (Forget(),)  # nothing is kept of this chat: leave it so
            current = session or begin(chat, now, tempo)
            retimed: tuple[Effect, ...] = ()
            if current.tempo != tempo and not isinstance(event, events.TempoSet):
                current, retimed = advance(current, events.TempoSet(tempo), self._guide, now)
            after, effects = advance(current, event, self._guide, now)
            return after, (*retimed, *effects)

        return decide

    def _follow_up(self, chat: int, turned: Turned, since: datetime) -> None:
        self._engine.schedule(chat, turned.timers)
        for effect in turned.effects:
            if isinstance(effect, Send):
                self._courier.send(chat, effect.what, turned.session, turned.timers)
            elif isinstance(effect, Forget) and turned.before is not None:
                self._forget(chat)
            elif isinstance(effect, Show):
                alert = turned.session.alert and turned.moved  # what was heard once is not heard again for a stale tap
                again = not turned.moved
                self._painter.draw(chat, turned.session, effect.placement, alert=alert, since=since, again=again)

    def _forget(self, chat: int) -> None:
        """Everything was erased: what is on its way or kept elsewhere goes, too."""
        self._courier.forget(chat)
        self._painter.forget(chat)
        task = asyncio.create_task(self._channel.forget(chat), name=f"forget {chat_hash(chat)}")
        self._forgetting.add(task)
        task.add_done_callback(self._forgetting.discard)
