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


def dose_of(chat: Chat) -> tuple[int, int, int]:
    """Holds, their seconds, and the strength up to which they are pressed, of the plan that runs."""
    holds = [present for present in chat.session.plan if isinstance(present, Hold)]
    return len(holds), holds[0].seconds, holds[0].high


def again(chat: Chat) -> Chat:
    """Another session as the last one, up to its plan."""
    chat.tap("same")
    while "none" in chat.actions:
        chat.tap("none")
    return chat.tap("score:5").tap("go")


@pytest.mark.parametrize("hours", [0, 5, 7, 24, 38])
def test_before_the_pause_is_over_a_session_goes_no_further_up_the_ladder(guide: Guide, hours: int) -> None:
    chat = lives.just_done(guide).later(hours=hours)

    assert dose_of(again(chat)) == (2, 30, 4)
    lives.finish(chat).tap("home")
    assert chat.session.sessions_done == 1
    assert chat.session.results[-1].early
    assert "Whole sessions so far: 2." in chat.command("data").words


def test_a_session_that_came_too_soon_is_called_so(guide: Guide) -> None:
    assert "no longer and no stronger than the last" in lives.just_done(guide).tap("same").words


@pytest.mark.parametrize(("done", "expected"), [(1, (3, 30, 6)), (3, (3, 60, 6))])
def test_after_the_pause_the_next_session_goes_on_up_the_ladder(
    guide: Guide, done: int, expected: tuple[int, int, int]
) -> None:
    assert dose_of(again(lives.regular(guide, done))) == expected


def test_the_pause_counts_in_days_and_never_less_than_the_shortest_one(guide: Guide) -> None:
    at_the_same_time = lives.just_done(guide).later(hours=47, minutes=30)
    assert dose_of(again(at_the_same_time)) == (3, 30, 6)

    chat = lives.regular(guide, 3)
    chat.later(days=4, hours=23.5 - chat.now.hour - chat.now.minute / 60)
    lives.finish(again(chat)).tap("home")
    assert dose_of(again(chat.later(hours=1))) == (3, 60, 6)
    assert chat.session.same_rung, "after midnight it is another day, but only just"


def test_at_another_speed_the_pause_is_as_much_shorter(guide: Guide) -> None:
    chat = lives.just_done(guide).tempo(20).later(hours=2.5)

    assert dose_of(again(chat)) == (3, 30, 6)


def test_who_always_comes_a_little_early_still_gets_on(guide: Guide) -> None:
    chat = lives.just_done(guide)
    done = [chat.session.sessions_done]
    for _ in range(3):
        lives.finish(again(chat.later(hours=24))).tap("home")
        done.append(chat.session.sessions_done)

    assert done == [1, 1, 2, 2]


def test_a_session_that_was_broken_off_may_be_made_up_for_at_once(guide: Guide) -> None:
    chat = lives.pressing(guide).command("stop").later(minutes=5)

    lives.finish(again(chat))

    assert chat.session.sessions_done == 1


def test_right_after_a_session_its_own_dose_is_told_not_the_next(guide: Guide) -> None:
    assert "3 to 4 of 10" in lives.just_done(guide).say("how hard should i press?").words


@pytest.mark.parametrize("question", ["how hard should i press?", "how long should i hold it?"])
def test_how_hard_and_how_long_begin_with_what_this_person_may_do(guide: Guide, question: str) -> None:
    for chat in (lives.screened(guide), lives.pressing(guide), lives.located(guide).say("i have osteoporosis")):
        bounds = limits(guide.content, chat.session)
        chat.say(question)
        assert (
            chat.screen.notice[0]
            == f"For you now: {'2 to 3' if bounds.pressure else '3 to 4'} of 10, 2 holds of 30 s a spot."
        )
    assert "For you now" not in lives.screened(guide).say("i take warfarin").say(question).words
    assert "For you now" not in lives.pressing(guide).say("how often should i do it?").words


@pytest.mark.parametrize("early", [False, True])
def test_soreness_after_a_session_takes_back_only_what_it_had_counted(guide: Guide, *, early: bool) -> None:
    chat = lives.regular(guide, 2) if early else lives.regular(guide, 1)
    lives.finish(again(chat)).tap("home")
    if early:
        lives.finish(again(chat.later(hours=7))).tap("home")
    counted = chat.session.sessions_done

    chat.tap("Reminders").tap("switch:session").tap(f"clock:{chat.now:%H:%M}").tap("city:Europe/London")
    chat.wait("reminder").tap("sore:6").tap("bruise:no")

    assert chat.session.sessions_done == counted - (not early)


def test_soreness_for_days_takes_a_rung_back_where_longer_holds_were_chosen(guide: Guide) -> None:
    chat = lives.regular(guide, 4).command("settings").tap("hold:90").tap("home")
    lives.finish(again(chat)).tap("home").tap("reminders").tap("switch:session")
    chat.tap(f"clock:{chat.now:%H:%M}").tap("city:Europe/London").wait("reminder").tap("sore:6").tap("bruise:no")
    chat.wait("reminder").tap("sore:6").tap("bruise:no")

    assert "the next session is lighter" in chat.words
    assert level(guide.content, replace(chat.session, same_rung=False)).id == "early"


def test_a_late_yes_does_not_lead_round_the_rest_after_pressing_that_went_wrong(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("off").tap("gone").tap("score:3").tap("home").tap_old("yes:tool").tap("so")
    chat.tap("list").tap("none").tap("zone:buttock-mid").tap("placed").tap("side:left").tap("score:5")

    assert chat.session.resting
    assert "find" not in chat.actions
