"""What a turn asks of the world, as values. The session itself is saved with them, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.session import FileKind


@dataclass(frozen=True, slots=True)
class Show:
    """Draw the present screen: in place of the last card, or as a new message (below what the user wrote)."""

    placement: Literal["edit", "new"]


@dataclass(frozen=True, slots=True)
class Wake:
    """Set the chat's timer of this kind (one of each kind; setting replaces)."""

    kind: str
    at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Drop the chat's timer of this kind, if there is one."""

    kind: str


@dataclass(frozen=True, slots=True)
class Record:
    """Keep a row of history; a row with the same `started_at` is replaced."""

    started_at: datetime
    row: Mapping[str, object]
    """JSON values only."""


@dataclass(frozen=True, slots=True)
class Expire:
    """Rows of history that began before this are kept no longer."""

    before: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Put rows aside until the user says whether they are to be taken over; they replace those put aside before."""

    rows: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """Make the rows put aside history; they replace rows with the same `started_at`, the others stay."""


@dataclass(frozen=True, slots=True)
class Discard:
    """Drop the rows put aside."""


@dataclass(frozen=True, slots=True)
class Send:
    """Make a file of what is kept about this chat and send it below the screen, silently."""

    what: FileKind


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything kept about this chat."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short line for whoever pressed a button, beside the screen."""

    text: str


Effect = Toast | Show | Wake | Sleep | Record | Expire | Stage | Restore | Discard | Send | Forget
