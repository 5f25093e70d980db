"""Every muscle, point, tool and caution, alone and in pairs: walked to the end, nothing that was to be avoided."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from content.schema import Content
from dialogs.engine import advance
from dialogs.events import Tap, TimerFired
from dialogs.guide import Guide
from dialogs.limits import Limits, level, limits, setup, stretches, tools
from dialogs.plan import routine
from dialogs.routine import step
from dialogs.session import Session, Settings, State
from dialogs.steps import Check, GetReady, Hold, RollOver, StretchHold
from dialogs.turn import STEP
from dialogs.views import view
from tests.chat import START, Chat, check_screen
from tests.core import lives
from tests.core.allowed import assert_allowed, assert_short_enough

LONGEST = 60
"""Events after which a routine would be without end."""


def cautions(content: Content) -> Iterator[tuple[str, ...]]:
    """None, each alone, each pair; a gentle flag counts as one."""
    gentle = tuple(flag.id for flag in content.flags.values() if flag.adaptation is not None)
    names = (*content.cautions, *gentle)
    yield ()
    yield from ((name,) for name in names)
    yield from combinations(names, 2)


def cautious(content: Content, session: Session, names: tuple[str, ...]) -> Session:
    return replace(
        session,
        cautions=tuple(name for name in names if name in content.cautions),
        flags=tuple(name for name in names if name in content.flags),
    )


def test_every_point_tool_and_pair_of_cautions_walked_to_the_end(guide: Guide) -> None:
    content = guide.content
    begin = replace(lives.located(guide).session, sessions_done=3)
    walked = 0
    for names in cautions(content):
        chosen = cautious(content, begin, names)
        bounds = limits(content, chosen)
        for point in content.points:
            for tool in tools(content, point, bounds):
                _walk(guide, chosen, ("find", f"point:{point}", f"tool:{tool}", "go"))
                walked += 1
    assert walked > len(content.points) * len(content.tools)


def assert_within_rung(content: Content, session: Session) -> None:
    """Nobody asked for more time: no hold is longer or stronger than its rung of the ladder."""
    rung, ceiling = level(content, session), limits(content, session).stretch_hold
    for present in session.plan:
        if isinstance(present, Hold):
            assert present.seconds <= rung.hold.value
            assert present.high <= rung.high.value
        if isinstance(present, StretchHold):
            assert present.seconds <= (ceiling or content.protocol.stretch_hold.value)
    assert_short_enough(content, session.plan)


def _walk(guide: Guide, session: Session, taps: tuple[str, ...]) -> None:
    """Press these, then let it run; a second spot is taken where one is offered."""
    now = START
    for action in taps:
        session, _ = advance(session, Tap(action, session.entered, on_card=True), guide, now)
    assert session.state is State.ROUTINE
    for _ in range(LONGEST):
        assert_allowed(guide.content, session)
        assert_within_rung(guide.content, session)
        if session.step_ends_at is not None:
            now = session.step_ends_at
            session, _ = advance(session, TimerFired(STEP, session.entered), guide, now)
            continue
        if session.state is State.AFTER:
            assert sum(session.pressed.values()) > 0
            return
        action = next(iter(_answers(guide, session)))
        session, _ = advance(session, Tap(action, session.entered, on_card=True), guide, now)
    raise AssertionError("without end")


def _answers(guide: Guide, session: Session) -> Iterator[str]:
    """What to press where the clock does not run: a second spot first, start it, else a mild score."""
    screen = view(session, guide)
    check_screen(screen)
    actions = [button.action for row in screen.buttons for button in row]
    yield from (action for action in actions if action.startswith("second:"))
    yield from (action for action in actions if action in {"go", "enough", "score:3"})


@pytest.mark.parametrize("tool", ["thera-cane", "back-knobber", "ball", "fingers"])
@pytest.mark.parametrize("point", ["gmed-back", "gmed-middle", "gmed-front"])
def test_every_screen_of_a_whole_session(guide: Guide, point: str, tool: str) -> None:
    chat = lives.finish(lives.in_place(guide, point, tool).tap("go"))

    assert chat.session.results[-1].finished
    assert chat.session.pressed == {point: 60}


def test_where_a_caution_leaves_nothing_it_is_said(guide: Guide) -> None:
    for names in cautions(guide.content):
        session = cautious(guide.content, lives.screened(guide).session, names)
        chat = Chat(guide, session=session).tap("zone:buttock-mid").tap("placed")
        bounds = limits(guide.content, session)
        point = "gmed-middle"
        possible = tools(guide.content, point, bounds) or stretches(guide.content, point, bounds)
        assert chat.state is (State.SIDE if possible else State.UNMATCHED), names
        assert possible or chat.session.reason == "nothing-left"


def test_without_pressing_only_the_stretches_run(guide: Guide) -> None:
    for name in ("blood-thinner", "past-clot", "broken-skin", "numb-skin", "implant-injection"):
        session = replace(lives.located(guide).session, cautions=(name,))
        chat = Chat(guide, session=session)
        assert "find" not in chat.actions
        chat.tap("stretch")
        assert not any(isinstance(present, Hold | Check | RollOver) for present in chat.session.plan)
        chat.wait_all()
        assert chat.state is State.AFTER
        assert chat.session.pressed == {}


def test_the_first_session_is_one_spot_twice_and_light(guide: Guide) -> None:
    plan = lives.in_place(guide).tap("go").session.plan

    assert [(hold.seconds, hold.low, hold.high) for hold in plan if isinstance(hold, Hold)] == [(30, 3, 4)] * 2


@pytest.mark.parametrize(
    ("done", "holds"), [(0, [30] * 2), (1, [30] * 3), (2, [30] * 3), (3, [60] * 3), (20, [60] * 3)]
)
def test_the_ladder(content: Content, done: int, holds: list[int]) -> None:
    rung = level(content, Session(chat=1, turn=0, entered=0, sessions_done=done))

    plan = routine(content, ("gmed-back",), "ball", rung, Limits())

    assert [present.seconds for present in plan if isinstance(present, Hold)] == holds


def test_pressing_comes_first_then_rolling_over_then_each_stretch(content: Content) -> None:
    rung = content.protocol.levels[-1]

    plan = routine(content, ("gmed-back", "gmed-front"), "fingers", rung, Limits())

    kinds = [present.kind for present in plan]
    assert kinds.index("roll-over") > max(index for index, kind in enumerate(kinds) if kind in {"hold", "check"})
    assert kinds.index("stretch") > kinds.index("roll-over")
    assert [present.point for present in plan if isinstance(present, Check)] == ["gmed-back", "gmed-front"]
    muscle = next(iter(content.muscles.values()))
    readied = [present.target for present in plan if isinstance(present, GetReady)]
    assert readied == ["gmed-back", "gmed-front", *(stretch.id for stretch in muscle.stretches)]


@pytest.mark.parametrize(
    ("caution", "tools_left"),
    [
        ("osteoporosis", {"ball", "fingers"}),
        ("light-only", {"ball", "fingers"}),
        ("weak-hands", {"ball"}),
        ("blood-thinner", set[str]()),
        ("older", {"thera-cane", "back-knobber", "ball", "fingers"}),
    ],
)
def test_which_tools_a_caution_leaves(content: Content, caution: str, tools_left: set[str]) -> None:
    bounds = limits(content, Session(chat=1, turn=0, entered=0, cautions=(caution,)))

    assert set(tools(content, "gmed-middle", bounds)) == tools_left


def chosen_holds(content: Content, seconds: int | None, done: int, *names: str) -> list[int]:
    """The holds of a spot for somebody who chose this length, after so many sessions."""
    session = Session(chat=1, turn=0, entered=0, settings=Settings(hold=seconds), sessions_done=done)
    session = cautious(content, session, names)
    plan = routine(content, ("gmed-back",), "ball", level(content, session), limits(content, session))
    return [present.seconds for present in plan if isinstance(present, Hold)]


@pytest.mark.parametrize(
    ("seconds", "holds"),
    [(None, [60] * 3), (30, [30] * 3), (45, [45] * 3), (60, [60] * 3), (75, [75] * 2), (90, [90] * 2)],
)
def test_a_chosen_hold_lasts_as_long_and_the_spot_no_longer_than_before(
    content: Content, seconds: int | None, holds: list[int]
) -> None:
    assert chosen_holds(content, seconds, 9) == holds


@pytest.mark.parametrize("seconds", [45, 60, 90])
def test_the_first_sessions_stay_short_whatever_is_chosen(content: Content, seconds: int) -> None:
    assert [chosen_holds(content, seconds, done) for done in range(3)] == [[30] * 2, [30] * 3, [30] * 3]


@pytest.mark.parametrize("caution", ["older", "sensitive", "osteoporosis", "light-only"])
@pytest.mark.parametrize("seconds", [45, 60, 90])
def test_no_choice_lifts_what_a_caution_allows(content: Content, caution: str, seconds: int) -> None:
    assert chosen_holds(content, seconds, 9, caution) == [30] * 3


def test_a_hold_chosen_under_other_content_is_bounded_all_the_same(content: Content) -> None:
    assert chosen_holds(content, 600, 9) == [90, 90]


def test_a_tool_is_offered_only_where_a_setup_is_left(content: Content) -> None:
    for names in cautions(content):
        bounds = limits(content, cautious(content, Session(chat=1, turn=0, entered=0), names))
        for point in content.points:
            for tool in content.tools:
                variant = setup(content, tool, point, bounds)
                assert (variant is not None) == (tool in tools(content, point, bounds))
                assert variant is None or bounds.avoid.isdisjoint(variant.loads)


def test_the_lowest_ceiling_of_two_cautions_counts(content: Content) -> None:
    both = limits(content, Session(chat=1, turn=0, entered=0, cautions=("older", "sensitive")))

    assert (both.pressure, both.hold, both.stretch_hold) == (3, 30, 15)


def test_a_sore_outer_hip_means_no_stretch_at_all(content: Content) -> None:
    bounds = limits(content, Session(chat=1, turn=0, entered=0, cautions=("outer-hip-bump",)))

    for point in content.points:
        for rung in content.protocol.levels:
            plan = routine(content, (point,), "ball", rung, bounds)
            assert not any(isinstance(present, StretchHold) for present in plan)


def test_a_finished_plan_has_no_step_left(guide: Guide) -> None:
    chat = lives.last_stretch(guide).wait()

    assert chat.state is State.AFTER
    assert step(chat.session) is None
