"""The picture of the scores, as PNG: one calm style, readable on a phone in a dark and in a light chat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from statistics import fmean
from typing import Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from dialogs.progress import Chart, Panel
from dialogs.session import Side

DPI: Final = 100
WIDTH: Final = 12.8
HEIGHT: Final = 9.6
"""Inches: 1280 by 960 pixels, of which a phone shows about 360 by 270."""
LETTERS: Final = 36
"""Points; 50 pixels, over a twentieth of the height."""
DOT: Final = 24
"""Points across a mark where there are few; where there are many they must not hide each other."""
SMALLEST_DOT: Final = 9
INNER: Final = 0.66
"""Of a mark after to one before: where nothing changed, both are seen."""
ACROSS: Final = 797
"""Points from the left end of the axes to the right."""
ROOM: Final = 1.25
"""What a mark takes side by side, to its size: its edge stands half outside."""
MOST_INK: Final = 500
"""Points of all marks of a panel, side by side."""

GROUND: Final = "#c6cbcf"
INK: Final = "#17243a"
GRID: Final = "#a3acb3"
"""The ground and the ink of all pictures."""
COLOURS: Final[dict[Side, str]] = {"left": "#8c3d10", "right": "#0b4f6c"}
SHAPES: Final[dict[Side, str]] = {"left": "o", "right": "s"}


def draw(chart: Chart) -> bytes:
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=GROUND)
    FigureCanvasAgg(figure)
    count = len(chart.panels)
    grid = figure.add_gridspec(count, 1, left=0.09, right=0.955, bottom=0.105, top=0.8, hspace=0.42)
    figure.text(0.03, 0.955, chart.title, color=INK, fontsize=LETTERS, fontweight="bold", va="top")
    for number, panel in enumerate(chart.panels):
        axes = figure.add_subplot(grid[number])
        _frame(axes, chart, panel, dated=number == count - 1)
        _marks(axes, chart, panel)
    _legend(figure, chart)
    content = BytesIO()
    figure.savefig(content, format="png", facecolor=GROUND)
    return content.getvalue()


def _frame(axes: Axes, chart: Chart, panel: Panel, *, dated: bool) -> None:
    axes.set_facecolor(GROUND)
    axes.set_title(panel.label, loc="left", color=COLOURS[panel.side], fontsize=LETTERS, fontweight="bold", pad=14)
    axes.set_ylim(-0.9, 10.9)
    axes.set_yticks([0, 5, 10])
    span = max(_days(chart, chart.last), 1.0)
    axes.set_xlim(-0.06 * span, 1.06 * span)
    axes.set_xticks([_days(chart, at) for at, _ in chart.dates], [words for _, words in chart.dates] if dated else [])
    axes.tick_params(colors=INK, labelsize=LETTERS, length=0, pad=10)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=2)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _marks(axes: Axes, chart: Chart, panel: Panel) -> None:
    colour, shape = COLOURS[panel.side], SHAPES[panel.side]
    size = max(SMALLEST_DOT, min(DOT, MOST_INK / len(panel.marks)))
    low, high = axes.get_xlim()
    width = min(size * ROOM, ACROSS / len(panel.marks))
    places = apart([_days(chart, mark.at) for mark in panel.marks], width / ACROSS * (high - low))
    marks = list(zip(places, panel.marks, strict=True))
    scored = [(place, mark.before, mark.after) for place, mark in marks if mark.after is not None]
    days, before, after = zip(*scored, strict=True) if scored else ((), (), ())
    axes.vlines(days, before, after, colors=colour, linewidth=size / 4, zorder=2)
    axes.plot(
        places, [mark.before for mark in panel.marks], shape, color=colour,
        markersize=size, markerfacecolor=GROUND, markeredgewidth=size / 6, zorder=3,
    )  # fmt: skip
    axes.plot(days, after, shape, color=colour, markersize=size * INNER, zorder=4)


def apart(days: Sequence[float], width: float) -> list[float]:
    """Where marks stand that are so wide, in order of time: what is nearer than that (two sessions of one day) stands
    side by side, in the middle of where it was."""
    groups: list[list[float]] = []
    for day in days:
        if groups and day - groups[-1][-1] < width:
            groups[-1].append(day)
        else:
            groups.append([day])
    return [fmean(group) + (number - (len(group) - 1) / 2) * width for group in groups for number in range(len(group))]


def _legend(figure: Figure, chart: Chart) -> None:
    hollow = _sample(chart.before, GROUND)
    filled = _sample(chart.after, INK)
    figure.legend(
        handles=[hollow, filled], loc="upper right", bbox_to_anchor=(0.985, 1.0), ncols=2, frameon=False,
        fontsize=LETTERS, labelcolor=INK, handletextpad=0.1, columnspacing=0.8,
    )  # fmt: skip


def _sample(label: str, fill: str) -> Line2D:
    return Line2D(
        [],
        [],
        color=INK,
        marker="o",
        linestyle="",
        markersize=DOT,
        markerfacecolor=fill,
        markeredgewidth=4,
        label=label,
    )


def _days(chart: Chart, at: datetime) -> float:
    return (at - chart.first) / timedelta(days=1)
