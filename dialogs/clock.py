"""Wall time in a time zone: what the clock on somebody's wall shows, and when it shows a time next.

An instant is an aware datetime, in UTC where it is a result; a wall time is a naive `time`, a zone an IANA name.
A name that is not known raises KeyError.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from content.timezones import names, zone_info

AHEAD = timedelta(days=2 * 365)
"""How long two zones have to agree to be one choice."""
STRIDE = timedelta(days=7)
"""Clocks are never changed twice within it."""
SLACK = timedelta(minutes=5)
"""How far a clock on a wall may be off."""
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOON = time(12)


def known(zone: str) -> bool:
    """Whether there is such a zone."""
    return zone in names()


def local(at: datetime, zone: str) -> datetime:
    """The wall time there."""
    return at.astimezone(zone_info(zone))


def exists(day: date, at: time, zone: str) -> bool:
    """Whether that wall time comes on that day: it does not when the clocks are put forward over it."""
    return bool(_passes(day, at, zone_info(zone)))


def instant(day: date, at: time, zone: str) -> datetime:
    """When that wall time comes on that day; if twice, the first; if never, the first instant after the gap."""
    return _instants(day, at, zone_info(zone))[0]


def next_at(now: datetime, at: time, zone: str) -> datetime:
    """The first such instant strictly after `now`: one for each local day, none for a day left out of the calendar."""
    return next(due for day in _days(now, zone) if (due := instant(day, at, zone)) > now and _comes(day, at, zone))


def in_quiet(at: datetime, zone: str, start: time, end: time) -> bool:
    """Whether the clock there shows a time from `start` until before `end`, over midnight too. Equal: never quiet."""
    return is_between(local(at, zone).time(), start, end)


def is_between(wall: time, start: time, end: time) -> bool:
    """Whether a time of day is from `start` until before `end`, over midnight too. Equal: never."""
    return start <= wall < end if start <= end else wall >= start or wall < end


def after_quiet(at: datetime, zone: str, start: time, end: time) -> datetime:
    """When the quiet hours that `at` falls into end; `at` itself outside of them."""
    if not in_quiet(at, zone, start, end):
        return at
    ends = (due for day in _days(at, zone) for due in _instants(day, end, zone_info(zone)))
    return next(due for due in ends if due > at and not in_quiet(due, zone, start, end))


def places(now: datetime, wall: time, zones: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The zones whose clocks show `wall` now, give or take SLACK, in groups that agree for all the time AHEAD."""
    groups: dict[object, list[str]] = {}
    for zone in zones:
        off = (_since_midnight(local(now, zone).time()) - _since_midnight(wall)) % DAY
        if min(off, DAY - off) <= SLACK:
            groups.setdefault(_offsets(now, zone_info(zone)), []).append(zone)
    return tuple(map(tuple, groups.values()))


def likely(now: datetime, zones: Iterable[str]) -> tuple[time, ...]:
    """What the clocks there show now, in whole minutes, each time once, in the order of the zones."""
    return tuple(dict.fromkeys(local(now, zone).time().replace(second=0, microsecond=0) for zone in zones))


def _comes(day: date, at: time, zone: str) -> bool:
    """Whether there is that day: a place that changes sides of the date line may leave out a whole one."""
    return exists(day, at, zone) or exists(day, NOON, zone)


def _instants(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant at which that wall time comes on that day, or the one that stands in for it."""
    return _passes(day, at, zone) or (_gap_end(day, at, zone),)


def _passes(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """None in a gap, two when the clocks are put back over it, else one."""
    wall = datetime.combine(day, at.replace(fold=0), zone)
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    if before == after:
        return (wall.astimezone(UTC),)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    return (first, second) if first < second else ()


def _gap_end(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall time in a gap, by the offset after it, is an instant before the change; by the one before, one after."""
    wall = datetime.combine(day, at.replace(microsecond=0), zone)
    return _change(wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC), zone)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second between two instants from which the offset of the first does not hold any more."""
    before = low.astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _offsets(now: datetime, zone: ZoneInfo) -> tuple[tuple[datetime, timedelta | None], ...]:
    """From when on which offset from UTC holds, from `now` to the end of the time AHEAD."""
    start = now.astimezone(UTC).replace(microsecond=0)
    weeks = [start + index * STRIDE for index in range(AHEAD // STRIDE + 2)]
    offsets = [week.astimezone(zone).utcoffset() for week in weeks]
    found = [(start, offsets[0])]
    for (low, before), (high, after) in pairwise(zip(weeks, offsets, strict=True)):
        if before != after:
            found.append((_change(low, high, zone), after))
    return tuple(found)


def _days(now: datetime, zone: str) -> Iterator[date]:
    """The local day of `now`, and those after it."""
    day = local(now, zone).date()
    while True:
        yield day
        day += DAY


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)
