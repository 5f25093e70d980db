"""What a message does: the order in which it is read, and the button that its words stand for.

Words and buttons are equal: whatever a message can do, it does as the action of a button of the present screen, or as
one of the triggers here. Safety is read first, in every state.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dialogs import screening
from dialogs.reading import Intent, Reading
from dialogs.session import Session, State
from dialogs.steps import Check
from dialogs.turn import Turn

STRONG = 7
"""A number above this, said in the middle of pressing, means: ease off (S82, S84)."""

CERTAIN = 0.9
"""A message that names a place and is this near to a question is one; less near, the place is what counts."""

ACTIONS: Mapping[Intent, tuple[str, ...]] = {
    "pause": ("pause",),
    "resume": ("resume", "go", "continue", "next-line"),
    "skip": ("skip", "enough", "no-point"),
    "back": ("back", "list", "close", "home"),
    "more": ("more",),
    "ease": ("ease", "tight"),
    "yes": ("agree", "yes", "meant", "go", "resume", "find", "remind", "placed"),
    "no": ("none", "not-meant", "enough", "no-point", "home"),
    "none": ("none", "no-point", "enough", "otherwise"),
    "unsure": ("yes", "unsure"),
    "start": ("go", "resume", "new"),
}
"""The buttons that a wish in words may stand for; the first one on the screen is pressed."""


@dataclass(frozen=True, slots=True)
class Move:
    trigger: str
    arg: str = ""


def moves(turn: Turn, actions: Collection[str]) -> Move:
    """The one thing a message does. `actions`: those of the buttons on the present screen."""
    session, reading = turn.session, turn.reading
    return (
        _safety(turn, session, reading)
        or _stop(reading)
        or _answer(session, reading, actions)
        or _question(reading)
        or Move("thanks" if reading.intent == "thanks" else "unclear")
    )


def _safety(turn: Turn, session: Session, reading: Reading) -> Move | None:
    if any(flag.tier in screening.REFERRED for flag in reading.flags):
        return Move("flagged")
    if screening.read_cautions(turn):
        return Move("cautioned")
    if reading.numb and session.state in {State.ROUTINE, State.PAUSED, State.SECOND}:
        return Move("off")
    if reading.doubtful is not None:
        return Move("doubtful")
    return None


def _stop(reading: Reading) -> Move | None:
    wishes: Mapping[str | None, str] = {"stop": "/stop", "help": "/help"}
    trigger = wishes.get(reading.intent)
    return Move(trigger) if trigger else None


def _answer(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    """What the present screen waits for, then what its buttons offer."""
    return _place(session, reading) or _score(session, reading, actions) or _button(reading, actions)


def _place(session: Session, reading: Reading) -> Move | None:
    waiting = session.state in {
        State.LOCATION, State.SIDE, State.INTENSITY, State.MATCH, State.UNMATCHED, State.FIND, State.TOOL,
        State.HOME, State.SUMMARY, State.SCREENING, State.PICKING, State.RESCREEN,
    }  # fmt: skip
    asks = reading.topic is not None and reading.confidence >= CERTAIN
    if not waiting or (asks and session.state is not State.LOCATION):
        return None
    if reading.zones:
        return Move("place")
    asked = session.state in {State.LOCATION, State.SIDE, State.MATCH, State.UNMATCHED}
    if asked and reading.maybe_zones:
        return Move("maybe")
    if session.state is State.LOCATION and reading.elsewhere:
        return Move("elsewhere")
    return None


def _score(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    if reading.number is None:
        return None
    if f"score:{reading.number}" in actions:
        return Move("score", str(reading.number))
    pressing = session.state is State.ROUTINE and not isinstance(session.plan[session.step], Check)
    return Move("ease") if pressing and reading.number > STRONG else None


def _button(reading: Reading, actions: Collection[str]) -> Move | None:
    wanted: list[str] = []
    if reading.side is not None:
        wanted.append(f"side:{reading.side}")
    if reading.tool is not None and reading.topic is None:
        wanted.append(f"tool:{reading.tool}")
    if reading.intent is not None:
        wanted += ACTIONS.get(reading.intent, ())
    found = next((action for each in wanted for action in actions if each in {action, _trigger(action)}), None)
    return Move(*found.split(":", 1)) if found else None


def _trigger(action: str) -> str:
    return action.partition(":")[0]


def _question(reading: Reading) -> Move | None:
    if reading.topic is not None:
        return Move("topic", reading.topic)
    if reading.nearest:
        return Move("nearest")
    return Move("numb") if reading.numb else None
