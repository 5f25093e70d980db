"""What is heard of a button that is out of date. It does no more what it did, but a warning sign counts whenever it is
reported: it takes the way of that sign. What says no, or nothing about safety, only shows where things stand.
"""

from collections.abc import Callable, Mapping
from typing import Literal

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
    """What a press that is out of date still sets going; None: nothing. `action` is untrusted."""
    move = Move.of(action)
    read = _SIGNS.get(move.trigger)
    return read(session, move, content) if read is not None else None


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


def _off(_session: Session, _move: Move, _content: Content) -> Move:
    return Move("late-off")


def _yes(session: Session, move: Move, content: Content) -> Move | None:
    """A second quick tap comes here, too: its question has been opened by the first."""
    place = (session.state, session.question)
    opened = (State.SCREENING, 0) if move.arg == RESCREEN else (State.PICKING, asked(content, move.arg))
    return None if session.consented_at is None or place == opened else Move("late-yes", move.arg)


def _pick(session: Session, move: Move, content: Content) -> Move | None:
    item = item_of(content, move.arg)
    if item is None or item.id in session.picked:
        return None
    if item_tier(content, item) not in REFERRED:
        return _meant(session, Move("meant", item.caution or item.flag or ""), content)
    told = item.flag in session.flags and _covers(session, item_tier(content, item))
    return None if told else Move("late-sign", item.id)


def _unsure(session: Session, move: Move, content: Content) -> Move | None:
    tier = content.questions[asked(content, move.arg)].unsure
    return None if _covers(session, tier) else Move("late-unsure", move.arg)


def _meant(session: Session, move: Move, content: Content) -> Move | None:
    """A doubt that was answered: yes after all."""
    known = move.arg in content.flags or move.arg in content.cautions
    return move if known and move.arg not in {*session.flags, *session.cautions} else None


def _still(session: Session, move: Move, _content: Content) -> Move | None:
    return None if _covers(session, Tier.B) else move


def _bruise(session: Session, move: Move, _content: Content) -> Move | None:
    return move if move.arg in URGENT and not _covers(session, Tier.B) else None


def _covers(session: Session, tier: Tier) -> bool:
    """The referral that stands is as urgent."""
    return session.state is State.REFER and session.tier is not None and session.tier <= tier


# --- what it leads to ---


def asks_all(turn: Turn) -> bool:
    return turn.arg == RESCREEN


def reopen(turn: Turn) -> None:
    """Yes to a question that was passed: which line is it? The questions behind it come again as well."""
    _begin_anew(turn)
    index = asked(turn.guide.content, turn.arg)
    turn.update(question=index, picked=(), screened_at=None, return_to=None, doubt=None, unheard=None)
    _say(turn, "yes")


def ask_all(turn: Turn) -> None:
    """Something was new after all: the whole list."""
    _begin_anew(turn)
    first_question(turn)
    turn.update(return_to=None, doubt=None, unheard=None)
    _say(turn, "new")


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


def _say(turn: Turn, about: Literal["yes", "new"]) -> None:
    let_go = turn.origin in PRESSING
    turn.notify(f"ui.notice.late-{about}-let-go" if let_go else f"ui.notice.late-{about}")


_SIGNS: Mapping[str, Callable[[Session, Move, Content], Move | None]] = {
    "off": _off,
    "yes": _yes,
    "pick": _pick,
    "unsure": _unsure,
    "meant": _meant,
    "still": _still,
    "bruise": _bruise,
}
