"""The answer to "can I go on?": what has to be so first, which depends on what ended what came before."""

from dialogs.answers import help_
from dialogs.cadence import hours_to_next
from dialogs.pages import too_old, unfinished, went_wrong
from dialogs.session import State
from dialogs.turn import Turn

CONDITIONS = frozenset({State.REFER, State.SETTLE, State.PAUSED})
"""Places with an answer of their own."""
ONWARD = frozenset({
    State.SCREENING, State.PICKING, State.RESCREEN, State.LOCATION, State.SIDE, State.INTENSITY, State.MATCH,
    State.FIND, State.TOOL, State.POSITION, State.SECOND,
})  # fmt: skip
"""Nothing keeps anybody here but how they feel."""


def answer(turn: Turn) -> None:
    """Nothing moves: the buttons do that."""
    state = turn.session.state
    if state is State.HOME:
        turn.notify(f"ui.go-on.{_left(turn)}")
    elif state is State.SUMMARY:
        hours = hours_to_next(turn.guide.content.protocol, turn.session, turn.now)
        turn.notify("ui.go-on.summary", hours=hours)
    elif state is State.PAUSED and too_old(turn):
        turn.notify("ui.go-on.too-old")
    elif state in CONDITIONS:
        turn.notify(f"ui.go-on.{state}")
    elif state in ONWARD:
        turn.notify("ui.go-on.ready")
    else:
        help_(turn)


def _left(turn: Turn) -> str:
    """What was left when the menu was reached: the most serious counts."""
    if turn.session.referred:
        return "referred"
    if unfinished(turn):
        return "too-old" if too_old(turn) else "left"
    if went_wrong(turn):
        return "early"
    return "home" if turn.session.return_to is None else "prepared"
