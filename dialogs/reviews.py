"""The reviews after two and four weeks: does it help at all?"""

from typing import cast

from dialogs.effects import Record
from dialogs.history import Answer, Review, row
from dialogs.schedule import off
from dialogs.turn import Turn

REVIEWS = 2


def is_last(reviewed: int) -> bool:
    """Whether the review after so many is the one at which it ends without a change."""
    return reviewed + 1 >= REVIEWS


def told(turn: Turn) -> None:
    """Better, the same or worse. Worse at any time, or no change at the end, is for a clinician: the sessions are not
    reminded of any more (S19, S45)."""
    session, last = turn.session, is_last(turn.session.reviewed)
    protocol, later = turn.guide.content.protocol, turn.guide.content.protocol.give_up.value
    weeks = protocol.give_up if last else protocol.review
    turn.effects.append(Record(turn.now, row(Review(weeks.value, cast("Answer", turn.arg)))))
    turn.update(reviewed=session.reviewed + 1)
    over = turn.arg == "worse" or (turn.arg == "same" and last)
    if over:
        turn.update(reminding=off(session.reminding, {"session", "review"}), reviewed=REVIEWS)
    turn.notify(
        f"ui.review.{turn.arg}" + ("-last" if last and turn.arg != "worse" else ""), weeks=weeks.value, later=later
    )
