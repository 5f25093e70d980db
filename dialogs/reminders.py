"""Guards and actions of the reminders: switching them, and what the user answers when one comes."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast

from dialogs import clock
from dialogs.cadence import ANYWHERE, zone_of
from dialogs.dates import day
from dialogs.pages import last_result, new_session, same_as_last
from dialogs.reminding import Due, Reminder, Wanted
from dialogs.schedule import gone_out, in_quiet, is_quiet_time, off, quiet_hours
from dialogs.screening import first_question
from dialogs.turn import Turn

COURSE: frozenset[Reminder] = frozenset({"session", "check-in", "review"})
"""What belongs to coming back for the next session: switched on together."""
EVENING = time(19)
"""When people mean to be reminded 'this evening'."""


def change(turn: Turn, **changes: Any) -> None:
    """Of the settings of the reminders."""
    turn.update(reminding=replace(turn.session.reminding, **changes))


# --- when one is due ---


def come(turn: Turn) -> None:
    """The reminder goes below whatever is there, and moves nothing."""
    due = turn.session.remind
    if due is not None:
        ignored = turn.session.reminding.ignored + 1
        at = max(turn.now, due.at)  # its timer fires a moment early, and its day may begin with that instant
        turn.update(reminding=gone_out(turn.session.reminding, due, at), remind=None)
        _stand(turn, due.kind)
        change(turn, ignored=ignored)


def _stand(turn: Turn, kind: Reminder) -> None:
    """Below the screen, and below a reminder that nobody has answered yet."""
    covered = turn.reminder if turn.reminder != kind else turn.covered
    turn.update(reminder=kind, covered=covered if covered != kind else None, alert=True)


def nudge(turn: Turn) -> None:
    change(turn, nudged_at=turn.now, nudges_ignored=turn.session.reminding.nudges_ignored + 1)
    _stand(turn, "nudge")


# --- what is answered ---


def begin(turn: Turn) -> None:
    """Start now: as last time, or the stretches of it alone."""
    if last_result(turn.session) is not None:
        same_as_last(turn)
    else:
        new_session(turn)
    turn.update(stretch_only=turn.arg == "stretch")


def begin_screening(turn: Turn) -> None:
    begin(turn)
    first_question(turn)


def snooze(turn: Turn) -> None:
    """For so many minutes, or until this evening."""
    kind, _, length = turn.arg.partition(":")
    minutes = timedelta(minutes=int(length)) if length.isdecimal() else timedelta()
    at = evening(turn, turn.now) if length == "evening" else turn.now + minutes / turn.session.tempo
    if kind == "nudge":
        change(turn, nudged_at=at - timedelta(minutes=turn.guide.content.protocol.nudge.value) / turn.session.tempo)
    else:
        change(turn, snoozed=Due(cast("Reminder", kind), at))
    turn.notify("ui.notice.snoozed", when=told_time(turn, at))


def evening(turn: Turn, now: datetime) -> datetime:
    """This evening, or in an hour where it is that late already."""
    zone = zone_of(turn.session)
    at = clock.instant(clock.local(now, zone).date(), EVENING, zone)
    return at if at > now else now + timedelta(hours=1)


def skip_day(turn: Turn) -> None:
    """Tomorrow is another day, for this kind as if it had never come."""
    came = {kind: at for kind, at in turn.session.reminding.came.items() if kind != turn.arg}
    change(turn, skipped_at=turn.now, snoozed=None, came=came)
    turn.notify("ui.notice.skipped")


def turn_off(turn: Turn) -> None:
    """One kind, by the button of its own message."""
    kinds = COURSE if turn.arg == "session" else {cast("Reminder", turn.arg)}
    turn.update(reminding=off(turn.session.reminding, kinds))
    turn.notify("ui.notice.reminder-off")


def all_off(turn: Turn) -> None:
    turn.update(reminding=off(turn.session.reminding, turn.session.reminding.kinds | COURSE), wanted=None)
    turn.notify("ui.notice.reminders-off")


# --- switching ---


def needs_zone(turn: Turn) -> bool:
    return turn.session.reminding.zone is None


def want(turn: Turn) -> None:
    """Kept until the time zone is known."""
    kind = cast("Reminder", turn.arg or "session")
    turn.update(wanted=Wanted(kind))
    ask_time(turn)


def ask_time(turn: Turn) -> None:
    turn.update(asked_at=turn.now, said=None)


def turn_on(turn: Turn) -> None:
    """The course: the next session, the check-in before it, the reviews."""
    change(turn, kinds=turn.session.reminding.kinds | COURSE)
    _confirm(turn)


def _confirm(turn: Turn) -> None:
    turn.notify("ui.notice.reminder-on")


def needs_time(turn: Turn) -> bool:
    """A daily stretch is switched on by its time."""
    return turn.arg == "stretch" and "stretch" not in turn.session.reminding.kinds


def switch(turn: Turn) -> None:
    """One kind on or off."""
    kind = cast("Reminder", turn.arg)
    reminding = turn.session.reminding
    if kind in reminding.kinds:
        turn.update(reminding=off(reminding, {kind}))
    elif kind == "nudge":
        nudges_on(turn)
    else:
        change(turn, kinds=reminding.kinds | {kind})


def nudges_on(turn: Turn) -> None:
    """From now until the quiet hours begin, today."""
    reminding, protocol = turn.session.reminding, turn.guide.content.protocol
    start, _ = quiet_hours(turn.session, protocol)
    until = clock.next_at(turn.now, start, zone_of(turn.session))
    minutes = protocol.nudge.value
    if (
        in_quiet(turn.session, protocol, turn.now)
        or turn.now + timedelta(minutes=minutes) / turn.session.tempo >= until
    ):
        turn.notify("ui.notice.nudges-tomorrow")
        return
    change(turn, kinds=reminding.kinds | {"nudge"}, nudged_at=turn.now, nudging_until=until, nudges_ignored=0)
    turn.notify("ui.notice.nudges-on", minutes=minutes, time=f"{start:%H:%M}")


def stretch_daily(turn: Turn) -> None:
    """Every day at the time told."""
    change(turn, kinds=turn.session.reminding.kinds | {"stretch"}, stretch_at=time.fromisoformat(turn.arg))
    at, end = time.fromisoformat(turn.arg), quiet_hours(turn.session, turn.guide.content.protocol)[1]
    asleep = is_quiet_time(turn.session, turn.guide.content.protocol, at)
    turn.notify("ui.notice.stretch-quiet" if asleep else "ui.notice.stretch-daily", time=turn.arg, end=f"{end:%H:%M}")


def quiet_from(turn: Turn) -> None:
    change(turn, quiet_from=time.fromisoformat(turn.arg))


def quiet_to(turn: Turn) -> None:
    change(turn, quiet_to=time.fromisoformat(turn.arg))


def ill(turn: Turn) -> None:
    """Illness freezes the streak, and nothing asks for a session."""
    change(turn, ill_since=turn.now)
    turn.notify("ui.notice.ill")


def well(turn: Turn) -> None:
    since = turn.session.reminding.ill_since or turn.now
    turn.update(excused=turn.session.excused + (turn.now - since) / timedelta(hours=1))
    change(turn, ill_since=None)
    turn.notify("ui.notice.well")


def told_time(turn: Turn, at: datetime) -> str:
    """An instant on the user's clock: "at 19:00" on the same day, else "on 5 Mar at 19:00"."""
    zone = zone_of(turn.session)
    then, today = clock.local(at, zone), clock.local(turn.now, zone)
    words = turn.guide.phrases(turn.session.language)
    stamp = f"{then:%H:%M}" if zone != ANYWHERE else f"{then:%H:%M} UTC"
    if then.date() == today.date():
        return words.line("ui.date.at", time=stamp)
    return words.line("ui.date.on", day=day(words, then), time=stamp)
