"""The screen as a function of the session: `view` is the one that channels, previews and golden tests call."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs.guide import Guide
from dialogs.screen import Picture, Screen
from dialogs.session import Session, State
from dialogs.views import guided, pages, questions, reminders, settings, spots
from dialogs.views.cues import rings
from dialogs.views.frame import Frame, in_words

VIEWS: Mapping[State, Callable[[Frame], Screen]] = {
    State.CONSENT: pages.consent,
    State.HOME: pages.home,
    State.SCREENING: questions.screening,
    State.PICKING: questions.picking,
    State.RESCREEN: questions.rescreen,
    State.REFER: questions.refer,
    State.LOCATION: spots.location,
    State.SIDE: spots.side,
    State.INTENSITY: spots.intensity,
    State.MATCH: spots.match,
    State.UNMATCHED: spots.unmatched,
    State.FIND: spots.find,
    State.TOOL: spots.tool,
    State.POSITION: spots.position,
    State.ROUTINE: guided.routine,
    State.SECOND: guided.second,
    State.PAUSED: guided.paused,
    State.SETTLE: guided.settle,
    State.AFTER: guided.after,
    State.SUMMARY: guided.summary,
    State.SETTINGS: settings.settings,
    State.REMINDERS: reminders.reminders,
    State.ZONE: reminders.zone,
    State.CITY: reminders.city,
    State.STRETCH_TIME: reminders.stretch_time,
    State.QUIET: reminders.quiet,
    State.DELETING: pages.deleting,
    State.FORGOTTEN: pages.forgotten,
}


def view(session: Session, guide: Guide) -> Screen:
    """What the user sees now. Pure."""
    frame = Frame(session, guide)
    if session.reminder is not None and session.tapped is None:
        return replace(reminders.card(frame, session.reminder), alert=session.alert, notice=pages.notice(frame))
    screen = VIEWS[session.state](frame)
    notice = pages.notice(frame)
    answers = bool(notice) and session.entered != session.turn and session.step_ends_at is None
    screen = replace(
        screen,
        notice=notice,
        preface=() if notice else screen.preface,
        body=() if answers else screen.body,
        footer="" if answers else screen.footer,
        picture=_picture(frame, screen),
        alert=session.alert,
        rings=rings(session),
        stop_key=frame.line("ui.stop-key") if guided.hands_busy(session) else None,
    )
    screen = pages.scores(frame, screen)
    screen = screen if session.settings.pictures else in_words(frame, screen)
    if session.tapped is not None:
        return questions.tapped(frame, screen, session.tapped)
    if session.doubt is not None:
        return questions.doubt(frame, screen)
    if session.offer is not None:
        return pages.offer(frame, screen, session.offer)
    if session.menu or session.offered:
        return pages.menu(frame, screen)
    return pages.continued(frame, pages.correctable(frame, screen))


def _picture(frame: Frame, screen: Screen) -> Picture | None:
    """An answer that moved nothing is a message of its own, and the picture of the screen stands above; while the clock
    runs the phase stays as it is."""
    session = frame.session
    answers = session.notice is not None and session.entered != session.turn and screen.countdown is None
    return pages.pictured(frame) if answers else screen.picture
