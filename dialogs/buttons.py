"""Which button of the screen a message names: by what it wishes, by a place in the list, or by words of the label."""

import re
from collections.abc import Collection, Mapping

from dialogs.clearance import is_asked, others
from dialogs.move import Move
from dialogs.reading import Intent, Reading
from dialogs.screen import Button
from dialogs.session import Session, State
from dialogs.turn import Turn

SHORT = 5
"""Words a message may have at most to be the label of a button."""

ACTIONS: Mapping[Intent, tuple[str, ...]] = {
    "off": ("off",),
    "pause": ("pause",),
    "ready": ("begin", "resume", "go", "continue", "next-line", "find", "agree"),
    "resume": ("begin", "resume", "go", "continue", "next-line", "find", "enough"),
    "skip": ("skip", "next-line", "enough", "find", "placed", "picked", "no-score"),
    "back": ("back", "list", "before", "other-tool", "other-point", "other-places", "close", "home"),
    "more": ("more",),
    "ease": ("ease", "tight"),
    "done": ("stood", "placed", "picked", "next-line", "go", "enough", "no-score", "/stop", "home"),
    "erase": ("erase",),
    "yes": ("agree", "yes", "meant", "take", "begin", "go", "resume", "find", "placed", "second"),
    "no": ("leave", "enough", "no-point", "home"),
    "none": ("no-point", "enough", "otherwise"),
    "unsure": ("yes", "unsure", "still"),
    "start": ("begin", "agree", "go", "resume", "new"),
}
"""The buttons that a wish in words may stand for; the first one on the screen is pressed."""

NOES: frozenset[Intent] = frozenset({"no", "none", "well"})
"""Not one of these does anything where a safety question stands, unless it is the whole message."""

CHOICES = ("zone", "nozone", "side", "point", "second", "tool", "pick", "unpick", "topic", "city")
"""Buttons that may be told by their place in the list."""

WHOLE = ("agree", "erase", "go")
"""What these begin or end is worth saying the whole label."""

LISTS = frozenset({State.SCREENING, State.RESCREEN})
"""Signs are listed here as text."""

_word = re.compile(r"\w+")


def chosen(session: Session, reading: Reading, actions: Collection[str]) -> Move | None:
    """The second of the buttons for "the second one"; of a list of signs that is not of buttons any one is a yes."""
    if reading.choice is None:
        return None
    if session.state in LISTS:
        return next((Move.of(action) for action in actions if trigger(action) == "yes"), None)
    choices = [action for action in actions if trigger(action) in CHOICES]
    index = reading.choice - 1 if reading.choice > 0 else reading.choice
    return Move.of(choices[index]) if -len(choices) <= index < len(choices) else None


def numbered(text: str, reading: Reading, buttons: Collection[Button]) -> Move | None:
    """The button that has this number on it ("number 2"), wherever it stands in the list."""
    if reading.choice is None or str(reading.choice) not in words_of(text):
        return None
    found = [button.action for button in buttons if re.search(rf"(^|#){reading.choice}\b\D", f"{button.label} ")]
    return Move.of(found[0]) if len(found) == 1 else None


def wished(reading: Reading, actions: Collection[str]) -> Move | None:
    """The button that a tool, or a wish, stands for."""
    wanted = [f"tool:{reading.tool}"] if reading.tool is not None else []
    half_no = reading.intent in NOES and is_asked(actions)
    if reading.intent is not None and not half_no:
        wanted += ACTIONS.get(reading.intent, ())
    for each in wanted:
        found = [action for action in actions if each in {action, trigger(action)}]
        if found:
            return Move.of(found[0]) if len(found) == 1 else None  # of several none is meant for sure
    return None


def words_of(text: str) -> frozenset[str]:
    """Its words in lower case."""
    return frozenset(_word.findall(text.casefold()))


def trigger(action: str) -> str:
    """What comes before its argument."""
    return action.partition(":")[0]


def labelled(turn: Turn, text: str, buttons: Collection[Button]) -> Move | None:
    """The one button whose label was written out, or a part of it that no other label has."""
    fillers = frozenset(turn.guide.phrases(turn.session.language).lines("ui.fillers"))
    said = words_of(text) - fillers
    if turn.reading.asks or not 0 < len(said) <= SHORT:
        return None
    labels = {button.action: words_of(button.label) - fillers for button in others(buttons)}
    found = [action for action, label in labels.items() if _names(said, label, action)]
    return Move.of(found[0]) if len(found) == 1 else None


def _names(said: frozenset[str], label: frozenset[str], action: str) -> bool:
    return bool(label) and (label <= said or (said <= label and trigger(action) not in WHOLE))
