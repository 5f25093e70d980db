"""What counts even from somebody who sends far too much: it may say stop, or hold a warning sign. Pure."""

from dialogs.events import Command, Edited, Event, Tap, Text, Unreachable
from dialogs.guide import Guide
from dialogs.reading import Reading

ENOUGH = 300
"""Characters of a message that are looked at here: reading more of each would let a flood take up the processor."""

_ENDING = frozenset({"stop", "pause", "off", "unwell", "crisis", "emergency"})
_BUTTONS = frozenset({"/stop", "pause", "off"})


def urgent(event: Event, guide: Guide) -> bool:
    """In any language of the guide: whose chat it is is not looked up."""
    match event:
        case Unreachable():
            return True
        case Tap(action):
            return action in _BUTTONS
        case Command(name, rest):
            return name in _ENDING or _alarms(rest, guide)
        case Text(text) | Edited(text):
            return _alarms(text, guide)
        case _:
            return False


def _alarms(text: str, guide: Guide) -> bool:
    beginning = text[:ENOUGH].encode("utf-8", "replace").decode()
    return any(_ends(reader.read(beginning)) for reader in guide.readers.values()) if beginning else False


def _ends(reading: Reading) -> bool:
    return bool(reading.flags) or reading.doubtful is not None or reading.numb or reading.intent in _ENDING
