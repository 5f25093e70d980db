"""Guards and actions of the routine: steps that follow the clock, and everything that may interrupt them."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from content.schema import Protocol
from dialogs.effects import Record, Sleep, Wake
from dialogs.limits import level, setup
from dialogs.places import bounds, matched, start_page
from dialogs.plan import press, routine
from dialogs.session import Result, Session
from dialogs.steps import Check, GetReady, Hold, Rest, Step, StretchHold
from dialogs.turn import REMINDER, STEP, Turn

MISSED = timedelta(seconds=2)
"""A cue later than this fell into a time when nobody was there to send it: say so instead of carrying on."""

EARLY = timedelta(milliseconds=50)
"""A timer may fire this much before its instant; earlier, it is one that has since been moved."""

KEPT_RESULTS = 10
"""Sessions remembered in the session itself, for the short progress list; history rows keep all."""


def step(session: Session) -> Step | None:
    """The present step, or None when there is none left."""
    return session.plan[session.step] if session.step < len(session.plan) else None


# --- starting and stepping ---


def start(turn: Turn) -> None:
    """One tap, and it runs by itself."""
    session, content = turn.session, turn.guide.content
    points = session.points or (matched(turn).points[0].id,)
    plan = routine(content, points, session.tool, level(content, session), bounds(turn))
    turn.update(plan=plan, step=0, pressed={}, eased=False, cut_short=False)
    turn.update(started_at=turn.now, pain_after=None)
    enter(turn, 0, turn.now)


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
    pressed = _pressed(turn, present, present.seconds)
    seconds = present.seconds / turn.session.tempo
    _run(turn, seconds, at, step=index, pressed=pressed, late=None, alert=True)


def _pressed(turn: Turn, present: Step, seconds: int) -> Mapping[str, int]:
    """The count with so many more seconds of the step in it, if it presses."""
    pressed = turn.session.pressed
    return {**pressed, present.point: pressed.get(present.point, 0) + seconds} if isinstance(present, Hold) else pressed


def _run(turn: Turn, seconds: float, at: datetime, **changes: Any) -> None:
    """Let the clock run for `seconds` after `at`. In real time an end is a whole second, as it is promised."""
    end = at + timedelta(seconds=seconds)
    if turn.session.tempo == 1:
        end = datetime.fromtimestamp(math.ceil(end.timestamp()), UTC)
    turn.update(step_ends_at=end, length=seconds, remaining=None, **changes)
    turn.effects.append(Wake(STEP, end))


def _next(turn: Turn) -> int:
    """The step after this one; pressing that would pass the limits is left out."""
    index = turn.session.step + 1
    while index < len(turn.session.plan) and _too_much(turn, index):
        index += 1
    return index


def _too_much(turn: Turn, index: int) -> bool:
    """A hold past the limits, or the rest before one."""
    coming = turn.session.plan[index]
    if isinstance(coming, Rest):
        return _too_much(turn, index + 1)
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
    return _next(turn) >= len(turn.session.plan)


def next_step(turn: Turn) -> None:
    enter(turn, _next(turn), turn.now)


def tick(turn: Turn) -> None:
    """On with the clock: the next step counts from the promised instant, so nothing drifts."""
    enter(turn, _next(turn), turn.due or turn.now)


def away(turn: Turn) -> None:
    """The cue fell into a time when nobody was there: the step is over, nothing else happens by itself."""
    ended = turn.due or turn.now
    turn.update(late=(turn.now - ended).total_seconds(), remaining=None, alert=True)


# --- interruptions ---


def pause(turn: Turn) -> None:
    """Keep the exact time that is left; measured against the end it was promised."""
    if turn.due is not None:
        left = (turn.due - turn.now).total_seconds() * turn.session.tempo
        turn.update(remaining=max(left, 0.0))


def timed(turn: Turn) -> bool:
    """The clock is running: not so at a check."""
    return turn.session.step_ends_at is not None or not isinstance(step(turn.session), Check)


def over(turn: Turn) -> bool:
    """Nothing is left to take up again."""
    return step(turn.session) is None or (was_away(turn) and last_step(turn))


def was_away(turn: Turn) -> bool:
    return turn.session.late is not None


def resume(turn: Turn) -> None:
    remaining = turn.session.remaining
    turn.update(alert=True)
    if remaining is None:
        enter(turn, turn.session.step, turn.now)
    else:
        _run(turn, remaining / turn.session.tempo, turn.now)


def go_on(turn: Turn) -> None:
    """After a missed cue: time to get into place, then the step that would have come."""
    index = _next(turn)
    coming = turn.session.plan[index]
    if isinstance(coming, Hold | StretchHold):
        earlier = next(each for each in reversed(turn.session.plan[:index]) if isinstance(each, GetReady))
        ready = replace(earlier, seconds=turn.guide.content.protocol.get_ready.value)
        turn.update(plan=(*turn.session.plan[:index], ready, *turn.session.plan[index:]))
    enter(turn, index, turn.now)


def back(turn: Turn) -> None:
    """The step before, from its beginning, as long as pressing stays within its limits."""
    index = max(turn.session.step - 1, 0)
    while index > 0 and _too_much(turn, index):
        index -= 1
    enter(turn, index, turn.now)


def longer_possible(turn: Turn) -> bool:
    """Whether the running step may last longer: holds end at their cited maximum."""
    protocol, present = turn.guide.content.protocol, step(turn.session)
    if not isinstance(present, Hold):
        return True
    most = min(protocol.longest_hold.value, bounds(turn).hold or protocol.longest_hold.value)
    extra = protocol.extra.value
    return present.seconds + extra <= most and may_press(turn, present.point, extra)


def longer(turn: Turn) -> None:
    """Ten seconds more on the same step; the promised end moves with it."""
    present = step(turn.session)
    if present is None or isinstance(present, Check) or turn.due is None:
        return
    extra = turn.guide.content.protocol.extra.value
    plan = turn.session.plan
    stretched = replace(present, seconds=present.seconds + extra)
    plan = (*plan[: turn.session.step], stretched, *plan[turn.session.step + 1 :])
    left = (turn.due - turn.now).total_seconds()
    seconds = left + extra / turn.session.tempo
    _run(turn, seconds, turn.now, plan=plan, pressed=_pressed(turn, present, extra))


def no_longer(turn: Turn) -> None:
    turn.notify("ui.notice.no-longer", seconds=turn.guide.content.protocol.longest_hold.value)


def ease(turn: Turn) -> None:
    """Lighter from here on; the clock does not move."""
    turn.update(eased=True)
    tool = turn.session.tool
    turn.notify("ui.notice.eased" if tool is None else f"tools.{tool}.lighter")


def shorten(turn: Turn) -> None:
    """Holds still to come keep to a ceiling that was lowered after the plan was made."""
    most, session = bounds(turn).hold, turn.session
    if most is None:
        return
    shorter = (
        replace(each, seconds=min(each.seconds, most)) if isinstance(each, Hold) else each for each in session.plan
    )
    turn.update(plan=tuple(shorter))
    if session.remaining is not None and isinstance(step(session), Hold):
        turn.update(remaining=min(session.remaining, float(most)))


def retime(turn: Turn, tempo: float) -> None:
    """Time runs at another speed from now on: what is left of the running step shrinks or grows with it."""
    session = turn.session
    turn.update(tempo=tempo)
    if session.step_ends_at is not None:
        left = max((session.step_ends_at - turn.now).total_seconds(), 0.0)
        _run(turn, left * session.tempo / tempo, turn.now)


# --- the check ---


def too_strong(turn: Turn) -> bool:
    return turn.number > turn.guide.content.protocol.pressure_limit.value


def too_strong_now(turn: Turn) -> None:
    """Over the limit: no more pressing in this session, on to what is gentle."""
    turn.update(eased=True)
    _after_pressing(turn)
    turn.notify("ui.notice.too-strong")


def _after_pressing(turn: Turn) -> None:
    plan = turn.session.plan
    last = max(index for index, each in enumerate(plan) if isinstance(each, Check))
    enter(turn, last + 1, turn.now)


def second_possible(turn: Turn) -> bool:
    """Whether a second spot may be offered after this check."""
    session = turn.session
    rung = level(turn.guide.content, session)
    checks = sum(isinstance(each, Check) for each in session.plan)
    seconds = min(rung.hold.value, bounds(turn).hold or rung.hold.value) * rung.repeats.value
    return (
        checks < rung.spots.value
        and sum(session.pressed.values()) + seconds <= turn.guide.content.protocol.session_limit.value
        and bool(other_points(turn))
    )


def other_points(turn: Turn) -> tuple[str, ...]:
    """Points that could fit, are not pressed yet, and can be reached with the tool in hand."""
    session, left = turn.session, bounds(turn)
    tool = session.tool
    if tool is None:
        return ()
    fitting = (point.id for point in matched(turn).candidates if point.id not in session.points)
    return tuple(point for point in fitting if setup(turn.guide.content, tool, point, left) is not None)


def say_check(turn: Turn) -> None:
    """What the score after a spot means: eased or not, never press harder."""
    before, now = turn.session.pain_before, turn.number
    protocol = turn.guide.content.protocol
    eased = now <= protocol.eased_to.value or (before is not None and now * 2 <= before)
    turn.notify("ui.notice.spot-eased" if eased else "ui.notice.spot-stays")


def check_next(turn: Turn) -> None:
    next_step(turn)
    say_check(turn)


def choose_second(turn: Turn) -> None:
    turn.update(points=(*turn.session.points, turn.arg))
    start_page(turn)


def begun(session: Session) -> tuple[str, ...]:
    """The spots of the running plan; a second one that was only chosen is not among them."""
    targets = {each.target for each in session.plan if isinstance(each, GetReady)}
    return tuple(point for point in session.points if point in targets)


def is_second(turn: Turn) -> bool:
    """The set-up card is that of the second spot: the routine is running already."""
    return bool(turn.session.plan)


# --- the end ---


def stop(turn: Turn) -> None:
    """Stopped by the user: kept as unfinished, and may go on where it was."""
    pause(turn)
    _keep_result(turn, finished=False)
    turn.notify("ui.notice.stopped")


def off(turn: Turn) -> None:
    """The pressure comes off, the routine is over and cannot be taken up again."""
    if turn.session.plan:
        _keep_result(turn, finished=False)
        turn.update(plan=(), step=0, remaining=None, late=None, cut_short=True)


def finish(turn: Turn) -> None:
    turn.update(step=len(turn.session.plan), remaining=None, alert=True)


def settled(turn: Turn) -> None:
    turn.notify("ui.notice.settled")


def pain_after(turn: Turn) -> None:
    turn.update(pain_after=turn.number)
    _complete(turn)


def stop_after(turn: Turn) -> None:
    """Away without a second score."""
    _complete(turn)
    turn.notify("ui.notice.stopped-after")


def _complete(turn: Turn) -> None:
    whole = not turn.session.cut_short
    _keep_result(turn, finished=whole)
    turn.update(
        sessions_done=turn.session.sessions_done + whole,
        first_session_at=turn.session.first_session_at or turn.session.started_at,
        plan=(),
        step=0,
        remaining=None,
    )


def _keep_result(turn: Turn, *, finished: bool) -> None:
    started_at = turn.session.started_at
    if started_at is None:
        return
    if turn.session.plan:
        turn.update(points=begun(turn.session))
    session = turn.session
    result = Result(
        started_at=started_at,
        zones=session.zones,
        side=session.side,
        points=session.points,
        tool=session.tool,
        pain_before=session.pain_before,
        pain_after=session.pain_after,
        pressed=session.pressed,
        finished=finished,
        way=session.way,
    )
    earlier = tuple(each for each in session.results if each.started_at != started_at)
    turn.update(results=(*earlier, result)[-KEPT_RESULTS:])
    row = {
        "zones": list(result.zones),
        "side": result.side,
        "points": list(result.points),
        "tool": result.tool,
        "pain_before": result.pain_before,
        "pain_after": result.pain_after,
        "finished": finished,
        "pressed": dict(session.pressed),
        "cautions": list(session.cautions),
    }
    turn.effects.append(Record(result.started_at, row))


# --- the next session ---


def hours_to_next(protocol: Protocol, session: Session, at: datetime) -> int:
    """Every other day in the first week, daily after it; `at`: when it is asked."""
    first = session.first_session_at
    week_one = first is None or at - first < timedelta(days=protocol.week_one.value)
    return (protocol.again_first if week_one else protocol.again).value


def remind(turn: Turn) -> None:
    hours = hours_to_next(turn.guide.content.protocol, turn.session, turn.now)
    at = turn.now + timedelta(hours=hours) / turn.session.tempo
    turn.update(remind_at=at)
    turn.effects.append(Wake(REMINDER, at))
    turn.notify("ui.notice.reminder-on", hours=hours)


def no_reminder(turn: Turn) -> None:
    turn.update(remind_at=None)
    turn.effects.append(Sleep(REMINDER))
    turn.notify("ui.notice.reminder-off")


def busy(turn: Turn) -> bool:
    """A session is under way: a reminder would only disturb."""
    return bool(turn.session.plan)


def reminded(turn: Turn) -> None:
    forget_reminder(turn)
    turn.update(alert=True)
    turn.notify("ui.notice.reminder")


def forget_reminder(turn: Turn) -> None:
    turn.update(remind_at=None)
    turn.effects.append(Sleep(REMINDER))
