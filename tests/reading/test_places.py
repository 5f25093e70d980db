"""Where it hurts."""

import pytest

from tests.reading.reader import CONTENT, read


def test_every_zone_and_tool_and_topic_named_exists() -> None:
    lexicon = CONTENT.lexicons["en"]
    unclear = {zone for word in lexicon.places.ambiguous.values() for zone in word.zones}

    assert set(lexicon.places.zones) == set(CONTENT.zones)
    assert unclear <= set(CONTENT.zones)
    assert set(lexicon.tools) == set(CONTENT.tools)
    assert set(lexicon.asking.cues) <= set(CONTENT.topics)


@pytest.mark.parametrize(
    "word", ["hip", "haunch", "loin", "loins", "ham", "hams", "side", "tail", "pelvis", "back", "leg", "fanny"]
)
@pytest.mark.parametrize("frame", ["{}", "my {}", "My {} hurts"])
def test_an_unclear_place_is_asked_back(word: str, frame: str) -> None:
    reading = read(frame.format(word))

    assert reading.ask
    assert reading.zones == ()
    assert len(reading.maybe_zones) > 1


@pytest.mark.parametrize("text", ["sciatica", "bursitis", "piriformis", "slipped disc"])
def test_a_diagnosis_is_no_place(text: str) -> None:
    assert read(text).ask
    assert read(text).zones == ()


def test_an_unclear_word_beside_a_clear_place_is_not_asked_about() -> None:
    reading = read("my back, and the upper buttock")

    assert reading.zones == ("buttock-upper",)
    assert not reading.ask


def test_pain_without_a_place_asks_where() -> None:
    assert read("it hurts a lot").ask
    assert not read("it hurts everywhere").ask
    assert not read("").ask


def test_another_part_of_the_body_is_elsewhere() -> None:
    assert read("my shoulder").elsewhere
    assert not read("my shoulder and my left buttock").elsewhere


@pytest.mark.parametrize("text", ["come back later", "stand on one leg", "leg day", "years back", "lying on my back"])
def test_an_idiom_names_no_place(text: str) -> None:
    reading = read(text)

    assert reading.zones == ()
    assert reading.maybe_zones == ()


def test_dead_centre_is_a_place() -> None:
    reading = read("right bum cheek, kinda dead center, achey")

    assert reading.doubtful is None
    assert reading.zones == ("buttock-mid",)


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("lower back again", ("lowback-centre",)),
        ("base of me spine", ("lowback-centre",)),
        ("between my bum and my hamstring", ("buttock-lower",)),
        ("between my lower back and my bum", ("beltline-back",)),
        ("just above the bum crack", ("sacrum",)),
        ("top of the hamstring near the bum", ("thigh-back-upper",)),
        ("back of thigh, stops above the knee", ("thigh-back-upper",)),
        ("more bum than lower back", ("buttock-mid",)),
        ("pain near my tailbone", ("tailbone",)),
        ("the bottom of my bum cheek", ("buttock-lower",)),
        ("left cheek, up top and out to the side", ("buttock-upper",)),
        ("where my spine meets the pelvis", ("dimple-si",)),
        ("my mate's is his knee, mine is the bum", ("buttock-mid",)),
        ("nothing wrong with my knee, it is the outer hip", ("outer-hip",)),
        ("bum bone when i sit on a hard chair", ("tailbone",)),
        ("calfs both tight", ("calf-shin",)),
        ("low down in the middle of my back", ("lowback-centre",)),
        ("my glute, upper", ("buttock-upper",)),
        ("in the depth of my buttock", ("buttock-deep",)),
        ("kidney area, higher than the waist", ("flank-loin",)),
        ("my backside is grand, its the front of my thigh", ("thigh-front",)),
        ("hammy, high up under the bum", ("thigh-back-upper",)),
        ("the dimple, in the buttock i have nothing", ("dimple-si",)),
    ],
)
def test_a_place_told_by_others(text: str, zones: tuple[str, ...]) -> None:
    assert read(text).zones == zones


@pytest.mark.parametrize("text", ["slipped disc L4 L5", "bulging disc l5/s1", "trochanteric bursitis", "hip again"])
def test_a_finding_with_its_level_is_asked_about(text: str) -> None:
    assert read(text).ask
    assert read(text).zones == ()


@pytest.mark.parametrize("text", ["got bursitus", "its arthritis", "told its the piriformis muscle", "my side's at me"])
def test_a_finding_or_a_side_of_the_body_is_asked_about(text: str) -> None:
    assert read(text).ask
    assert read(text).zones == ()


def test_a_pain_below_the_knee_alone_is_no_sign_of_a_nerve() -> None:
    assert not read("left calf, sometimes goes to the foot").numb
    assert read("from the buttock it goes to the foot").numb
