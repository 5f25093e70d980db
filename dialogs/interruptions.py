"""Guards and actions that come between: pause and resume, back, longer, lighter, another speed."""

from dataclasses import replace

from dialogs.limits import stretch_of
from dialogs.places import bounds
from dialogs.routine import count, enter, last_step, may_press, next_index, run_clock, step, too_much
from dialogs.steps import Check, GetReady, Hold, StretchHold
from dialogs.turn import Turn


def pause(turn: Turn) -> None:
    """Keep the exact time that is left; measured against the end it was promised."""
    if turn.due is not None:
        left = (turn.due - turn.now).total_seconds() * turn.session.tempo
        most = (turn.session.length or 0.0) * turn.session.tempo  # a clock set back must not lengthen a hold
        turn.update(remaining=min(max(left, 0.0), most))


def pause_upset(turn: Turn) -> None:
    """Somebody is at the end of their tether: the clock waits, and what is next is theirs to say."""
    pause(turn)
    turn.notify("ui.notice.upset")


def pause_for_sure(turn: Turn) -> None:
    """An older message's "sharp, numb or tingling" was pressed. It does no more what it did; nor does pressing go on
    as if nothing had been said."""
    pause(turn)
    turn.notify("ui.notice.paused-for-sure")


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
        begun = turn.now.replace(microsecond=0) if turn.session.tempo == 1 else turn.now
        run_clock(turn, remaining / turn.session.tempo, begun)  # rounded up again: it must not grow by pausing


def go_on(turn: Turn) -> None:
    """After a missed cue: time to get into place, then the step that would have come."""
    index = next_index(turn)
    coming = turn.session.plan[index]
    if isinstance(coming, Hold | StretchHold):
        earlier = next(each for each in reversed(turn.session.plan[:index]) if isinstance(each, GetReady))
        ready = replace(earlier, seconds=turn.guide.content.protocol.get_ready.value)
        turn.update(plan=(*turn.session.plan[:index], ready, *turn.session.plan[index:]))
    enter(turn, index, turn.now)


def back(turn: Turn) -> None:
    """The step before, from its beginning, as long as pressing stays within its limits."""
    index = max(turn.session.step - 1, 0)
    while index > 0 and too_much(turn, index):
        index -= 1
    enter(turn, index, turn.now)


def longer_possible(turn: Turn) -> bool:
    """Whether the running step may last longer: holds end at their cited maximum."""
    present, extra = step(turn.session), turn.guide.content.protocol.extra.value
    if not isinstance(present, Hold | StretchHold):
        return True
    allowed = not isinstance(present, Hold) or may_press(turn, present.point, extra)
    return allowed and present.seconds + extra <= _most(turn)


def _most(turn: Turn) -> int:
    """Seconds that the running hold or stretch may last."""
    protocol = turn.guide.content.protocol
    if isinstance(step(turn.session), StretchHold):
        return bounds(turn).stretch_hold or protocol.longest_stretch.value
    return min(protocol.longest_hold.value, bounds(turn).hold or protocol.longest_hold.value)


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
    count(turn, present, extra)
    run_clock(turn, seconds, turn.now, plan=plan)


def no_longer(turn: Turn) -> None:
    turn.notify("ui.notice.no-longer", seconds=_most(turn))


def ease(turn: Turn) -> None:
    """Lighter from here on; the clock does not move."""
    turn.update(eased=True)
    session = turn.session
    stretches = stretch_of(turn.guide.content, step(session)) is not None
    turn.notify("ui.notice.eased" if session.tool is None or stretches else f"tools.{session.tool}.lighter")


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
        run_clock(turn, left * session.tempo / tempo, turn.now)
