"""What the measurements begin with."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from dialogs.guide import Guide
from dialogs.routine import step
from dialogs.session import State
from tests.bench.people import under_way

NOON = datetime(2026, 3, 2, 12, 0, 0, 300_000, tzinfo=UTC)
MANY = 300
LONGEST = timedelta(seconds=60)
"""Of all phases."""


def test_everybody_is_in_a_phase_that_goes_on_and_ends_at_a_whole_second(guide: Guide) -> None:
    for session in under_way(guide, NOON, MANY):
        assert session.state is State.ROUTINE
        assert session.step_ends_at is not None
        assert NOON < session.step_ends_at <= NOON + LONGEST
        assert session.step_ends_at.microsecond == 0


def test_all_kinds_of_phases_are_there_the_longer_the_more(guide: Guide) -> None:
    kinds = Counter(present.kind for session in under_way(guide, NOON, MANY) if (present := step(session)) is not None)
    assert set(kinds) == {"get-ready", "hold", "rest", "roll-over", "stretch"}
    assert kinds["hold"] > kinds["rest"]


def test_nobody_is_there_twice_and_the_same_number_gives_the_same_people(guide: Guide) -> None:
    sessions = under_way(guide, NOON, MANY)
    assert len({session.chat for session in sessions}) == MANY
    assert sessions == under_way(guide, NOON, MANY)
