"""What a message does: the order in which it is read, and the button that its words stand for.

Words and buttons are equal: whatever a message can do, it does as the action of a button of the present screen, or as
one of the triggers here. Safety is read first, in every state.
"""

from collections.abc import Collection, Mapping

from content.schema import REFERRED, Tier
from dialogs import screening
from dialogs.buttons import chosen, labelled, numbered, wished, words_of
from dialogs.clearance import ASKING, CLEARS, clearing, others
from dialogs.move import Move
from dialogs.reading import Reading
from dialogs.screen import Button
from dialogs.session import Session, State
from dialogs.soreness import open_check
from dialogs.steps import Check
from dialogs.turn import Turn

STRONG = 7
"""A number above this, said in the middle of pressing, means: ease off (S82, S84)."""

BRUISED = "broken-skin"
"""The caution that a bruise is."""

TAKEN_UP = frozenset({
    "place", "maybe", "elsewhere", "side", "score", "sore", "tool", "topic", "nearest", "no-answer", "numb", "pause",
})  # fmt: skip
"""What a message does after all when its doubt is denied. An answer to a safety question is given once more."""

PLACES = frozenset({
    State.LOCATION, State.SIDE, State.INTENSITY, State.MATCH, State.UNMATCHED, State.FIND, State.TOOL,
    State.HOME, State.SUMMARY, State.SCREENING, State.PICKING, State.RESCREEN,
})  # fmt: skip
"""A place named here is taken as one that hurts."""

RESTING = frozenset({State.HOME, State.SUMMARY, State.SETTINGS, State.REMINDERS})
"""Nothing else is asked here that a number or a no would answer."""

TIMED = frozenset({State.ROUTINE, State.PAUSED})
"""A phase has some time left here."""

AMBIGUOUS = frozenset({State.LOCATION, State.MATCH, State.UNMATCHED, State.HOME, State.SUMMARY})
"""A word for several places is asked back here."""


def moves(turn: Turn, text: str, buttons: Collection[Button]) -> Move:
    """The one thing a message does. `buttons`: those of the present screen."""
    session, reading = turn.session, turn.reading
    actions = tuple(button.action for button in buttons)
    return _verbatim(turn, text, buttons) or _safety(turn, session, reading) or _wanted(turn, text, buttons, actions)


def _verbatim(turn: Turn, text: str, buttons: Collection[Button]) -> Move | None:
    """A whole label written out is its button, whatever else its words may mean: they are ours. On the set-up card,
    which asks for a floppy leg, so is a part of the label that says so."""
    said = words_of(text)
    named = others(buttons) if "?" in text else buttons
    found = [button.action for button in named if said and said == words_of(button.label)]
    if len(found) == 1:
        return Move.of(found[0])
    fillers = frozenset(turn.guide.phrases(turn.session.language).lines("ui.fillers"))
    ready = next((words_of(button.label) - fillers for button in buttons if button.action == "go"), frozenset())
    return Move("go") if len(said - fillers) > 1 and said - fillers <= ready else None


def _wanted(turn: Turn, text: str, buttons: Collection[Button], actions: Collection[str]) -> Move:
    """What a message is about. One that may mean a red flag is asked back first, and the rest of it is kept."""
    session, reading = turn.session, turn.reading
    move = (
        _stop(reading)
        or _time_left(session, reading)
        or _reminding(session, reading)
        or _cleared(session, reading, actions)
        or (_score(session, reading, actions) or _checked(turn) if "?" not in text else None)
        or numbered(text, reading, buttons)
        or _answer(session, reading, actions)
        or _eased(session, reading)
        or labelled(turn, text, buttons)
        or _question(reading, text)
        or _otherwise(session, reading)
    )
    told = session.state in ASKED_TIME and reading.clock is not None  # quarter to five is nobody's age
    if reading.doubtful is None or told:
        return move
    return Move("doubtful", f"{move.trigger}:{move.arg}" if move.trigger in TAKEN_UP else "")


