"""When the next session, the check-in and the reviews are due by the course, before the rules of day and night."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from content.schema import Protocol
from dialogs import clock
from dialogs.reminding import Reminder
from dialogs.session import Session
from dialogs.soreness import is_clear, pressed_last

ANYWHERE = "UTC"
"""The clock of somebody whose time zone is not known yet."""


def zone_of(session: Session) -> str:
    return session.reminding.zone or ANYWHERE


def hours_to_next(protocol: Protocol, session: Session, at: datetime) -> int:
    """Every other day in the first week and as long as it is still sore, daily after it. `at`: when it is asked."""
    first = session.first_session_at
    week_one = first is None or at - first < timedelta(days=protocol.week_one.value)
    asks = "check-in" in session.reminding.kinds
    clear = is_clear(session, protocol)
    daily = not week_one and (not asks if clear is None else clear)
    return (protocol.again if daily else protocol.again_first).value


def is_early(session: Session, protocol: Protocol, now: datetime) -> bool:
    """Whether a session that begins now is too soon to be longer or stronger than the last one that counted. The usual
    pause counts in days, as "every other day" is meant: minutes of getting ready are no difference."""
    counted = (
        each.started_at for each in reversed(session.results) if each.finished and each.pressed and not each.early
    )
    last = next(counted, None)
    if last is None:
        return False
    hours = hours_to_next(protocol, session, now)
    if session.tempo != 1:
        return now < hours_later(session, last, hours=hours)
    days = clock.local(now, zone_of(session)).date() - clock.local(last, zone_of(session)).date()
    return now < hours_later(session, last, hours=protocol.gap.value) or days < timedelta(hours=hours)


def _session(session: Session, protocol: Protocol) -> datetime | None:
    last = session.results[-1] if session.results else None
    if is_clear(session, protocol) is False and "check-in" in session.reminding.kinds:
        return None  # the next one waits until the soreness and the bruise are gone
    base = last.started_at if last is not None else session.consented_at
    if base is None:
        return None
    at = hours_later(session, base, hours=hours_to_next(protocol, session, base))
    return _again(session, protocol, "session", at)


def _check_in(session: Session, protocol: Protocol) -> datetime | None:
    pressed, told, clear = pressed_last(session), session.check_in, is_clear(session, protocol)
    if pressed is None or clear:
        return None
    base = pressed.started_at if clear is None or told is None else told.at
    at = hours_later(session, base, hours=protocol.check_in.value)
    came = session.reminding.came.get("check-in")
    if clear is None and came is not None and came >= at:
        return None  # asked once, and not answered
    return _again(session, protocol, "check-in", at)


def _review(session: Session, protocol: Protocol) -> datetime | None:
    weeks = (protocol.review.value, protocol.give_up.value)
    if session.first_session_at is None or session.reviewed >= len(weeks):
        return None
    at = hours_later(session, session.first_session_at, hours=weeks[session.reviewed] * 7 * 24)
    return _again(session, protocol, "review", at)


def _again(session: Session, protocol: Protocol, kind: Reminder, at: datetime) -> datetime:
    """What came and brought nothing comes again after two days: it must not keep the others away."""
    came = session.reminding.came.get(kind)
    return at if came is None or came < at else hours_later(session, came, hours=protocol.again_first.value)


PLANS: Mapping[Reminder, Callable[[Session, Protocol], datetime | None]] = {
    "check-in": _check_in,
    "review": _review,
    "session": _session,
}


def hours_later(session: Session, base: datetime, *, hours: int) -> datetime:
    """So many hours later, as fast as time runs for this person."""
    return base + timedelta(hours=hours) / session.tempo
