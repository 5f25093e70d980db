"""What answers no to a safety question in words: the whole message has to be that no."""

from collections.abc import Collection, Mapping

from dialogs.reading import Denial, Reading
from dialogs.screen import Button
from dialogs.session import Session, State

CLEARS: Mapping[str, frozenset[Denial]] = {
    "bruise:no": frozenset({"nothing", "unhurt"}),
    "none": frozenset({"nothing", "well"}),
    "not-meant": frozenset({"nothing"}),
    "not-so": frozenset({"nothing"}),
    "gone": frozenset({"passed"}),
}
"""The buttons, each with what stands for it. No part of their labels does."""

ASKING = frozenset({State.SCREENING, State.RESCREEN, State.SETTLE})
"""A safety question stands here; what is no answer to it is told how to answer."""


def clearing(session: Session, reading: Reading, actions: Collection[str]) -> str | None:
    """The button that the message stands for: the first of these that is on the screen, or none."""
    action = next((each for each in actions if each in CLEARS), None)
    if action is None or reading.denial is None:
        return None
    unchanged = action == "none" and session.state is State.RESCREEN and reading.denial == "unchanged"
    return action if unchanged or reading.denial in CLEARS[action] else None


def is_asked(actions: Collection[str]) -> bool:
    """Whether a safety question is on the screen."""
    return not CLEARS.keys().isdisjoint(actions)


def others(buttons: Collection[Button]) -> Collection[Button]:
    """Without those that say no to a safety question: a part of their words is no answer."""
    return tuple(button for button in buttons if button.action not in CLEARS)
