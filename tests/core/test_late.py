"""Buttons of messages that are out of date: a warning sign is asked back, and nothing moves before the answer."""

from dataclasses import fields

import pytest

from content.schema import REFERRED, Tier
from dialogs.events import Tap
from dialogs.guide import Guide
from dialogs.screening import item_tier
from dialogs.session import Session, State
from tests.chat import Chat
from tests.core import lives

LATER = ("screened", "located", "in_place", "pressing", "at_second", "last_stretch", "just_done")


ASKED_BACK = {"tapped", "turn", "notice", "menu", "offered", "noted", "alert", "seen_on"}
"""What a question about an old button changes: what stands above the screen, and that somebody is there."""


def unmoved(before: Session, after: Session) -> bool:
    """Whether nothing but what stands above the screen has changed."""
    return all(
        getattr(before, each.name) == getattr(after, each.name)
        for each in fields(Session)
        if each.name not in ASKED_BACK
    )


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("number", range(4))
def test_a_late_yes_to_a_question_that_was_passed_is_asked_back_first(guide: Guide, later: str, number: int) -> None:
    question = guide.content.questions[number].id
    chat = getattr(lives, later)(guide)
    before, timers = chat.session, dict(chat.timers)

    chat.tap_old(f"yes:{question}")

    assert unmoved(before, chat.session)
    assert chat.timers == timers
    assert "You tapped “Yes / not sure” on an earlier question. Is that so now?" in chat.words
    assert guide.content.phrases["en"].line(f"screening.questions.{question}.title") in chat.words


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("number", range(4))
def test_a_late_yes_that_is_so_asks_which_line_it_is(guide: Guide, later: str, number: int) -> None:
    chat = getattr(lives, later)(guide).tap_old(f"yes:{guide.content.questions[number].id}").tap("so")

    assert chat.state is State.PICKING
    assert chat.session.question == number
    assert chat.session.screened_at is None
    assert chat.session.plan == ()


@pytest.mark.parametrize("later", ["agreed", *LATER])
@pytest.mark.parametrize("sign", ["yes:weeks", "pick:chest", "pick:older", "unsure:you", "still"])
def test_an_old_warning_sign_that_was_a_slip_changes_nothing(guide: Guide, later: str, sign: str) -> None:
    chat = getattr(lives, later)(guide)
    before, screen, timers = chat.session, chat.screen, dict(chat.timers)
    chat.handle(Tap(sign, 0, on_card=False))
    assert chat.actions[:2] == (f"so:{chat.session.tapped}", "not-so")

    chat.tap("No")

    assert unmoved(before, chat.session)
    assert chat.session.tapped is None
    assert chat.timers == timers
    assert (chat.screen.title, chat.screen.buttons) == (screen.title, screen.buttons)


@pytest.mark.parametrize("text", ["no", "nope", "that is not so"])
def test_a_slip_is_told_in_words_as_well(guide: Guide, text: str) -> None:
    chat = lives.pressing(guide).tap_old("yes:now").say(text)

    assert chat.session.tapped is None
    assert chat.session.doubt is None
    assert chat.is_running
    assert "off" in chat.actions


@pytest.mark.parametrize("text", ["yes", "yes that is so", "not sure"])
def test_what_is_so_is_told_in_words_as_well(guide: Guide, text: str) -> None:
    assert lives.pressing(guide).tap_old("yes:now").say(text).state is State.PICKING


@pytest.mark.parametrize("text", ["what about heat?", "zxqv", "how long should i hold it?"])
def test_what_is_no_answer_leaves_the_question_about_an_old_button(guide: Guide, text: str) -> None:
    chat = lives.pressing(guide).tap_old("yes:now").say(text)

    assert chat.session.tapped is not None
    assert "Is that so now?" in chat.words


def test_a_warning_sign_in_words_outruns_the_question_about_an_old_button(guide: Guide) -> None:
    chat = lives.pressing(guide).tap_old("yes:tool").say("both my legs are numb")

    assert chat.state is State.REFER
    assert chat.session.tapped is None


