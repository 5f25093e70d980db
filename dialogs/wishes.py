"""Guards and actions of reminders asked for in plain words, and of what has to wait for the time zone."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from dialogs import clock
from dialogs.cadence import zone_of
from dialogs.reminders import (
    COURSE,
    EVENING,
    ask_time,
    change,
    needs_zone,
    nudges_on,
    stretch_daily,
    told_time,
    turn_on,
)
from dialogs.reminding import Wanted
from dialogs.schedule import in_quiet, is_barred, quiet_hours
from dialogs.turn import Turn

PARTS: Mapping[str, time] = {"morning": time(9), "noon": time(12), "afternoon": time(15), "evening": EVENING}
"""What people mean by a part of the day, when they want to be reminded then."""


def wish(turn: Turn) -> None:
    """'Remind me tomorrow evening', 'every day at 7', 'in two hours'."""
    wanted, when = wished(turn), turn.reading.when
    if when is not None and when.after is not None:
        _once(turn, turn.now + when.after / turn.session.tempo)
    elif wanted is not None:
        grant(turn, wanted)


def wished(turn: Turn) -> Wanted | None:
    """What the message asks for, where it names a time of the user's clock; None: a length, or nothing at all."""
    when, at = turn.reading.when, turn.reading.clock
    if at is None and when is not None and when.part is not None:
        at = PARTS[when.part]
    if when is not None and when.daily:
        return Wanted("stretch", at)
    return Wanted("session", at, tomorrow=when is not None and when.day == "tomorrow")


def wishes_length(turn: Turn) -> bool:
    return turn.reading.when is not None and turn.reading.when.after is not None


def wishes_daily(turn: Turn) -> bool:
    """A day by day reminder without a time."""
    wanted = wished(turn)
    return wanted is not None and wanted.kind == "stretch" and wanted.at is None and not wishes_length(turn)


def wishes_zone(turn: Turn) -> bool:
    return needs_zone(turn) and not wishes_length(turn)


def sessions_barred(turn: Turn) -> bool:
    """While somebody is ill, or has a check to see to first, nothing reminds of a session."""
    return is_barred(turn.session, "session")


def say_barred(turn: Turn) -> None:
    turn.notify("ui.notice.reminder-barred")


def cannot_yet(turn: Turn) -> bool:
    """More has to be asked than there is room for in the middle of something else."""
    return wishes_zone(turn) or wishes_daily(turn)


def say_later(turn: Turn) -> None:
    turn.notify("ui.notice.reminder-later")


def want_wished(turn: Turn) -> None:
    turn.update(wanted=wished(turn))
    ask_time(turn)


def _named(turn: Turn, wanted: Wanted) -> datetime:
    """The instant that the user's clock shows the time asked for: today if it is still to come, or tomorrow. Tomorrow
    without a time is the time of now, and when that is night, the end of the quiet hours."""
    session, zone = turn.session, zone_of(turn.session)
    here = clock.local(turn.now, zone)
    protocol = turn.guide.content.protocol
    late = in_quiet(session, protocol, turn.now)
    usual = quiet_hours(session, protocol)[1] if late else here.time().replace(second=0, microsecond=0)
    at = wanted.at or usual
    if wanted.tomorrow:
        return clock.instant(here.date() + timedelta(days=1), at, zone)
    return clock.next_at(turn.now, at, zone)


def _once(turn: Turn, at: datetime) -> None:
    """A single time; the usual reminders stay as they are."""
    change(turn, once_at=at)
    asleep = in_quiet(turn.session, turn.guide.content.protocol, at)
    turn.notify("ui.notice.reminder-quiet" if asleep else "ui.notice.reminder-at", when=told_time(turn, at))


def grant(turn: Turn, wanted: Wanted) -> None:
    """Do what was wanted, the time zone being known. A daily stretch without a time asks for one."""
    if wanted.kind == "stretch":
        turn.arg = f"{wanted.at:%H:%M}" if wanted.at is not None else "stretch"
        if wanted.at is not None:
            stretch_daily(turn)
        else:
            turn.follow = "switch"
    elif wanted.at is not None or wanted.tomorrow:
        _once(turn, _named(turn, wanted))
    elif wanted.kind in COURSE:
        turn_on(turn)
    elif wanted.kind == "nudge":
        nudges_on(turn)


def no_such_time(turn: Turn) -> None:
    turn.notify("ui.notice.no-such-time", said=turn.reading.no_clock or "")
