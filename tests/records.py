"""Somebody's sessions, as they are kept and as files are made of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.files.jobs import Wanted
from bot.ports import Timer
from content.schema import Content
from dialogs.effects import Record
from dialogs.history import Dated, Trained, row
from dialogs.session import Session, Settings, Side

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sessions(count: int, sides: tuple[Side | None, ...] = ("left",), **changes: Any) -> list[Dated]:
    """The newest yesterday, one a day."""
    done = Trained(
        zones=("buttock-mid",), points=("gmed-middle",), tool="ball", pain_before=6, pain_after=3, finished=True,
        pressed={"gmed-middle": 90}, stretched={"figure-four": 60}, level="first",
    )  # fmt: skip
    return [
        Dated(NOW - timedelta(days=count - number), replace(done, side=sides[number % len(sides)], **changes))
        for number in range(count)
    ]


def recorded(history: list[Dated]) -> tuple[Record, ...]:
    return tuple(Record(dated.at, row(dated.entry)) for dated in history)


def everything(content: Content) -> Wanted:
    """What the files are made of, for somebody with three sessions."""
    session = Session(
        chat=1001, turn=9, entered=8, sessions_done=3, settings=Settings(hold=30), cautions=("osteoporosis",)
    )
    timers = (Timer(1001, "reminder", NOW + timedelta(hours=4), 8),)
    return Wanted("data", session, timers, recorded(sessions(3)), content.phrases["en"], NOW)