def test_in_a_hold_an_old_sign_first_says_to_let_go_if_it_is_so(guide: Guide) -> None:
    chat = lives.pressing(guide)
    ends = chat.session.step_ends_at
    chat.tap_old("yes:now")

    assert chat.screen.preface == ("If it is so, stop pressing now. Let go slowly and take the tool away.",)
    assert chat.screen.countdown is not None
    assert chat.screen.countdown.ends_at == ends
    assert "pause" in chat.actions
    assert "/stop" in chat.actions
    assert "Stop pressing now" in chat.tap("so").words


def test_the_signs_of_the_question_are_named_where_no_clock_runs(guide: Guide) -> None:
    assert "Rash or blisters on the sore side" in lives.in_place(guide).tap_old("yes:weeks").words
    assert "Rash or blisters" not in lives.pressing(guide).tap_old("yes:weeks").words


def test_the_question_about_an_old_button_goes_with_the_next_phase(guide: Guide) -> None:
    chat = lives.pressing(guide).tap_old("yes:now").wait()

    assert chat.session.tapped is None
    assert "Is that so now?" not in chat.words


def test_the_question_about_an_old_button_stays_when_the_speed_changes(guide: Guide) -> None:
    assert "not-so" in lives.pressing(guide).tap_old("yes:now").tempo(10).actions


def test_sharp_numb_or_tingling_on_an_old_message_pauses_at_once(guide: Guide) -> None:
    chat = lives.pressing(guide).handle(Tap("off", 0, on_card=False))

    assert chat.state is State.PAUSED
    assert chat.session.tapped is None


def test_its_own_keys_do_nothing_by_themselves_once_it_is_gone(guide: Guide) -> None:
    chat = lives.pressing(guide).tap_old("yes:now").wait()
    before = chat.session

    assert chat.tap_old("not-so").session == before
    chat.tap_old("Yes, that is so")

    assert unmoved(before, chat.session)
    assert chat.session.tapped == "late-yes:now"


def test_two_quick_taps_on_its_keys_are_one(guide: Guide) -> None:
    chat = lives.pressing(guide).tap_old("yes:now").tap("so")
    before = chat.session
    assert chat.tap_old("Yes, that is so").session == before

    chat = lives.screened(guide).forge("pick:chest").tap("so")
    before = chat.session
    assert chat.tap_old("Yes, that is so").session == before


def test_an_old_sign_tapped_twice_is_asked_about_once(guide: Guide) -> None:
    chat = lives.screened(guide).forge("pick:chest").forge("pick:chest").tap("not-so")

    assert chat.session.tapped is None
    assert chat.state is State.LOCATION


def test_a_reminder_waits_below_the_question_about_an_old_button(guide: Guide) -> None:
    chat = lives.reminding(guide, "check-in").tap_old("yes:now")
    assert "Is that so now?" in chat.words
    assert "sore:1" not in chat.actions

    assert "sore:1" in chat.tap("not-so").actions


def test_what_a_forged_button_names_is_not_taken_up(guide: Guide) -> None:
    chat = lives.screened(guide)
    for action, told in (("yes:moon", "late-yes:now"), ("unsure:moon", "late-unsure:now"), ("still:moon", "still")):
        assert chat.forge(f"so:{action}").session.tapped == told
    assert chat.tap("not-so").forge("so:so:yes:now").session.tapped is None
    assert chat.forge("so:erase").session.tapped is None


def test_what_was_tapped_is_named_in_a_few_words(guide: Guide) -> None:
    chat = lives.screened(guide)
    for action, words in (
        ("pick:bladder-bowel", "You tapped this on an earlier message: Trouble with pee or poo. Is that so now?"),
        ("pick:older", "You tapped this on an earlier message: Age 65 or over. Is that so now?"),
        ("unsure:you", "You tapped “Yes, but not sure which” on an earlier question. Is that so now?"),
        ("yes:rescreen", "Before we start: anything new?"),
        ("bruise:growing", "It swells, or the bruise grows"),
        ("still", "it is still sharp, numb or tingling"),
        ("meant:major-injury", "You tapped this on an earlier message: a bad fall"),
    ):
        assert words in chat.forge(action).words


def test_a_late_yes_that_fits_no_line_leads_back_to_where_things_stood(guide: Guide) -> None:
    chat = lives.in_place(guide).tap_old("yes:tool").tap("so").tap("list").tap("none")

    assert chat.state is State.POSITION


