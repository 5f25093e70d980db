"""The page of the reminders, the questions behind it, and the reminders themselves."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Literal

from content.phrases import LONGEST_BUTTON
from dialogs import clock
from dialogs.cadence import zone_of
from dialogs.reminding import Reminder
from dialogs.reviews import is_last
from dialogs.schedule import is_quiet_time, quiet_hours
from dialogs.screen import Button, Moment, Screen
from dialogs.soreness import pressed_last
from dialogs.views.frame import Frame, Row, pairs, rows_of, scores, singles

ORDER: tuple[Reminder, ...] = ("session", "check-in", "stretch", "review", "nudge")
"""As people meet them."""
SHORT, HOUR = 10, 60
"""Minutes that a reminder may be put off."""
STRETCH_TIMES = (time(7), time(8), time(12), time(18), time(20), time(21))
QUIET_FROM = (time(20), time(21), time(22), time(23))
QUIET_TO = (time(6), time(7), time(8), time(9))
CITIES = 8
"""Groups of places offered at most; the list of the content has the populous ones first."""
CLOCKS = 24
"""Times of day offered at most."""


def reminders(frame: Frame) -> Screen:
    """Every kind with its next time, and a switch for each."""
    session, reminding = frame.session, frame.session.reminding
    body: list[str | Moment] = [frame.line("ui.reminders.body")]
    if session.reminding.ill_since is not None:
        body.append(frame.line("ui.reminders.ill"))
    body += [_kind(frame, kind) for kind in ORDER]
    if reminding.zone is not None:
        body.append(_clock(frame))
    switches = (*(_switch(frame, kind) for kind in ORDER), *_later_stretch(frame))
    more = [frame.button("quiet"), frame.button("time-zone")] if reminding.zone is not None else []
    more.append(frame.button("ill" if reminding.ill_since is None else "well"))
    return Screen(
        frame.line("ui.reminders.title"), tuple(body), (*singles(switches), *pairs(more), (frame.button("home"),))
    )


def _kind(frame: Frame, kind: Reminder) -> str | Moment:
    name = frame.line(f"ui.reminders.kind.{kind}")
    at = frame.session.nudge_at if kind == "nudge" else _next(frame, kind)
    if at is not None and frame.session.reminding.zone is not None:
        return f"{frame.line('ui.reminders.next', name=name)} {_stamp(frame, at)}"
    if at is not None:
        return Moment(frame.line("ui.reminders.next", name=name), at, _stamp(frame, at))
    is_on = kind in frame.session.reminding.kinds
    return frame.line("ui.reminders.later" if is_on else "ui.reminders.off", name=name)


def _next(frame: Frame, kind: Reminder) -> datetime | None:
    return next((due.at for due in frame.session.dues if due.kind == kind), None)


def _stamp(frame: Frame, at: datetime) -> str:
    there = clock.local(at, zone_of(frame.session))
    shown = f"{frame.day(there)}, {there:%H:%M}"
    return shown if frame.session.reminding.zone is not None else f"{shown} UTC"


def _switch(frame: Frame, kind: Reminder) -> Button:
    is_on = kind in frame.session.reminding.kinds
    return frame.button(f"switch:{kind}", f"remind-{'off' if is_on else 'on'}-{kind}")


def _later_stretch(frame: Frame) -> Row:
    """A daily stretch in the quiet hours may be moved to their end."""
    reminding, protocol = frame.session.reminding, frame.content.protocol
    at = reminding.stretch_at if "stretch" in reminding.kinds else None
    if at is None or not is_quiet_time(frame.session, protocol, at):
        return ()
    end = f"{quiet_hours(frame.session, protocol)[1]:%H:%M}"
    return (Button(frame.line("ui.button.stretch-at", time=end), f"at:{end}"),)


def _clock(frame: Frame) -> str:
    reminding = frame.session.reminding
    place = frame.city(reminding.zone or "")
    start, end = quiet_hours(frame.session, frame.content.protocol)
    return frame.line("ui.reminders.clock", place=place, start=f"{start:%H:%M}", end=f"{end:%H:%M}")


# --- the questions behind it ---


def zone(frame: Frame) -> Screen:
    asked = frame.session.asked_at
    likely = clock.likely(asked, frame.content.timezones)[:CLOCKS] if asked is not None else ()
    buttons = [Button(f"{wall:%H:%M}", f"clock:{wall:%H:%M}") for wall in sorted(likely)]
    return Screen(
        frame.line("ui.zone.title"),
        (frame.line("ui.zone.body"),),
        (*rows_of(4, buttons), (frame.button("reminders", "later"),)),
    )


def city(frame: Frame) -> Screen:
    session = frame.session
    groups: Iterable[tuple[str, ...]] = ()
    if session.asked_at is not None and session.said is not None:
        groups = clock.places(session.asked_at, session.said, frame.content.timezones)[:CITIES]
    buttons = singles(Button(_cities(frame, group), f"city:{group[0]}") for group in groups)
    return Screen(
        frame.line("ui.city.title"),
        (frame.line("ui.city.body"),),
        (*buttons, (frame.button("time-zone", "other-time"),)),
    )


def _cities(frame: Frame, group: tuple[str, ...]) -> str:
    """As many names as fit on a button."""
    names = [frame.city(name) for name in group]
    label = names[0]
    for name in names[1:]:
        if len(label) + len(name) + 2 > LONGEST_BUTTON:
            break
        label += f", {name}"
    return label


def stretch_time(frame: Frame) -> Screen:
    awake = (at for at in STRETCH_TIMES if not is_quiet_time(frame.session, frame.content.protocol, at))
    times = [Button(f"{at:%H:%M}", f"at:{at:%H:%M}") for at in awake]
    return Screen(
        frame.line("ui.stretch-time.title"),
        (frame.line("ui.stretch-time.body"),),
        (*rows_of(3, times), (frame.button("reminders", "later"),)),
    )


def quiet(frame: Frame) -> Screen:
    start, end = quiet_hours(frame.session, frame.content.protocol)
    starts = [_choice(frame, "quiet-from", at) for at in QUIET_FROM if at != start]
    ends = [_choice(frame, "quiet-to", at) for at in QUIET_TO if at != end]
    body = frame.line("ui.quiet.body", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return Screen(
        frame.line("ui.quiet.title"),
        (body,),
        (*pairs(starts), *pairs(ends), (frame.main("reminders", "done"),)),
    )


def _choice(frame: Frame, action: str, at: time) -> Button:
    return Button(frame.line(f"ui.quiet.{action}", time=f"{at:%H:%M}"), f"{action}:{at:%H:%M}")


# --- the reminders themselves ---


def card(frame: Frame, kind: Reminder | Literal["bruise"]) -> Screen:
    """A message of its own, below the screen it leaves alone."""
    return CARDS[kind](frame)


def _session(frame: Frame) -> Screen:
    return _calling(frame, "session", frame.main("begin:session", "begin"))


def _stretch(frame: Frame) -> Screen:
    return _calling(frame, "stretch", frame.main("begin:stretch", "begin-stretch"))


def _calling(frame: Frame, kind: Reminder, start: Button) -> Screen:
    return Screen(
        frame.line(f"ui.remind.{kind}.title"), (frame.line(f"ui.remind.{kind}.body"),), ((start,), *_later(frame, kind))
    )


def _later(frame: Frame, kind: Reminder) -> tuple[Row, ...]:
    snoozes = [
        Button(frame.line("ui.button.snooze", minutes=SHORT), f"snooze:{kind}:{SHORT}"),
        frame.button(f"snooze:{kind}:{HOUR}", "snooze-hour"),
    ]
    skip: Row = ()
    if kind != "nudge":
        snoozes.append(frame.button(f"snooze:{kind}:evening", "snooze-evening"))
        skip = (frame.button(f"skip-day:{kind}", "skip-day"),)
    return (tuple(snoozes), (*skip, frame.button(f"turn-off:{kind}", "turn-off")))


def _check_in(frame: Frame) -> Screen:
    pressed = pressed_last(frame.session)
    body = [frame.line("ui.remind.check-in.body")]
    if pressed is not None:
        points = ", ".join(frame.line(f"muscles.points.{point}.name") for point in pressed.points)
        body.insert(
            0, frame.line("ui.remind.check-in.spots", side=frame.line(f"ui.side.{pressed.side}"), points=points)
        )
    numbers = tuple(tuple(Button(key.label, key.action.replace("score", "sore")) for key in row) for row in scores())
    return Screen(frame.line("ui.remind.check-in.title"), tuple(body), (*numbers, *_later(frame, "check-in")))


def _bruise(frame: Frame) -> Screen:
    answers = (frame.button(f"bruise:{each}", f"bruise-{each}") for each in ("no", "yes", "growing", "numb"))
    return Screen(frame.line("ui.bruise.title"), (frame.line("ui.bruise.body"),), singles(answers))


def _review(frame: Frame) -> Screen:
    protocol = frame.content.protocol
    last = is_last(frame.session.reviewed)
    weeks = (protocol.give_up if last else protocol.review).value
    answers = singles(frame.button(f"review:{each}", f"review-{each}") for each in ("better", "same", "worse"))
    return Screen(
        frame.line("ui.remind.review.title", weeks=weeks),
        (frame.line("ui.remind.review.body"),),
        (*answers, *_later(frame, "review")),
    )


def _nudge(frame: Frame) -> Screen:
    return _calling(frame, "nudge", frame.main("stood"))


CARDS: Mapping[str, Callable[[Frame], Screen]] = {
    "check-in": _check_in,
    "bruise": _bruise,
    "review": _review,
    "session": _session,
    "stretch": _stretch,
    "nudge": _nudge,
}
