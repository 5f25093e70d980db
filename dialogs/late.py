"""What is heard of a button that is out of date. It does no more what it did. A warning sign in it may be true, or a
slip of the finger: it is asked back, nothing moves until the answer, and a yes takes the way of that sign. What says
no, or nothing about safety, only shows where things stand.
"""

from collections.abc import Callable, Mapping

from content.schema import REFERRED, Content, Item, Tier
from dialogs.events import Tap
from dialogs.move import Move
from dialogs.pages import new_session
from dialogs.screening import end, first_question, item_tier, raise_flags
from dialogs.session import Session, State
from dialogs.soreness import URGENT
from dialogs.turn import Turn

RESCREEN = "rescreen"
"""The one-line question, where a safety question is named."""

ANSWERS = frozenset({"none", "yes", "pick", "unpick", "picked", "unsure", "list", "before"})
"""Buttons of the safety questions: an old one wants to hear how an answer is changed."""

PRESSING = frozenset({State.ROUTINE, State.PAUSED, State.SECOND})
"""A tool may be under somebody."""

PREPARING = frozenset({
    State.SCREENING, State.PICKING, State.RESCREEN, State.LOCATION, State.SIDE, State.INTENSITY, State.MATCH,
    State.UNMATCHED, State.FIND, State.TOOL, State.POSITION,
})  # fmt: skip
"""A session is being prepared."""


def late(session: Session, action: str, content: Content) -> Move | None:
    """What a press that is out of date still sets going; None: nothing. `action` is untrusted. The key that says yes to
    what is asked here is asked about again, once it is out of date itself."""
    told = Move.of(action.removeprefix("so:"))
    if told.trigger == "off":
        return Move("late-off")
    read = _SIGNS.get(told.trigger)
    meant = read(session, told, content) if read is not None else None
    return Move("late", meant.action) if meant is not None else None


def toast_of(session: Session, tap: Tap) -> str:
    """What is said about a press that is out of date and sets nothing going."""
    if Move.of(tap.action).trigger not in ANSWERS or session.consented_at is None or session.plan:
        return "ui.toast.again" if tap.on_card else "ui.toast.old"
    return "ui.toast.old-answer" if session.state is State.SCREENING and session.question else "ui.toast.old-safety"


def item_of(content: Content, name: str) -> Item | None:
    """A line of the safety questions."""
    return next((item for question in content.questions for item in question.items if item.id == name), None)


def asked(content: Content, name: str) -> int:
    """Which safety question that is; one that is not known stands for the first, which is the most urgent."""
    return next((index for index, question in enumerate(content.questions) if question.id == name), 0)


def _yes(session: Session, move: Move, content: Content) -> Move | None:
    """A second quick tap comes here, too: its question has been opened by the first."""
    if session.consented_at is None:
        return None
    if move.arg == RESCREEN:
        opened, name = (State.SCREENING, 0), RESCREEN
    else:
        index = asked(content, move.arg)
        opened, name = (State.PICKING, index), content.questions[index].id
    return None if (session.state, session.question) == opened else Move("late-yes", name)


def _pick(session: Session, move: Move, content: Content) -> Move | None:
    item = item_of(content, move.arg)
    if item is None or item.id in session.picked:
        return None
    if item_tier(content, item) not in REFERRED:
        return _meant(session, Move("meant", item.caution or item.flag or ""), content)
    told = item.flag in session.flags and _covers(session, item_tier(content, item))
    return None if told else Move("late-sign", item.id)


def _unsure(session: Session, move: Move, content: Content) -> Move | None:
    question = content.questions[asked(content, move.arg)]
    return None if _covers(session, question.unsure) else Move("late-unsure", question.id)


def _meant(session: Session, move: Move, content: Content) -> Move | None:
    """A doubt that was answered: yes after all."""
    known = move.arg in content.flags or move.arg in content.cautions
    return move if known and move.arg not in {*session.flags, *session.cautions} else None


def _still(session: Session, _move: Move, _content: Content) -> Move | None:
    return None if _covers(session, Tier.B) else Move("still")


def _bruise(session: Session, move: Move, _content: Content) -> Move | None:
    return move if move.arg in URGENT and not _covers(session, Tier.B) else None


def _covers(session: Session, tier: Tier) -> bool:
    """The referral that stands is as urgent."""
    return session.state is State.REFER and session.tier is not None and session.tier <= tier


# --- the question, and its two answers ---


def ask(turn: Turn) -> None:
    """A reminder that stood below the screen waits below the question."""
    turn.update(tapped=turn.arg, reminder=turn.reminder, covered=turn.covered)


def confirm(turn: Turn) -> None:
    turn.follow, _, turn.arg = turn.arg.partition(":")


def deny(turn: Turn) -> None:
    """Everything is as it was before the press."""
    turn.update(reminder=turn.reminder, covered=turn.covered)


# --- what a yes leads to ---


def asks_all(turn: Turn) -> bool:
    return turn.arg == RESCREEN


def reopen(turn: Turn) -> None:
    """Yes to a question that was passed: which line is it? The questions behind it come again as well."""
    _begin_anew(turn)
    index = asked(turn.guide.content, turn.arg)
    turn.update(question=index, picked=(), screened_at=None, return_to=None, doubt=None, unheard=None)
    _let_go(turn)


def ask_all(turn: Turn) -> None:
    """Something was new after all: the whole list."""
    _begin_anew(turn)
    first_question(turn)
    turn.update(return_to=None, doubt=None, unheard=None)
    _let_go(turn)


def _begin_anew(turn: Turn) -> None:
    """What was being prepared goes on behind the questions; after anything else a session begins with them."""
    session = turn.session
    if session.plan or (turn.origin not in PREPARING and session.return_to is None):
        new_session(turn)


def refer_sign(turn: Turn) -> None:
    content = turn.guide.content
    item = item_of(content, turn.arg)
    if item is not None and item.flag is not None:
        raise_flags(turn, (item.flag,), item_tier(content, item))
        end(turn, "screening")


def refer_unsure(turn: Turn) -> None:
    content = turn.guide.content
    index = asked(content, turn.arg)
    turn.update(question=index)
    raise_flags(turn, (), content.questions[index].unsure)
    end(turn, "screening")


def _let_go(turn: Turn) -> None:
    if turn.origin in PRESSING:
        turn.notify("ui.notice.let-go")


_SIGNS: Mapping[str, Callable[[Session, Move, Content], Move | None]] = {
    "yes": _yes,
    "late-yes": _yes,
    "pick": _pick,
    "late-sign": _pick,
    "unsure": _unsure,
    "late-unsure": _unsure,
    "meant": _meant,
    "still": _still,
    "bruise": _bruise,
}
