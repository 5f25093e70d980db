"""A routine compiled into its steps, once, before it starts."""

from content.schema import Content, Level
from dialogs.limits import Limits, level, limits, setup, stretches
from dialogs.session import Session
from dialogs.steps import Check, GetReady, Hold, Rest, RollOver, Step, StretchHold


def routine(
    content: Content, points: tuple[str, ...], tool: str | None, rung: Level, bounds: Limits
) -> tuple[Step, ...]:
    """The whole routine: press each point, roll over, then the stretches. `points` name the muscle, too.

    Without a tool (or with pressing ruled out) only the stretches remain; () if nothing does.
    """
    protocol = content.protocol
    steps: list[Step] = []
    for index, point in enumerate(points if tool is not None else ()):
        ready = protocol.change_over if index else protocol.get_ready
        steps += press(content, point, tool or "", rung, bounds, ready.value)
    if steps:
        steps.append(RollOver(protocol.roll_over.value))
    for stretch, variant in stretches(content, points[0], bounds):
        steps += _stretch(content, stretch.id, variant.id, bounds, protocol.change_over.value)
    return tuple(steps)


def press(content: Content, point: str, tool: str, rung: Level, bounds: Limits, ready: int) -> tuple[Step, ...]:
    """Get ready (`ready` seconds), the holds of one point with rests between, and the check."""
    variant = setup(content, tool, point, bounds)
    if variant is None:
        return ()
    seconds = bounds.hold_of(rung)
    low, high = target(rung, bounds)
    repeats = rung.repeats.value
    steps: list[Step] = [GetReady(ready, point, variant.id)]
    for number in range(1, repeats + 1):
        steps.append(Hold(seconds, point, number, repeats, low, high))
        if number < repeats:
            steps.append(Rest(content.protocol.rest.value, point, number, repeats))
    return (*steps, Check(point))


def target(rung: Level, bounds: Limits) -> tuple[int, int]:
    """The sensation to press to, of 10: the rung's, under the ceiling of the limits."""
    high = min(rung.high.value, bounds.pressure or rung.high.value)
    return min(rung.low.value, max(high - 1, 1)), high


def _stretch(content: Content, stretch: str, variant: str, bounds: Limits, ready: int) -> tuple[Step, ...]:
    protocol = content.protocol
    seconds = min(protocol.stretch_hold.value, bounds.stretch_hold or protocol.stretch_hold.value)
    repeats = protocol.stretch_repeats.value
    steps: list[Step] = [GetReady(ready, stretch, variant)]
    for number in range(1, repeats + 1):
        steps.append(StretchHold(seconds, stretch, variant, number, repeats))
        if number < repeats:
            steps.append(Rest(protocol.stretch_rest.value, stretch, number, repeats))
    return tuple(steps)


def dose(content: Content, session: Session) -> tuple[int, int, int]:
    """What this person presses to (of 10, from and to) and how long a hold is, under all limits."""
    rung, bounds = level(content, session), limits(content, session)
    low, high = target(rung, bounds)
    return low, high, bounds.hold_of(rung)
