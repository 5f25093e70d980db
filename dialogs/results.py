"""Guards and actions at the end of a session: what is kept of it, and when the next one is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dialogs.check import begun
from dialogs.effects import Record
from dialogs.history import Trained, row
from dialogs.interruptions import pause
from dialogs.limits import level
from dialogs.session import Result, State
from dialogs.steps import Check, Hold, RollOver
from dialogs.turn import Turn

GRACE = 24
"""Hours that the next session may come late without breaking a streak."""
KEPT_RESULTS = 10
"""Sessions remembered in the session itself, for the short progress list; history rows keep all."""
KEPT_DAYS = 28
"""Days of which it is remembered whether there was a session: four weeks."""


def stop(turn: Turn) -> None:
    """Stopped by the user: kept as unfinished, and may go on where it was."""
    pause(turn)
    _keep_result(turn, finished=False)
    on_tool = any(isinstance(each, Hold | Check | RollOver) for each in turn.session.plan[turn.session.step :])
    turn.notify("ui.notice.stopped" if on_tool else "ui.notice.stopped-stretch")


def leave(turn: Turn) -> None:
    """Something else is begun; nothing went wrong with what was left."""
    if turn.session.plan:
        _keep_result(turn, finished=False)
        turn.update(plan=(), step=0, remaining=None, late=None)


def too_late(turn: Turn) -> None:
    """Left for hours: what is next begins with the safety questions."""
    leave(turn)
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
    turn.update(screened_at=None, checked_at=None)
    turn.notify("ui.notice.emergency")


def stop_dulled(turn: Turn) -> None:
    """Alcohol or the like: the pain that warns is dulled."""
    off(turn)
    turn.notify("ui.notice.dulled")


def off(turn: Turn) -> None:
    """The pressure comes off, the routine is over and cannot be taken up again."""
    if turn.session.plan:
        turn.update(cut_short=True)
        leave(turn)


def went_well(turn: Turn) -> None:
    """What broke the session off was a misunderstanding: nothing went wrong with the pressing."""
    session = turn.session
    turn.update(cut_short=False)
    if session.results and session.results[-1].started_at == session.started_at:
        result = replace(session.results[-1], cut_short=False)
        turn.update(results=(*session.results[:-1], result))
        turn.effects.append(Record(result.started_at, row(_entry(turn, result))))


def finish(turn: Turn) -> None:
    turn.update(step=len(turn.session.plan), remaining=None, alert=True)


def settled(turn: Turn) -> None:
    turn.notify("ui.notice.settled")


def pain_after(turn: Turn) -> None:
    turn.update(pain_after=turn.number)
    _complete(turn)


def note_score(turn: Turn) -> None:
    """The second score, told beside what is or may be a warning sign: it is kept, whatever that leads to."""
    if turn.origin is State.AFTER and turn.reading.number is not None and not turn.reading.asks:
        turn.update(pain_after=turn.reading.number)


def no_score(turn: Turn) -> None:
    """Done without a second score."""
    turn.update(pain_after=None)
    _complete(turn)


def stop_after(turn: Turn) -> None:
    """Away without a second score."""
    _complete(turn)
    turn.notify("ui.notice.stopped-after")


def _complete(turn: Turn) -> None:
    whole = not turn.session.cut_short and bool(turn.session.pressed)
    _keep_streak(turn)
    _keep_result(turn, finished=not turn.session.cut_short)
    turn.update(
        sessions_done=turn.session.sessions_done + (whole and not turn.session.same_rung),
        early_done=turn.session.early_done + (whole and turn.session.same_rung),
        same_rung=whole or turn.session.same_rung,
        first_session_at=turn.session.first_session_at or turn.session.started_at,
        plan=(),
        step=0,
        remaining=None,
    )


def lapsed(turn: Turn, last: Result) -> bool:
    """Whether the run of sessions that `last` belongs to has ended. Rest days belong to it: it ends when the next
    session is more than a day late, illness not counted."""
    session = turn.session
    ill_since = session.reminding.ill_since
    ill = (turn.now - ill_since) / timedelta(hours=1) if ill_since is not None else 0.0
    allowed = turn.guide.content.protocol.again_first.value + GRACE + session.excused + ill
    return turn.now - last.started_at > timedelta(hours=allowed)


def _keep_streak(turn: Turn) -> None:
    session = turn.session
    last = next((each for each in reversed(session.results) if each.started_at != session.started_at), None)
    goes_on = session.streak_from is not None and last is not None and not lapsed(turn, last)
    turn.update(excused=0.0, streak_from=session.streak_from if goes_on else session.started_at)


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
        early=session.same_rung,
    )
    earlier = tuple(each for each in session.results if each.started_at != started_at)
    days = recent_days(turn, started_at.date(), *session.trained_on)
    turn.update(results=remembered(turn, (*earlier, result)), trained_on=days)
    turn.effects.append(Record(started_at, row(_entry(turn, result))))


def _entry(turn: Turn, result: Result) -> Trained:
    session = turn.session
    return Trained(
        zones=result.zones,
        side=result.side,
        points=result.points,
        tool=result.tool,
        pain_before=result.pain_before,
        pain_after=result.pain_after,
        finished=result.finished,
        cut_short=result.cut_short,
        pressed=result.pressed,
        stretched=session.stretched,
        level=level(turn.guide.content, session).id,
        cautions=session.cautions,
        flags=session.flags,
    )


def remembered(turn: Turn, results: Sequence[Result]) -> tuple[Result, ...]:
    """Of these, oldest first, what the session itself needs: the limit of a day needs all since yesterday."""
    day = turn.now - timedelta(days=1)
    old = tuple(each for each in results if each.started_at <= day)
    return (*old[-KEPT_RESULTS:], *(each for each in results if each.started_at > day))


def recent_days(turn: Turn, *days: date) -> tuple[date, ...]:
    """Those of the last four weeks, each once, in order."""
    oldest = turn.now.date() - timedelta(days=KEPT_DAYS)
    return tuple(sorted({day for day in days if day > oldest}))
