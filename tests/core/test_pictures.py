"""Which picture a screen shows: of what it is about, and of the side of the session."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.telegram.screens import MAX_CAPTION_UNITS, page, utf16_units
from content.schema import Content
from dialogs.guide import Guide
from dialogs.limits import Limits, setups
from dialogs.matching import match
from dialogs.screen import Screen
from dialogs.session import Session, State
from dialogs.views import view
from tests.chat import START, Chat
from tests.core import lives


def shown(screen: Screen) -> str | None:
    return screen.picture.name if screen.picture is not None else None


def without_pictures(guide: Guide) -> Guide:
    """The same with no picture file."""
    return replace(guide, content=guide.content.model_copy(update={"pictures": {}}))


def in_state(guide: Guide, state: State, **changes: object) -> Session:
    return replace(lives.located(guide).session, state=state, **changes)  # type: ignore[arg-type]


def fits_a_caption(screen: Screen) -> bool:
    return utf16_units(page(screen, 1, START).plain) <= MAX_CAPTION_UNITS


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_way_to_the_tool_is_shown_for_the_side_of_the_session(guide: Guide, side: str) -> None:
    chat = lives.screened(guide)
    seen = {chat.state: shown(chat.screen)}
    for action in ("zone:buttock-mid", "placed", f"side:{side}", "score:5", "find", "point:gmed-back", "tool:ball"):
        chat.tap(action)
        seen[chat.state] = shown(chat.screen)

    assert seen == {
        State.LOCATION: "where-it-hurts",
        State.SIDE: None,
        State.INTENSITY: None,
        State.MATCH: f"referral-gmed-middle-{side}",
        State.FIND: f"points-{side}",
        State.TOOL: f"referral-gmed-back-{side}",
        State.POSITION: f"setup-ball-wall-{side}",
    }


def test_the_numbers_on_the_buttons_are_those_of_the_places_with_a_button(guide: Guide) -> None:
    labels = {button.action: button.label for row in lives.screened(guide).screen.buttons for button in row}
    offered = [zone.id for zone in guide.content.zones.values() if zone.offered]

    for number, zone in enumerate(offered, 1):
        assert labels[f"zone:{zone}"].startswith(f"{number} ")


def test_a_place_can_be_named_by_its_number_and_as_before_by_its_words(guide: Guide) -> None:
    assert lives.screened(guide).say("8").session.zones == ("buttock-mid",)
    assert lives.screened(guide).say("middle of the buttock").session.zones == ("buttock-mid",)


def test_each_set_up_shows_itself_or_nothing_never_another_one(guide: Guide) -> None:
    content = guide.content
    for tool in content.tools.values():
        for point in content.points:
            for way in setups(content, tool.id, point, Limits()):
                session = in_state(guide, State.POSITION, points=(point,), tool=tool.id, way=way.id)
                wanted = f"{way.picture}-left" if way.picture is not None else None
                assert shown(view(session, guide)) == wanted


def test_a_card_read_step_by_step_shows_what_each_step_does(guide: Guide) -> None:
    chat = lives.located(guide).tap("find").tap("point:gmed-back").tap("tool:thera-cane")
    seen = [shown(chat.screen), shown(chat.tap("steps").screen)]
    while "next-line" in chat.actions:
        seen.append(shown(chat.tap("next-line").screen))

    whole, close, slack = "setup-thera-cane-lying-left", "near-thera-cane-lying-left", "slack-lying-left"
    assert seen == [whole, whole, whole, close, whole, slack, whole, slack]
    assert "go" in chat.actions
    assert str(chat.screen.body[0]).startswith("Now check")


def test_the_check_of_a_set_up_without_a_slack_picture_shows_the_whole(guide: Guide) -> None:
    chat = lives.in_place(guide).tap("steps")
    while "next-line" in chat.actions:
        chat.tap("next-line")

    assert shown(chat.screen) == "setup-ball-wall-middle-left"


def test_a_leg_that_stays_tight_is_shown_how_to_let_go(guide: Guide) -> None:
    chat = lives.located(guide).tap("find").tap("point:gmed-back").tap("tool:thera-cane").tap("tight")
    assert shown(chat.screen) == "slack-lying-left"
    assert lives.in_place(guide).tap("tight").screen.picture is None


def test_weak_hands_stretch_with_a_towel(guide: Guide) -> None:
    session = replace(lives.located(guide).session, cautions=("weak-hands",))
    chat = Chat(guide, session=session).tap("find").tap("point:gmed-back").tap("tool:ball").tap("go")
    while not (chat.step is not None and chat.step.kind == "get-ready" and chat.step.target == "back-stretch"):
        chat = chat.wait() if chat.is_running else chat.tap("score:3")

    assert shown(chat.screen) == "back-stretch-towel-left"


def test_a_stretch_is_seen_in_motion_before_it_and_still_in_a_pause(guide: Guide) -> None:
    chat = lives.pressing(guide)
    seen: dict[tuple[str, str | None], Session] = {}
    while chat.session.step + 1 < len(chat.session.plan):
        chat = chat.wait() if chat.is_running else chat.tap("score:3")
        assert chat.step is not None
        seen.setdefault((chat.step.kind, shown(chat.screen)), chat.session)

    assert seen.keys() == {
        ("hold", None),
        ("rest", None),
        ("check", None),
        ("roll-over", None),
        ("get-ready", "back-stretch-lying-loop-left"),
        ("stretch", None),
        ("get-ready", "front-stretch-standing-loop-left"),
    }
    paused = Chat(guide, session=chat.session, now=chat.now).tap("pause")
    assert shown(paused.screen) == "front-stretch-standing-left"


def test_a_stretch_without_a_loop_shows_its_still(guide: Guide) -> None:
    content = guide.content
    pictures = {name: path for name, path in content.pictures.items() if "loop" not in name}
    stills = replace(guide, content=content.model_copy(update={"pictures": pictures}))
    chat = lives.pressing(guide)
    while not (chat.step is not None and chat.step.kind == "get-ready"):
        chat = chat.wait() if chat.is_running else chat.tap("score:3")

    assert shown(view(chat.session, stills)) == "back-stretch-lying-left"


def test_the_common_mistake_of_a_stretch_can_be_looked_at_in_a_pause(guide: Guide) -> None:
    chat = lives.last_stretch(guide).tap("pause").tap("read:mistake")

    assert shown(chat.screen) == "front-stretch-mistake-left"
    assert chat.screen.notice == ("Keep your chest up. Do not lean forward at the waist.",)
    assert "read:mistake" not in lives.pressing(guide).tap("pause").actions


def test_where_not_to_press_is_shown_wherever_it_is_told(guide: Guide) -> None:
    assert shown(lives.located(guide).tap("find").tap("read:no-go").screen) == "no-go"
    asked = lives.located(guide).tap("menu").tap("group:setup").tap("topic:bone-or-muscle")
    assert shown(asked.screen) == "no-go"


def test_an_answer_in_a_hold_is_words_alone(guide: Guide) -> None:
    chat = lives.pressing(guide).tap("menu").tap("group:setup").tap("topic:bone-or-muscle")

    assert chat.screen.countdown is not None
    assert chat.screen.picture is None


def test_an_answer_shows_a_picture_of_its_own_or_none(guide: Guide) -> None:
    chat = lives.in_place(guide)
    assert chat.tap("read:signs").screen.picture is None
    assert shown(chat.command("start").tap("continue").screen) == "setup-ball-wall-middle-left"


def test_a_warning_sign_in_doubt_is_words_alone(guide: Guide) -> None:
    session = replace(lives.in_place(guide).session, doubt=next(iter(guide.content.flags)))

    assert view(session, guide).picture is None


def test_what_a_picture_shows_is_said_for_the_side(guide: Guide) -> None:
    session = in_state(guide, State.POSITION, points=("gmed-back",), tool="ball", side="right")
    picture = view(session, guide).picture

    assert picture is not None
    assert "the right buttock" in picture.alt
    assert "left" not in picture.alt


def test_a_screen_whose_picture_is_missing_says_it_all_in_words(guide: Guide) -> None:
    bare = without_pictures(guide)
    for state in (State.LOCATION, State.MATCH, State.FIND, State.TOOL, State.POSITION):
        session = in_state(guide, state, points=("gmed-back",), tool="ball")
        assert view(session, bare).picture is None
    spots = view(in_state(guide, State.FIND), bare)
    assert all("tender spot" in str(paragraph) for paragraph in spots.body[1:-1])
    labels = [button.label for row in view(in_state(guide, State.LOCATION, zones=()), bare).buttons for button in row]
    assert "Middle of the buttock" in labels


def matched(guide: Guide, *zones: str, **changes: object) -> Screen:
    """What could fit, with the longest numbers and side there are."""
    return view(in_state(guide, State.MATCH, zones=zones, side="right", pain_before=10, **changes), guide)


def pairs(content: Content) -> list[tuple[str, ...]]:
    every = (*((zone,) for zone in content.zones), *permutations(content.zones, 2))
    return [zones for zones in every if match(content, zones).fits == "gmed"]


def test_what_could_fit_fits_its_caption_for_each_two_places(content: Content, guide: Guide) -> None:
    assert all(fits_a_caption(matched(guide, *zones)) for zones in pairs(content))


@settings(max_examples=300)
@given(data=st.data())
def test_what_could_fit_fits_its_caption_for_any_places(content: Content, guide: Guide, data: st.DataObject) -> None:
    zones = data.draw(st.lists(st.sampled_from(sorted(content.zones)), min_size=1, unique=True))
    assume(match(content, zones).fits == "gmed")
    assert fits_a_caption(matched(guide, *zones))


def test_what_could_fit_fits_its_caption_with_what_one_caution_changes(content: Content, guide: Guide) -> None:
    for caution in content.cautions:
        for zone in content.zones:
            if match(content, (zone,)).fits == "gmed":
                assert fits_a_caption(matched(guide, zone, cautions=(caution,))), (caution, zone)


def test_many_places_are_told_by_name_and_number(guide: Guide) -> None:
    screen = matched(guide, "buttock-mid", "buttock-upper", "dimple-si", "beltline-back")

    assert "the middle of the buttock, the top of the buttock and 2 more" in str(screen.body[0])


def test_what_else_it_could_be_begins_with_the_places_that_hurt(guide: Guide) -> None:
    chat = lives.located(guide, "dimple-si").tap("read:look-alikes")

    assert "joint between the spine and the pelvis" in chat.screen.notice[0]


def test_what_else_it_could_be_is_short_at_first_and_all_of_it_is_behind_a_key(guide: Guide) -> None:
    lines = guide.content.phrases["en"].lines("muscles.gluteus-medius.look-alikes")
    chat = lives.located(guide, "dimple-si").tap("read:look-alikes")
    first = chat.screen.notice
    assert len(first) == 6
    assert "Study of the one-finger pointing test" in first[-1]

    more = chat.tap("More that it could be").screen.notice

    assert (*first[1:-1], *more[:-1]) == lines
    assert "Review of skin-nerve pain" in more[-1]
    assert "Study of the one-finger pointing test" not in more[-1]
    assert "More that it could be" not in chat.words


def test_what_a_picture_is_needed_for_fits_its_caption(content: Content, guide: Guide) -> None:
    """Longer texts go without; the spots and the set-ups are what nobody should do without."""
    for state in (State.LOCATION, State.FIND):
        assert fits_a_caption(view(in_state(guide, state), guide))
    for point in content.points:
        assert fits_a_caption(view(in_state(guide, State.TOOL, points=(point,)), guide))
        for tool in content.tools:
            for way in setups(content, tool, point, Limits()):
                for line in (None, *range(len(way.lines) + 1)):
                    session = in_state(guide, State.POSITION, points=(point,), tool=tool, way=way.id, line=line)
                    assert fits_a_caption(view(session, guide)), (tool, point, way.id, line)
    chat = lives.pressing(guide)
    while chat.session.step + 1 < len(chat.session.plan):
        chat = chat.wait() if chat.is_running else chat.tap("score:3")
        assert chat.screen.picture is None or fits_a_caption(chat.screen)
