"""Left, right or both."""

from collections.abc import Iterator
from typing import Literal

from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context

Side = Literal["left", "right", "both"]


def read_side(chart: Chart, context: Context) -> Side | None:
    """The side that is meant: not one denied, fine or of the past, unless there is no other."""
    both = _meant(chart, context, "both")
    left, right = _meant(chart, context, "left"), _meant(chart, context, "right")
    if left and right:
        return _preferred(chart, left, right)
    if both:
        return "both"
    if left:
        return "left"
    return "right" if right else None


def _meant(chart: Chart, context: Context, side: Side) -> list[Span]:
    idioms = chart.spans("side:idioms")
    healthy = chart.spans("place:healthy")
    spans = [
        span
        for span in chart.spans(f"side:{side}")
        if not any(idiom.start <= span.start and span.end <= idiom.end for idiom in idioms)
        and not context.denied(span)
        and not any(other.start in chart.after(span.end) for other in healthy)
    ]
    present = [span for span in spans if not context.past(span)]
    others = [other for other in ("left", "right") if other != side]
    elsewhere = any(not context.past(span) for other in others for span in chart.spans(f"side:{other}"))
    return present or ([] if elsewhere else spans)


def _preferred(chart: Chart, left: list[Span], right: list[Span]) -> Side:
    """Of two sides the corrected one, or the worse one; otherwise both."""
    last: Side = "left" if left[-1] > right[-1] else "right"
    for correction in chart.spans("side:corrections"):
        if min(left[-1], right[-1]) < correction < max(left[-1], right[-1]):
            return last
    stressed = [*_beside(chart, "side:than", left, right, before=True)]
    stressed += _beside(chart, "side:mainly", left, right, before=False)
    stressed += _beside(chart, "side:mainly", left, right, before=True)
    return stressed[0] if stressed else "both"


def _beside(chart: Chart, name: str, left: list[Span], right: list[Span], *, before: bool) -> Iterator[Side]:
    """The sides that stand right before, or else right after, the words that pick one."""
    sides: tuple[tuple[Side, list[Span]], ...] = (("left", left), ("right", right))
    for picking in chart.spans(name):
        for side, spans in sides:
            if any(picking.start in chart.reach(span.end, 1) for span in spans) and before:
                yield side
            if any(span.start in chart.reach(picking.end, 1) for span in spans) and not before:
                yield side
