"""Whatever happens, in whatever order: Hypothesis plays the user, the clock and the network."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dialogs.effects import Sleep
from dialogs.engine import actions, advance
from dialogs.events import Command, Tap, Text
from dialogs.guide import Guide
from dialogs.late import late
from dialogs.reminding import Reminding
from dialogs.session import Session, State
from dialogs.turn import NUDGE, REMINDER, STEP
from tests.chat import Chat
from tests.core import lives
from tests.core.allowed import assert_allowed
from tests.core.exploring import COMMANDS, TEXTS

DAY = timedelta(days=1)
QUESTIONS = ("how long should i hold it?", "what is a thera cane?", "how hard should i press?")
ODD = (
    "", " ", "{side} hurts", "None", "a" * 3000, "\U0001f9d8\ud83d", "0", "11", "\x00", "/stop", "none of these",
    "stop it",
)  # fmt: skip
FORGED = (
    "flagged", "onward:x", "tick", "second:gmed-back", "go", "score:99", "score:x", "erase", "zone:moon", "", ":",
)  # fmt: skip
LIVES: Mapping[str, Callable[[Guide], Chat]] = {
    "new": Chat,
    "screened": lives.screened,
    "in place": lives.in_place,
    "pressing": lives.pressing,
    "at the second": lives.at_second,
    "regular": partial(lives.regular, sessions=4),
    "waiting": partial(lives.stopped, hours=1),
    "reminded": partial(lives.reminding, kind="check-in"),
    "nudged": partial(lives.reminding, kind="nudge"),
}
CALM = {State.HOME, State.CONSENT, State.REFER}
"""Where '/stop' may end: nothing runs, and nothing was lost that was not asked for."""


def heard(session: Session) -> Session:
    """Without the reminders: any press is a sign of life to them."""
    return replace(session, reminding=Reminding(), remind=None, dues=(), nudge_at=None)


def still(session: Session) -> object:
    """Where things stand, and all that is known."""
    return (
        session.state, session.entered, session.plan, session.step, session.step_ends_at, session.remaining,
        session.screened_at, session.question, session.picked, session.tier, session.flags, session.cautions,
        session.zones, session.points, session.tool, session.reminder, session.doubt, session.results,
    )  # fmt: skip


class Life(RuleBasedStateMachine):
    """One chat. `Chat` itself asserts what holds for every screen, session and timer."""

    guide: ClassVar[Guide]

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat(self.guide)
        self.flagged = False
        """A red flag was raised, and no clean screening followed."""
        self.pressings: list[tuple[datetime, str, int]] = []
        """Session, spot and seconds of everything that was pressed."""

    @initialize(name=st.sampled_from(sorted(LIVES)))
    def begin(self, name: str) -> None:
        self.chat = LIVES[name](self.guide)
        self.pressings = [
            (result.started_at, point, seconds)
            for result in self.chat.session.results
            for point, seconds in result.pressed.items()
            if result.started_at != self.chat.session.started_at
        ]
        self.pressings += self._pressed(Session(1, 0, 0), self.chat.session)

    def step(self, act: Callable[[], object]) -> None:
        """Do something, and keep account of red flags and of pressing."""
        before = self.chat.session
        act()
        after = self.chat.session
        if after.screened_at is not None and after.screened_at != before.screened_at:
            self.flagged = False
        if after.state is State.REFER:
            self.flagged = True
        if after.consented_at is None and before.consented_at is not None:
            self.pressings = []  # everything was deleted
        self.pressings += self._pressed(before, after)

    def _pressed(self, before: Session, after: Session) -> list[tuple[datetime, str, int]]:
        if after.started_at is None:
            return []
        earlier = before.pressed if before.started_at == after.started_at else {}
        deltas = {point: seconds - earlier.get(point, 0) for point, seconds in after.pressed.items()}
        return [(after.started_at, point, seconds) for point, seconds in deltas.items() if seconds]

    # --- what may happen ---

    @rule(number=st.integers(0, 60))
    def tap(self, number: int) -> None:
        offered = self.chat.actions
        if offered:
            self.step(lambda: self.chat.tap(offered[number % len(offered)]))

    @precondition(lambda self: "none" in self.chat.actions)
    @rule()
    def none_of_these(self) -> None:
        self.step(lambda: self.chat.tap("none"))

    @rule(number=st.integers(0, 200))
    def tap_something_old(self, number: int) -> None:
        turn, screen = self.chat.drawn[-1 - number % len(self.chat.drawn)] if self.chat.drawn else (0, self.chat.screen)
        actions = [button.action for row in screen.buttons for button in row]
        if turn == self.chat.session.entered or not actions:
            return
        before = self.chat.session
        self.step(lambda: self.chat.handle(Tap(actions[number % len(actions)], turn, on_card=False)))
        pressed = actions[number % len(actions)]
        if pressed == "off":
            assert self.chat.session.step_ends_at is None, "an earlier warning was pressed, and it goes on"
        elif late(before, pressed, self.guide.content) is not None:
            assert self.chat.session.tapped is not None
            assert still(self.chat.session) == still(before), (
                "an old warning sign did something before it was asked back"
            )
        elif before.state is not State.FORGOTTEN:
            assert heard(self.chat.session) == heard(before), "an old button did something"

    @rule(action=st.sampled_from(FORGED))
    def forge(self, action: str) -> None:
        before = self.chat.session
        is_real = action in actions(before, self.guide)
        self.step(lambda: self.chat.forge(action))
        assert is_real or heard(self.chat.session) == heard(before) or before.state is State.FORGOTTEN

    @rule(text=st.sampled_from((*TEXTS, *ODD)))
    def say(self, text: str) -> None:
        self.step(lambda: self.chat.say(text))

    @rule(text=st.sampled_from(QUESTIONS))
    def ask(self, text: str) -> None:
        before = self.chat.session
        self.step(lambda: self.chat.say(text))
        if before.step_ends_at is not None:
            assert self.chat.session.step_ends_at == before.step_ends_at
            assert self.chat.session.entered == before.entered

    @rule(name=st.sampled_from(COMMANDS))
    def command(self, name: str) -> None:
        self.step(lambda: self.chat.command(name))

    @rule(kind=st.sampled_from(["photo", "voice", "sticker"]))
    def attach(self, kind: str) -> None:
        self.step(lambda: self.chat.send(kind))

    @precondition(lambda self: STEP in self.chat.timers)
    @rule(seconds=st.sampled_from([0, 0, 0, 0.5, 2, 3, 4000]))
    def cue(self, seconds: float) -> None:
        self.step(lambda: self.chat.wait_late(seconds))

    @precondition(lambda self: self.chat.timers.keys() & {REMINDER, NUDGE})
    @rule(seconds=st.sampled_from([0, 0, 60, 4 * 3600]))
    def remind(self, seconds: int) -> None:
        before = self.chat.session
        kind = min(self.chat.timers.keys() & {REMINDER, NUDGE})
        self.step(lambda: self.chat.wait_late(seconds, kind))
        assert (self.chat.session.state, self.chat.session.entered) == (before.state, before.entered)

    @rule(kind=st.sampled_from([STEP, REMINDER, "unheard-of"]), back=st.integers(-1, 20))
    def cue_out_of_turn(self, kind: str, back: int) -> None:
        """A timer of an earlier place, or too early, or a second time."""
        before = self.chat.session
        self.step(lambda: self.chat.fire(kind, turn=before.entered - back))
        if kind == STEP and back:
            assert self.chat.session == before
            assert set(map(type, self.chat.effects)) <= {Sleep}

    @rule(seconds=st.sampled_from([1, 17, 3600, 86400 * 15]))
    def time_passes(self, seconds: int) -> None:
        """Nothing fires: whoever should have, was not there."""
        self.chat.now += timedelta(seconds=seconds)

    @rule(factor=st.sampled_from([1.0, 10.0, 60.0, 0.5]))
    def tempo(self, factor: float) -> None:
        self.step(lambda: self.chat.tempo(factor))

    @rule()
    def restart(self) -> None:
        self.chat.restart()

    @rule()
    def block(self) -> None:
        self.step(self.chat.block)
        assert STEP not in self.chat.timers
        assert REMINDER not in self.chat.timers

    # --- what always holds ---

    @invariant()
    def nothing_is_pressed_or_stretched_after_a_red_flag_before_a_clean_screening(self) -> None:
        if self.chat.state is State.ROUTINE:
            assert not self.flagged
            assert self.chat.session.screened_at is not None
            assert self.chat.session.consented_at is not None

    @invariant()
    def nothing_barred_is_to_come(self) -> None:
        assert_allowed(self.guide.content, self.chat.session)

    @invariant()
    def pressing_keeps_to_its_limits(self) -> None:
        protocol, started = self.guide.content.protocol, self.chat.session.started_at
        here = [seconds for session, _, seconds in self.pressings if session == started]
        assert sum(here) <= protocol.session_limit.value
        if started is None:
            return
        for spot in self.guide.content.points:
            today = [seconds for session, point, seconds in self.pressings if point == spot and started - DAY < session]
            assert sum(today) <= protocol.spot_limit.value, spot

    @invariant()
    def stop_always_stops(self) -> None:
        for event in (Command("stop"), Text("stop")):
            session = self.chat.session
            if session.state is State.FORGOTTEN:
                return
            after, _ = advance(session, event, self.guide, self.chat.now)
            assert after.state in CALM, (session.state, event)
            assert after.step_ends_at is None


def test_whatever_happens(guide: Guide) -> None:
    class Here(Life):
        pass

    Here.guide = guide
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=80,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.parametrize("name", sorted(LIVES))
def test_a_turn_is_the_same_each_time(guide: Guide, name: str) -> None:
    chat = LIVES[name](guide)
    for action in chat.actions:
        tap = Tap(action, chat.session.entered, on_card=True)
        assert advance(chat.session, tap, guide, chat.now) == advance(chat.session, tap, guide, chat.now)


def test_a_session_of_unknown_language_is_served_in_english(guide: Guide) -> None:
    chat = Chat(guide, session=replace(lives.screened(guide).session, language="xx"))

    assert "Where does it hurt?" in chat.words
