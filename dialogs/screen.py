"""What a user sees, as a value: a channel draws it, whatever it draws on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Rings = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Button:
    """`action` is an id such as 'side:left', at most 48 bytes; the label is for people only."""

    label: str
    action: str
    style: Literal["plain", "main", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Countdown:
    """A phase that ends by the clock."""

    ends_at: datetime
    """Aware, UTC."""
    words: str
    """The length in words, for clients that cannot count ('60 seconds')."""
    label: str
    """What stands before the clock ('Ends')."""
    style: Literal["counts", "clock"] = "counts"
    """The seconds that are left, or the time of day it ends at."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A paragraph that ends with a day and a time, which clients show in their own zone and language."""

    text: str
    at: datetime
    """Aware, UTC."""
    words: str
    """The same in words, for clients that cannot."""

    def __str__(self) -> str:
        return f"{self.text} {self.words}"


@dataclass(frozen=True, slots=True)
class Picture:
    """`name`: of its file, such as 'points-left'. `alt`: what it shows, for whoever cannot see it."""

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Plain text throughout: no markup, nothing to escape wrongly.

    Order on the page: notice, preface, title, body (one paragraph each), countdown, footer, buttons (rows).
    """

    title: str
    body: tuple[str | Moment, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    notice: tuple[str, ...] = ()
    """An answer or a hint above the screen, paragraph by paragraph."""
    preface: tuple[str, ...] = ()
    """What is read once, while there is time: the title and what is most needed stand below it, next to the buttons,
    where they are in sight on the smallest screen."""
    footer: str = ""
    """Small print, such as the sources of an answer."""
    countdown: Countdown | None = None
    picture: Picture | None = None
    """Drawn with the text as its caption; a channel that cannot show it shows the text alone."""
    alert: bool = False
    """A cue: a new message, never an edit, and never overtaken unseen."""
    rings: Rings = 1
    """How often a cue is heard."""
    stop_key: str | None = None
    """Label of the one tall key shown while both hands are busy; pressing it sends the label as text."""
