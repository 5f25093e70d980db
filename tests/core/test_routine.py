"""Time, limits and results of a routine: what the walkthroughs are too coarse for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.effects import Show, Wake
from dialogs.guide import Guide
from dialogs.routine import EARLY, MISSED
from dialogs.session import State
from dialogs.steps import Hold
from dialogs.turn import STEP
from tests.chat import Chat
from tests.core import lives


def test_the_next_step_counts_from_the_promised_instant_so_nothing_drifts(guide: Guide) -> None:
    chat = lives.pressing(guide)
    promised = chat.session.step_ends_at
    assert promised is not None

    chat.wait_late(1.4)

    assert chat.session.step_ends_at == promised + timedelta(seconds=20)


def test_a_whole_routine_takes_exactly_its_seconds(guide: Guide) -> None:
    chat = lives.in_place(guide).tap("go")
    seconds = sum(getattr(present, "seconds", 0) for present in chat.session.plan)
    began = chat.now

    while chat.state is not State.AFTER:
        if chat.is_running:
            chat.wait()
        else:
            chat.tap("score:3")

    assert chat.now - began == timedelta(seconds=seconds)


@pytest.mark.parametrize("late", [timedelta(0), MISSED])
def test_a_cue_up_to_two_seconds_late_is_still_a_cue(guide: Guide, late: timedelta) -> None:
    chat = lives.pressing(guide).wait_late(late.total_seconds())

    assert chat.state is State.ROUTINE
    assert chat.screen.alert


def test_a_later_cue_is_owned_up_to_and_nothing_goes_on_by_itself(guide: Guide) -> None:
    chat = lives.pressing(guide).wait_late(MISSED.total_seconds() + 0.1)

    assert chat.state is State.PAUSED
    assert chat.timers == {}


def test_a_timer_that_fires_too_early_waits_for_the_promised_end(guide: Guide) -> None:
    chat = lives.pressing(guide)
    end = chat.session.step_ends_at

    chat.fire(STEP)

    assert chat.session.step_ends_at == end
    assert chat.is_running
    chat.wait()
    assert chat.step is not None
    assert chat.step.kind == "rest"


def test_a_hair_too_early_is_on_time(guide: Guide) -> None:
    chat = lives.pressing(guide)
    assert chat.session.step_ends_at is not None

    chat.fire(STEP, at=chat.session.step_ends_at - EARLY)

    assert chat.step is not None
    assert chat.step.kind == "rest"


def test_ends_are_whole_seconds_as_they_are_promised(guide: Guide) -> None:
    chat = lives.in_place(guide)
    chat.now += timedelta(milliseconds=340)

    chat.tap("go")

    assert chat.session.step_ends_at is not None
    assert chat.session.step_ends_at.microsecond == 0
    assert timedelta(seconds=10) <= chat.session.step_ends_at - chat.now < timedelta(seconds=11)


def test_pause_keeps_the_time_left_at_any_tempo(guide: Guide) -> None:
    chat = lives.pressing(guide)
    chat.tempo(10)
    assert chat.session.step_ends_at == chat.now + timedelta(seconds=3)

    chat.later(seconds=1).tap("pause")

    assert chat.session.remaining == pytest.approx(20)
    chat.tempo(1).tap("resume")
    assert chat.session.step_ends_at == chat.now + timedelta(seconds=20)


def test_a_change_of_tempo_keeps_what_stands_above_the_screen(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("menu").tempo(4)

    assert chat.session.menu == "groups"
    assert chat.timers[STEP].at == chat.session.step_ends_at


def test_a_change_of_tempo_at_rest_draws_nothing(guide: Guide) -> None:
    chat = lives.regular(guide, 1).tempo(4)

    assert chat.effects == ()
    assert chat.session.tempo == 4


def test_more_time_counts_as_pressing(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("more").tap("more")

    assert chat.session.pressed == {"gmed-middle": 50}


def test_a_hold_under_a_ceiling_is_not_made_longer(guide: Guide) -> None:
    session = replace(lives.in_place(guide).session, cautions=("older",))
    chat = Chat(guide, session=session).tap("go").wait()

    chat.tap("more")

    assert chat.notice == "ui.notice.no-longer"
    assert isinstance(chat.step, Hold)
    assert chat.step.seconds == 30


def test_pressing_past_the_limit_of_a_day_is_left_out(guide: Guide) -> None:
    chat = lives.regular(guide, 3)
    for _ in range(2):
        lives.finish(chat.tap("same").tap("none").tap("score:5").tap("go")).tap("home")

    pressed = [result.pressed["gmed-middle"] for result in chat.session.results[-2:]]
    assert pressed == [180, 120]
    assert sum(pressed) == guide.content.protocol.spot_limit.value


def test_what_was_pressed_counts_for_the_day_even_if_a_red_flag_ended_it(guide: Guide) -> None:
    chat = lives.pressing(guide).say("both my legs have gone numb")

    assert chat.state is State.REFER
    assert [result.pressed for result in chat.session.results] == [{"gmed-middle": 30}]


def test_what_was_pressed_counts_for_the_day_even_if_a_new_session_is_begun(guide: Guide) -> None:
    chat = lives.pressing(guide).command("settings").tap("home").tap("new")

    assert [result.pressed for result in chat.session.results] == [{"gmed-middle": 30}]
    assert chat.session.plan == ()


def test_back_does_not_press_past_the_limits(guide: Guide) -> None:
    chat = lives.regular(guide, 3)
    chat.tap("same").tap("none").tap("score:5").tap("go").wait()
    while chat.step is not None and chat.step.kind in {"hold", "rest"}:
        chat.wait()
        if "back" in chat.actions:
            chat.tap("back")

    assert chat.session.pressed["gmed-middle"] > 180
    assert sum(chat.session.pressed.values()) <= guide.content.protocol.spot_limit.value


def test_a_second_spot_pressed_again_and_again_keeps_to_the_limit_of_a_session(guide: Guide) -> None:
    chat = lives.at_second(guide).tap("score:3").tap("second:gmed-back").tap("go")
    while chat.step is not None and chat.step.kind in {"get-ready", "hold", "rest"}:
        chat.wait()
        if chat.step.kind == "rest" and chat.session.pressed.get("gmed-back", 0) < 180:
            chat.tap("back")

    assert sum(chat.session.pressed.values()) == guide.content.protocol.session_limit.value


def test_a_session_that_went_wrong_does_not_count_towards_longer_ones(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("off").tap("gone").tap("score:4")

    assert chat.state is State.SUMMARY
    assert chat.session.sessions_done == 0
    assert not chat.session.results[-1].finished


def test_a_result_names_the_spots_that_were_begun(guide: Guide) -> None:
    chat = lives.at_second(guide).tap("score:3").tap("second:gmed-back").command("stop")

    assert chat.session.results[-1].points == ("gmed-middle",)


def test_history_keeps_one_row_a_session(guide: Guide) -> None:
    chat = lives.pressing(guide).command("stop").tap("continue").tap("resume")
    lives.finish(chat)

    (row,) = chat.history.values()
    assert (row["finished"], row["pain_before"], row["pain_after"]) == (True, 6, 3)


def test_ten_results_are_remembered(guide: Guide) -> None:
    results = lives.regular(guide, 14).session.results
    assert 10 <= len(results) <= 11, "and those of the last day, which the day's limit needs"


def test_stopping_after_the_routine_keeps_the_session(guide: Guide) -> None:
    chat = lives.last_stretch(guide).wait().command("stop")

    assert chat.state is State.HOME
    assert chat.session.sessions_done == 1
    assert chat.session.results[-1].pain_after is None


def test_a_second_score_beside_a_warning_sign_is_kept_whatever_that_turns_out_to_be(guide: Guide) -> None:
    clear = lives.last_stretch(guide).wait().say("7. i fell down the stairs on my hip")
    meant = lives.last_stretch(guide).wait().say("7, i fell").tap("meant")
    harmless = lives.last_stretch(guide).wait().say("7, i fell").tap("not-meant")

    assert [chat.state for chat in (clear, meant, harmless)] == [State.REFER, State.REFER, State.SUMMARY]
    assert [chat.session.results[-1].pain_after for chat in (clear, meant, harmless)] == [7, 7, 7]


def test_who_cannot_be_reached_gets_nothing_more(guide: Guide) -> None:
    chat = lives.reminded(lives.regular(guide, 1)).tap("home")
    chat.tap("same").tap("none").tap("score:5").tap("go").block()

    assert chat.timers == {}
    assert not any(isinstance(effect, Show | Wake) for effect in chat.effects)
