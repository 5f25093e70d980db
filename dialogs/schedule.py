"""When reminders come, as a function of the session. What they say and lead to stands in `reminders`.

The rules: at most one a local day, none in the quiet hours, none while a routine runs, half as often after every three
that nobody answered, and nothing but the check-in while somebody is ill or was sent to a clinician. What a person put a
time on comes at that time. At another speed than real time, for trying, only the lengths count.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from content.schema import Protocol
from dialogs import clock
from dialogs.cadence import PLANS, hours_later, zone_of
from dialogs.effects import Effect, Sleep, Wake
from dialogs.reminding import Due, Reminder, Reminding
from dialogs.routine import EARLY
from dialogs.session import Session, State, changed
from dialogs.turn import NUDGE, REMINDER

RANK: tuple[Reminder, ...] = get_args(Reminder)
PATIENCE = 3
"""Reminders in a row without an answer before they come half as often."""
LATE = timedelta(hours=2)
"""A reminder later than this fell into a time when the bot was away: it is not sent any more."""
MIDNIGHT = time(0)
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


def quiet_hours(session: Session, protocol: Protocol) -> tuple[time, time]:
    """From when to when nothing comes by itself: as the person chose, or as the protocol says."""
    chosen = session.reminding
    return chosen.quiet_from or time(protocol.quiet_from.value), chosen.quiet_to or time(protocol.quiet_to.value)


def in_quiet(session: Session, protocol: Protocol, at: datetime) -> bool:
    """Whether that is in the quiet hours of the person."""
    return clock.in_quiet(at, zone_of(session), *quiet_hours(session, protocol))


def is_quiet_time(session: Session, protocol: Protocol, at: time) -> bool:
    """Whether that time of day is in the quiet hours of the person."""
    return clock.is_between(at, *quiet_hours(session, protocol))


def dues(session: Session, protocol: Protocol, now: datetime) -> tuple[Due, ...]:
    """The next of each kind that is on, soonest first; nudges apart. `now`: aware, UTC."""
    found: dict[Reminder, Due] = {}
    for due in sorted((*_usual(session, protocol, now), *_exact(session)), key=lambda due: due.at):
        found.setdefault(due.kind, due)
    return tuple(found.values())


def next_due(session: Session, found: Iterable[Due]) -> Due | None:
    """The one to send next: of those of the first day the weightiest, and before it what has a time of its own."""
    named = {(due.kind, due.at) for due in _exact(session)}
    own = [due for due in found if (due.kind, due.at) in named]
    usual = [due for due in found if due not in own]
    day = min((_day(session, due.at) for due in usual), default=None)
    first = sorted((due for due in usual if _day(session, due.at) == day), key=lambda due: RANK.index(due.kind))[:1]
    return min((*first, *own), key=lambda due: due.at, default=None)


def ahead(session: Session, protocol: Protocol, now: datetime) -> tuple[Due, ...]:
    """The next of each kind as it will come, each answered on its day: of two on one day one waits."""
    found = dues(session, protocol, now)
    if session.tempo != 1:
        return found
    told: list[Due] = []
    kinds = {due.kind for due in found}
    at = now
    while (due := next_due(session, [each for each in dues(session, protocol, at) if each.kind in kinds])) is not None:
        told.append(due)
        kinds.remove(due.kind)
        at = max(at, due.at)
        session = changed(session, reminding=gone_out(session.reminding, due, at))
    return tuple(told)


def gone_out(reminding: Reminding, due: Due, at: datetime) -> Reminding:
    """After a reminder was sent."""
    return replace(spent(reminding, due), sent_at=at, came={**reminding.came, due.kind: at})


def nudge_at(session: Session, protocol: Protocol) -> datetime | None:
    """When the next nudge to stand up comes; None when they are off, or the day is over."""
    reminding = session.reminding
    if reminding.nudged_at is None or reminding.nudging_until is None or not _may(session, "nudge"):
        return None
    minutes = protocol.nudge.value * _thinned(reminding.nudges_ignored)
    at = reminding.nudged_at + timedelta(minutes=minutes) / session.tempo
    quiet = in_quiet(session, protocol, at)
    return at if at < reminding.nudging_until and not (quiet and session.tempo == 1) else None


def arrange(
    before: Session, after: Session, effects: tuple[Effect, ...], protocol: Protocol, now: datetime
) -> tuple[Session, tuple[Effect, ...]]:
    """The session with its timers set anew, where anything changed that they follow from."""
    if _followed(before) == _followed(after):
        return after, effects
    due, nudge = next_due(after, dues(after, protocol, now)), nudge_at(after, protocol)
    reminding = after.reminding
    if nudge is None and "nudge" in reminding.kinds and not reminding.silenced:
        reminding = replace(reminding, kinds=reminding.kinds - {"nudge"}, nudged_at=None, nudging_until=None)
    timers = (*_timer(REMINDER, _at(before.remind), _at(due), now), *_timer(NUDGE, before.nudge_at, nudge, now))
    arranged = changed(after, dues=ahead(after, protocol, now), remind=due, nudge_at=nudge, reminding=reminding)
    return arranged, (*timers, *effects)


def _followed(session: Session) -> tuple[object, ...]:
    return (
        session.reminding, session.remind, session.results, session.check_in, session.referred, session.reviewed,
        session.first_session_at, session.tempo, bool(session.plan), session.state is State.REFER,
    )  # fmt: skip


def _at(due: Due | None) -> datetime | None:
    return None if due is None else due.at


def _timer(kind: str, had: datetime | None, wanted: datetime | None, now: datetime) -> tuple[Effect, ...]:
    if wanted is None:
        return () if had is None else (Sleep(kind),)
    if had != wanted:
        return (Wake(kind, wanted),)
    if now < wanted - EARLY:
        return ()
    return (Wake(kind, wanted + timedelta(milliseconds=1)),)  # a second one at an instant whose timer is used up


def _exact(session: Session) -> tuple[Due, ...]:
    """What a person put a time on."""
    reminding = session.reminding
    once = (Due("session", reminding.once_at),) if reminding.once_at is not None else ()
    snoozed = (reminding.snoozed,) if reminding.snoozed is not None else ()
    return tuple(due for due in (*once, *snoozed) if not is_barred(session, due.kind))


def _usual(session: Session, protocol: Protocol, now: datetime) -> Iterable[Due]:
    """By the course and the daily time; on a day that has a named time for the same, that one comes in its place."""
    named = {(due.kind, _day(session, due.at)) for due in _exact(session)}
    yield from (due for due in _by_rule(session, protocol, now) if (due.kind, _day(session, due.at)) not in named)


def _by_rule(session: Session, protocol: Protocol, now: datetime) -> Iterable[Due]:
    for kind, plan in PLANS.items():
        at = plan(session, protocol) if _may(session, kind) else None
        if at is not None:
            yield Due(kind, _fitted(session, protocol, at, now))
    if _may(session, "stretch") and session.reminding.stretch_at is not None:
        yield Due("stretch", _stretch(session, protocol, session.reminding.stretch_at, now))


def _may(session: Session, kind: Reminder) -> bool:
    """Whether a kind is on, and nothing speaks against it now."""
    return kind in session.reminding.kinds and not is_barred(session, kind)


def is_barred(session: Session, kind: Reminder) -> bool:
    """While somebody is ill or was sent to a clinician only the check-in comes; nothing to whom nothing reaches."""
    reminding = session.reminding
    apart = reminding.ill_since is not None or session.state is State.REFER or bool(session.referred)
    return reminding.silenced or (apart and kind != "check-in")


# --- the rules ---


def _fitted(session: Session, protocol: Protocol, at: datetime, now: datetime) -> datetime:
    """Not before it may come, not in the past (then at the same time of the next day), not in the quiet hours."""
    if session.tempo != 1:
        return max((at, now, *_after_routine(session, protocol, now)))
    zone = zone_of(session)
    at = max(at, _earliest(session, protocol, now))
    if at < now:
        at = clock.next_at(now, clock.local(at, zone).time(), zone)
    return clock.after_quiet(at, zone, *quiet_hours(session, protocol))


def _stretch(session: Session, protocol: Protocol, wanted: time, now: datetime) -> datetime:
    """At the time that the person chose, quiet or not."""
    zone = zone_of(session)
    if session.tempo != 1:
        return now + (clock.next_at(now, wanted, zone) - now) / session.tempo
    just_before = _earliest(session, protocol, now) - timedelta(microseconds=1)
    return clock.next_at(max(now, just_before), wanted, zone)


def _earliest(session: Session, protocol: Protocol, now: datetime) -> datetime:
    """Before which nothing comes: the last one has its day (or more), so has 'not today', and a routine its time."""
    reminding, zone = session.reminding, zone_of(session)
    waits = [LONG_AGO]
    if reminding.sent_at is not None:
        days = _thinned(reminding.ignored)
        waits.append(clock.instant(_day(session, reminding.sent_at) + timedelta(days=days), MIDNIGHT, zone))
    if reminding.skipped_at is not None:
        waits.append(clock.instant(_day(session, reminding.skipped_at) + timedelta(days=1), MIDNIGHT, zone))
    return max((*waits, *_after_routine(session, protocol, now)))


def _after_routine(session: Session, protocol: Protocol, now: datetime) -> tuple[datetime, ...]:
    """When the one that is under way counts as left."""
    if not session.plan or session.started_at is None:
        return ()
    left = hours_later(session, session.started_at, hours=protocol.gap.value)
    return (left,) if now < left else ()


def is_running(session: Session, protocol: Protocol, now: datetime) -> bool:
    """A routine is under way, and was not left hours ago."""
    return bool(_after_routine(session, protocol, now))


def disturbs(session: Session, due: Due, protocol: Protocol, now: datetime) -> bool:
    """Whether a reminder that is due must not come now: much too late, in the middle of a routine, or at night."""
    return now - due.at > LATE or is_running(session, protocol, now) or _at_night(session, due, protocol, now)


def _at_night(session: Session, due: Due, protocol: Protocol, now: datetime) -> bool:
    named = due.kind == "stretch" or due in _exact(session)
    return in_quiet(session, protocol, now) and not named and session.tempo == 1


def postponed(session: Session, protocol: Protocol, now: datetime) -> Session:
    """Without the reminder that is due, unseen: the schedule is made anew. What had a time of its own follows after a
    routine, and is not made up for after hours."""
    due, reminding = session.remind, session.reminding
    if due is None:
        return session
    left = spent(reminding, due)
    if left != reminding and is_running(session, protocol, now):
        later = hours_later(session, now, hours=protocol.gap.value)
        if session.tempo == 1:
            later = clock.after_quiet(later, zone_of(session), *quiet_hours(session, protocol))
        left = replace(left, snoozed=Due(due.kind, later))
    return changed(session, reminding=left, remind=None)


def nudge_disturbs(session: Session, protocol: Protocol, now: datetime) -> bool:
    """Somebody who presses or stretches does not sit, and hours later the nudge is about another sitting."""
    at = session.nudge_at
    return at is None or now - at > LATE or is_running(session, protocol, now)


def spent(reminding: Reminding, due: Due) -> Reminding:
    """A time that was named comes once."""
    once = None if due == Due("session", reminding.once_at or due.at) else reminding.once_at
    snoozed = None if due == reminding.snoozed else reminding.snoozed
    return replace(reminding, once_at=once, snoozed=snoozed)


def _thinned(ignored: int) -> int:
    """How many times rarer than usual."""
    return int(2 ** (ignored // PATIENCE))


def _day(session: Session, at: datetime) -> date:
    return clock.local(at, zone_of(session)).date()


def off(reminding: Reminding, kinds: Iterable[Reminder]) -> Reminding:
    """Without these kinds, and without what was still to come of them."""
    gone = frozenset(kinds)
    snoozed = reminding.snoozed if reminding.snoozed is not None and reminding.snoozed.kind not in gone else None
    once = None if "session" in gone else reminding.once_at
    return replace(reminding, kinds=reminding.kinds - gone, snoozed=snoozed, once_at=once)
