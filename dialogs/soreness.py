"""The check-in after a session: its answers lower or raise what comes next (clinical rules of S76, S79, S83)."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from content.schema import Protocol, Tier
from dialogs import history
from dialogs.effects import Record
from dialogs.limits import rung_of
from dialogs.reminding import CheckIn
from dialogs.screening import end, raise_flags
from dialogs.session import Result, Session
from dialogs.turn import Turn

URGENT = frozenset({"growing", "numb"})
"""Answers that are not to be expected after pressing: a clinician the same day (S51)."""


def pressed_last(session: Session) -> Result | None:
    """The last session in which anything was pressed."""
    return next((result for result in reversed(session.results) if result.pressed), None)


def is_clear(session: Session, protocol: Protocol) -> bool | None:
    """Whether the soreness of the last pressing is mild and no bruise is left; None while nothing was told of it."""
    told, pressed = session.check_in, pressed_last(session)
    if told is None or pressed is None or told.of != pressed.started_at:
        return None
    return told.soreness <= protocol.eased_to.value and not told.bruised


def open_check(session: Session, protocol: Protocol) -> Literal["check-in", "bruise"] | None:
    """What of the check-in is still to be told, wherever the person is by now."""
    pressed, clear = pressed_last(session), is_clear(session, protocol)
    if pressed is None or (clear and session.sore is None):
        return None
    came = session.reminding.came.get("check-in")
    asked = clear is False or (came is not None and came > pressed.started_at)
    return "bruise" if session.sore is not None else "check-in" if asked else None


def ask(turn: Turn) -> None:
    """The check-in, asked for by the user."""
    turn.update(reminder="check-in")


def told_soreness(turn: Turn) -> None:
    turn.update(sore=turn.number, reminder="bruise")
    if "check-in" not in {turn.reminder, turn.covered}:
        turn.notify("ui.check-in.taken", number=turn.number)


def is_urgent(turn: Turn) -> bool:
    return turn.arg in URGENT


def refer(turn: Turn) -> None:
    """A swelling that grows, or numbness and weakness since the pressing."""
    _record(turn, bruised=turn.arg == "growing")
    raise_flags(turn, ("leg-weakness",) if turn.arg == "numb" else (), Tier.B)
    turn.update(sore=None, swollen=turn.arg != "numb")
    end(turn, "pressing")


def told_bruise(turn: Turn) -> None:
    """The check-in is complete: up the ladder, wait, or down a rung."""
    session, protocol = turn.session, turn.guide.content.protocol
    pressed, before = pressed_last(session), session.check_in
    if pressed is None or session.sore is None:
        return
    _record(turn, bruised=turn.arg == "yes")
    told = CheckIn(pressed.started_at, turn.now, session.sore, bruised=turn.arg == "yes")
    again = before if before is not None and before.of == told.of else None
    turn.update(check_in=replace(told, dropped=again is not None and again.dropped), sore=None)
    if is_clear(turn.session, protocol):
        turn.notify("ui.check-in.clear")
    elif turn.now - pressed.started_at >= timedelta(hours=protocol.soreness.value) / session.tempo:
        _drop(turn)
        turn.notify("ui.check-in.too-long", hours=protocol.soreness.value)
    else:
        if again is None and not pressed.early:
            turn.update(sessions_done=max(session.sessions_done - 1, 0))  # it does not count towards longer holds
        turn.notify("ui.check-in.wait", hours=protocol.soreness.value)


def _drop(turn: Turn) -> None:
    """One rung down, once for each session."""
    told, levels = turn.session.check_in, turn.guide.content.protocol.levels
    if told is None or told.dropped:
        return
    lower = levels[max(levels.index(rung_of(turn.guide.content, turn.session.sessions_done + 1)) - 1, 0)]
    turn.update(sessions_done=lower.from_session.value - 1, check_in=replace(told, dropped=True))


def _record(turn: Turn, *, bruised: bool) -> None:
    if turn.session.sore is not None:
        turn.effects.append(Record(turn.now, history.row(history.CheckIn(turn.session.sore, bruise=bruised))))
