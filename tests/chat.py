"""A user on the pure core: taps, writes, waits. The clock and the store are simulated, everything else is real.

Each step asserts what holds for every screen and every session, so a test that only walks is a test already.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.store.codec import decode, encode
from dialogs.effects import Discard, Effect, Expire, Forget, Record, Restore, Send, Show, Sleep, Stage, Toast, Wake
from dialogs.engine import advance, begin
from dialogs.events import (
    Attachment,
    Command,
    Event,
    Happening,
    Imported,
    NotImported,
    Refusal,
    Tap,
    TempoSet,
    Text,
    TimerFired,
    Unreachable,
)
from dialogs.guide import Guide
from dialogs.routine import EARLY, step
from dialogs.screen import Button, Screen
from dialogs.session import FileKind, Session, State
from dialogs.steps import Check, Step
from dialogs.turn import NUDGE, REMINDER, STEP, WATCHED
from dialogs.views import view

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THOUGHT = timedelta(seconds=1)
"""For which a safety question is looked at, at least."""
LONGEST_TEXT = 4096
"""UTF-16 units of a Telegram message."""
LONGEST_ACTION = 48
LONGEST_LABEL = 64
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LEFT_OVER = re.compile(r"\{|\bNone\b(?! of )")
"""A placeholder nobody filled in, or the absence of a value told to a user."""
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u2712\u2714-\u27bf\u2b00-\u2bff]")
"""Pictures, not signs of the text such as the tick."""
NUMBER = re.compile(r"^\d+ (?=\D)")
"""Of a place on the picture: a walk names the place."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A timer as the store keeps it: until it is slept, set anew, or used up by the turn that it leads to."""

    at: datetime
    turn: int


