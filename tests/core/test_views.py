"""Screens at their fullest."""

from dataclasses import replace

import pytest

from content.schema import Load
from dialogs.guide import Guide
from dialogs.session import Notice, State
from dialogs.views import view
from tests.chat import Chat, check_screen, text
from tests.core import lives

FITTING = (
    "lowback-side", "beltline-back", "crest-side", "dimple-si", "sacrum", "buttock-upper", "buttock-mid", "both-sides",
)  # fmt: skip
"""As many places as can be named with every spot still likely."""
PRESSING = {State.FIND, State.TOOL, State.POSITION, State.SECOND}
"""Reached only where something may be pressed."""


def test_a_screen_full_of_places_and_cautions_fits(guide: Guide) -> None:
    content = guide.content
    flags = tuple(flag.id for flag in content.flags.values())
    for state in State:
        cautions = tuple(
            caution.id
            for caution in content.cautions.values()
            if state is State.UNMATCHED or Load.STRETCHING not in caution.adaptation.avoid
        )
        session = replace(
            lives.at_second(guide).session,
            state=state,
            zones=FITTING,
            cautions=() if state in PRESSING else cautions,
            flags=() if state in PRESSING else flags,
            step_ends_at=None,
            points=("gmed-front", "gmed-back"),
        )
        check_screen(view(session, guide))


def test_every_answer_fits_above_the_fullest_screen(guide: Guide) -> None:
    session = lives.located(guide).session
    for topic in guide.content.topics.values():
        notice = Notice(f"topics.{topic.id}.answer", {}, topic.source)
        check_screen(view(replace(session, notice=notice), guide))
        check_screen(view(replace(lives.pressing(guide).session, notice=notice), guide))


def test_every_group_of_topics_has_its_menu(guide: Guide) -> None:
    chat = lives.regular(guide, 1)
    asked = set()
    for group in dict.fromkeys(topic.group for topic in guide.content.topics.values()):
        chat.tap("menu").tap(f"group:{group}")
        asked |= {action.removeprefix("topic:") for action in chat.actions if action.startswith("topic:")}
        chat.tap("close")

    assert asked == set(guide.content.topics)


def test_every_topic_answers_and_names_its_sources(guide: Guide) -> None:
    for topic in guide.content.topics.values():
        chat = lives.regular(guide, 1).tap("menu").tap(f"group:{topic.group}").tap(f"topic:{topic.id}")
        assert chat.screen.notice[-1].startswith("Source:"), topic.id
        assert len(chat.screen.notice) >= 3


@pytest.mark.parametrize("life", ["pressing", "at_second"])
def test_the_stop_key_is_up_while_both_hands_are_busy(guide: Guide, life: str) -> None:
    chat = getattr(lives, life)(guide)

    assert chat.screen.stop_key == "Stop"
    assert chat.say(chat.screen.stop_key).state is State.HOME
    assert chat.screen.stop_key is None


def test_stop_stays_within_reach_of_a_running_routine(guide: Guide) -> None:
    chat = lives.pressing(guide)
    for action in ("menu", "group:dose"):
        chat.tap(action)
        assert {"/stop", "pause"} <= set(chat.actions)
    chat.tap("close").say("i fell")
    assert {"/stop", "pause"} <= set(chat.actions)


def test_the_countdown_says_the_length_in_words_for_who_cannot_count(guide: Guide) -> None:
    screen = lives.pressing(guide).screen

    assert screen.countdown is not None
    assert screen.countdown.words == "30 seconds"


def test_left_and_right_are_the_users_own_throughout(guide: Guide) -> None:
    for side, other in (("left", "right"), ("right", "left")):
        chat = lives.located(guide, side=side).tap("find").tap("point:gmed-middle").tap("tool:ball")
        assert f"{side} side" in chat.screen.title
        assert f"your {side}" in text(chat.screen)
        assert f"{other} side" not in text(chat.screen)


def test_a_screen_is_the_same_each_time_it_is_drawn(guide: Guide) -> None:
    session = lives.pressing(guide).session

    assert view(session, guide) == view(session, guide)


@pytest.mark.parametrize(("life", "told"), [("screened", "unclear-here"), ("located", "unclear")])
def test_a_user_who_may_do_nothing_wrong_is_told_what_is_possible(guide: Guide, life: str, told: str) -> None:
    chat: Chat = getattr(lives, life)(guide).say("zxqv")

    assert chat.notice == f"ui.notice.{told}"
    assert chat.actions


def test_getting_into_a_stretch_ends_with_what_to_do_on_which_side(guide: Guide) -> None:
    chat = lives.located(guide).say("i take warfarin").tap("stretch")

    assert chat.screen.title == "Get ready: Back stretch, left side"
    assert chat.screen.body == ("On your back. Draw your left knee towards your right shoulder, then keep still.",)
    assert chat.screen.countdown is not None
    assert "Lift your left leg" in chat.screen.preface[0]
    assert chat.screen.footer == ""


def test_an_answer_while_the_clock_runs_leaves_out_what_was_read_once(guide: Guide) -> None:
    chat = lives.located(guide).say("i take warfarin").tap("stretch").say("how long should i hold it?")

    assert chat.screen.preface == ()
    assert chat.screen.countdown is not None
    assert "Draw your left knee" in chat.words


def test_without_pictures_what_they_show_stands_above_what_to_do(guide: Guide) -> None:
    chat = lives.located(guide).say("i take warfarin").command("settings").tap("pictures:off").command("start")
    chat.tap("continue").tap("stretch")

    assert chat.screen.preface[-1].startswith("How it looks:")
    assert len(chat.screen.body) == 1
