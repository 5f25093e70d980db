"""The only way in: one event, the next session, and what the world should do about it. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from dialogs.effects import Effect, Expire, Forget, Show, Sleep, Toast, Wake
from dialogs.events import (
    Aged,
    Attachment,
    Command,
    CueLost,
    Edited,
    Event,
    FileFailed,
    Flooded,
    Happening,
    Imported,
    NotImported,
    Tap,
    TempoSet,
    Text,
    TimerFired,
    Unreachable,
)
from dialogs.guide import Guide
from dialogs.interruptions import retime
from dialogs.late import late, toast_of
from dialogs.machine import MACHINE
from dialogs.move import Move
from dialogs.routine import EARLY
from dialogs.schedule import arrange, disturbs, nudge_disturbs, postponed
from dialogs.screen import Button
from dialogs.screening import too_quick
from dialogs.session import Session, State, changed
from dialogs.turn import NUDGE, REMINDER, STEP, Turn
from dialogs.views import view
from dialogs.words import moves

LONGEST_CHAIN = 4
"""Triggers one event may fire in a row: an answer, the question after it, and the way onward."""

OVERLAYS = ("notice", "noted", "menu", "offered", "doubt", "tapped", "reminder", "covered")
"""What stands above the screen or in its place, and stays there when the speed changes."""

Advanced = tuple[Session, tuple[Effect, ...]]


def begin(chat: int, now: datetime, tempo: float = 1.0) -> Session:
    """A new chat. Turns count from the time of its start, so that they never repeat after everything was deleted."""
    turn = int(now.timestamp())
    return Session(chat=chat, turn=turn, entered=turn, tempo=tempo, seen_on=now.date())


def advance(session: Session, event: Event, guide: Guide, now: datetime) -> Advanced:
    """Handle one event. Never raises for anything a user can do. `now`: aware, UTC."""
    after, effects = _handle(session, event, guide, now)
    if not isinstance(event, Happening):
        after = _heard(after)
    return arrange(session, after, effects, guide.content.protocol, now)


def _heard(session: Session) -> Session:
    """Somebody is there: what was ignored before is forgotten."""
    reminding = session.reminding
    if not (reminding.ignored or reminding.nudges_ignored or reminding.silenced):
        return session
    return changed(session, reminding=replace(reminding, ignored=0, nudges_ignored=0, silenced=False))


def _handle(session: Session, event: Event, guide: Guide, now: datetime) -> Advanced:
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
        case Imported():
            return _imported(session, event, guide, now)
        case NotImported():
            return _new(session, "not-imported", guide, now, event.reason)
        case _:
            return _happened(session, event, guide, now)


def _happened(session: Session, event: Happening, guide: Guide, now: datetime) -> Advanced:
    """What the user did not do."""
    match event:
        case TimerFired():
            return _timer(session, event, guide, now)
        case CueLost():
            return _cue_lost(session, event, guide, now)
        case Unreachable():
            return _unreachable(session, guide, now)
        case TempoSet():
            return _tempo(session, event, guide, now)
        case FileFailed():
            return _file_failed(session, guide, now)
        case Aged():
            return _aged(session, event)
    assert_never(event)


def _tap(session: Session, event: Tap, guide: Guide, now: datetime) -> Advanced:
    placement: Literal["edit", "new"] = "edit" if event.on_card else "new"
    if event.turn != session.entered or event.action not in actions(session, guide):
        heard = late(session, event.action, guide.content)
        if heard is not None:
            return _new(session, heard.trigger, guide, now, heard.arg)
        toast = toast_of(session, event)
    elif too_quick(session, event.action, now):
        toast = "ui.toast.quick"
    else:
        toast = None
    if toast is not None:
        return session, (Toast(guide.phrases(session.language).line(toast)), Show(placement))
    turn = Turn(session, guide, now)
    turn.seen()
    turn.placement = placement
    trigger, _, arg = event.action.partition(":")
    return _run(turn, Move(trigger, arg))


def actions(session: Session, guide: Guide) -> frozenset[str]:
    """What the buttons of the present screen do: nothing else is obeyed."""
    under = () if session.covered is None else _buttons(changed(session, reminder=session.covered), guide)
    return frozenset(button.action for button in (*_buttons(session, guide), *under))


def _buttons(session: Session, guide: Guide) -> tuple[Button, ...]:
    """Those of a reminder and of the screen that it came below."""
    shown = [session] if session.reminder is None else [session, changed(session, reminder=None)]
    return tuple(button for each in shown for row in view(each, guide).buttons for button in row)


def _below(session: Session, guide: Guide, now: datetime) -> Turn:
    """A turn whose screen comes as a new message, below what is there."""
    turn = Turn(session, guide, now)
    turn.placement = "new"
    return turn


def _text(session: Session, event: Text, guide: Guide, now: datetime) -> Advanced:
    turn = _below(session, guide, now)
    turn.seen()
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


def _new(session: Session, trigger: str, guide: Guide, now: datetime, arg: str = "") -> Advanced:
    turn = _below(session, guide, now)
    turn.seen()
    return _run(turn, Move(trigger, arg))


def _imported(session: Session, event: Imported, guide: Guide, now: datetime) -> Advanced:
    turn = _below(session, guide, now)
    turn.seen()
    turn.file = event
    return _run(turn, Move("imported"))


def _file_failed(session: Session, guide: Guide, now: datetime) -> Advanced:
    return _run(_below(session, guide, now), Move("file-failed"))


def _aged(session: Session, event: Aged) -> Advanced:
    """What was kept long enough goes; a chat that nobody used for that long goes whole."""
    if session.seen_on is not None and session.seen_on < event.before.date():
        return session, (Forget(),)
    results = tuple(result for result in session.results if result.started_at >= event.before)
    days = tuple(day for day in session.trained_on if day >= event.before.date())
    return changed(session, results=results, trained_on=days), (Expire(event.before),)


def _timer(session: Session, event: TimerFired, guide: Guide, now: datetime) -> Advanced:
    if event.kind != STEP:
        return _reminder(session, event.kind, guide, now)
    if event.turn != session.entered or session.step_ends_at is None:
        return session, (Sleep(STEP),) if session.step_ends_at is None else ()
    return _run(_below(session, guide, now), Move("tick"))


def _reminder(session: Session, kind: str, guide: Guide, now: datetime) -> Advanced:
    """Only what is due by the session itself comes; where it would disturb, nobody sees anything."""
    protocol = guide.content.protocol
    coming = session.remind if kind == REMINDER else None
    at = coming.at if coming is not None else session.nudge_at if kind == NUDGE else None
    if at is None or now < at - EARLY:
        return session, (Sleep(kind),) if at is None else (Wake(kind, at + timedelta(milliseconds=1)),)
    if coming is None and nudge_disturbs(session, protocol, now):
        return changed(session, reminding=replace(session.reminding, nudged_at=now)), ()
    if coming is not None and disturbs(session, coming, protocol, now):
        return postponed(session, protocol, now), ()
    turn = _below(session, guide, now)
    turn.update(menu=session.menu, offered=session.offered)  # it comes below them
    return _run(turn, Move(kind))


def _cue_lost(session: Session, event: CueLost, guide: Guide, now: datetime) -> Advanced:
    if event.turn != session.entered or session.tempo != 1:
        return session, ()  # a trial at another speed may well outrun what may be sent
    turn = _below(session, guide, now)
    return _run(turn, Move("unseen")) if turn.state == State.ROUTINE and session.step else (session, ())


def _unreachable(session: Session, guide: Guide, now: datetime) -> Advanced:
    turn = Turn(session, guide, now)
    after, effects = _run(turn, Move("unreachable"))
    return after, tuple(effect for effect in effects if not isinstance(effect, Show))


def _tempo(session: Session, event: TempoSet, guide: Guide, now: datetime) -> Advanced:
    if session.step_ends_at is None:
        return changed(session, tempo=event.tempo), ()
    turn = Turn(session, guide, now)
    retime(turn, event.tempo)
    return changed(turn.session, **{name: getattr(session, name) for name in OVERLAYS}), (*turn.effects, Show("edit"))


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