class Chat:
    """One chat from its first message on. `screen`, `state`, `session` are what they are now."""

    def __init__(self, guide: Guide, *, session: Session | None = None, now: datetime = START) -> None:
        self.guide = guide
        self.now = now
        self.session = session or begin(1, now)
        self._screen: Screen | None = None
        self.timers: dict[str, Pending] = {}
        self.history: dict[datetime, Mapping[str, object]] = {}
        self.staged: tuple[Record, ...] = ()
        self.files: list[FileKind] = []
        """Those that were sent, in order."""
        self.effects: tuple[Effect, ...] = ()
        self.drawn: list[tuple[int, Screen]] = []
        """Every screen there was before, with the turn its buttons carry."""
        self.taps = 0
        self._is_forgotten = self.session.state is State.FORGOTTEN
        if self.session.step_ends_at is not None:
            self.timers[STEP] = Pending(self.session.step_ends_at, self.session.entered)
        for kind, at in _reminders(self.session).items():
            self.timers[kind] = Pending(at, self.session.entered)

    # --- what the user does ---

    def tap(self, label: str, *, on_card: bool = True) -> "Chat":
        """Press the button with this label, action, or beginning of an action ('score')."""
        self.taps += 1
        if self.state in {State.SCREENING, State.RESCREEN}:
            self.now += THOUGHT
        return self.handle(Tap(self.button(label).action, self.session.entered, on_card=on_card))

    def tap_old(self, label: str) -> "Chat":
        """Press a button of a message that is no longer the newest one."""
        for turn, screen in reversed(self.drawn):
            button = next((each for each in buttons(screen) if label in {each.label, each.action}), None)
            if button is not None and turn != self.session.entered:
                return self.handle(Tap(button.action, turn, on_card=False))
        raise AssertionError(f"no earlier screen had a button {label!r}")

    def forge(self, action: str) -> "Chat":
        """A press that no screen of ours has offered."""
        return self.handle(Tap(action, self.session.entered, on_card=True))

    def say(self, text: str) -> "Chat":
        return self.handle(Text(text))

    def command(self, name: str) -> "Chat":
        return self.handle(Command(name))

    def send(self, kind: str) -> "Chat":
        return self.handle(Attachment(kind))

    def send_file(self, other: "Chat") -> "Chat":
        """The file that /data gives in another chat."""
        rows = tuple(Record(at, other.history[at]) for at in sorted(other.history))
        return self.handle(Imported(other.session, rows))

    def send_other_file(self, reason: Refusal) -> "Chat":
        """A file that cannot be taken over, for this reason."""
        return self.handle(NotImported(reason))

    def block(self) -> "Chat":
        """The user blocks the bot: the next message cannot be delivered."""
        return self.handle(Unreachable())

    def tempo(self, factor: float) -> "Chat":
        return self.handle(TempoSet(factor))

    def restart(self) -> "Chat":
        """The process ends and another one takes up the stored session."""
        self.session = decode(encode(self.session))
        self._screen = None
        return self

    # --- what the clock does ---

    def wait(self, kind: str = STEP) -> "Chat":
        """Until the pending timer is due; it fires at its instant."""
        assert kind in self.timers, f"nothing is due in {self.state}: {self.screen.title}"
        return self.fire(kind, at=self.timers[kind].at)

    def wait_late(self, seconds: float, kind: str = STEP) -> "Chat":
        """Nobody was there when it was due: it fires so much later."""
        return self.fire(kind, at=self.timers[kind].at + timedelta(seconds=seconds))

    def fire(self, kind: str, *, at: datetime | None = None, turn: int | None = None) -> "Chat":
        """A timer fires: by default the pending one, now. `turn`: another one, that was set in that turn."""
        self.now = max(self.now, at or self.now)
        pending = self.timers.pop(kind, None) if turn is None else self.timers.get(kind)
        carried = turn if turn is not None else pending.turn if pending is not None else self.session.entered
        return self.handle(TimerFired(kind, carried))

    def wait_for(self, kind: str) -> "Chat":
        """Until the routine has reached the end of a step of this kind ('hold'), or anything but timed steps."""
        while (present := self.step) is not None and present.kind != kind and self.is_running:
            self.wait()
        return self.wait() if self.is_running else self

    def wait_all(self) -> "Chat":
        """Until nothing runs any more."""
        while self.is_running:
            self.wait()
        return self

    def later(self, **length: float) -> "Chat":
        """Time passes; what is due meanwhile fires on time."""
        until = self.now + timedelta(**length)
        while due := sorted((each.at, kind) for kind, each in self.timers.items() if self.now <= each.at <= until):
            at, kind = due[0]
            before = self.session
            self.fire(kind, at=at)
            if self.session is before:
                break
        self.now = until
        return self

    # --- what can be seen ---

    @property
    def state(self) -> State:
        return self.session.state

    @property
    def screen(self) -> Screen:
        if self._screen is None:
            self._screen = view(self.session, self.guide)
        return self._screen

    @property
    def step(self) -> Step | None:
        """The present step of the routine."""
        return step(self.session) if self.session.plan else None

    @property
    def is_running(self) -> bool:
        return self.state is State.ROUTINE and STEP in self.timers

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(button.action for button in buttons(self.screen))

    @property
    def words(self) -> str:
        """All that can be read on the screen, buttons and toast included."""
        labels = "\n".join(button.label for button in buttons(self.screen))
        return f"{self.toast}\n{text(self.screen)}\n{labels}"

    @property
    def toast(self) -> str:
        return next((effect.text for effect in self.effects if isinstance(effect, Toast)), "")

    @property
    def notice(self) -> str:
        """Key of the hint above the screen."""
        return self.session.notice.key if self.session.notice is not None else ""

    def button(self, label: str) -> Button:
        """Of the screen, or of what a reminder came below: another reminder, and the screen itself."""
        shown = tuple(buttons(self.screen))
        if self.session.reminder is not None:
            below = (self.session.covered, None)
            shown += tuple(
                each for one in below for each in buttons(view(replace(self.session, reminder=one), self.guide))
            )
        exact = [each for each in shown if label in {each.label, NUMBER.sub("", each.label), each.action}]
        found = exact or [each for each in shown if each.action.partition(":")[0] == label]
        assert found, f"no button {label!r} in {self.state}; there are {[each.label for each in shown]}"
        return found[0]

    # --- how it works ---

    def handle(self, event: Event) -> "Chat":
        """One event, as the runtime and the store would take it."""
        before = self.session
        if self._is_forgotten:
            before = begin(1, self.now, self.session.tempo)
            if isinstance(event, Happening):
                self.effects = ()
                return self
        after, self.effects = advance(before, event, self.guide, self.now)
        if self._screen is not None:
            self.drawn.append((self.session.entered, self._screen))
        self._keep(after)
        assert after.turn >= before.turn
        self.check()
        return self

    def _keep(self, after: Session) -> None:
        stored = decode(encode(after))
        assert stored == after, "a session changes by being stored"
        self.session, self._screen = stored, None
        self._is_forgotten = any(isinstance(effect, Forget) for effect in self.effects)
        for effect in self.effects:
            self._apply(effect)
        if self._is_forgotten:
            self.timers.clear()
            self.history.clear()
            self.staged = ()

    def _apply(self, effect: Effect) -> None:
        match effect:
            case Wake(kind, at):
                self.timers[kind] = Pending(at, self.session.entered)
            case Sleep(kind):
                self.timers.pop(kind, None)
            case Toast() | Show() | Forget():
                pass
            case Send(what):
                self.files.append(what)
            case _:
                self._apply_to_history(effect)

    def _apply_to_history(self, effect: Record | Expire | Stage | Restore | Discard) -> None:
        match effect:
            case Record(started_at, row):
                self.history[started_at] = row
            case Expire(before):
                self.history = {at: row for at, row in self.history.items() if at >= before}
            case Stage(rows):
                self.staged = rows
            case Restore():
                self.history |= {record.started_at: record.row for record in self.staged}
                self.staged = ()
            case Discard():
                self.staged = ()

    def check(self) -> None:
        """What holds at every moment of every chat."""
        check_screen(self.screen)
        timed = self.state is State.ROUTINE and self.step is not None and not isinstance(self.step, Check)
        assert (STEP in self.timers) == timed, f"a step timer without a running step, or none with one: {self.state}"
        assert (self.session.step_ends_at is not None) == timed
        if timed and self.session.step_ends_at is not None:
            pending = self.timers[STEP]
            assert pending.turn == self.session.entered, "the timer would find itself stale"
            assert abs(pending.at - self.session.step_ends_at) <= EARLY
        assert {STEP, *self.timers} == {STEP, *_reminders(self.session)}, "a reminder or its timer is missing"
        for kind, at in _reminders(self.session).items():
            assert abs(self.timers[kind].at - at) <= EARLY
        assert len(self.session.points) <= 2
        assert not (self.session.owed and self.session.state not in WATCHED), "a file that nobody sends"
        assert self.session.offer is not None or not self.staged, "rows put aside that nobody asks about"


