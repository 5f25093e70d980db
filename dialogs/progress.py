"""How it goes: the scores in words, and as a picture of the last weeks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.phrases import Phrases
from dialogs.dates import day
from dialogs.files import owe
from dialogs.history import Dated, Trained, trained
from dialogs.results import lapsed
from dialogs.session import Result, Side
from dialogs.turn import WATCHED, Turn

WEEK = timedelta(days=7)
WEEKS_TOLD = 4
DRAWN = timedelta(weeks=8)
"""So much before the newest score is in the picture."""
MOST_DATES = 4
"""On the picture: more could not be read on a phone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One session. `after` None: no second score."""

    at: datetime
    before: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The sessions of one side, oldest first."""

    side: Side
    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of the scores, in words of the user's language. Both panels share `first` to `last`."""

    title: str
    before: str
    after: str
    dates: tuple[tuple[datetime, str], ...]
    """Those that are written below, each with its words."""
    panels: tuple[Panel, ...]

    @property
    def first(self) -> datetime:
        return min(mark.at for panel in self.panels for mark in panel.marks)

    @property
    def last(self) -> datetime:
        return max(mark.at for panel in self.panels for mark in panel.marks)


def answer(turn: Turn) -> None:
    """The last sessions in words; the picture comes below once there is anything to compare."""
    rows = [row for result in turn.session.results if (row := _row(turn, result)) is not None]
    if not rows:
        turn.notify("ui.progress.none")
        return
    if (days := streak(turn)) > 1:
        rows.append(turn.guide.phrases(turn.session.language).line("ui.progress.streak", days=days))
    drawn = comparable(turn.session.results)
    picture = "picture-later" if turn.session.state in WATCHED else "picture"
    turn.notify(f"ui.progress.{picture if drawn else 'rows'}", rows="\n".join(rows), weeks=_weeks(turn))
    if drawn:
        owe(turn, "chart")


def streak(turn: Turn) -> int:
    """Days from the first session of the present run to the last one; 0 where the run has ended."""
    session, results = turn.session, turn.session.results
    if session.streak_from is None or not results or lapsed(turn, results[-1]):
        return 0
    return (results[-1].started_at - session.streak_from).days + 1


def _row(turn: Turn, result: Result) -> str | None:
    if result.pain_before is None:
        return None
    words = turn.guide.phrases(turn.session.language)
    after = words.line("ui.progress.open") if result.pain_after is None else str(result.pain_after)
    return words.line(
        "ui.progress.row", date=day(words, result.started_at), side=words.line(f"ui.side.{result.side}"),
        before=result.pain_before, after=after,
    )  # fmt: skip


def _weeks(turn: Turn) -> str:
    """Days with a session in each of the last four weeks, counted back from today."""
    today = turn.now.date()
    counts = [sum(_in_week(each, today, week) for each in turn.session.trained_on) for week in range(WEEKS_TOLD)]
    return ", ".join(map(str, counts))


def _in_week(trained_on: date, today: date, back: int) -> bool:
    return back * WEEK <= today - trained_on < (back + 1) * WEEK


def comparable(sessions: Iterable[Result | Trained]) -> bool:
    """Two sessions at least have a score before and after."""
    scored = [each for each in sessions if each.pain_before is not None and each.pain_after is not None]
    return len(scored) > 1


def chart(history: Sequence[Dated], phrases: Phrases) -> Chart | None:
    """The last weeks as a picture; None as long as there is nothing to compare."""
    sessions = trained(history)
    if not comparable(session for _, session in sessions):
        return None
    newest = max(at for at, session in sessions if session.pain_before is not None)
    recent = [(at, session) for at, session in sessions if newest - at < DRAWN]
    sides: tuple[Side, ...] = ("left", "right")
    drawn = (_panel(side, recent, phrases) for side in sides)
    panels = tuple(panel for panel in drawn if panel.marks)
    if not panels:
        return None
    return Chart(
        title=phrases.line("ui.chart.title"),
        before=phrases.line("ui.chart.before"),
        after=phrases.line("ui.chart.after"),
        dates=_dates([mark.at for panel in panels for mark in panel.marks], phrases),
        panels=panels,
    )


def _panel(side: Side, sessions: Iterable[tuple[datetime, Trained]], phrases: Phrases) -> Panel:
    label = phrases.line(f"ui.chart.{side}")
    marks = (
        Mark(at, session.pain_before, session.pain_after)
        for at, session in sessions
        if session.side == side and session.pain_before is not None
    )
    return Panel(side, label, tuple(sorted(marks, key=lambda mark: mark.at)))


def _dates(instants: Sequence[datetime], phrases: Phrases) -> tuple[tuple[datetime, str], ...]:
    """The first day, the last, and as many between as there is room for."""
    first, last = min(instants), max(instants)
    days = (last.date() - first.date()).days
    count = min(days, MOST_DATES - 1)
    steps = [timedelta(days=round(days * number / count)) for number in range(count + 1)] if count else [timedelta(0)]
    return tuple((first + step, day(phrases, first + step)) for step in steps)
