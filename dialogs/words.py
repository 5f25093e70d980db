"""What a message does: the order in which it is read, and the button that its words stand for.

Words and buttons are equal: whatever a message can do, it does as the action of a button of the present screen, or as
one of the triggers here. Safety is read first, in every state.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from content.schema import REFERRED, Tier
from dialogs import screening
from dialogs.reading import Intent, Reading
from dialogs.screen import Button
from dialogs.session import Session, State
from dialogs.steps import Check
from dialogs.turn import Turn

STRONG = 7
"""A number above this, said in the middle of pressing, means: ease off (S82, S84)."""

BRUISED = "broken-skin"
"""The caution that a bruise is."""

SHORT = 5
"""Words a message may have at most to be the label of a button."""

ACTIONS: Mapping[Intent, tuple[str, ...]] = {
    "off": ("off",),
    "pause": ("pause",),
    "resume": ("resume", "go", "continue", "next-line", "find", "enough"),
    "skip": ("skip", "next-line", "enough", "find", "placed", "picked", "no-score"),
    "back": ("back", "list", "other-tool", "other-point", "other-places", "close", "home"),
    "more": ("more",),
    "ease": ("ease", "tight"),
    "done": ("stood", "placed", "picked", "next-line", "go", "enough", "no-score", "/stop", "home"),
    "yes": ("agree", "yes", "meant", "take", "go", "resume", "find", "placed"),
    "no": ("bruise:no", "none", "not-meant", "leave", "enough", "no-point", "home"),
    "none": ("bruise:no", "none", "no-point", "enough", "otherwise"),
    "unsure": ("yes", "unsure", "still"),
    "well": ("none",),
    "start": ("begin", "agree", "go", "resume", "new"),
}
"""The buttons that a wish in words may stand for; the first one on the screen is pressed."""

TAKEN_UP = frozenset({
    "place", "maybe", "elsewhere", "side", "score", "sore", "tool", "topic", "nearest", "no-answer", "numb", "pause",
})  # fmt: skip
"""What a message does after all when its doubt is denied. An answer to a safety question is given once more."""

CHOICES = ("zone", "nozone", "side", "point", "tool", "pick", "unpick", "topic")
"""Buttons that may be told by their place in the list."""

WHOLE = ("agree", "erase", "go")
"""What these begin or end is worth saying the whole label."""

PLACES = frozenset({
    State.LOCATION, State.SIDE, State.INTENSITY, State.MATCH, State.UNMATCHED, State.FIND, State.TOOL,
    State.HOME, State.SUMMARY, State.SCREENING, State.PICKING, State.RESCREEN,
})  # fmt: skip
"""A place named here is taken as one that hurts."""

TIMED = frozenset({State.ROUTINE, State.PAUSED})
"""A phase has some time left here."""

LISTS = frozenset({State.SCREENING, State.RESCREEN})
"""Signs are listed here as text."""

AMBIGUOUS = frozenset({State.LOCATION, State.MATCH, State.UNMATCHED, State.HOME, State.SUMMARY})
"""A word for several places is asked back here."""

_word = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Move:
    trigger: str
    arg: str = ""

    @classmethod
    def of(cls, action: str) -> "Move":
        return cls(*action.split(":", 1))


def moves(turn: Turn, text: str, buttons: Collection[Button]) -> Move:
    """The one thing a message does. `buttons`: those of the present screen."""
    session, reading = turn.session, turn.reading
    actions = tuple(button.action for button in buttons)
    return _verbatim(turn, text, buttons) or _safety(turn, session, reading) or _wanted(turn, text, buttons, actions)


def _verbatim(turn: Turn, text: str, buttons: Collection[Button]) -> Move | None:
    """A whole label written out is its button, whatever else its words may mean: they are ours. On the set-up card,
    which asks for a floppy leg, so is a part of the label that says so."""
    said = _words(text)
    found = [button.action for button in buttons if said and said == _words(button.label)]
    if len(found) == 1:
        return Move.of(found[0])
    fillers = frozenset(turn.guide.phrases(turn.session.language).lines("ui.fillers"))
    ready = next((_words(button.label) - fillers for button in buttons if button.action == "go"), frozenset())
    return Move("go") if len(said - fillers) > 1 and said - fillers <= ready else None


def _wanted(turn: Turn, text: str, buttons: Collection[Button], actions: Collection[str]) -> Move:
    """What a message is about. One that may mean a red flag is asked back first, and the rest of it is kept."""
    session, reading = turn.session, turn.reading
    move = (
        _stop(reading)
        or _time_left(session, reading)
        or _reminding(session, reading)
        or (_score(session, reading, actions) if "?" not in text else None)
        or _numbered(text, reading, buttons)
        or _answer(session, reading, actions)
        or _eased(session, reading)
        or _labelled(turn, text, buttons)
        or _question(reading, text)
        or _otherwise(reading)
    )
    told = session.state in ASKED_TIME and reading.clock is not None  # quarter to five is nobody's age
    if reading.doubtful is None or told:
        return move
    return Move("doubtful", f"{move.trigger}:{move.arg}" if move.trigger in TAKEN_UP else "")


def _otherwise(reading: Reading) -> Move:
    if reading.intent in {"thanks", "hello"}:
        return Move(reading.intent)
    return Move("no-answer" if reading.asks else "unclear")


def _safety(turn: Turn, session: Session, reading: Reading) -> Move | None:
    if reading.intent == "crisis":
        return Move("crisis")
    if turn.reminder == "bruise" and _only_bruised(reading):
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
        or _choice(session, reading, actions)
        or _button(reading, actions)
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


def _choice(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    """The second of the buttons for "the second one"; of a list of signs that is not of buttons any one is a yes."""
    if reading.choice is None:
        return None
    if session.state in LISTS:
        return Move("yes") if "yes" in actions else None
    choices = [action for action in actions if _trigger(action) in CHOICES]
    index = reading.choice - 1 if reading.choice > 0 else reading.choice
    return Move.of(choices[index]) if -len(choices) <= index < len(choices) else None


def _numbered(text: str, reading: Reading, buttons: Collection[Button]) -> Move | None:
    """The button that has this number on it ("number 2"), wherever it stands in the list."""
    if reading.choice is None or str(reading.choice) not in _words(text):
        return None
    found = [button.action for button in buttons if re.search(rf"(^|#){reading.choice}\b\D", f"{button.label} ")]
    return Move.of(found[0]) if len(found) == 1 else None


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


def _button(reading: Reading, actions: Collection[str]) -> Move | None:
    wanted = [f"tool:{reading.tool}"] if reading.tool is not None else []
    if reading.intent is not None:
        wanted += ACTIONS.get(reading.intent, ())
    found = next((action for each in wanted for action in actions if each in {action, _trigger(action)}), None)
    return Move.of(found) if found else None


def _trigger(action: str) -> str:
    return action.partition(":")[0]


def _labelled(turn: Turn, text: str, buttons: Collection[Button]) -> Move | None:
    """The one button whose label was written out, or a part of it that no other label has."""
    fillers = frozenset(turn.guide.phrases(turn.session.language).lines("ui.fillers"))
    said = _words(text) - fillers
    if turn.reading.asks or not 0 < len(said) <= SHORT:
        return None
    found = [button.action for button in buttons if _names(said, _words(button.label) - fillers, button.action)]
    return Move.of(found[0]) if len(found) == 1 else None


def _names(said: frozenset[str], label: frozenset[str], action: str) -> bool:
    return bool(label) and (label <= said or (said <= label and _trigger(action) not in WHOLE))


def _words(text: str) -> frozenset[str]:
    return frozenset(_word.findall(text.casefold()))


def _question(reading: Reading, text: str) -> Move | None:
    """A topic; a lone word that is no question is asked back, and a wish that fits no button is none."""
    if not reading.asks and (reading.intent is not None or reading.zones or reading.maybe_zones):
        return None
    if reading.topic is not None:
        lone = not reading.asks and len(_words(text)) == 1
        return Move("nearest") if lone else Move("topic", reading.topic)
    if reading.nearest:
        return Move("nearest")
    return Move("numb") if reading.numb else None
