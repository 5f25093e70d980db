"""Actions of the settings: each changes one of them, and says so where it was chosen already."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from dialogs.interruptions import shorten
from dialogs.turn import Turn

COUNTDOWNS: Mapping[str, Literal["counts", "clock"]] = {"counts": "counts", "clock": "clock"}
CUES: Mapping[str, Literal["calm", "usual", "strong"]] = {"calm": "calm", "usual": "usual", "strong": "strong"}
AS_PLANNED = "planned"
"""The choice of a hold that leaves it to the ladder."""


def set_language(turn: Turn) -> None:
    turn.update(language=turn.arg)


def set_hold(turn: Turn) -> None:
    """A session under way keeps its plan, but no hold of it stays longer than is wanted now."""
    _choose(turn, hold=None if turn.arg == AS_PLANNED else int(turn.arg))
    shorten(turn)


def set_cues(turn: Turn) -> None:
    _choose(turn, cues=CUES[turn.arg])


def set_countdown(turn: Turn) -> None:
    _choose(turn, countdown=COUNTDOWNS[turn.arg])


def set_pictures(turn: Turn) -> None:
    _choose(turn, pictures=turn.arg == "on")


def set_one_by_one(turn: Turn) -> None:
    _choose(turn, one_by_one=turn.arg == "on")


def _choose(turn: Turn, **choice: Any) -> None:
    before = turn.session.settings
    turn.update(settings=replace(before, **choice))
    if turn.session.settings == before:
        turn.notify("ui.settings.already")
