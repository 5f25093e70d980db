"""When the next session is due, and what one that comes before may be."""

from dataclasses import replace

import pytest

from dialogs.guide import Guide
from dialogs.limits import level, limits
from dialogs.steps import Hold
from tests.chat import Chat
from tests.core import lives


def dose_of(chat: Chat) -> tuple[int, int, int]:
    """Holds, their seconds, and the strength up to which they are pressed, of the plan that runs."""
    holds = [present for present in chat.session.plan if isinstance(present, Hold)]
    return len(holds), holds[0].seconds, holds[0].high


@pytest.mark.parametrize("hours", [0, 5, 7, 24, 38])
def test_before_the_pause_is_over_a_session_goes_no_further_up_the_ladder(guide: Guide, hours: int) -> None:
    chat = lives.just_done(guide).later(hours=hours)

    assert dose_of(lives.again(chat)) == (2, 30, 4)
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
    assert dose_of(lives.again(lives.regular(guide, done))) == expected


def test_the_pause_counts_in_days_and_never_less_than_the_shortest_one(guide: Guide) -> None:
    at_the_same_time = lives.just_done(guide).later(hours=47, minutes=30)
    assert dose_of(lives.again(at_the_same_time)) == (3, 30, 6)

    chat = lives.regular(guide, 3)
    chat.later(days=4, hours=23.5 - chat.now.hour - chat.now.minute / 60)
    lives.finish(lives.again(chat)).tap("home")
    assert dose_of(lives.again(chat.later(hours=1))) == (3, 60, 6)
    assert chat.session.same_rung, "after midnight it is another day, but only just"


def test_at_another_speed_the_pause_is_as_much_shorter(guide: Guide) -> None:
    chat = lives.just_done(guide).tempo(20).later(hours=2.5)

    assert dose_of(lives.again(chat)) == (3, 30, 6)


def test_who_always_comes_a_little_early_still_gets_on(guide: Guide) -> None:
    chat = lives.just_done(guide)
    done = [chat.session.sessions_done]
    for _ in range(3):
        lives.finish(lives.again(chat.later(hours=24))).tap("home")
        done.append(chat.session.sessions_done)

    assert done == [1, 1, 2, 2]


def test_a_session_that_was_broken_off_may_be_made_up_for_at_once(guide: Guide) -> None:
    chat = lives.pressing(guide).command("stop").later(minutes=5)

    lives.finish(lives.again(chat))

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
    lives.finish(lives.again(chat)).tap("home")
    if early:
        lives.finish(lives.again(chat.later(hours=7))).tap("home")
    counted = chat.session.sessions_done

    chat.tap("Reminders").tap("switch:session").tap(f"clock:{chat.now:%H:%M}").tap("city:Europe/London")
    chat.wait("reminder").tap("sore:6").tap("bruise:no")

    assert chat.session.sessions_done == counted - (not early)


def test_soreness_for_days_takes_a_rung_back_where_longer_holds_were_chosen(guide: Guide) -> None:
    chat = lives.regular(guide, 4).command("settings").tap("hold:90").tap("home")
    lives.finish(lives.again(chat)).tap("home").tap("reminders").tap("switch:session")
    chat.tap(f"clock:{chat.now:%H:%M}").tap("city:Europe/London").wait("reminder").tap("sore:6").tap("bruise:no")
    chat.wait("reminder").tap("sore:6").tap("bruise:no")

    assert "the next session is lighter" in chat.words
    assert level(guide.content, replace(chat.session, same_rung=False)).id == "early"


def test_a_late_yes_does_not_lead_round_the_rest_after_pressing_that_went_wrong(guide: Guide) -> None:
    chat = (
        lives.pressing(guide)
        .tap("off")
        .tap("gone")
        .tap("score:3")
        .tap("home")
        .tap_old("yes:tool")
        .tap("so")
        .tap("list")
    )
    chat.tap("none").tap("zone:buttock-mid").tap("placed").tap("side:left").tap("score:5")

    assert chat.session.resting
    assert "find" not in chat.actions
