"""What the measurements found, as lines of one table."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """`goal` is empty where a figure is for information only."""

    what: str
    goal: str
    measured: str


def spread(values: Sequence[float], unit: str) -> str:
    """The median, and between what the others lie."""
    return f"{_figure(median(values))} {unit} {_between(values)}"


def percentiles(values: Sequence[float], unit: str) -> str:
    """What half of them, and all but one in a hundred, do not exceed, and between what they lie."""
    hundredths = quantiles(values, n=100, method="inclusive")
    p50, p99 = _figure(hundredths[49]), _figure(hundredths[98])
    return f"p50 {p50} {unit}, p99 {p99} {unit} {_between(values)} of {len(values)}"


def _between(values: Sequence[float]) -> str:
    return f"({_figure(min(values))}..{_figure(max(values))})"


def _figure(value: float) -> str:
    """Three digits, or all before the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def markdown(rows: Iterable[Row]) -> str:
    """In columns that read well in a terminal, too."""
    lines = [("what", "goal", "measured: median (least..most)"), *map(astuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    cells = (" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(f"| {line} |" for line in cells)
