"""Nobody who is being timed notices that the machine's clock was set."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import structlog

from bot.clock import SteadyClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0


@dataclass
class Machine:
    """Its clock and its uptime."""

    wall: float = NOON
    up: float = 100.0

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.up += seconds

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.up)


@pytest.mark.parametrize("by", [-HOUR, HOUR])
def test_while_somebody_is_timed_a_set_clock_changes_nothing(by: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(10)
    machine.wall += by
    with structlog.testing.capture_logs() as logs:
        for _ in range(5):
            machine.passes(1)
            clock.follow(busy=lambda: True)
    assert clock().timestamp() == pytest.approx(NOON + 15)
    assert clock.off == pytest.approx(by)
    assert [log["event"] for log in logs] == ["clock_was_set"], "once is enough"


@pytest.mark.parametrize("by", [-HOUR, HOUR])
def test_as_soon_as_nobody_is_timed_the_new_time_counts(by: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += by
    with structlog.testing.capture_logs():
        clock.follow(busy=lambda: True)
        clock.follow(busy=lambda: False)
    assert clock().timestamp() == pytest.approx(machine.wall)


def test_small_corrections_are_followed_at_once() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += 0.2
    clock.follow(busy=lambda: True)
    assert clock().timestamp() == pytest.approx(machine.wall)


def test_whether_anybody_is_timed_is_asked_only_when_it_matters() -> None:
    def never() -> bool:
        raise AssertionError("looking through all timers costs time")

    Machine().clock().follow(busy=never)


def test_it_tells_the_time_of_the_machine() -> None:
    now = datetime.now(UTC)
    assert abs((SteadyClock()() - now).total_seconds()) < 1
    assert SteadyClock()().tzinfo is UTC
