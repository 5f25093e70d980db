"""What was noted to be careful about can be looked at, and taken back where it is not so."""

import pytest

from dialogs.guide import Guide
from dialogs.session import State
from tests.chat import Chat
from tests.core import lives

TOLD = "That is not what I meant"


@pytest.mark.parametrize(
    "state", ["agreed", "screened", "located", "in_place", "pressing", "last_stretch", "just_done"]
)
@pytest.mark.parametrize("text", ["i take warfarin", "i have osteoporosis", "i am stiff every morning for an hour"])
def test_what_was_misread_is_taken_back_where_it_is_noted(guide: Guide, state: str, text: str) -> None:
    chat = getattr(lives, state)(guide)
    before = chat.session

    chat.say(text)
    assert (*chat.session.cautions, *chat.session.flags) != (*before.cautions, *before.flags)
    chat.tap(TOLD)

    assert (chat.session.cautions, chat.session.flags) == (before.cautions, before.flags)
    assert "I leave that out again" in chat.words
    assert TOLD not in chat.words


def test_what_was_noted_before_stays(guide: Guide) -> None:
    chat = lives.screened(guide).say("i have osteoporosis").say("i take warfarin").tap(TOLD)

    assert chat.session.cautions == ("osteoporosis",)


def test_what_was_known_already_offers_nothing_to_take_back(guide: Guide) -> None:
    chat = lives.screened(guide).say("i have osteoporosis").say("i have osteoporosis")

    assert TOLD not in chat.words


def test_a_slip_in_the_pick_list_is_taken_back(guide: Guide) -> None:
    chat = lives.screened(guide).command("settings").tap("answer-again").tap("none").tap("none").tap("none")
    chat.tap("yes").tap("pick:older").tap("pick:no-floor").tap("picked")
    assert set(chat.session.cautions) == {"older", "no-floor"}

    chat.tap(TOLD)

    assert not chat.session.cautions
    assert chat.state is State.LOCATION


def test_a_misreading_in_the_middle_of_a_hold_is_no_session_that_went_wrong(guide: Guide) -> None:
    chat = lives.pressing(guide).say("i have osteoporosis")
    assert chat.session.results[-1].cut_short

    chat.tap(TOLD)

    assert not chat.session.results[-1].cut_short
    assert not chat.history[chat.session.results[-1].started_at]["cut_short"]
    chat.command("start").tap("new").tap("none")
    assert not chat.session.resting


def test_numbness_before_a_misreading_stays_what_it_was(guide: Guide) -> None:
    chat = lives.pressing(guide)
    chat.wait_for("check").tap("score:9")
    assert chat.session.cut_short

    chat.say("i have osteoporosis").tap(TOLD)

    assert chat.session.results[-1].cut_short


def test_what_was_ruled_out_by_a_misreading_is_possible_again(guide: Guide) -> None:
    chat = lives.located(guide).say("i have bone cancer in my hip and had radiotherapy there")
    chat = chat if chat.state is State.UNMATCHED else lives.located(guide).forge("meant:local-cancer").tap("so")
    assert chat.session.reason == "nothing-left"

    chat.tap(TOLD)

    assert chat.state is State.MATCH


def test_the_key_is_in_words_as_well(guide: Guide) -> None:
    chat = lives.screened(guide).say("i take warfarin").say("that is not what i meant")

    assert chat.session.cautions == ()


def test_beside_a_referral_the_key_is_about_what_was_noted_last(guide: Guide) -> None:
    chat = lives.screened(guide).say("i am pregnant").say("i take warfarin").tap(TOLD)

    assert chat.session.cautions == ()
    assert chat.state is State.REFER
    assert chat.tap(TOLD).state is State.SCREENING


def noted(chat: Chat) -> tuple[str, ...]:
    return tuple(action for action in chat.actions if action.startswith("unnote:"))


def test_what_was_noted_is_shown_and_taken_out_in_the_settings(guide: Guide) -> None:
    chat = lives.screened(guide).say("i take warfarin").say("i am stiff every morning for an hour").command("settings")
    chat.tap("What I noted about you")
    assert noted(chat) == ("unnote:blood-thinner", "unnote:inflammatory")

    chat.tap("Blood thinner, bleeding problem")

    assert chat.state is State.SETTINGS
    assert "I have taken this out: Blood thinner, bleeding problem." in chat.words
    assert (chat.session.cautions, chat.session.flags) == ((), ("inflammatory",))
    chat.tap("noted").tap("Stiff mornings for months")
    assert "noted" not in chat.actions
    assert chat.tap("home").tap("new").state is State.SCREENING


def test_what_was_planned_with_it_is_over(guide: Guide) -> None:
    chat = (
        lives.screened(guide)
        .say("i have osteoporosis")
        .say("left buttock, 5")
        .tap("find")
        .tap("point")
        .tap("tool:ball")
    )
    chat.tap("go").wait()
    assert "noted" not in chat.command("data").actions

    chat.command("settings").tap("noted").tap("unnote:osteoporosis")

    assert chat.session.plan == ()
    assert not chat.session.results[-1].cut_short


def test_own_data_name_what_was_noted(guide: Guide) -> None:
    chat = lives.screened(guide).say("i take warfarin").command("data")
    assert "change something: Blood thinner, bleeding problem." in chat.words
    chat.tap("noted").tap("unnote:blood-thinner")

    assert "change something: none." in chat.command("data").words


def test_own_data_of_somebody_who_answered_nothing(guide: Guide) -> None:
    words = lives.agreed(guide).command("data").words

    assert "Last full safety questions: not answered yet." in words
    assert "Places now: none." in words
