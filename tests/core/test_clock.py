"""Wall times in every zone there is, through two years of clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import combinations, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.schema import Content
from content.timezones import names
from dialogs.clock import after_quiet, exists, in_quiet, instant, known, likely, local, next_at, places

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
DAYS = 731
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DEFAULT = (time(22), time(8))

zones = st.sampled_from(sorted(names()))
walls = st.times().map(lambda at: at.replace(microsecond=0))
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
nows = st.integers(0, 3 * 365 * 24 * 3600).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + seconds * SECOND)


def wall(at: datetime, zone: str) -> datetime:
    """What a clock with a calendar shows there."""
    return local(at, zone).replace(tzinfo=None, fold=0)


def reminders(now: datetime, at: time, zone: str) -> Iterator[datetime]:
    while True:
        now = next_at(now, at, zone)
        yield now


def assert_first_of(due: datetime, day: date, at: time, zone: str) -> None:
    """The very second at which the clock there first shows that time of that day, or has jumped over it."""
    wanted = datetime.combine(day, at)
    assert local(due, zone).fold == 0
    if wall(due, zone) != wanted:
        assert not exists(day, at, zone)
        assert wall(due - SECOND, zone) < wanted < wall(due, zone)


def rules() -> tuple[str, ...]:
    """One of the names of every zone."""
    data = files("tzdata") / "zoneinfo"
    return tuple({data.joinpath(*name.split("/")).read_bytes(): name for name in sorted(names())}.values())


def test_a_daily_reminder_comes_once_on_every_day_in_every_zone() -> None:
    """At half past two, when most clocks are changed."""
    at = time(2, 30)
    for zone in rules():
        day = wall(next_at(NOW, at, zone), zone).date()
        for due in islice(reminders(NOW, at, zone), DAYS):
            assert_first_of(due, day, at, zone)
            day += DAY


@given(nows, walls, zones)
def test_a_daily_reminder_at_any_time_is_never_off_nor_twice_nor_missed(now: datetime, at: time, zone: str) -> None:
    first = next_at(now, at, zone)
    day = wall(first - SECOND, zone).date() if at > time(0) else wall(first, zone).date()
    for due in islice(reminders(now, at, zone), 60):
        assert due > now
        assert_first_of(due, day, at, zone)
        day += DAY


@given(nows, walls, zones)
def test_the_next_time_is_less_than_a_day_and_a_clock_change_away(now: datetime, at: time, zone: str) -> None:
    assert now < next_at(now, at, zone) <= now + DAY + HOUR


@given(nows, zones)
def test_an_instant_is_found_again_from_what_the_clock_shows(now: datetime, zone: str) -> None:
    shown = wall(now, zone)
    assert exists(shown.date(), shown.time(), zone)
    again = instant(shown.date(), shown.time(), zone)
    assert again == now if local(now, zone).fold == 0 else again < now


@pytest.mark.parametrize(
    ("day", "at", "zone", "due"),
    [
        (date(2026, 7, 1), time(7), "Europe/London", "2026-07-01T06:00"),
        (date(2026, 12, 1), time(7), "Asia/Kathmandu", "2026-12-01T01:15"),
        # forward
        (date(2026, 3, 29), time(1, 30), "Europe/London", "2026-03-29T01:00"),
        (date(2026, 3, 29), time(2), "Europe/London", "2026-03-29T01:00"),
        (date(2027, 3, 14), time(2, 59, 59), "America/New_York", "2027-03-14T07:00"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:30"),
        (date(2027, 4, 30), time(0), "Africa/Cairo", "2027-04-29T22:00"),
        (date(2027, 3, 27), time(23, 30), "America/Nuuk", "2027-03-28T01:00"),
        # back
        (date(2026, 10, 25), time(1, 30), "Europe/London", "2026-10-25T00:30"),
        (date(2026, 10, 25), time(2), "Europe/London", "2026-10-25T02:00"),
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30"),
    ],
)
def test_the_instant_of_a_wall_time(day: date, at: time, zone: str, due: str) -> None:
    assert instant(day, at, zone) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_repeated_hour_rings_once() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(date(2026, 10, 25), time(1, 30, fold=1), "Europe/London") == first
    assert next_at(first - SECOND, time(1, 30), "Europe/London") == first
    assert next_at(first, time(1, 30), "Europe/London") == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_day_left_out_of_the_calendar_has_no_reminder() -> None:
    """Samoa went from 29 to 31 December 2011."""
    before = datetime(2011, 12, 29, 12, tzinfo=UTC)
    days = [wall(due, "Pacific/Apia") for due in islice(reminders(before, time(7), "Pacific/Apia"), 3)]
    assert [f"{day:%d %H:%M}" for day in days] == ["29 07:00", "31 07:00", "01 07:00"]


def test_clocks_put_back_over_midnight_ring_once_for_each_day() -> None:
    """Newfoundland used to go from a minute past midnight back into the day before."""
    zone = "America/St_Johns"
    before = datetime(2010, 11, 6, 12, tzinfo=UTC)
    due = list(islice(reminders(before, time(0, 0, 30), zone), 3))
    assert [wall(each, zone).date() for each in due] == [date(2010, 11, day) for day in (7, 8, 9)]


def test_zones_that_do_not_exist_are_not_known() -> None:
    assert known("Europe/London")
    assert not known("Europe/Camelot")
    assert not known("")
    assert not known("../zones")
    with pytest.raises(KeyError, match="Camelot"):
        local(NOW, "Europe/Camelot")


@given(nows, zones, minutes, minutes)
def test_quiet_hours_end_when_the_clock_first_shows_their_end(now: datetime, zone: str, start: time, end: time) -> None:
    now = now.replace(second=0, microsecond=0)
    after = after_quiet(now, zone, start, end)
    assert not in_quiet(after, zone, start, end)
    if not in_quiet(now, zone, start, end):
        assert after == now
        return
    passed = [now + number * MINUTE for number in range(1, (after - now) // MINUTE)]
    assert all(in_quiet(at, zone, start, end) or wall(at, zone).time() != end for at in passed)
    shown = wall(after, zone)
    assert shown.time() == end or not exists(shown.date(), end, zone)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("21:59:59", False), ("22:00:00", True), ("00:00:00", True), ("07:59:59", True), ("08:00:00", False)],
)
def test_quiet_hours_reach_over_midnight(at: str, quiet: bool) -> None:
    now = instant(date(2026, 7, 1), time.fromisoformat(at), "America/New_York")
    assert in_quiet(now, "America/New_York", *DEFAULT) is quiet


def test_quiet_hours_from_a_time_to_itself_are_none() -> None:
    assert not in_quiet(NOW, "UTC", time(16), time(16))


def test_quiet_hours_within_a_day() -> None:
    assert in_quiet(NOW, "UTC", time(14), time(17))
    assert after_quiet(NOW, "UTC", time(14), time(17)) == NOW + HOUR
    assert not in_quiet(NOW, "UTC", time(10), time(16))


def test_quiet_hours_that_end_in_a_repeated_hour_end_in_its_second_pass_too() -> None:
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert after_quiet(second, "Europe/London", time(22), time(1, 30)) == second + 20 * MINUTE


def test_quiet_hours_that_leave_only_a_skipped_hour_end_a_day_later() -> None:
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert after_quiet(night, "Europe/London", time(1, 50), time(1, 10)) == datetime(2026, 3, 30, 0, 10, tzinfo=UTC)


def test_whoever_tells_the_time_finds_their_zone(content: Content) -> None:
    for zone in content.timezones:
        for off in (timedelta(0), 5 * MINUTE, -5 * MINUTE):
            told = (wall(NOW, zone) + off).time()
            assert zone in {name for group in places(NOW, told, content.timezones) for name in group}


@pytest.mark.parametrize("off", [6 * MINUTE, -6 * MINUTE])
def test_a_clock_that_is_too_far_off_fits_no_zone(off: timedelta) -> None:
    assert places(NOW, (wall(NOW, "Europe/London") + off).time(), ["Europe/London"]) == ()


def test_a_clock_just_past_midnight_fits_a_zone_just_before_it() -> None:
    now = datetime(2026, 11, 22, 23, 58, tzinfo=UTC)
    assert places(now, time(0, 2), ["Europe/London"]) == (("Europe/London",),)


def test_zones_are_one_choice_only_while_they_agree(content: Content) -> None:
    told = wall(NOW, "Africa/Cairo").time()
    groups = places(NOW, told, content.timezones)
    hours = [NOW + number * HOUR for number in range(DAYS * 24)]
    for group in groups:
        for one, other in pairwise(group):
            assert all(wall(at, one) == wall(at, other) for at in hours)
    assert len(groups) > 2
    for one, other in combinations([group[0] for group in groups], 2):
        assert any(wall(at, one) != wall(at, other) for at in hours)


def test_the_groups_keep_the_order_of_the_list() -> None:
    zones = ["Africa/Lagos", "Europe/Rome", "Africa/Tunis", "Asia/Tokyo", "Europe/Paris"]
    assert places(NOW, time(17), zones) == (("Africa/Lagos", "Africa/Tunis"), ("Europe/Rome", "Europe/Paris"))


def test_the_likely_times_are_those_of_the_zones_each_once() -> None:
    now = NOW.replace(minute=7, second=31)
    assert likely(now, ["Asia/Kolkata", "Europe/Rome", "Europe/Paris"]) == (time(21, 37), time(17, 7))


def test_every_zone_where_people_live_has_one_on_the_list_that_agrees(content: Content) -> None:
    """Troll is a station in Antarctica."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    for zone in names():
        if zone.startswith(regions):
            groups = places(NOW, wall(NOW, zone).time(), (zone, *content.timezones))
            assert len(groups[0]) > 1, f"{zone} is missing in timezones.yaml"
