"""What somebody sees whose stored session cannot be read: nothing is guessed, nothing deleted without their word."""

from content.phrases import Phrases
from dialogs.events import Event, Tap
from dialogs.screen import Button, Screen

AFRESH = "afresh"
"""The action of the one button; no screen of the dialog has it."""


def damaged(words: Phrases) -> Screen:
    """Heard, because somebody may be pressing."""
    return Screen(
        title=words.line("ui.damaged.title"),
        body=(words.line("ui.damaged.release"), words.line("ui.damaged.afresh")),
        buttons=((Button(words.line("ui.damaged.button"), AFRESH, "main"),),),
        alert=True,
    )


def wants_afresh(event: Event) -> bool:
    return isinstance(event, Tap) and event.action == AFRESH
