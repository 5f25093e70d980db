"""Between the world and the core: one event in, one committed turn, and then whatever has to be drawn or timed."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import structlog

from bot.engine.embedded import Engine
from bot.log import chat_hash
from bot.ports import Channel, Handled, MaybeShown, Receipt, Store, Timer, TryLater, Turned, Unreachable
from bot.store import StoreError
from dialogs import events
from dialogs.effects import Effect, Forget, Show, Toast
from dialogs.engine import advance, begin
from dialogs.guide import Guide
from dialogs.routine import MISSED
from dialogs.session import Session
from dialogs.turn import STEP
from dialogs.views import view

log = structlog.get_logger()

Placement = Literal["edit", "new"]
Decided = tuple[Session, tuple[Effect, ...]]

PATIENCE = MISSED.total_seconds() + 0.1
"""Seconds a drawing that must be heard waits at most before it is looked at again: a missed cue is owned up to."""


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
    ) -> None:
        self._store = store
        self._channel = channel
        self._guide = guide
        self._clock = clock
        self._tempo = tempo
        self._engine = Engine(clock, self.fire)
        self._pending: dict[int, _Drawing] = {}
        self._painters: dict[int, asyncio.Task[None]] = {}
        self._hurry: dict[int, asyncio.Event] = {}
        """Set when something came up that must be heard: a painter that waits tries again at once."""

    async def start(self) -> None:
        """Take up where the last process ended: draw what nobody has seen, set every timer."""
        await self.take_up()
        self._engine.load(await self._store.timers())
        self._engine.start()

    async def take_up(self) -> None:
        """Draw what nobody has seen, nor is about to draw."""
        for chat in await self._store.unshown():
            try:
                stored = await self._store.load(chat)
            except StoreError:
                log.exception("session_unreadable", chat=chat_hash(chat))
                continue
            if stored is not None:
                self._draw(chat, stored.session, "new", alert=stored.session.alert)

    def adopt(self, timers: Iterable[Timer]) -> None:
        """Fire these too: whoever set them seems to be gone. At worst they fire twice, and count once."""
        self._engine.adopt(timers)

    async def stop(self) -> None:
        """No further cue; what is being drawn is finished, what is not drawn by then is drawn at the next start."""
        await self._engine.stop()
        painters = list(self._painters.values())
        if painters:
            _, unfinished = await asyncio.wait(painters, timeout=2)
            for painter in unfinished:
                painter.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def handle(self, chat: int, event: events.Event, update_id: int | None = None) -> Handled | None:
        """Take one event; returns after the commit, before the drawing. None: this update was taken before."""
        return await self._take(chat, event, update_id, None)

    async def fire(self, timer: Timer) -> None:
        """A timer is due. One that was used up or dropped meanwhile does nothing."""
        await self._take(timer.chat, events.TimerFired(timer.kind, timer.turn), None, timer)

    async def _take(self, chat: int, event: events.Event, update_id: int | None, timer: Timer | None) -> Handled | None:
        turned = await self._store.turn(chat, self._decide(chat, event), update_id, timer)
        if turned is None:
            return None
        self._follow_up(chat, turned)
        log.debug("turn", chat=chat_hash(chat), turn=turned.session.turn, state=turned.session.state.value,
                  event_kind=type(event).__name__)  # fmt: skip
        return Handled(next((effect.text for effect in turned.effects if isinstance(effect, Toast)), None))

    async def drawn(self, chat: int) -> None:
        """Returns when the chat's newest screen has been drawn, or cannot be for now."""
        painter = self._painters.get(chat)
        if painter is not None:
            await asyncio.wait([painter])

    async def finish_phase(self, chat: int) -> None:
        """End the running phase now: for whoever writes content and does not want to wait."""

        def decide(session: Session | None) -> Decided:
            now = self._clock()
            if session is None or session.step_ends_at is None:
                return session or begin(chat, now), ()
            due = replace(session, step_ends_at=now)
            return advance(due, events.TimerFired(STEP, due.entered), self._guide, now)

        turned = await self._store.turn(chat, decide)
        if turned is not None:
            self._follow_up(chat, turned)

    def _decide(self, chat: int, event: events.Event) -> Callable[[Session | None], Decided]:
        tempo = self._tempo(chat)  # here: `decide` runs in the store's thread

        def decide(session: Session | None) -> Decided:
            now = self._clock()
            if session is None and isinstance(event, events.TimerFired | events.Unreachable | events.TempoSet):
                return begin(chat, now, tempo), (Forget(),)  # nothing is kept of this chat: leave it so
            current = session or begin(chat, now, tempo)
            retimed: tuple[Effect, ...] = ()
            if current.tempo != tempo and not isinstance(event, events.TempoSet):
                current, retimed = advance(current, events.TempoSet(tempo), self._guide, now)
            after, effects = advance(current, event, self._guide, now)
            return after, (*retimed, *effects)

        return decide

    def _follow_up(self, chat: int, turned: Turned) -> None:
        self._engine.schedule(chat, turned.timers)
        for effect in turned.effects:
            if isinstance(effect, Show):
                news = turned.session != turned.before  # what was heard once is not heard again for a stale tap
                self._draw(chat, turned.session, effect.placement, alert=turned.session.alert and news, again=not news)

    def _merged(self, waiting: _Drawing, newer: _Drawing) -> _Drawing:
        overtaken = waiting.session.turn != newer.session.turn
        return waiting.overtaken_by(newer, view(waiting.session, self._guide).notice if overtaken else ())

    def _draw(self, chat: int, session: Session, placement: Placement, *, alert: bool, again: bool = False) -> None:
        drawing = _Drawing(session, placement, alert, self._clock(), again=again)
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
            except Exception:
                log.exception("drawing_failed", chat=chat_hash(chat), state=drawing.session.state.value)
        del self._painters[chat]

    async def _show(self, chat: int, drawing: _Drawing) -> None:
        if drawing.alert and not drawing.owned_up and self._clock() - drawing.since > MISSED:
            await self._own_up(chat, drawing)
            return
        session = drawing.session
        sending = await self._store.mark_sending(chat, session.turn, again=drawing.again)
        if sending is None:
            return  # another process took it over, or has drawn a later turn
        screen = view(session, self._guide)
        screen = replace(screen, alert=drawing.alert, notice=(*drawing.notices, *screen.notice))
        receipt: Receipt | None = None
        try:
            receipt = await self._channel.show(chat, screen, session.entered, drawing.placement, sending.receipt)
        except TryLater as later:
            seconds = min(later.seconds, PATIENCE) if drawing.alert else later.seconds
            await self._store.mark_unsent(chat, session.turn, seconds)
            self._again(chat, drawing)
            await self._wait(chat, seconds)
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
        await self._store.mark_shown(chat, session.turn, receipt)

    def _again(self, chat: int, drawing: _Drawing) -> None:
        newer = self._pending.get(chat)
        self._pending[chat] = drawing if newer is None else self._merged(drawing, newer)

    async def _own_up(self, chat: int, drawing: _Drawing) -> None:
        """A cue that nobody could see in time: the routine must not run on unseen."""
        self._again(chat, replace(drawing, owned_up=True))
        await self.handle(chat, events.CueLost(drawing.session.entered))

    async def _wait(self, chat: int, seconds: float) -> None:
        """Until it is worth trying again: time is up, or there is something to be heard."""
        hurry = self._hurry[chat] = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(hurry.wait(), seconds)
        del self._hurry[chat]

    async def _give_up(self, chat: int) -> None:
        """Nobody is there to see anything: nothing runs, and nothing is drawn at the next start."""
        await self.handle(chat, events.Unreachable())
        stored = await self._store.load(chat)
        if stored is not None:
            await self._store.mark_shown(chat, stored.session.turn, None)