def _cleared(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    action = clearing(session, reading, actions)
    return Move.of(action) if action is not None else None


def _otherwise(session: Session, reading: Reading) -> Move:
    if reading.intent in {"thanks", "hello"}:
        return Move(reading.intent)
    if reading.asks and reading.intent is None:
        return Move("no-answer")
    asked = session.state in ASKING and session.doubt is None and session.reminder is None
    return Move("/help" if asked else "no-answer" if reading.asks else "unclear")


def _safety(turn: Turn, session: Session, reading: Reading) -> Move | None:
    if reading.intent == "crisis":
        return Move("crisis")
    if "bruise" in {turn.reminder, _still_open(turn)} and _only_bruised(reading):
        return Move("bruise", "yes")
    if reading.intent == "emergency" and not any(flag.tier is Tier.A for flag in reading.flags):
        return Move("emergency")
    if any(flag.tier in REFERRED for flag in reading.flags):
        return Move("flagged")
    if screening.read_cautions(turn):
        return Move("cautioned")
    bad = reading.numb or reading.intent == "off"
    if bad and session.state in {State.ROUTINE, State.PAUSED, State.SECOND}:
        return Move("off")
    return Move(reading.intent) if reading.intent in {"unwell", "dulled"} else None


def _only_bruised(reading: Reading) -> bool:
    """The answer to "is there a bruise?", and no warning sign."""
    return {flag.id for flag in reading.flags} == {BRUISED}


def _stop(reading: Reading) -> Move | None:
    wishes: Mapping[str | None, str] = {"stop": "/stop", "help": "/help"}
    trigger = wishes.get(reading.intent)
    return Move(trigger) if trigger else None


def _time_left(session: Session, reading: Reading) -> Move | None:
    """Asked while a phase is timed, or paused in the middle."""
    timed = session.step_ends_at is not None or session.remaining is not None
    return Move("time-left") if timed and reading.intent == "time-left" and session.state in TIMED else None


ASKED_TIME: Mapping[State, str] = {State.ZONE: "clock", State.STRETCH_TIME: "at"}
"""What a time of day answers, where one is waited for."""


def _reminding(session: Session, reading: Reading) -> Move | None:
    """A time where one is asked for, and what is wished of the reminders."""
    if session.state in ASKED_TIME and reading.no_clock is not None:
        return Move("no-such-time")
    wished = reading.intent == "remind" and reading.when is not None and reading.when.daily
    if session.state in ASKED_TIME and reading.clock is not None and not (wished and session.state is State.ZONE):
        return Move(ASKED_TIME[session.state], f"{reading.clock:%H:%M}")
    if reading.intent == "no-remind":
        return Move("no-reminders")
    if reading.intent != "remind":
        return None
    return Move("no-such-time" if reading.no_clock is not None else "wish")


def _answer(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    """What the present screen waits for, then what its buttons offer."""
    if reading.asks and reading.topic is not None and session.state is not State.LOCATION:
        return None
    return (
        _side(reading, actions)
        or _place(session, reading)
        or chosen(session, reading, actions)
        or wished(reading, actions)
    )


def _side(reading: Reading, actions: Collection[str]) -> Move | None:
    action = f"side:{reading.side}"
    return Move.of(action) if action in actions and not reading.zones else None


def _place(session: Session, reading: Reading) -> Move | None:
    if reading.asks and session.zones and session.state is not State.LOCATION:
        return None  # a question about a place does not add it to those that hurt
    if reading.zones and session.state in PLACES:
        return Move("place")
    if reading.maybe_zones and session.state in AMBIGUOUS:
        return Move("maybe")
    if reading.elsewhere and session.state is State.LOCATION:
        return Move("elsewhere")
    return None


def _eased(session: Session, reading: Reading) -> Move | None:
    """Too much is too much in a rest as well, where no button offers it."""
    return Move("ease") if reading.intent == "ease" and session.state in {State.ROUTINE, State.PAUSED} else None


def _score(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    if reading.number is None:
        return None
    asked = next((each for each in ("sore", "score") if f"{each}:{reading.number}" in actions), None)
    if asked is not None:
        return Move(asked, str(reading.number))
    pressing = session.state is State.ROUTINE and not isinstance(session.plan[session.step], Check)
    return Move("ease") if pressing and reading.number > STRONG else None


def _still_open(turn: Turn) -> str | None:
    """The check-in that another page was opened over; not where something else is asked."""
    session = turn.session
    free = session.state in RESTING and session.doubt is None and session.offer is None
    return open_check(session, turn.guide.content.protocol) if free else None


def _checked(turn: Turn) -> Move | None:
    """An answer to it, on another page."""
    reading, still = turn.reading, _still_open(turn)
    if still == "check-in" and reading.number is not None and not reading.asks:
        return Move("sore", str(reading.number))
    if still == "check-in" and reading.denial == "unhurt":
        return Move("check-in")
    if still == "bruise" and reading.denial in CLEARS["bruise:no"]:
        return Move("bruise", "no")
    return None


def _question(reading: Reading, text: str) -> Move | None:
    """A topic; a lone word that is no question is asked back, and a wish that fits no button is none."""
    if not reading.asks and (reading.intent is not None or reading.zones or reading.maybe_zones):
        return None
    if reading.topic is not None:
        lone = not reading.asks and len(words_of(text)) == 1
        return Move("nearest") if lone else Move("topic", reading.topic)
    if reading.nearest:
        return Move("nearest")
    return Move("numb") if reading.numb else None
