"""Which spots could fit the places that hurt."""

import pytest

from content.schema import Content
from dialogs.guide import Guide
from dialogs.matching import FITS_FROM, match
from dialogs.session import State
from tests.chat import Chat
from tests.core import lives


@pytest.mark.parametrize(
    ("zones", "first"),
    [
        (("beltline-back",), "gmed-back"),
        (("dimple-si",), "gmed-back"),
        (("buttock-mid",), "gmed-middle"),
        (("thigh-outer-upper",), "gmed-middle"),
        (("sacrum", "crest-side"), "gmed-front"),
    ],
)
def test_the_likeliest_spot_comes_first(content: Content, zones: tuple[str, ...], first: str) -> None:
    found = match(content, zones)

    assert found.fits == "gmed"
    assert found.points[0].id == first


@pytest.mark.parametrize("zone", ["knee", "groin", "foot-toes", "tailbone", "tummy-pelvis", "thigh-front"])
def test_a_place_beyond_the_pattern_does_not_fit(content: Content, zone: str) -> None:
    assert match(content, (zone,)).fits == "other"


def test_no_place_is_unclear(content: Content) -> None:
    found = match(content, ())

    assert (found.fits, found.points, found.raises, found.candidates) == ("unclear", (), (), ())


def test_every_pair_of_places_is_ranked_by_the_sum_of_its_scores(content: Content) -> None:
    for one in content.zones:
        for two in content.zones:
            found = match(content, (one, two))
            scores = [scored.score for scored in found.points]
            assert scores == sorted(scores, reverse=True)
            assert (found.fits == "gmed") == (scores[0] >= FITS_FROM)
            assert {scored.id for scored in found.candidates} == {s.id for s in found.points if s.score > 0}


def test_equal_scores_stand_in_the_order_of_their_numbers(content: Content) -> None:
    found = match(content, ("lowback-side",))

    assert [scored.id for scored in found.points[:2]] == ["gmed-back", "gmed-front"]


def test_a_place_named_twice_counts_once(content: Content) -> None:
    assert match(content, ("buttock-mid", "buttock-mid")) == match(content, ("buttock-mid",))


def test_what_speaks_for_and_against_a_spot_is_told(content: Content) -> None:
    found = match(content, ("buttock-mid", "knee"))

    assert found.points[0].speaks_for == ("buttock-mid",)
    assert found.points[0].speaks_against == ("knee",)


def test_a_place_raises_its_red_flag_only_where_the_pattern_fits(content: Content) -> None:
    assert match(content, ("buttock-mid", "buttock-upper", "calf-shin")).raises == ("below-knee",)
    assert match(content, ("calf-shin",)).raises == ()


def test_every_place_said_alone_leads_to_an_answer(guide: Guide) -> None:
    """No zone, offered or not, leads into a dead end or past its own safety question."""
    for zone in guide.content.zones.values():
        session = lives.screened(guide).tap("zone:buttock-mid").tap("nozone:buttock-mid").session
        chat = Chat(guide, session=session)
        if f"zone:{zone.id}" not in chat.actions:
            continue
        chat.tap(f"zone:{zone.id}").tap("placed")
        fits = match(guide.content, (zone.id,)).fits == "gmed"
        if zone.asks is not None:
            assert chat.state is State.SCREENING
            assert guide.content.questions[chat.session.question].id == zone.asks
        else:
            assert chat.state is (State.SIDE if fits else State.UNMATCHED)
