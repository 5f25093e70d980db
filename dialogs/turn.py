"""One event being handled: the working copy that guards look at and actions change."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from dialogs.effects import Discard, Effect, Send, Show, Sleep
from dialogs.events import Imported
from dialogs.guide import Guide
from dialogs.reading import Reading
from dialogs.session import Notice, Session, State, changed

STEP = "step"
"""Kind of the timer that ends a phase."""
REMINDER = "reminder"
"""Kind of the timer for the next reminder."""
NUDGE = "nudge"
"""Kind of the timer for the next nudge to stand up."""


WATCHED = frozenset({State.ROUTINE, State.SECOND, State.SETTLE, State.AFTER})
"""Where the newest card must stay in sight: files that are asked for here come later."""

Guard = Callable[["Turn"], bool]
Action = Callable[["Turn"], None]


class Turn:
    """The model that the state machine moves; it lives for one event only."""

    __slots__ = (
        "arg", "covered", "due", "effects", "file", "follow", "guide", "noted", "now", "origin", "placement", "reading",
        "reminder", "session", "tapped",
    )  # fmt: skip

    def __init__(self, session: Session, guide: Guide, now: datetime) -> None:
        self.session = changed(
            session, turn=session.turn + 1, notice=None, alert=False, noted=None, menu=None, offered=(), reminder=None,
            covered=None, tapped=None,
        )  # fmt: skip
        self.guide = guide
        self.now = now
        self.due = session.step_ends_at
        """When the running step was promised to end; a move clears it from the session, not from here."""
        self.origin = session.state
        """Where the event found the dialog; an action runs when the move has been made already."""
        self.reminder = session.reminder
        """The reminder that stood below the screen; whatever happens puts it away."""
        self.covered = session.covered
        self.tapped = session.tapped
        """What was asked back of an older button; whatever happens puts that away, too."""
        self.noted = session.noted
        self.arg = ""
        """What follows the colon of an action."""
        self.reading = Reading()
        self.file: Imported | None = None
        """A file that was sent."""
        self.placement: Literal["edit", "new"] = "edit"
        self.follow: str | None = None
        """A trigger to fire right after this one."""
        self.effects: list[Effect] = []

    @property
    def state(self) -> str:
        return self.session.state.value

    @state.setter
    def state(self, value: str) -> None:
        """Every move: buttons and timers of the place left behind are stale from now on."""
        if self.session.step_ends_at is not None:
            self.effects.append(Sleep(STEP))
        if self.session.offer is not None:
            self.effects.append(Discard())
        self.update(
            state=State(value),
            entered=self.session.turn,
            entered_at=self.now,
            step_ends_at=None,
            maybe_zones=(),
            flagged_by=None,
            line=None,
            offer=None,
        )

    @property
    def number(self) -> int:
        """The argument as a score; the screens offer 0 to 10 only."""
        return int(self.arg)

    def seen(self) -> None:
        """The user did something: what is kept of them counts as used."""
        self.update(seen_on=self.now.date())

    def update(self, **changes: Any) -> None:
        self.session = changed(self.session, **changes)

    def notify(self, key: str, /, sources: tuple[str, ...] = (), **values: object) -> None:
        """Put an answer or a hint above the screen."""
        self.update(notice=Notice(key, {name: str(value) for name, value in values.items()}, sources))

    def answer(self, key: str, /, sources: tuple[str, ...] = (), **values: object) -> None:
        """As `notify`, to somebody who asked or was not understood: a reminder that stood below the screen, and a
        question about an older button, still wait."""
        self.update(reminder=self.reminder, covered=self.covered, tapped=self.tapped)
        self.notify(key, sources, **values)

    def finish(self) -> tuple[Session, tuple[Effect, ...]]:
        """An answer that moved nothing comes below: above a long screen nobody would see it."""
        answered = self.session.notice is not None and self.session.entered != self.session.turn
        if answered and self.session.step_ends_at is None:
            self.placement = "new"
        files = self._due_files()
        return self.session, (*self.effects, Show(self.placement), *files)

    def _due_files(self) -> tuple[Send, ...]:
        owed = self.session.owed
        if not owed or self.session.state in WATCHED:
            return ()
        self.update(owed=())
        return tuple(map(Send, owed))
