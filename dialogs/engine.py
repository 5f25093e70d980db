"""The only way in: one event, the next session, and what the world should do about it. Pure."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogs.effects import Effect, Show, Sleep, Toast
from dialogs.events import (
    Attachment,
    Command,
    CueLost,
    Edited,
    Event,
    Flooded,
    Tap,
    TempoSet,
    Text,
    TimerFired,
    Unreachable,
)
from dialogs.guide import Guide
from dialogs.interruptions import retime
from dialogs.machine import MACHINE
from dialogs.screen import Button
from dialogs.session import Session, State
from dialogs.turn import REMINDER, STEP, Turn
from dialogs.views import view
from dialogs.words import Move, moves

LONGEST_CHAIN = 4
"""Triggers one event may fire in a row: an answer, the question after it, and the way onward."""

Advanced = tuple[Session, tuple[Effect, ...]]


def begin(chat: int, now: datetime, tempo: float = 1.0) -> Session:
    """A new chat. Turns count from the time of its start, so that they never repeat after everything was deleted."""
    turn = int(now.timestamp())
    return Session(chat=chat, turn=turn, entered=turn, tempo=tempo)


def advance(session: Session, event: Event, guide: Guide, now: datetime) -> Advanced:
    """Handle one event. Never raises for anything a user can do. `now`: aware, UTC."""
    match event:
        case Tap():
            return _tap(session, event, guide, now)
        case Text():
            return _text(session, event, guide, now)
        case Command():
            return _command(session, event, guide, now)
        case Edited():
            return _edited(session, event, guide, now)
        case Attachment() | Flooded():
            return _new(session, "flooded" if isinstance(event, Flooded) else "attachment", guide, now)
        case TimerFired():
            return _timer(session, event, guide, now)
        case CueLost():
            return _cue_lost(session, event, guide, now)
        case Unreachable():
            return _unreachable(session, guide, now)
        case TempoSet():
            return _tempo(session, event, guide, now)
    assert_never(event)


def _tap(session: Session, event: Tap, guide: Guide, now: datetime) -> Advanced:
    if event.turn != session.entered or event.action not in actions(session, guide):
        toast = "ui.toast.again" if event.on_card else "ui.toast.old"
        shown = Show("edit" if event.on_card else "new")
        return session, (Toast(guide.phrases(session.language).line(toast)), shown)
    turn = Turn(session, guide, now)
    turn.placement = "edit" if event.on_card else "new"
    trigger, _, arg = event.action.partition(":")
    return _run(turn, Move(trigger, arg))


def actions(session: Session, guide: Guide) -> frozenset[str]:
    """What the buttons of the present screen do: nothing else is obeyed."""
    return frozenset(button.action for button in _buttons(session, guide))


def _buttons(session: Session, guide: Guide) -> tuple[Button, ...]:
    return tuple(button for row in view(session, guide).buttons for button in row)


def _text(session: Session, event: Text, guide: Guide, now: datetime) -> Advanced:
    turn = Turn(session, guide, now)
    turn.placement = "new"
    turn.reading = guide.reader(session.language).read(_clean(event.text))
    return _run(turn, moves(turn, event.text, _buttons(session, guide)))


def _clean(text: str) -> str:
    """Without halves of surrogate pairs: no file or database could keep them."""
    return text.encode("utf-8", "replace").decode()


def _command(session: Session, event: Command, guide: Guide, now: datetime) -> Advanced:
    if event.rest and (event.name == "ask" or _warns(session, event.rest, guide)):
        return _text(session, Text(event.rest), guide, now)
    trigger = f"/{event.name}"
    return _new(session, trigger if trigger in MACHINE.events else "unknown-command", guide, now)


def _edited(session: Session, event: Edited, guide: Guide, now: datetime) -> Advanced:
    if _warns(session, event.text, guide):
        return _text(session, Text(event.text), guide, now)
    return _new(session, "edited", guide, now)


def _warns(session: Session, text: str, guide: Guide) -> bool:
    """Whether words behind a command, or in an edit, hold a warning sign or may hold one: nothing may hide one."""
    reading = guide.reader(session.language).read(_clean(text))
    return bool(reading.flags) or reading.doubtful is not None


def _new(session: Session, trigger: str, guide: Guide, now: datetime) -> Advanced:
    turn = Turn(session, guide, now)
    turn.placement = "new"
    return _run(turn, Move(trigger))


def _timer(session: Session, event: TimerFired, guide: Guide, now: datetime) -> Advanced:
    due = {STEP: event.turn == session.entered and session.step_ends_at, REMINDER: session.remind_at}.get(event.kind)
    if not due:
        leftover = event.kind == STEP and session.step_ends_at is None
        return session, (Sleep(STEP),) if leftover else ()
    turn = Turn(session, guide, now)
    turn.placement = "new"
    return _run(turn, Move("tick" if event.kind == STEP else "reminder"))


def _cue_lost(session: Session, event: CueLost, guide: Guide, now: datetime) -> Advanced:
    if event.turn != session.entered or session.tempo != 1:
        return session, ()  # a trial at another speed may well outrun what may be sent
    turn = Turn(session, guide, now)
    turn.placement = "new"
    return _run(turn, Move("unseen")) if turn.state == State.ROUTINE and session.step else (session, ())


def _unreachable(session: Session, guide: Guide, now: datetime) -> Advanced:
    turn = Turn(session, guide, now)
    after, effects = _run(turn, Move("unreachable"))
    return after, tuple(effect for effect in effects if not isinstance(effect, Show))


def _tempo(session: Session, event: TempoSet, guide: Guide, now: datetime) -> Advanced:
    if session.step_ends_at is None:
        return replace(session, tempo=event.tempo), ()
    turn = Turn(session, guide, now)
    retime(turn, event.tempo)
    overlays = {name: getattr(session, name) for name in ("notice", "menu", "offered", "doubt")}
    return replace(turn.session, **overlays), (*turn.effects, Show("edit"))


def _run(turn: Turn, move: Move) -> Advanced:
    """Fire a trigger and what it leads to. A trigger that no row takes here says so, and moves nothing."""
    trigger: str | None = move.trigger
    turn.arg = move.arg
    for _ in range(LONGEST_CHAIN):
        turn.follow = None
        if not _fire(turn, trigger or ""):
            _fire(turn, "unclear")
        trigger = turn.follow
        if trigger is None:
            break
    return turn.finish()


def _fire(turn: Turn, trigger: str) -> bool:
    event = MACHINE.events.get(trigger)
    if event is None or turn.state not in event.transitions:
        return False
    return bool(event.trigger(turn, turn))
