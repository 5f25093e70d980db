"""Guards and actions of the routine: steps that follow the clock, and everything that may interrupt them."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogs.effects import Wake
from dialogs.limits import level
from dialogs.places import bounds, matched
from dialogs.plan import press, routine
from dialogs.session import Session
from dialogs.steps import Check, Hold, Rest, Step, StretchHold
from dialogs.turn import STEP, Turn

MISSED = timedelta(seconds=2)
"""A cue later than this fell into a time when nobody was there to send it: say so instead of carrying on."""

EARLY = timedelta(milliseconds=50)
"""A timer may fire this much before its instant; earlier, it is one that has since been moved."""


def step(session: Session) -> Step | None:
    """The present step, or None when there is none left."""
    return session.plan[session.step] if session.step < len(session.plan) else None


# --- starting and stepping ---


def start(turn: Turn) -> None:
    """One tap, and it runs by itself."""
    session, content = turn.session, turn.guide.content
    points = session.points or (matched(turn).points[0].id,)
    plan = routine(content, points, session.tool, level(content, session), bounds(turn))
    turn.update(plan=plan, step=0, pressed={}, stretched={}, eased=False, cut_short=False)
    turn.update(started_at=turn.now, pain_after=None, sore=None)
    enter(turn, 0, turn.now)


def outdated(turn: Turn) -> bool:
    """The safety questions were answered too long ago to start on."""
    checked = turn.session.checked_at
    gap = timedelta(hours=turn.guide.content.protocol.gap.value)
    return not turn.session.plan and (checked is None or turn.now - checked > gap)


def ask_anew(turn: Turn) -> None:
    """One line of safety, and the pain of now; then on from where it was."""
    turn.update(pain_before=None)
    turn.notify("ui.notice.long-ago")


def day_full(turn: Turn) -> bool:
    """The first hold would pass what a spot may get in a day."""
    session, content = turn.session, turn.guide.content
    rung = level(content, session)
    seconds = bounds(turn).hold_of(rung)
    return bool(session.points) and not may_press(turn, session.points[-1], seconds)


def say_day_full(turn: Turn) -> None:
    turn.notify("ui.notice.day-full", minutes=turn.guide.content.protocol.spot_limit.value // 60)


def start_stretches(turn: Turn) -> None:
    turn.update(tool=None, points=())
    start(turn)


def start_second(turn: Turn) -> None:
    """The second spot goes in right after the check of the first."""
    session, content = turn.session, turn.guide.content
    ready = content.protocol.get_ready.value
    extra = press(content, session.points[-1], session.tool or "", level(content, session), bounds(turn), ready)
    at = session.step + 1
    turn.update(plan=(*session.plan[:at], *extra, *session.plan[at:]))
    enter(turn, at, turn.now)


def enter(turn: Turn, index: int, at: datetime) -> None:
    """Begin the step at `index`; a timed one ends its length after `at`."""
    plan = turn.session.plan
    present = plan[index] if index < len(plan) else None
    if present is None or isinstance(present, Check):
        turn.update(step=index, step_ends_at=None, remaining=None, late=None, alert=True)
        return
    count(turn, present, present.seconds)
    seconds = present.seconds / turn.session.tempo
    run_clock(turn, seconds, at, step=index, late=None, alert=True)


def count(turn: Turn, present: Step, seconds: int) -> None:
    """So many more seconds of the step, if it presses or stretches."""
    session = turn.session
    if isinstance(present, Hold):
        turn.update(pressed=_more(session.pressed, present.point, seconds))
    elif isinstance(present, StretchHold):
        turn.update(stretched=_more(session.stretched, present.stretch, seconds))


def _more(counted: Mapping[str, int], name: str, seconds: int) -> Mapping[str, int]:
    return {**counted, name: counted.get(name, 0) + seconds}


def run_clock(turn: Turn, seconds: float, at: datetime, **changes: Any) -> None:
    """Let the clock run for `seconds` after `at`. In real time it ends at a whole second, as is promised."""
    end = at + timedelta(seconds=seconds)
    if turn.session.tempo == 1:
        end = datetime.fromtimestamp(math.ceil(end.timestamp()), UTC)
    turn.update(step_ends_at=end, length=seconds, remaining=None, **changes)
    turn.effects.append(Wake(STEP, end))


def next_index(turn: Turn) -> int:
    """The step after this one; pressing that would pass the limits is left out."""
    index = turn.session.step + 1
    while index < len(turn.session.plan) and too_much(turn, index):
        index += 1
    return index


def too_much(turn: Turn, index: int) -> bool:
    """A hold past the limits, or the rest before one."""
    coming = turn.session.plan[index]
    if isinstance(coming, Rest):
        return too_much(turn, index + 1)
    return isinstance(coming, Hold) and not may_press(turn, coming.point, coming.seconds)


def may_press(turn: Turn, point: str, seconds: int) -> bool:
    """Whether so many more seconds keep within the limits: of a session, and of one spot on one day."""
    protocol, session = turn.guide.content.protocol, turn.session
    day = turn.now - timedelta(days=1)
    earlier = (
        each.pressed.get(point, 0)
        for each in session.results
        if each.started_at > day and each.started_at != session.started_at
    )
    on_spot = session.pressed.get(point, 0) + sum(earlier)
    return (
        sum(session.pressed.values()) + seconds <= protocol.session_limit.value
        and on_spot + seconds <= protocol.spot_limit.value
    )


# --- the clock ---


def not_due(turn: Turn) -> bool:
    """The timer belongs to an end that was moved since."""
    return turn.session.step_ends_at is None or turn.now < turn.session.step_ends_at - EARLY


def keep_waiting(turn: Turn) -> None:
    """The clock was set back: wait for the end once more (a different instant, so that it is a timer of its own)."""
    if turn.due is not None:
        turn.effects.append(Wake(STEP, turn.due + timedelta(milliseconds=1)))


def missed(turn: Turn) -> bool:
    return turn.session.step_ends_at is not None and turn.now - turn.session.step_ends_at > MISSED


def last_step(turn: Turn) -> bool:
    return next_index(turn) >= len(turn.session.plan)


def next_step(turn: Turn) -> None:
    enter(turn, next_index(turn), turn.now)


def tick(turn: Turn) -> None:
    """On with the clock: the next step counts from the promised instant, so nothing drifts."""
    enter(turn, next_index(turn), turn.due or turn.now)


def unseen(turn: Turn) -> None:
    """Nobody saw that this step began: the one before it is where the user still is."""
    began = turn.due - timedelta(seconds=turn.session.length or 0) if turn.due is not None else turn.now
    late = max((turn.now - began).total_seconds(), 0.0)
    turn.update(step=turn.session.step - 1, late=late, remaining=None, alert=True)


def away(turn: Turn) -> None:
    """The cue fell into a time when nobody was there: the step is over, nothing else happens by itself."""
    ended = turn.due or turn.now
    turn.update(late=(turn.now - ended).total_seconds(), remaining=None, alert=True)
