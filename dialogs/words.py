"""What a message does: the order in which it is read, and the button that its words stand for.

Words and buttons are equal: whatever a message can do, it does as the action of a button of the present screen, or as
one of the triggers here. Safety is read first, in every state.
"""

from collections.abc import Collection, Mapping

from content.schema import REFERRED, Tier
from dialogs import screening
from dialogs.buttons import chosen, labelled, numbered, undecided, wished, words_of
from dialogs.clearance import ASKING, CLEARS, clearing, others
from dialogs.move import Move
from dialogs.noted import noted
from dialogs.reading import Reading
from dialogs.screen import Button
from dialogs.session import Session, State
from dialogs.soreness import open_check
from dialogs.steps import Check, Hold
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

SIDED = frozenset({
    State.INTENSITY, State.MATCH, State.FIND, State.TOOL, State.POSITION,
    State.ROUTINE, State.PAUSED, State.SECOND, State.SETTLE, State.AFTER,
})  # fmt: skip
"""The side is known here, and meant."""

CHECKED = frozenset(State) - {
    State.CONSENT, State.FORGOTTEN, State.REFER,
    State.ROUTINE, State.SECOND, State.PAUSED, State.SETTLE, State.AFTER,
}  # fmt: skip
"""The safety questions may begin again here: nothing runs, and no advice comes first."""

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
    floppy = ready and turn.reading.intent == "slack"
    return Move("go") if floppy or (len(said - fillers) > 1 and said - fillers <= ready) else None


def _wanted(turn: Turn, text: str, buttons: Collection[Button], actions: Collection[str]) -> Move:
    """What a message is about. One that may mean a red flag is asked back first, and the rest of it is kept."""
    session, reading = turn.session, turn.reading
    move = (
        _stop(reading)
        or _time_left(session, reading)
        or _told(session, reading)
        or _reminding(session, reading)
        or _cleared(session, reading, actions)
        or (_score(session, reading, actions) or _checked(turn) if "?" not in text else None)
        or numbered(reading, buttons)
        or _answer(session, reading, buttons)
        or _not_so(turn)
        or _eased(session, reading)
        or labelled(turn, text, buttons)
        or undecided(reading, buttons)
        or _question(reading, text)
        or _otherwise(turn, session, reading)
    )
    if reading.doubtful is None or _expected(session, text, reading, actions):
        return move
    return Move("doubtful", move.action if move.trigger in TAKEN_UP else "")


def _cleared(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    """A no to a safety question, or to every line of the list behind a yes."""
    action = clearing(session, reading, actions)
    if action is not None:
        return Move.of(action)
    listed = session.state is State.PICKING and "list" in actions and not session.picked
    return Move("none-picked") if listed and reading.denial == "nothing" else None


def _otherwise(turn: Turn, session: Session, reading: Reading) -> Move:
    """No button fits: what is understood all the same gets its own answer, or is told what the screen waits for."""
    if reading.intent in {"thanks", "hello", "upset", "going-well"}:
        return Move(reading.intent)
    if reading.asks and reading.intent is None:
        return Move("no-answer")
    if session.doubt is not None or turn.tapped is not None or turn.reminder is not None:
        return Move("no-answer" if reading.asks else "unclear")
    if reading.intent == "pause":
        return Move("/pause")
    if reading.intent == "erase" and session.state is State.HOME:
        return Move("/delete")
    understood = reading.intent is not None or reading.denial is not None
    return Move("/help" if understood or session.state in ASKING else "unclear")


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
    bad = reading.intent == "off" or (reading.numb and not _asks_in_rest(session, reading))
    if bad and session.state in {State.ROUTINE, State.PAUSED, State.SECOND}:
        return Move("off")
    return Move(reading.intent) if reading.intent in {"unwell", "dulled"} else None


def _asks_in_rest(session: Session, reading: Reading) -> bool:
    """Whether it should feel so, asked while nothing presses: that is told, and ends nothing."""
    rests = session.state in TIMED and not isinstance(session.plan[session.step], Hold)
    return rests and reading.intent == "normal"


def _only_bruised(reading: Reading) -> bool:
    """The answer to "is there a bruise?", and no warning sign."""
    return {flag.id for flag in reading.flags} == {BRUISED}


def _stop(reading: Reading) -> Move | None:
    wishes: Mapping[str | None, str] = {"stop": "/stop", "help": "/help"}
    trigger = wishes.get(reading.intent)
    return Move(trigger) if trigger else None


def _expected(session: Session, text: str, reading: Reading, actions: Collection[str]) -> bool:
    """What is asked for here: quarter to five is nobody's age, nor is an 11 of 10, and a leg that does not go slack is
    no bladder."""
    if session.state in ASKED_TIME:
        return reading.clock is not None
    tight = reading.intent == "tight" and "tight" in actions
    return tight or (text.strip().isdecimal() and "score:0" in actions)


def _told(session: Session, reading: Reading) -> Move | None:
    """What is true of the place where it is asked, or of the side that is pressed."""
    if reading.intent == "wrong-side" and session.state in SIDED:
        return _sided(session, reading)
    if reading.intent == "recheck" and session.state in CHECKED:
        return Move("answer-again")
    return Move(reading.intent) if reading.intent in {"may-go-on", "normal", "which-side", "sound"} else None


def _sided(session: Session, reading: Reading) -> Move:
    """The side is put right: the one that is named, or the other one."""
    other = "right" if session.side == "left" else "left"
    named = other if reading.side in {None, "both"} else reading.side
    return Move("side-meant" if named == session.side else "other-side", named or other)


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


def _answer(session: Session, reading: Reading, buttons: Collection[Button]) -> Move | None:
    """What the present screen waits for, then what its buttons offer."""
    actions = tuple(button.action for button in buttons)
    if reading.asks and reading.topic is not None and session.state is not State.LOCATION:
        return None
    return (
        _side(reading, actions)
        or _place(session, reading)
        or chosen(session, reading, buttons)
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
    lone = reading.intent == "back" and session.state is not State.LOCATION  # a way, where no place was asked for
    if reading.maybe_zones and session.state in AMBIGUOUS and not lone:
        return Move("maybe")
    if reading.elsewhere and session.state is State.LOCATION:
        return Move("elsewhere")
    return None


def _not_so(turn: Turn) -> Move | None:
    """What was noted is denied: it may be that it was never so, or only not today, and a key says which."""
    known = noted(turn.guide.content, turn.session)
    return None if frozenset(known).isdisjoint(turn.reading.denied) else Move("not-so-noted")


def _eased(session: Session, reading: Reading) -> Move | None:
    """Too much is too much in a rest as well, where no button offers it; after a session it is told whom to see."""
    if reading.intent != "ease":
        return None
    if session.state is State.SUMMARY:
        return Move("read", "see-someone")
    pressed = session.state in TIMED and not isinstance(session.plan[session.step], Check)
    return Move("ease") if pressed else None


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
    if not reading.asks and (reading.intent not in {None, "recheck"} or reading.zones or reading.maybe_zones):
        return None
    if reading.topic is not None:
        lone = not reading.asks and len(words_of(text)) == 1
        return Move("nearest") if lone else Move("topic", reading.topic)
    if reading.nearest and reading.intent is None:
        return Move("nearest")
    return Move("numb") if reading.numb else None
