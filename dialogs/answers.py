"""Actions that answer above the screen and move nothing: questions, pages to read, hints."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from content.schema import Muscle
from dialogs.limits import muscle_of, posture, stretch_of
from dialogs.lookalikes import SHOWN_ELSE, Page, paged
from dialogs.places import matched
from dialogs.results import note_score
from dialogs.routine import step
from dialogs.screening import unique
from dialogs.session import State, Unheard
from dialogs.steps import Check
from dialogs.turn import Turn

LOOK_ALIKES: Mapping[str, Page] = {"look-alikes": "first", "look-alikes-more": "more"}
"""What else it could be: the likeliest, and the others behind a key."""

PRESSING = frozenset({State.FIND, State.TOOL, State.POSITION, State.ROUTINE, State.PAUSED, State.SECOND})
"""Pressing is learnt or done here."""
WAITING = frozenset({
    State.PICKING, State.LOCATION, State.SIDE, State.INTENSITY, State.FIND, State.TOOL, State.SECOND, State.AFTER,
    State.REFER,
})  # fmt: skip
"""An answer is waited for here, or advice is to be followed."""


def why(turn: Turn) -> None:
    """Why a question is asked: a safety question by its id, any other by its screen."""
    if turn.arg in {question.id for question in turn.guide.content.questions}:
        turn.notify(f"screening.questions.{turn.arg}.why")
    else:
        turn.notify("screening.rescreen.why" if turn.arg == "rescreen" else f"ui.why.{turn.arg}")


def privacy(turn: Turn) -> None:
    turn.notify("ui.privacy", days=turn.guide.keep_days)


def sources(turn: Turn) -> None:
    turn.notify("ui.sources")


def help_(turn: Turn) -> None:
    turn.notify(_help(turn))


def _help(turn: Turn) -> str:
    """What the screen waits for; at a check of the routine that is a number."""
    return f"ui.help.{'check' if _checks(turn) else turn.session.state}"


def _checks(turn: Turn) -> bool:
    return turn.session.state is State.ROUTINE and isinstance(step(turn.session), Check)


def nothing_kept(turn: Turn) -> None:
    turn.notify("ui.notice.nothing-kept")


def nothing_to_pause(turn: Turn) -> None:
    turn.notify("ui.notice.nothing-to-pause")


def nothing_runs(turn: Turn) -> None:
    turn.notify("ui.notice.nothing-runs")


def still_running(turn: Turn) -> None:
    turn.notify("ui.notice.still-running")


def read(turn: Turn) -> None:
    """Something to read on: general care, or what the muscle or the stretch in question asks for."""
    stretch = stretch_of(turn.guide.content, step(turn.session))
    if turn.arg == "mistake" and stretch is not None:
        turn.notify(f"stretches.{stretch.id}.mistake")
    elif turn.arg in LOOK_ALIKES:
        _look_alikes(turn, LOOK_ALIKES[turn.arg])
    elif turn.arg == "no-go":
        turn.notify(f"muscles.{_muscle(turn).id}.no-go")
    else:
        turn.notify(f"care.{turn.arg}")


def _muscle(turn: Turn) -> Muscle:
    points = turn.session.points or tuple(point.id for point in matched(turn).points)
    return muscle_of(turn.guide.content, points[0])


def _look_alikes(turn: Turn, page: Page) -> None:
    """Places of this person first, then what is most often taken for it; each with its sources."""
    content, muscle = turn.guide.content, _muscle(turn)
    shown = muscle.look_alikes[paged(page)]
    places = turn.session.zones[:SHOWN_ELSE] if page == "first" else ()
    sources = chain((content.zones[zone].source for zone in places), (each.source for each in shown))
    turn.notify(f"muscles.{muscle.id}.look-alikes", unique(chain.from_iterable(sources)), page=page)


def normal(turn: Turn) -> None:
    """Asked of what is felt: good and bad signs while pressing, what to expect after it, and else no guess."""
    state = turn.session.state
    if state in PRESSING:
        turn.notify("care.signs")
    elif state in {State.AFTER, State.SUMMARY}:
        turn.notify("care.expect")
    elif state is State.SETTLE:
        help_(turn)
    else:
        turn.answer("ui.notice.cannot-tell")


def which_side(turn: Turn) -> None:
    turn.answer("ui.notice.your-side")


def side_that_hurts(turn: Turn) -> None:
    turn.answer("ui.notice.side-that-hurts")


def wrong_side(turn: Turn) -> None:
    turn.answer("ui.notice.wrong-side")


def sound(turn: Turn) -> None:
    turn.answer("ui.notice.sound")


def going_well(turn: Turn) -> None:
    turn.answer("ui.notice.going-well")


def which(turn: Turn) -> None:
    """One of the choices is meant, but not which is plain."""
    turn.answer("ui.notice.which")


def upset(turn: Turn) -> None:
    """Sad or afraid, short of despair: go on or stop, but where a check or a rest comes first, that."""
    first = turn.session.state in {State.REFER, State.SETTLE}
    turn.answer("ui.notice.upset-first" if first else "ui.notice.upset")


def slack(turn: Turn) -> None:
    turn.notify(f"care.slack-{posture(turn.guide.content, turn.session)}")


def menu(turn: Turn) -> None:
    turn.update(menu="groups")


def group(turn: Turn) -> None:
    turn.update(menu=turn.arg)


def asks_dose(turn: Turn) -> bool:
    """How hard or how long to press: told to nobody who is to get help first."""
    return turn.guide.content.topics[turn.arg].dose


def asks_slack(turn: Turn) -> bool:
    return turn.guide.content.topics[turn.arg].slack


def topic(turn: Turn) -> None:
    turn.answer(f"topics.{turn.arg}.answer", turn.guide.content.topics[turn.arg].source)


def earlier(turn: Turn) -> None:
    """A warning on an older message, where nothing runs."""
    turn.notify("ui.toast.old")


def stay(_turn: Turn) -> None:
    """Nothing changes; the screen is drawn again."""


def doubt(turn: Turn) -> None:
    """Asked back; what else the message says waits for the answer, but a stop never does."""
    if turn.reading.doubtful is not None:
        rest = replace(turn.reading, flags=(), doubtful=None)
        unheard = Unheard(turn.arg, rest, turn.session.entered, turn.reminder)
        turn.update(doubt=turn.reading.doubtful.id, unheard=unheard)
        note_score(turn)
        if turn.reading.intent == "stop":
            turn.follow = "/stop"


def doubted(turn: Turn) -> bool:
    """Whether a no is about a doubt, and not about what led to the present place."""
    return turn.session.doubt is not None


def not_meant(turn: Turn) -> None:
    """A doubtful message was harmless: it is taken as it would have been without the doubt."""
    unheard = turn.session.unheard
    turn.update(doubt=None, unheard=None)
    if unheard is None or unheard.entered != turn.session.entered:
        return
    turn.reading = unheard.reading
    if unheard.action:
        turn.follow, _, turn.arg = unheard.action.partition(":")
    else:
        turn.update(reminder=unheard.reminder)


def offer_topics(turn: Turn) -> None:
    reading = turn.reading
    turn.update(offered=reading.nearest or ((reading.topic,) if reading.topic is not None else ()))
    turn.notify("ui.notice.nearest")


def no_answer(turn: Turn) -> None:
    """A question about something else: honest, and no guess."""
    turn.answer("ui.notice.no-answer")


def unclear(turn: Turn) -> None:
    """Where something is waited for, what."""
    if turn.session.state in WAITING or _checks(turn):
        hint = turn.guide.phrases(turn.session.language).line(_help(turn))
        turn.answer("ui.notice.unclear-here", hint=hint)
    else:
        turn.answer("ui.notice.unclear")


def attachment(turn: Turn) -> None:
    turn.answer("ui.notice.attachment")


def flooded(turn: Turn) -> None:
    turn.notify("ui.notice.flooded")


def edited(turn: Turn) -> None:
    turn.answer("ui.notice.edited")


def unknown_command(turn: Turn) -> None:
    turn.answer("ui.notice.unknown-command")


def time_left(turn: Turn) -> None:
    """Of the running or paused phase in seconds, and of the whole in minutes; checks take what they take."""
    session = turn.session
    paused = (session.remaining or 0.0) / session.tempo
    left = (session.step_ends_at - turn.now).total_seconds() if session.step_ends_at is not None else paused
    coming = (each.seconds for each in session.plan[session.step + 1 :] if not isinstance(each, Check))
    after = sum(coming) / session.tempo
    seconds = max(round(left), 0)
    if after:
        turn.notify("ui.notice.time-left", seconds=seconds, minutes=max(round((left + after) / 60), 1))
    else:
        turn.notify("ui.notice.time-left-last", seconds=seconds)


def numb(turn: Turn) -> None:
    turn.answer("ui.notice.numb")


def unwell(turn: Turn) -> None:
    turn.notify("ui.notice.unwell")


def crisis(turn: Turn) -> None:
    turn.notify("ui.notice.crisis")


def emergency(turn: Turn) -> None:
    """The safety questions come in full before anything else is begun."""
    turn.update(screened_at=None, checked_at=None)
    turn.notify("ui.notice.emergency")


def dulled(turn: Turn) -> None:
    turn.notify("ui.notice.dulled")


def hello(turn: Turn) -> None:
    turn.notify("ui.notice.hello")


def thanks(turn: Turn) -> None:
    turn.notify("ui.notice.thanks")
