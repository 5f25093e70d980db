"""More than thirty updates in ten seconds are a flood, until they are fewer again."""

from dataclasses import dataclass

from bot.telegram import flood
from bot.telegram.flood import REMEMBERED, SECONDS, UPDATES, Flood


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_as_many_as_allowed_are_fine() -> None:
    counting = Flood(Clock())
    assert {counting.count(1) for _ in range(UPDATES)} == {"fine"}


def test_one_more_is_noticed_once_and_the_rest_go_on() -> None:
    counting = Flood(Clock())
    counted = [counting.count(1) for _ in range(UPDATES + 5)]
    assert counted[UPDATES:] == ["first", "more", "more", "more", "more"]


def test_whoever_goes_on_at_that_pace_is_not_told_again() -> None:
    clock = Clock()
    counting = Flood(clock)
    counted = []
    for _ in range(200):
        clock.now += SECONDS / (2 * UPDATES)
        counted.append(counting.count(1))
    assert counted.count("first") == 1
    assert set(counted[UPDATES + 1 :]) == {"more"}


def test_after_a_pause_all_is_well_and_a_new_flood_is_a_new_one() -> None:
    clock = Clock()
    counting = Flood(clock)
    for _ in range(UPDATES + 1):
        counting.count(1)
    clock.now += SECONDS
    assert [counting.count(1) for _ in range(UPDATES + 1)] == ["fine"] * UPDATES + ["first"]


def test_others_are_not_counted_with_them() -> None:
    counting = Flood(Clock())
    for _ in range(UPDATES + 1):
        counting.count(1)
    assert counting.count(2) == "fine"


def test_memory_is_bounded() -> None:
    counting = Flood(Clock())
    for user in range(REMEMBERED + 10):
        counting.count(user)
    assert counting.count(0) == "fine"
    assert len(counting._seen) <= flood.REMEMBERED  # noqa: SLF001 - what it keeps is the promise
