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
    "yes": ("so", "agree", "yes", "meant", "take", "begin", "go", "resume", "find", "placed", "second"),
    "no": ("leave", "enough", "no-point", "home"),
    "none": ("no-point", "enough", "otherwise"),
    "why": ("why",),
    "tight": ("tight",),
    "other-way": ("way", "other-tool"),
    "other-tool": ("other-tool",),
    "other-spot": ("other-point",),
    "unsure": ("so", "yes", "unsure", "still"),
    "menu": ("home", "close"),
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


def chosen(session: Session, reading: Reading, buttons: Collection[Button]) -> Move | None:
    """The second of the buttons for "the second one"; of a list of signs that is not of buttons any one is a yes. Where
    another button has that number on it, and for "the other one", it is asked back which."""
    if not reading.choice:
        return None
    if session.state in LISTS:
        return next((Move.of(button.action) for button in buttons if trigger(button.action) == "yes"), None)
    choices = _choices(buttons)
    index = reading.choice - 1 if reading.choice > 0 else reading.choice
    if not -len(choices) <= index < len(choices):
        return None
    marked = _marked(reading.choice, choices)
    return Move("which") if marked and marked != [choices[index]] else Move.of(choices[index].action)


def numbered(reading: Reading, buttons: Collection[Button]) -> Move | None:
    """The button that has this number on it ("number 2"), wherever it stands in the list."""
    found = _marked(reading.numbered, buttons) if reading.numbered is not None else []
    return Move.of(found[0].action) if len(found) == 1 else None


def undecided(reading: Reading, buttons: Collection[Button]) -> Move | None:
    """One of the choices is meant, but not which is plain."""
    return Move("which") if reading.choice is not None and _choices(buttons) else None


def _choices(buttons: Collection[Button]) -> list[Button]:
    return [button for button in buttons if trigger(button.action) in CHOICES]


def _marked(number: int, buttons: Collection[Button]) -> list[Button]:
    """Those with this number at the beginning of the label, ticked or not."""
    return [button for button in buttons if re.search(rf"(^|#|✓ ){number}\b\D", f"{button.label} ")]


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
