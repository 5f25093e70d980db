"""Guards and actions on the way from "where does it hurt?" to a tool in hand."""

from content.schema import Zone
from dialogs.limits import Limits, limits, setup, setups, stretches, tools
from dialogs.matching import Match, match
from dialogs.session import State
from dialogs.turn import Turn

BOTH = "both-sides"
"""A place that is no place: the side says it."""


def matched(turn: Turn) -> Match:
    return match(turn.guide.content, turn.session.zones)


def bounds(turn: Turn) -> Limits:
    return limits(turn.guide.content, turn.session)


# --- which way onward: the first of these that holds decides ---


def place_asks(turn: Turn) -> bool:
    """A place was named that wants a screening question put (again)."""
    return _asking(turn) is not None


def _asking(turn: Turn) -> Zone | None:
    zones = (turn.guide.content.zones[zone] for zone in turn.session.zones if zone not in turn.session.asked)
    return next((zone for zone in zones if zone.asks is not None), None)


def ask_again(turn: Turn) -> None:
    zone = _asking(turn)
    if zone is not None:
        ids = [question.id for question in turn.guide.content.questions]
        turn.update(question=ids.index(zone.asks or ids[0]), picked=(), asked=(*turn.session.asked, zone.id))
        turn.notify("ui.notice.place-asks")


def place_raises(turn: Turn) -> bool:
    return bool(matched(turn).raises)


def needs_place(turn: Turn) -> bool:
    """ "Both sides" alone is no place."""
    return {*turn.session.zones} <= {BOTH}


def misfit(turn: Turn) -> bool:
    """The pattern does not fit, or nothing that would help is left to do."""
    found = matched(turn)
    return found.fits != "gmed" or not _anything(turn, found.points[0].id)


def _anything(turn: Turn, point: str) -> bool:
    left = bounds(turn)
    return bool(tools(turn.guide.content, point, left) or stretches(turn.guide.content, point, left))


def needs_side(turn: Turn) -> bool:
    return turn.session.side is None


def needs_pain(turn: Turn) -> bool:
    return turn.session.pain_before is None


def wants_stretches(turn: Turn) -> bool:
    """Nothing but the stretches is wanted, and some are left."""
    return turn.session.stretch_only and stretches_possible(turn)


def knows_spot(turn: Turn) -> bool:
    """Point and tool are known from last time and still allowed."""
    session = turn.session
    if session.tool is None or not session.points:
        return False
    left = bounds(turn)
    return all(setup(turn.guide.content, session.tool, point, left) is not None for point in session.points)


# --- answers ---


def add_place(turn: Turn) -> None:
    """One place of the list, or one that an ambiguous word meant."""
    if turn.arg not in turn.session.zones:
        turn.update(zones=(*turn.session.zones, turn.arg))
    turn.update(maybe_zones=(), points=(), tool=None)


def drop_place(turn: Turn) -> None:
    turn.update(zones=tuple(zone for zone in turn.session.zones if zone != turn.arg), points=(), tool=None)


def read_place(turn: Turn) -> None:
    """Places, side and number of a message, all at once."""
    reading = turn.reading
    turn.update(zones=tuple(dict.fromkeys((*_zones_so_far(turn), *reading.zones))), points=(), tool=None)
    if reading.side is not None:
        _side(turn, reading.side)
    if reading.number is not None:
        turn.update(pain_before=reading.number)
    turn.follow = "onward"


def _zones_so_far(turn: Turn) -> tuple[str, ...]:
    """Places that did not fit are answered by new ones, not added to."""
    return () if turn.origin is State.UNMATCHED else turn.session.zones


def read_maybe(turn: Turn) -> None:
    """An ambiguous word: its meanings become the only buttons."""
    turn.update(maybe_zones=turn.reading.maybe_zones, zones=_zones_so_far(turn))
    if turn.reading.side is not None:
        _side(turn, turn.reading.side)
    if turn.reading.number is not None:
        turn.update(pain_before=turn.reading.number)
    turn.notify("ui.notice.which-place")


def note_place(turn: Turn) -> None:
    """A place said during the questions: kept for later."""
    read_place(turn)
    turn.follow = None
    turn.notify("ui.notice.place-noted")


def read_elsewhere(turn: Turn) -> None:
    """A part of the body that this guide knows nothing about."""
    turn.update(reason="elsewhere", zones=())


def no_match(turn: Turn) -> None:
    turn.update(reason="nothing-left" if matched(turn).fits == "gmed" else "places")


def no_point(turn: Turn) -> None:
    """The press test found none: it outranks the map."""
    turn.update(reason="press-test", points=())


def onward(turn: Turn) -> None:
    turn.follow = "onward"


def not_running(turn: Turn) -> bool:
    return not turn.session.plan


def stretches_possible(turn: Turn) -> bool:
    return bool(stretches(turn.guide.content, matched(turn).points[0].id, bounds(turn)))


def forget_maybe(turn: Turn) -> None:
    turn.update(maybe_zones=())


def other_places(turn: Turn) -> None:
    """Back to the list, the old answer gone."""
    turn.update(zones=(), points=(), tool=None, asked=())


def _side(turn: Turn, side: str) -> None:
    if side == "both":
        turn.update(both_sides=True, side=None)
    else:
        turn.update(side=side)


def is_both(turn: Turn) -> bool:
    return turn.arg == "both"


def both_sides(turn: Turn) -> None:
    """Both hurt: which is worse today? One side is treated at a time."""
    _side(turn, "both")
    zones = turn.session.zones
    if BOTH in turn.guide.content.zones and BOTH not in zones:
        turn.update(zones=(*zones, BOTH), asked=(*turn.session.asked, BOTH))


def one_side(turn: Turn) -> None:
    _side(turn, turn.arg)
    turn.follow = "onward"


def other_side(turn: Turn) -> None:
    """The side put right on the way: the screen says the new one."""
    turn.update(side=turn.arg)
    turn.answer("ui.notice.your-side")


def pain_before(turn: Turn) -> None:
    turn.update(pain_before=turn.number)
    turn.follow = "onward"


def pressing_allowed(turn: Turn) -> bool:
    """Whether any tool may be used on any point that could fit."""
    left = bounds(turn)
    return any(tools(turn.guide.content, point.id, left) for point in matched(turn).candidates)


def choose_point(turn: Turn) -> None:
    turn.update(points=(turn.arg,), tool=None)


def other_way(turn: Turn) -> None:
    """The next way to do the same with the same tool, such as on a chair in place of the floor."""
    session, left = turn.session, bounds(turn)
    ways = [each.id for each in setups(turn.guide.content, session.tool or "", session.points[-1], left)]
    present = setup(turn.guide.content, session.tool or "", session.points[-1], left)
    if present is not None:
        turn.update(way=ways[(ways.index(present.id) + 1) % len(ways)])
    start_page(turn)


def choose_tool(turn: Turn) -> None:
    turn.update(way=None, tool=turn.arg)
    start_page(turn)


def first_line(turn: Turn) -> None:
    turn.update(line=0)


def next_line(turn: Turn) -> None:
    turn.update(line=(turn.session.line or 0) + 1)


def whole_card(turn: Turn) -> None:
    turn.update(line=None)


def start_page(turn: Turn) -> None:
    """Entering the set-up card, the way the user likes it."""
    if turn.session.settings.one_by_one:
        first_line(turn)
