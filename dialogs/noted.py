"""Guards and actions of what was noted to be careful about: shown, and taken back where it is not so."""

from collections.abc import Collection

from content.phrases import Phrases
from content.schema import Content
from dialogs.limits import is_gentle
from dialogs.results import leave, went_well
from dialogs.session import Session, State
from dialogs.turn import Turn


def noted(content: Content, session: Session) -> tuple[str, ...]:
    """Cautions, and red flags with a gentle version: what changes the plan without ending it."""
    return (*session.cautions, *(flag for flag in session.flags if is_gentle(content, flag)))


def label(content: Content, words: Phrases, name: str) -> str:
    """What was noted, as short as on the button that notes it."""
    if name in content.cautions:
        return words.line(f"screening.cautions.{name}.button")
    items = (item for question in content.questions for item in question.items if item.flag == name)
    return words.line(f"screening.items.{next(items).id}.button")


def show(turn: Turn) -> None:
    turn.update(menu="noted")
    turn.notify("ui.noted")


def denied(turn: Turn) -> None:
    """Said not to be so: a key takes it out, but not out of a session that was planned with it."""
    if turn.session.plan:
        turn.notify("ui.notice.noted-later")
    else:
        show(turn)


def take_out(turn: Turn) -> None:
    """What was noted a moment ago was not meant: it is as if it had not been said."""
    told = turn.noted
    if told is None:
        return
    _without(turn, told.ids)
    if told.ended:
        went_well(turn)
    if turn.session.state is State.UNMATCHED and turn.session.reason == "nothing-left":
        turn.follow = "onward"
    turn.notify("ui.notice.taken-out")


def remove(turn: Turn) -> None:
    """Noted earlier, and not so (any more). What was planned with it is over, and the safety questions decide anew."""
    words = label(turn.guide.content, turn.guide.phrases(turn.session.language), turn.arg)
    leave(turn)
    _without(turn, (turn.arg,))
    turn.update(screened_at=None, return_to=None, points=(), tool=None)
    turn.notify("ui.notice.removed", what=words)


def _without(turn: Turn, names: Collection[str]) -> None:
    session = turn.session
    turn.update(
        cautions=tuple(each for each in session.cautions if each not in names),
        flags=tuple(each for each in session.flags if each not in names),
    )
