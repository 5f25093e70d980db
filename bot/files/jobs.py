"""What the process beside the program is asked to do; both sides know these."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Timer
from content.phrases import Phrases
from dialogs.effects import Record
from dialogs.session import FileKind, Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """Make a file: everything kept about one chat, and the words of its language. The answer is a `bot.ports.File`."""

    what: FileKind
    session: Session
    timers: tuple[Timer, ...]
    history: tuple[Record, ...]
    phrases: Phrases
    now: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """Read a file that a user sent. The answer is an event, `Imported` or `NotImported`."""

    content: bytes
    now: datetime


Job = Wanted | Received