def test_a_late_yes_is_no_pain_that_went_wrong(guide: Guide) -> None:
    chat = (
        lives.pressing(guide).tap_old("yes:now").tap("so").tap("list").tap("none").tap("none").tap("none").tap("none")
    )

    assert not chat.session.results[-1].cut_short


def test_a_late_something_new_asks_the_whole_list(guide: Guide) -> None:
    chat = lives.regular(guide, 1).tap("new").tap("none").tap_old("yes:rescreen").tap("so")

    assert chat.state is State.SCREENING
    assert chat.session.question == 0


def test_a_second_quick_yes_opens_the_list_once(guide: Guide) -> None:
    picking = lives.agreed(guide).tap("yes")
    rescreen = lives.regular(guide, 1).tap("new").tap("yes")

    assert picking.tap_old("yes:now").session.entered == picking.session.entered
    assert picking.notice == ""
    assert rescreen.tap_old("yes:rescreen").notice == ""


@pytest.mark.parametrize("later", ["agreed", *LATER])
def test_a_late_warning_sign_goes_its_way_from_everywhere(guide: Guide, later: str) -> None:
    chat = getattr(lives, later)(guide)
    for item in (item for question in guide.content.questions for item in question.items):
        here = Chat(guide, session=chat.session, now=chat.now)
        here.handle(Tap(f"pick:{item.id}", chat.session.entered - 1, on_card=False))
        assert unmoved(chat.session, here.session), item.id
        here.tap("so")
        tier = item_tier(guide.content, item)
        if tier in REFERRED:
            assert here.state is State.REFER, item.id
            assert here.session.tier is tier, item.id
            assert here.session.plan == ()
        else:
            assert {*here.session.cautions, *here.session.flags} == {item.caution or item.flag}, item.id


def test_a_late_yes_to_a_line_nobody_is_sure_of_never_leads_on(guide: Guide) -> None:
    chat = lives.agreed(guide).tap("yes").tap("list").tap("none").tap("none").tap_old("unsure:now").tap("so")

    assert chat.state is State.REFER
    assert chat.session.tier is Tier.A
    assert "please treat it as a yes" in chat.words


def test_numbness_that_is_still_there_after_all(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("off").tap("gone").tap_old("still").tap("so")

    assert chat.state is State.REFER
    assert chat.session.tier is Tier.B


def test_a_doubt_that_was_meant_after_all(guide: Guide) -> None:
    chat = lives.screened(guide).say("i fell")
    meant = next(action for action in chat.actions if action.startswith("meant:"))
    chat.tap("not-meant").forge(meant)
    assert chat.state is State.LOCATION

    assert chat.tap("so").state is State.REFER


def test_a_swelling_that_grows_after_all(guide: Guide) -> None:
    chat = lives.reminding(guide, "check-in").tap("sore:1").tap("bruise:no").forge("bruise:growing").tap("so")

    assert chat.state is State.REFER


def test_a_sign_told_twice_is_on_record_once(guide: Guide) -> None:
    chat = lives.agreed(guide).tap("yes").tap("pick:chest")
    records, turn = len(chat.history), chat.session.turn

    chat.tap_old("pick:chest").tap_old("unsure:now")

    assert len(chat.history) == records
    assert chat.session.turn == turn
    chat.handle(Tap("meant:chest-pain", 0, on_card=False)).handle(Tap("still", 0, on_card=False))
    chat.handle(Tap("bruise:numb", 0, on_card=False)).handle(Tap("bruise:yes", 0, on_card=False))
    chat.handle(Tap("meant:moon", 0, on_card=False)).handle(Tap("pick:moon", 0, on_card=False))
    assert chat.session.turn == turn


def test_a_late_sign_makes_no_referral_less_urgent(guide: Guide) -> None:
    chat = lives.at_question(guide, 2).tap("yes").tap("pick:pregnancy").tap("picked")
    chat.handle(Tap("pick:chest", 0, on_card=False)).tap("so")

    assert chat.session.tier is Tier.A
    assert chat.session.flags == ("chest-pain", "pregnancy")
