"""Left, right or both."""

from collections.abc import Iterator
from typing import Literal

from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context
from dialogs.reading.places import SIDES, corrected, denied, well

Side = Literal["left", "right", "both"]


def read_side(chart: Chart, context: Context) -> Side | None:
    """The side that is meant: not one denied, fine, of the past or another's, unless there is no other."""
    both = _meant(chart, context, "both")
    left, right = _hurting(chart, _meant(chart, context, "left"), _meant(chart, context, "right"))
    if left and right:
        return "both" if both and both[-1] > max(left[-1], right[-1]) else _preferred(chart, left, right)
    if both:
        return _worse(chart, both[-1], left, right) or "both"
    if left:
        return "left"
    return "right" if right else None


def _meant(chart: Chart, context: Context, side: Side) -> list[Span]:
    idioms = chart.spans("side:idioms")
    named = [span for name in SIDES for span in chart.spans(f"side:{name}")]
    fine = {remark.start for remark in well(chart)}
    spans = [
        span
        for span in chart.spans(f"side:{side}")
        if not any(idiom.start <= span.start and span.end <= idiom.end for idiom in idioms)
        and not (denied(chart, context, span, named) and not _alone(chart, span))
        and fine.isdisjoint(_remarks(chart, span))
    ]
    present = [span for span in spans if _mine_now(context, span)]
    others = [other for other in ("left", "right") if other != side]
    elsewhere = any(_mine_now(context, span) for other in others for span in chart.spans(f"side:{other}"))
    return present or ([] if elsewhere else spans)


def _hurting(chart: Chart, left: list[Span], right: list[Span]) -> tuple[list[Span], list[Span]]:
    """Without the sides that are lain or stood on, unless no other is named."""
    posed = chart.covered("side:postures")
    hurting = [span for span in left if span.start not in posed], [span for span in right if span.start not in posed]
    return hurting if any(hurting) else (left, right)


def _mine_now(context: Context, span: Span) -> bool:
    return not context.past(span) and not context.theirs(span)


def _alone(chart: Chart, span: Span) -> bool:
    """Whether a side stands between pauses, and so in no list of things denied ("no tingling, right side")."""
    return bool(chart.message.pause(span.start) and chart.message.pause(span.end))


def _remarks(chart: Chart, span: Span) -> frozenset[int]:
    """Where a remark about a side may begin: after it, or after the place that is named with it."""
    beside = {span.start, *chart.reach(span.end, 0)}
    places = [place for name, place in chart.found() if name.startswith("zone:") and place.start in beside]
    return chart.after(span.end).union(*(chart.after(place.end) for place in places))


def _preferred(chart: Chart, left: list[Span], right: list[Span]) -> Side:
    """Of two sides the corrected one, or the worse one; otherwise both."""
    last: Side = "left" if left[-1] > right[-1] else "right"
    if corrected(chart, min(left[-1], right[-1]), max(left[-1], right[-1]).start):
        return last
    stressed = [*_beside(chart, "side:than", left, right, before=True)]
    stressed += _beside(chart, "side:mainly", left, right, before=False)
    stressed += _beside(chart, "side:mainly", left, right, before=True)
    return stressed[0] if stressed else "both"


def _worse(chart: Chart, both: Span, left: list[Span], right: list[Span]) -> Side | None:
    """The one side that is said to be worse after both were named."""
    later = [span for span in left if span > both], [span for span in right if span > both]
    stressed = [*_beside(chart, "side:mainly", *later, before=True)]
    stressed += _beside(chart, "side:mainly", *later, before=False)
    return stressed[0] if stressed else None


def _beside(chart: Chart, name: str, left: list[Span], right: list[Span], *, before: bool) -> Iterator[Side]:
    """The sides that stand right before, or else right after, the words that pick one; of two the nearer."""
    named: list[tuple[Span, Side]] = [*((span, "left") for span in left), *((span, "right") for span in right)]
    for picking in chart.spans(name):
        if before:
            near = [each for each in sorted(named, reverse=True) if picking.start in chart.reach(each[0].end, 1)]
        else:
            near = [each for each in sorted(named) if each[0].start in chart.reach(picking.end, 1)]
        yield from (side for _, side in near[:1])
