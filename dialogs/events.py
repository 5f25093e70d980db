"""What can happen to a dialog. All frozen; `turn` makes old buttons and late timers harmless."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.effects import Record
from dialogs.session import Session


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was pressed. `action` is untrusted: only an action of the present screen is obeyed."""

    action: str
    turn: int
    """The value the pressed button was drawn with (`Session.entered`)."""
    on_card: bool
    """Whether the pressed message is the newest one, so that an answer there is seen."""


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command without the slash, in lower case, such as 'start'; unknown ones come too."""

    name: str
    rest: str = ""
    """What was written behind it: a warning sign may stand there, or the question of /ask."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A message was changed after it had been read: only a warning sign in it still counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, sticker, voice message or anything else without text to read."""

    kind: str


@dataclass(frozen=True, slots=True)
class Flooded:
    """Far more came than anybody can mean: what comes next goes unread, but for stop and warning signs."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer is due. `kind` is that of `Wake`, `turn` the session's when it was set."""

    kind: str
    turn: int


@dataclass(frozen=True, slots=True)
class CueLost:
    """The message of the present place could not be shown for some time: nobody knows that it began."""

    turn: int
    """`Session.entered` of that place."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The user blocked the bot or is gone: nothing may run any more, nothing is lost."""


@dataclass(frozen=True, slots=True)
class TempoSet:
    """From now on time runs this many times faster than real time (1 for every real user)."""

    tempo: float


@dataclass(frozen=True, slots=True)
class Imported:
    """The user sent a file that this program has written, here or on another server."""

    session: Session
    """As it was when the file was made; nothing of its place or its routine counts any more."""
    rows: tuple[Record, ...]
    """Its history, oldest first."""


Refusal = Literal["too-big", "unreadable", "foreign", "newer", "damaged", "future", "too-many", "lost"]
"""What is wrong with a file: over the size, no JSON, of another program, of a later release, not whole, dated in the
future, more than one person can have done, or it did not come through."""


@dataclass(frozen=True, slots=True)
class NotImported:
    """The user sent a file that cannot be taken over."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class FileFailed:
    """A file that was asked for could not be made or sent."""


@dataclass(frozen=True, slots=True)
class Aged:
    """What is older is kept no longer."""

    before: datetime
    """Aware, UTC."""


Happening = TimerFired | CueLost | Unreachable | TempoSet | FileFailed | Aged
"""What the world does; the rest is what the user does."""

Event = Tap | Text | Command | Edited | Attachment | Flooded | Imported | NotImported | Happening
