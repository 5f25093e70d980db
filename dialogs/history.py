"""What is kept of a chat for longer than a session: one entry for each, as long as the operator keeps anything."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from content.schema import Tier
from dialogs.session import Side


@dataclass(frozen=True, slots=True)
class Trained:
    """A session, finished or not. The defaults are what rows of earlier releases did not say."""

    zones: tuple[str, ...] = ()
    side: Side | None = None
    points: tuple[str, ...] = ()
    tool: str | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    finished: bool = False
    cut_short: bool = False
    """Pressing had to end because of how it felt."""
    pressed: Mapping[str, int] = field(default_factory=dict)
    """Seconds, by point."""
    stretched: Mapping[str, int] = field(default_factory=dict)
    """Seconds, by stretch."""
    level: str | None = None
    """The rung of the ladder."""
    cautions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Gentle red flags: told, and the session went on without what they rule out."""
    kind: Literal["session"] = "session"


Told = Literal["screening", "message", "place", "pressing"]
"""How a warning sign came up: by tapping, in words, by where it hurts, by how pressing felt."""


@dataclass(frozen=True, slots=True)
class Referral:
    """Something that was told ended the way to a tool."""

    flags: tuple[str, ...]
    """None where somebody said yes to a safety question without knowing to which line."""
    tier: Literal[Tier.A, Tier.B, Tier.C]
    told: Told
    taken_back: bool = False
    """The message was misread, said the user."""
    kind: Literal["referral"] = "referral"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How it was a day after a session."""

    soreness: int
    """0 to 10."""
    bruise: bool
    kind: Literal["check-in"] = "check-in"


Answer = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Review:
    """Whether it has helped so far."""

    weeks: int
    answer: Answer
    kind: Literal["review"] = "review"


Entry = Trained | Referral | CheckIn | Review


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry and when it began. `at`: aware, UTC."""

    at: datetime
    entry: Entry


def row(entry: Entry) -> Mapping[str, object]:
    """As it is recorded: JSON values only."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(entry).items()}


def trained(history: Sequence[Dated]) -> tuple[tuple[datetime, Trained], ...]:
    """The sessions, in the order they came."""
    return tuple((each.at, each.entry) for each in history if isinstance(each.entry, Trained))
