"""What is known of a person's reminders, and of how it was after a session: values of the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

Reminder = Literal["check-in", "review", "session", "stretch", "nudge"]
"""What the bot may come back for by itself, the weightier first: of two on one day the first is sent."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a reminder that is switched on comes next."""

    kind: Reminder
    at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder that was asked for before the time zone was known. `at`: of the user's clock; None: as usual."""

    kind: Reminder
    at: time | None = None
    tomorrow: bool = False


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a person wants to be reminded of, and how the last reminders went."""

    zone: str | None = None
    """Of the user's clock, an IANA name."""
    kinds: frozenset[Reminder] = frozenset()
    """Switched on; 'stretch' and 'nudge' need a time besides."""
    stretch_at: time | None = None
    """Of the user's clock, every day."""
    nudged_at: datetime | None = None
    """The last nudge, or when they were switched on."""
    nudging_until: datetime | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    """When nothing comes by itself; None: as the protocol says."""
    once_at: datetime | None = None
    """A single time that the user named for the next session."""
    snoozed: Due | None = None
    sent_at: datetime | None = None
    """The last one that went out, nudges apart."""
    came: Mapping[Reminder, datetime] = field(default_factory=dict)
    """When each kind went out last."""
    skipped_at: datetime | None = None
    """'Not today' was said."""
    ignored: int = 0
    """Sent in a row without any answer."""
    nudges_ignored: int = 0
    silenced: bool = False
    """The user cannot be reached: nothing comes until there is a sign of life."""
    ill_since: datetime | None = None
    """Nothing but the check-in comes while somebody is ill."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How it was after a session, as the user told it."""

    of: datetime
    """`started_at` of that session."""
    at: datetime
    soreness: int
    bruised: bool
    dropped: bool = False
    """A rung of the ladder was taken back for it."""
