"""Guards and actions of the menu and of the side pages."""

from dataclasses import replace
from datetime import timedelta

from dialogs.cadence import hours_to_next, is_early
from dialogs.check import begun
from dialogs.effects import Forget, Sleep
from dialogs.interruptions import pause
from dialogs.limits import is_gentle
from dialogs.places import read_place, start_page
from dialogs.results import leave
from dialogs.routine import step
from dialogs.screening import first_question
from dialogs.session import Result, Session, State
from dialogs.soreness import is_clear
from dialogs.turn import STEP, Guard, Turn


def agree(turn: Turn) -> None:
    turn.update(consented_at=turn.now)


def not_agreed(turn: Turn) -> bool:
    return turn.session.consented_at is None


def agreed(turn: Turn) -> bool:
    return turn.session.consented_at is not None


def new_session(turn: Turn) -> None:
    """A clean sheet; what is known about the person stays, and so does what was pressed."""
    leave(turn)
    _warn_if_recent(turn)
    turn.update(
        flags=tuple(flag for flag in turn.session.flags if is_gentle(turn.guide.content, flag)),
        tier=None,
        zones=(),
        side=None,
        both_sides=False,
        pain_before=None,
        pain_after=None,
        points=(),
        tool=None,
        asked=(),
        return_to=None,
        same_rung=is_early(turn.session, turn.guide.content.protocol, turn.now),
        resting=went_wrong(turn) or _still_sore(turn),
        stretch_only=False,
    )


def _warn_if_recent(turn: Turn) -> None:
    """Too soon after the last pressing: said, not forbidden; the limits of a day hold anyway."""
    last = next((result for result in reversed(turn.session.results) if result.pressed), None)
    gap = turn.guide.content.protocol.gap.value
    if last is not None and (since := turn.now - last.started_at) < timedelta(hours=gap):
        usual = hours_to_next(turn.guide.content.protocol, turn.session, turn.now)
        turn.notify("ui.rescreen.recent", hours=int(since / timedelta(hours=1)) + 1, next=usual, gap=gap)


def went_wrong(turn: Turn) -> bool:
    """Less than a day ago pressing had to end because of how it felt."""
    day = turn.now - timedelta(days=1)
    return any(result.cut_short and result.started_at > day for result in turn.session.results)


def _still_sore(turn: Turn) -> bool:
    """The last answer about the soreness was that it has not gone: pressing waits until it has."""
    return is_clear(turn.session, turn.guide.content.protocol) is False


def new_screening(turn: Turn) -> None:
    new_session(turn)
    first_question(turn)


def answer_again(turn: Turn) -> None:
    """All safety questions, to change an answer. What was prepared stays, what was left unfinished is over."""
    if turn.session.return_to is None:
        new_session(turn)
    first_question(turn)
    turn.update(return_to=None)


def check_again(turn: Turn) -> None:
    """All safety questions, asked for on the way: what was prepared stays, a session that pressed already is over."""
    leave(turn)
    first_question(turn)


def new_from_words(turn: Turn) -> None:
    """A new session that begins with a place said in words."""
    new_session(turn)
    read_place(turn)
    turn.follow = None


def new_screening_from_words(turn: Turn) -> None:
    new_from_words(turn)
    first_question(turn)


def screening_fresh(turn: Turn) -> bool:
    """The full screening is recent enough for the one-line question."""
    screened = turn.session.screened_at
    return screened is not None and turn.now - screened <= timedelta(days=turn.guide.content.full_again.value)


def last_result(session: Session) -> Result | None:
    """The newest session that 'same as last time' can repeat."""
    return next((result for result in reversed(session.results) if result.points and result.tool), None)


def same_as_last(turn: Turn) -> None:
    new_session(turn)
    result = last_result(turn.session)
    if result is not None:
        turn.update(
            zones=result.zones,
            side=result.side,
            points=result.points,
            tool=result.tool,
            way=result.way,
            asked=result.zones,
        )


def same_screening(turn: Turn) -> None:
    same_as_last(turn)
    first_question(turn)


def unfinished(turn: Turn) -> bool:
    return bool(turn.session.plan)


def only_the_score_left(turn: Turn) -> bool:
    return unfinished(turn) and step(turn.session) is None


def too_old_to_resume(turn: Turn) -> bool:
    return unfinished(turn) and too_old(turn)


def returns_to(state: State) -> Guard:
    def returns(turn: Turn) -> bool:
        return turn.session.return_to is state

    return returns


def remember_place(turn: Turn) -> None:
    """Leaving for the menu in the middle of the preparations: 'continue' comes back here. From those of a second
    spot it comes back to the running session instead."""
    if unfinished(turn):
        turn.update(points=begun(turn.session))
    else:
        turn.update(return_to=turn.origin)


def stop_preparing(turn: Turn) -> None:
    remember_place(turn)
    turn.notify("ui.notice.nothing-runs")


def forget_place(turn: Turn) -> None:
    turn.update(return_to=None)
    if turn.session.state is State.POSITION:
        start_page(turn)


# --- leaving ---


def too_old(turn: Turn) -> bool:
    """What was left unfinished is long ago: a new start, with the questions, is safer."""
    started = turn.session.started_at
    return started is None or turn.now - started > timedelta(hours=turn.guide.content.protocol.gap.value)


def erase(turn: Turn) -> None:
    """Everything goes; what is shown next is no longer kept, and knows nothing either."""
    old = turn.session
    turn.session = Session(old.chat, old.turn, old.entered, old.state, language=old.language, tempo=old.tempo)
    turn.effects.append(Forget())


def silent(turn: Turn) -> None:
    """The user cannot be reached: nothing may run."""
    turn.effects.append(Sleep(STEP))
    turn.update(reminding=replace(turn.session.reminding, silenced=True))


def pause_silently(turn: Turn) -> None:
    pause(turn)
    silent(turn)