def _reminders(session: Session) -> Mapping[str, datetime]:
    """When the timers of the reminders have to fire."""
    at = {REMINDER: session.remind.at if session.remind is not None else None, NUDGE: session.nudge_at}
    return {kind: due for kind, due in at.items() if due is not None}


def buttons(screen: Screen) -> Iterator[Button]:
    return (button for row in screen.buttons for button in row)


def text(screen: Screen) -> str:
    """The screen as one message."""
    clock = f"{screen.countdown.label} {screen.countdown.words}" if screen.countdown is not None else ""
    parts = (*screen.notice, *screen.preface, screen.title, *map(str, screen.body), clock, screen.footer)
    return "\n\n".join(part for part in parts if part)


def check_screen(screen: Screen) -> None:
    """Telegram's limits, and what nobody should ever read."""
    written = text(screen)
    assert len(written.encode("utf-16-le")) // 2 <= LONGEST_TEXT, f"too long: {screen.title}"
    assert screen.title == screen.title.strip() != "", "no title, or half of one"
    assert not LEFT_OVER.search(written), written
    assert len(EMOJI.findall(written)) <= 1, written
    assert screen.picture is None or not LEFT_OVER.search(screen.picture.alt), screen.picture
    shown = list(buttons(screen))
    assert len(shown) <= MOST_BUTTONS
    assert all(0 < len(row) <= MOST_IN_A_ROW for row in screen.buttons), f"{screen.title}: a row is empty or too wide"
    actions = [button.action for button in shown]
    assert len(actions) == len(set(actions)), f"{screen.title}: two buttons do the same: {actions}"
    for button in shown:
        assert 0 < len(button.action.encode()) <= LONGEST_ACTION, button
        assert 0 < len(button.label) <= LONGEST_LABEL, button
        assert not LEFT_OVER.search(button.label), button
    if screen.countdown is not None:
        assert screen.countdown.words
        assert screen.countdown.ends_at.utcoffset() == timedelta(0)
