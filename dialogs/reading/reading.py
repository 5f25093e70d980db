"""What one message says, as a value."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from content.schema import Tier

Intent = Literal[
    "crisis", "emergency", "unwell", "dulled", "stop", "off", "well", "pause", "no-remind", "remind", "time-left",
    "may-go-on", "normal", "which-side", "wrong-side", "sound", "recheck", "slack", "tight", "other-way", "other-tool",
    "other-spot", "ready", "resume", "skip", "back", "more", "ease", "done", "erase", "yes", "no", "none",
    "going-well", "why", "unsure", "start", "help", "menu", "upset", "thanks", "hello",
]  # fmt: skip
"""What the user wants to happen, said in words instead of a button."""

Denial = Literal["nothing", "well", "unchanged", "unhurt", "passed"]
"""What a message says no to: whatever was asked, to being unwell, to news, to a bruise, to a feeling."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A red flag or tool caution found in a message, with the words that led to it."""

    id: str
    tier: Tier
    words: str


@dataclass(frozen=True, slots=True)
class When:
    """A day, a part of it, or a length of time from now."""

    day: Literal["today", "tomorrow"] | None = None
    part: Literal["morning", "noon", "afternoon", "evening"] | None = None
    after: timedelta | None = None
    """More than nothing, at most a year."""
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one message says. `zones` answer "where does it hurt?", `topic` answers "what is asked?"."""

    flags: tuple[Flagged, ...] = ()
    """Most urgent first; cautions (tier T) too."""
    doubtful: Flagged | None = None
    """May be meant as a red flag: worth one question back. Beside `flags` only if those end no session and it would."""
    denied: tuple[str, ...] = ()
    """Flags and cautions that are named only to say that they are not so."""
    zones: tuple[str, ...] = ()
    maybe_zones: tuple[str, ...] = ()
    """What an ambiguous word ('hip') may mean."""
    side: Literal["left", "right", "both"] | None = None
    numb: bool = False
    ask: bool = False
    """The place is ambiguous or missing: ask back."""
    elsewhere: bool = False
    """A place of the body is named that is no zone here (shoulder, neck)."""
    number: int | None = None
    """A pain score 0 to 10."""
    clock: time | None = None
    """A time of day, or a bare number that may be an hour: a number by itself may be a score as well."""
    no_clock: str | None = None
    """What was written like a time of day and cannot be one ("25:00")."""
    when: When | None = None
    intent: Intent | None = None
    denial: Denial | None = None
    """The whole message is a no."""
    choice: int | None = None
    """Which of the choices on the screen, from the first, 1; the last is -1; 0 is one of them, but not which."""
    numbered: int | None = None
    """The number that stands on the button that is meant."""
    tool: str | None = None
    topic: str | None = None
    nearest: tuple[str, ...] = ()
    """The two nearest topics where none is sure enough to answer, and the text looks like a question."""
    confidence: float = 0.0
    """Of `topic`, 0 to 1."""
    asks: bool = False
    """Phrased as a question."""
