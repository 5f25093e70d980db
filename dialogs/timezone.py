"""Guards and actions of asking for the time zone: what time it is for the user, and where clocks go like that."""

from datetime import time

from dialogs import clock
from dialogs.guide import city
from dialogs.reminders import change
from dialogs.turn import Turn
from dialogs.wishes import grant


def told(turn: Turn) -> tuple[tuple[str, ...], ...]:
    """The zones whose clocks show what was told, in groups that go alike for years."""
    wall = time.fromisoformat(turn.arg)
    return clock.places(turn.now, wall, turn.guide.content.timezones)


def nowhere(turn: Turn) -> bool:
    return not told(turn)


def one_place(turn: Turn) -> bool:
    return len(told(turn)) == 1


def say_nowhere(turn: Turn) -> None:
    turn.notify("ui.notice.clock-nowhere", time=turn.arg)


def note_time(turn: Turn) -> None:
    turn.update(said=time.fromisoformat(turn.arg), asked_at=turn.now)


def settle_place(turn: Turn) -> None:
    turn.arg = told(turn)[0][0]
    set_zone(turn)


def set_zone(turn: Turn) -> None:
    """Known from now on; what was wanted before is done."""
    change(turn, zone=turn.arg)
    wanted = turn.session.wanted
    turn.update(wanted=None, said=None, asked_at=None)
    place = city(turn.guide.phrases(turn.session.language), turn.arg)
    turn.notify("ui.notice.zone-set", place=place, time=f"{clock.local(turn.now, turn.arg):%H:%M}")
    if wanted is not None:
        grant(turn, wanted)
