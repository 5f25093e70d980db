"""Every safety question, every line of it, every flag: none leads on to a tool that should not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.schema import REFERRED, Tier
from dialogs.effects import Toast
from dialogs.engine import advance
from dialogs.events import Tap
from dialogs.guide import Guide
from dialogs.screening import item_tier
from dialogs.session import State
from tests.chat import Chat
from tests.core import lives


def test_every_line_of_every_question_leads_where_its_tier_says(guide: Guide) -> None:
    content = guide.content
    for number, question in enumerate(content.questions):
        for item in question.items:
            chat = lives.at_question(guide, number).tap("yes").tap(f"pick:{item.id}")
            if question.choose == "many":
                chat.tap("picked")
            tier = item_tier(content, item)
            assert (chat.state is State.REFER) == (tier in REFERRED), item.id
            if tier in REFERRED:
                assert chat.session.tier is tier, item.id
                assert chat.screen.title == content.phrases["en"].line(f"screening.tiers.{tier}.title")
                assert chat.session.screened_at is None


def twice(chat: Chat, action: str, *, after: float) -> Chat:
    """A press, and a second one so many seconds later on what stands there by then."""
    now = chat.tap(action).now
    before = chat.session
    after_tap, effects = advance(
        before, Tap("none", before.entered, on_card=True), chat.guide, now + timedelta(seconds=after)
    )
    assert any(isinstance(effect, Toast) for effect in effects) == (after_tap == before)
    chat.session = after_tap
    return chat


def test_two_quick_taps_answer_one_safety_question(guide: Guide) -> None:
    assert twice(lives.agreed(guide), "none", after=0.3).session.question == 1
    assert twice(lives.agreed(guide), "none", after=0.5).session.question == 2


def test_two_quick_taps_on_the_way_in_answer_no_safety_question(guide: Guide) -> None:
    assert twice(Chat(guide), "agree", after=0.1).session.question == 0
    assert twice(lives.regular(guide, 1), "new", after=0.1).state is State.RESCREEN
    assert twice(lives.regular(guide, 1), "new", after=0.5).state is State.LOCATION


def test_a_quick_yes_counts(guide: Guide) -> None:
    chat = lives.agreed(guide)

    after, _ = advance(chat.session, Tap("yes:now", chat.session.entered, on_card=True), guide, chat.now)

    assert after.state is State.PICKING


def test_at_another_speed_and_after_the_clock_was_set_back_a_tap_is_a_tap(guide: Guide) -> None:
    assert twice(lives.agreed(guide).tempo(20), "none", after=0.1).session.question == 2
    assert twice(lives.agreed(guide), "none", after=-5).session.question == 2


def test_the_most_urgent_of_several_lines_counts(guide: Guide) -> None:
    chat = (
        lives.at_question(guide, 2)
        .tap("yes")
        .tap("pick:morning-stiff")
        .tap("pick:teen-no-weight")
        .tap("pick:pregnancy")
    )

    chat.tap("picked")

    assert chat.session.tier is Tier.A
    assert chat.session.flags[0] == "under-18"


@pytest.mark.parametrize("number", range(4))
def test_yes_but_not_sure_to_what_never_leads_on(guide: Guide, number: int) -> None:
    chat = lives.at_question(guide, number).tap("yes").tap("unsure")

    assert chat.state is State.REFER
    assert chat.session.tier is guide.content.questions[number].unsure


@pytest.mark.parametrize("number", range(4))
def test_not_sure_in_words_is_a_yes(guide: Guide, number: int) -> None:
    chat = lives.at_question(guide, number).say("not sure")

    assert chat.state is State.PICKING


def test_each_referral_says_what_it_is_about(guide: Guide) -> None:
    for flag in guide.content.flags.values():
        if flag.tier in REFERRED:
            reason = guide.content.phrases["en"].line(f"screening.flags.{flag.id}.reason")
            item = next(item for question in guide.content.questions for item in question.items if item.flag == flag.id)
            number = next(index for index, each in enumerate(guide.content.questions) if item in each.items)
            chat = lives.at_question(guide, number).tap("yes").tap(f"pick:{item.id}")
            if "picked" in chat.actions:
                chat.tap("picked")
            assert reason in chat.words


@pytest.mark.parametrize(
    "state", ["screened", "located", "in_place", "pressing", "at_second", "last_stretch", "agreed"]
)
@pytest.mark.parametrize(
    ("text", "tier"),
    [("both my legs are numb", Tier.A), ("my calf is swollen and warm", Tier.B), ("i am pregnant", Tier.C)],
)
def test_a_red_flag_in_words_refers_from_everywhere(guide: Guide, state: str, text: str, tier: Tier) -> None:
    chat = getattr(lives, state)(guide).say(text)

    assert chat.state is State.REFER
    assert chat.session.tier is tier
    assert chat.timers == {}
    assert chat.session.plan == ()
    assert text.rsplit(maxsplit=1)[-1] in chat.words, "the words that led to it are shown"


def test_the_words_that_led_to_a_referral_are_gone_with_the_next_move(guide: Guide) -> None:
    chat = lives.screened(guide).say("my calf is swollen and warm").tap("home")

    assert chat.session.flagged_by is None


@pytest.mark.parametrize("text", ["i have osteoporosis", "i take warfarin"])
def test_a_caution_in_words_is_kept_for_the_plan(guide: Guide, text: str) -> None:
    chat = lives.screened(guide).say(text)

    assert len(chat.session.cautions) == 1
    assert "I adapt what we do" in chat.words


def test_a_caution_told_twice_is_noted_once(guide: Guide) -> None:
    chat = lives.screened(guide).say("i have osteoporosis").say("i have osteoporosis")

    assert chat.session.cautions == ("osteoporosis",)


def test_a_caution_that_leaves_nothing_takes_the_way_on_from_what_could_fit(guide: Guide) -> None:
    chat = Chat(guide, session=replace(lives.located(guide).session, cautions=("local-cancer",)))

    chat.say("i have osteoporosis")

    assert chat.state is State.UNMATCHED
    assert chat.session.reason == "nothing-left"


def test_the_one_line_question_lasts_two_weeks(guide: Guide) -> None:
    days = guide.content.full_again.value
    fresh = lives.regular(guide, 1).later(days=days - 3).tap("new")
    stale = lives.regular(guide, 1).later(days=days).tap("new")

    assert fresh.state is State.RESCREEN
    assert stale.state is State.SCREENING


def test_something_new_asks_the_whole_list(guide: Guide) -> None:
    chat = lives.regular(guide, 1).tap("new").tap("yes")

    assert chat.state is State.SCREENING
    assert chat.session.question == 0
    assert chat.session.screened_at is None


def test_every_why_has_an_answer(guide: Guide) -> None:
    for number, question in enumerate(guide.content.questions):
        assert lives.at_question(guide, number).tap("why").notice == f"screening.questions.{question.id}.why"
    assert lives.regular(guide, 1).tap("new").tap("why").notice == "screening.rescreen.why"


def test_a_late_no_changes_nothing_and_says_how_to(guide: Guide) -> None:
    at_two = lives.at_question(guide, 1)
    before = at_two.session
    assert "tap “Question before”" in at_two.tap_old("none").toast
    assert at_two.session == before
    assert "tap “Safety questions again”" in lives.located(guide).tap_old("none").toast
    assert "Safety questions again" in lives.located(guide).command("settings").words
    assert lives.pressing(guide).tap_old("none").toast == "That button is from earlier. Here is where things stand."


def test_before_agreement_a_late_yes_asks_nothing(guide: Guide) -> None:
    chat = Chat(guide)

    assert chat.handle(Tap("yes:now", 0, on_card=False)).state is State.CONSENT


@pytest.mark.parametrize("how", ["before", "oops"])
def test_the_answer_before_can_be_changed(guide: Guide, how: str) -> None:
    chat = lives.at_question(guide, 2).tap("yes").tap("pick:morning-stiff").tap("picked")
    assert chat.session.flags == ("inflammatory",)

    chat = chat.tap(how) if how == "before" else chat.say(how)

    assert chat.session.question == 2
    assert chat.session.flags == ()
    assert lives.at_question(guide, 0).actions[-1] == "why:now"


def test_all_safety_questions_can_be_answered_again(guide: Guide) -> None:
    chat = lives.in_place(guide).command("settings").tap("answer-again")
    assert (chat.state, chat.session.question) == (State.SCREENING, 0)
    for _ in guide.content.questions:
        chat.tap("none")
    assert chat.state is State.POSITION

    chat = lives.pressing(guide).command("settings").tap("answer-again")
    for _ in guide.content.questions:
        chat.tap("none")
    assert chat.state is State.LOCATION
    assert chat.session.plan == ()
