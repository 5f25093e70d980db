"""Guards and actions at the end of a session: what is kept of it, and when the next one is due."""

from datetime import datetime, timedelta

from content.schema import Protocol
from dialogs.check import begun
from dialogs.effects import Record, Sleep, Wake
from dialogs.interruptions import pause
from dialogs.session import Result, Session
from dialogs.turn import REMINDER, Turn

KEPT_RESULTS = 10
"""Sessions remembered in the session itself, for the short progress list; history rows keep all."""


def stop(turn: Turn) -> None:
    """Stopped by the user: kept as unfinished, and may go on where it was."""
    pause(turn)
    _keep_result(turn, finished=False)
    turn.notify("ui.notice.stopped")


def too_late(turn: Turn) -> None:
    """Left for hours: what is next begins with the safety questions."""
    _keep_result(turn, finished=False)
    turn.update(plan=(), step=0, remaining=None, late=None)
    turn.notify("ui.notice.too-late")


def stop_unwell(turn: Turn) -> None:
    """Dizzy, sick or stuck: everything ends here."""
    off(turn)
    turn.notify("ui.notice.unwell")


def stop_crisis(turn: Turn) -> None:
    """Something much heavier than a sore muscle."""
    off(turn)
    turn.notify("ui.notice.crisis")


def stop_emergency(turn: Turn) -> None:
    """No flag of the list, and no moment to lose (a stroke, a leg without blood)."""
    off(turn)
    turn.notify("ui.notice.emergency")


def stop_dulled(turn: Turn) -> None:
    """Alcohol or the like: the pain that warns is dulled."""
    off(turn)
    turn.notify("ui.notice.dulled")


def off(turn: Turn) -> None:
    """The pressure comes off, the routine is over and cannot be taken up again."""
    if turn.session.plan:
        turn.update(cut_short=True)
        _keep_result(turn, finished=False)
        turn.update(plan=(), step=0, remaining=None, late=None)


def finish(turn: Turn) -> None:
    turn.update(step=len(turn.session.plan), remaining=None, alert=True)


def settled(turn: Turn) -> None:
    turn.notify("ui.notice.settled")


def pain_after(turn: Turn) -> None:
    turn.update(pain_after=turn.number)
    _complete(turn)


def no_score(turn: Turn) -> None:
    """Done without a second score."""
    _complete(turn)


def stop_after(turn: Turn) -> None:
    """Away without a second score."""
    _complete(turn)
    turn.notify("ui.notice.stopped-after")


def _complete(turn: Turn) -> None:
    whole = not turn.session.cut_short and bool(turn.session.pressed)
    _keep_result(turn, finished=not turn.session.cut_short)
    turn.update(
        sessions_done=turn.session.sessions_done + whole,
        first_session_at=turn.session.first_session_at or turn.session.started_at,
        plan=(),
        step=0,
        remaining=None,
    )


def _keep_result(turn: Turn, *, finished: bool) -> None:
    started_at = turn.session.started_at
    if started_at is None or not (turn.session.pressed or turn.session.cut_short or finished):
        return  # nothing was done that anybody would want to remember, or to be limited by
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
        cut_short=session.cut_short,
        way=session.way,
    )
    earlier = tuple(each for each in session.results if each.started_at != started_at)
    day = turn.now - timedelta(days=1)
    old = tuple(each for each in earlier if each.started_at <= day)
    fresh = tuple(each for each in earlier if each.started_at > day)  # the limit of a day needs all of these
    turn.update(results=(*old[-KEPT_RESULTS:], *fresh, result))
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
