"""Breadth first through everything that can be pressed, sent or waited for."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from dialogs.events import Tap, TimerFired
from dialogs.guide import Guide
from dialogs.machine import MACHINE, TABLE, Row
from dialogs.session import Session, State
from dialogs.turn import Turn
from tests.chat import Chat
from tests.core import lives
from tests.core.exploring import Move, explore

IDLE = {"language": "offered only where there is more than one"}
"""Triggers of rows that the shipped content never takes, and why."""
ASKED = {"topic", "menu", "group", "close", "why", "read", "progress", "ease"}
"""Buttons that answer something or change the words only."""


@dataclass(slots=True)
class Explored:
    """What was seen on the way; the sessions themselves would fill the memory."""

    fired: Counter[int] = field(default_factory=Counter)
    """How often each row of the table was taken, by its index."""
    states: dict[object, State] = field(default_factory=dict)
    """By place."""
    back: dict[object, set[object]] = field(default_factory=lambda: defaultdict(set))
    """From where buttons and the clock lead to a place."""
    dead: set[tuple[State, str]] = field(default_factory=set)
    """Buttons that did nothing, or were not understood."""
    shifted: set[tuple[State, str]] = field(default_factory=set)
    """Questions that moved the clock."""

    def note(self, move: Move) -> None:
        self.states[move.place] = move.before.state
        self.states[move.leads_to] = move.after.state
        if isinstance(move.event, Tap | TimerFired):
            self.back[move.leads_to].add(move.place)
        if isinstance(move.event, Tap):
            self._note_tap(move, move.event.action)

    def _note_tap(self, move: Move, action: str) -> None:
        is_old = isinstance(move.event, Tap) and move.event.turn != move.before.entered
        if not is_old and (_same(move.before, move.after) or _refused(move.after)):
            self.dead.add((move.before.state, action))
        clocks = [(each.step, each.step_ends_at, each.remaining) for each in (move.before, move.after)]
        if action.partition(":")[0] in ASKED and clocks[0] != clocks[1]:
            self.shifted.add((move.before.state, action))


@pytest.fixture(scope="module")
def explored(guide: Guide) -> Explored:
    """The whole dialog from a fresh chat, and from lives that have come to what a fresh one meets late."""
    found = Explored()
    starts = (
        Chat(guide),
        lives.reminded(lives.just_done(guide)),
        *(lives.reminding(guide, kind) for kind in ("check-in", "review", "session", "stretch", "nudge")),
        lives.reminding(guide, "check-in").tap("sore:6"),
        lives.reminding(guide, "check-in").tap("sore:6").tap("bruise:yes").tap("home"),
        lives.reminding(guide, "stretch").tap("begin:stretch").tap("none"),
        lives.long_ago(guide),
        lives.in_place(guide).tap("go"),
        lives.at_second(guide),
        lives.at_second(guide).tap("score:3"),
        lives.stopped(guide, hours=7),
        lives.below_the_knee(guide).tap("placed"),
        lives.last_stretch(guide),
        lives.regular(guide, 1).later(days=20),
        lives.thinned(guide),
        lives.pressing(guide).tap("pause").later(hours=7),
        lives.at_second(guide).tap("score:3").later(hours=7),
        lives.pressing(guide).tap("off").later(hours=7),
        lives.longest(guide),
        lives.in_place(guide).later(hours=7),
        lives.worn(guide),
    )
    with _watched(found.fired):
        for move in explore(guide, starts):
            found.note(move)
    return found


@contextmanager
def _watched(fired: Counter[int]) -> Iterator[None]:
    """Counts which rows of the table are taken, through the callbacks that a transition offers."""
    nth: Counter[tuple[str, State]] = Counter()
    callbacks = []
    for index, row in enumerate(TABLE):
        for source in row.source:
            transition = MACHINE.events[row.trigger].transitions[source.value][nth[row.trigger, source]]
            nth[row.trigger, source] += 1
            transition.add_callback("after", partial(_count, fired, index))
            callbacks.append(transition.after)
    try:
        yield
    finally:
        for each in callbacks:
            each.pop()


def _count(fired: Counter[int], index: int, _turn: Turn) -> None:
    fired[index] += 1


def test_every_state_is_reached(explored: Explored) -> None:
    assert set(explored.states.values()) == set(State)


def test_every_row_of_the_table_is_taken(explored: Explored) -> None:
    idle = {row.trigger: _name(row) for index, row in enumerate(TABLE) if not explored.fired[index]}

    assert idle.keys() == IDLE.keys(), idle


def test_every_button_does_something(explored: Explored) -> None:
    assert explored.dead == set()


def test_a_question_never_moves_the_clock(explored: Explored) -> None:
    assert explored.shifted == set()


def test_from_everywhere_buttons_and_the_clock_lead_home_or_to_the_summary(explored: Explored) -> None:
    arrived: set[object] = set()
    waiting = [place for place, state in explored.states.items() if state in {State.HOME, State.SUMMARY}]
    while waiting:
        place = waiting.pop()
        if place not in arrived:
            arrived.add(place)
            waiting += explored.back[place]

    assert {state for place, state in explored.states.items() if place not in arrived} == set()


def _same(before: Session, after: Session) -> bool:
    """Whether nothing changed that anybody could see, and nothing was said."""
    if after.notice is not None:
        return False
    blank = replace(before, turn=0, entered=0, entered_at=None, alert=False)
    return blank == replace(after, turn=0, entered=0, entered_at=None, alert=False)


def _refused(after: Session) -> bool:
    return after.notice is not None and after.notice.key == "ui.notice.unclear"


def _name(row: Row) -> str:
    guard = f" [{row.guard.__name__}]" if row.guard is not None else ""
    return f"{row.trigger}: {', '.join(row.source[:3])} -> {row.dest}{guard}"
