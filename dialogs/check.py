"""Guards and actions of the check after a spot: ease, move on or stop by rule, and perhaps a second spot."""

from content.schema import Content
from dialogs.limits import level, limits, setup
from dialogs.matching import match
from dialogs.places import bounds, start_page
from dialogs.routine import enter, next_step
from dialogs.session import Session
from dialogs.steps import Check, GetReady
from dialogs.turn import Turn


def too_strong(turn: Turn) -> bool:
    return turn.number > turn.guide.content.protocol.pressure_limit.value


def too_strong_now(turn: Turn) -> None:
    """Over the limit: no more pressing in this session, on to what is gentle."""
    turn.update(eased=True, cut_short=True)
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
    seconds = bounds(turn).hold_of(rung) * rung.repeats.value
    return (
        checks < rung.spots.value
        and sum(session.pressed.values()) + seconds <= turn.guide.content.protocol.session_limit.value
        and bool(other_points(turn.guide.content, session))
    )


def other_points(content: Content, session: Session) -> tuple[str, ...]:
    """Points that could fit, are not pressed yet, and can be reached with the tool in hand."""
    tool, left = session.tool, limits(content, session)
    if tool is None:
        return ()
    fitting = (point.id for point in match(content, session.zones).candidates if point.id not in session.points)
    return tuple(point for point in fitting if setup(content, tool, point, left) is not None)


def say_check(turn: Turn) -> None:
    """What the score after a spot means: eased or not, never press harder."""
    before, now = turn.session.pain_before, turn.number
    protocol = turn.guide.content.protocol
    less = before is not None and now < before
    eased = now <= protocol.eased_to.value or (before is not None and now * 2 <= before)
    turn.notify(f"ui.notice.spot-{'eased' if eased else 'less' if less else 'stays'}")


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
