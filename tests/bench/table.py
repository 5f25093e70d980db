"""What a measurement found, as lines of one table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """`goal` is empty where a figure is only for information."""

    what: str
    goal: str
    measured: str


def spread(values: Sequence[float], unit: str) -> str:
    """The median, and between what it lies."""
    return f"{median(values):.3g} {unit} ({min(values):.3g}..{max(values):.3g})"


def percentiles(values: Sequence[float], unit: str) -> str:
    """Half of all, all but one in a hundred, and how many there were."""
    late = quantiles(values, n=100, method="inclusive")
    return f"p50 {late[49]:.3g}, p99 {late[98]:.3g} {unit} ({min(values):.3g}..{max(values):.3g}, n={len(values)})"


def markdown(rows: Iterable[Row]) -> str:
    """Columns of equal width, so that it reads well in a terminal too."""
    head = Row("what", "goal", "measured: median (least..most)")
    lines = [(row.what, row.goal, row.measured) for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2]))
    cells = (" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(f"| {line} |" for line in cells)
