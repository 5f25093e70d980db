"""What must alarm does, what must not does not."""

import pytest

from content.schema import Tier
from tests.reading.reader import CONTENT, flags, read


def test_every_flag_and_caution_has_words() -> None:
    alarms = CONTENT.lexicons["en"].alarms
    named = {"blood-thinner", "past-clot", "osteoporosis", "broken-skin"}
    named |= {"numb-skin", "local-cancer", "implant-injection", "outer-hip-bump"}

    assert {*CONTENT.flags, *named} == set(alarms)


def test_flags_come_most_urgent_first_with_the_words_that_led_to_them() -> None:
    found = read("im on warfarin, lost 6 kilos without trying and now both legs are numb").flags

    assert [(flag.id, flag.tier) for flag in found] == [
        ("both-legs", Tier.A),
        ("systemic", Tier.B),
        ("blood-thinner", Tier.T),
    ]
    assert found[0].words == "both legs are numb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my leg is weak", ("leg-weakness", "B")),
        ("my leg is weak and it gets worse by the hour", ("leg-weakness", "A")),
        ("my calf is swollen", ("dvt", "B")),
        ("my calf is swollen. i am short of breath", ("dvt", "A")),
        ("i'm 15", ("under-18", "C")),
        ("i'm 15 and i limp", ("under-18", "B")),
        ("i'm 15 and cant put weight on the leg", ("under-18", "A")),
        ("im pregnant", ("pregnancy", "C")),
        ("im pregnant and there is some bleeding", ("pregnancy", "A")),
        ("both shoulders and both hips are stiff", ("pmr", "C")),
        ("both shoulders and both hips are stiff and i see double vision", ("pmr", "A")),
    ],
)
def test_the_severe_form_raises_the_tier(text: str, expected: tuple[str, str]) -> None:
    assert expected in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "cant pee",
        "can't pee",
        "can’t pee",
        "CANNOT PEE",
        "<b>can't</b> pee",
        "can&#39;t pee",
        "can\u200b't p\u00adee",
        "i cant peee",
        "no fever but cant pee",
        "hi i have left bum pain for weeks and yesterday it got worse i cant pee what do i do",
        "🙏🙏 cant pee 🙏",
        "ｃａｎ not ｐｅｅ",
        "why can't I pee?",
        "is it bad that i cant pee",
    ],
)
def test_a_red_flag_is_found_however_it_is_typed(text: str) -> None:
    assert ("cauda-equina", "A") in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "no numbness, pee is fine",
        "No numbness, tingling or weakness in my legs.",
        "is numbness dangerous?",
        "should i stop if my leg goes numb?",
        "bladder infection in my twenties",
        "when i was ten, i broke my leg",
        "my cat lost weight",
        "my mum had cancer, i never did",
        "this is killing me",
        "bum is dead from sitting",
    ],
)
def test_what_only_sounds_like_an_alarm_is_none(text: str) -> None:
    assert flags(text) == []


def test_the_past_still_counts_where_it_matters() -> None:
    assert ("cancer", "B") in flags("had breast cancer ten years ago")
    assert ("past-clot", "T") in flags("i had a blood clot years ago")


@pytest.mark.parametrize(
    "text", ["my buttock feels numb", "numb butt", "what if i cant pee", "my wife can't feel her legs"]
)
def test_a_debatable_mention_is_doubtful(text: str) -> None:
    reading = read(text)

    assert {flag.tier for flag in reading.flags} <= {Tier.T}
    assert reading.doubtful is not None
    assert reading.doubtful.id in {"cauda-equina", "both-legs"}


def test_nothing_is_doubtful_beside_a_flag_that_ends_a_session() -> None:
    assert read("numb buttock and numb between my legs").doubtful is None


def test_what_stands_in_angle_brackets_is_read() -> None:
    assert flags("<chest pain>") == [("chest-pain", "A")]
    assert flags("<b>both my legs are numb</b>") == [("both-legs", "A")]


def test_the_cancer_of_somebody_else_is_not_asked_about() -> None:
    reading = read("my nan died of cancer last year")

    assert reading.flags == ()
    assert reading.doubtful is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("cant catch my breat", "chest-pain"),
        ("im truggling to breathe", "chest-pain"),
        ("chestpain since an hour", "chest-pain"),
        ("can'tfeel my private parts", "cauda-equina"),
        ("cantpee since last night", "cauda-equina"),
        ("i cnat pee", "cauda-equina"),
        ("numbnes in my saddel area", "cauda-equina"),
        ("calf swolen hot and red", "dvt"),
        ("loosing wieght without tryin", "systemic"),
    ],
)
def test_a_slip_hides_no_alarm(text: str, flag: str) -> None:
    assert flag in [name for name, _ in flags(text)]


@pytest.mark.parametrize(
    "text",
    [
        "that feels so good i could faint",
        "left foot is bigger than the right, shoe size i mean",
        "both legs on the floor now",
        "my legs are jelly after that spin class",
        "i fell off the wagon and ate cake",
        "laughed so hard i wet myself laughing",
        "i got it off my chest",
        "cant stand mondays",
        "burning up in this heat",
    ],
)
def test_a_figure_of_speech_ends_no_session(text: str) -> None:
    assert not [flag for flag, tier in flags(text) if tier in {"A", "B"}]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("incontinent since monday on top of the back pain, could it be stress?", "cauda-equina"),
        ("legs keep giving way, both of them, is it just tiredness?", "both-legs"),
        ("pins and needles down both legs since last night, low iron maybe?", "both-legs"),
        ("burning up and the hip joint is agony to move, virus?", "septic-joint"),
    ],
)
def test_what_is_stated_before_a_question_about_its_cause_is_a_fact(text: str, flag: str) -> None:
    assert (flag, "A") in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "cant say i have any numbness down there",
        "bladder and bowels nad, no saddle anaesthesia",
        "outer bone isnt sore, i can lie on it all night",
        "it is 38 degrees outside, too hot for the mat",
        "the table leg gave way, using the wall now",
        "both legs of the chair wobble",
        "foam roller collapsed",
        "wet the bed till i was 7",
        "dengue in 2017, that was fever. now nothing",
        "baby threw up and has a fever, will do it tomorrow",
        "a bloke at work fell off a scaffold",
        "if my leg ever went weak i would stop",
        "a knot like a walnut in my right glute",
    ],
)
def test_things_weather_others_and_long_ago_end_no_session(text: str) -> None:
    assert not [flag for flag, tier in flags(text) if tier in {"A", "B"}]


@pytest.mark.parametrize("text", ["my mate had that cauda thing, scary stuff", "my phone is dying so ill be quick"])
def test_what_nothing_speaks_for_is_not_asked_about(text: str) -> None:
    reading = read(text)

    assert reading.flags == ()
    assert reading.doubtful is None


@pytest.mark.parametrize(
    "text",
    [
        "it got worse after yesterday",
        "pain got worse after pressing",
        "worse after yesterdays session",
        "more sore than before",
    ],
)
def test_what_a_session_may_have_done_is_asked_about(text: str) -> None:
    found = read(text)

    assert not found.flags
    assert found.doubtful is not None
    assert found.doubtful.id == "severe-worsening"
    assert found.topic == "after-sore", "which is answered when it was no more than that"


@pytest.mark.parametrize(
    "text",
    [
        "it keeps getting worse since the session",
        "it gets worse every week since yesterday",
        "worse after pressing and i cant sleep at all",
        "it has been getting worse for weeks",
    ],
)
def test_pain_that_gets_worse_and_worse_is_a_fact_after_a_session_too(text: str) -> None:
    assert ("severe-worsening", "C") in flags(text)


def test_what_is_not_worse_after_a_session_is_not_asked_about() -> None:
    assert read("it is not worse after pressing").doubtful is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("both legs wobble", "both-legs"),
        ("both legs wobble, even on the chair", "both-legs"),
        ("i was on the foam roller and collapsed", "chest-pain"),
        ("collapsed on the foam roller", "chest-pain"),
    ],
)
def test_a_thing_beside_an_alarm_takes_nothing_from_it(text: str, flag: str) -> None:
    assert (flag, "A") in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "can't feel the knob through these jeans",
        "i cant feel the ball through my trousers",
        "i can hardly feel the hook through this thick coat",
    ],
)
def test_a_tool_that_is_not_felt_through_clothes_is_no_numbness(text: str) -> None:
    found = read(text)

    assert (found.flags, found.doubtful, found.numb) == ((), None, False)


def test_it_through_clothes_is_asked_back() -> None:
    found = read("cant feel it through my jeans")

    assert found.flags == ()
    assert found.doubtful is not None
    assert found.doubtful.id == "cauda-equina"


@pytest.mark.parametrize(
    "text", ["cant feel anything down there through my jeans", "cant feel my bum when i sit", "cant feel myself wipe"]
)
def test_the_body_that_is_not_felt_is_numb(text: str) -> None:
    assert ("cauda-equina", "A") in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "my job is on the cardiac ward, people with chest pains all day",
        "i nurse patients with chest pain all day",
    ],
)
def test_an_emergency_of_ones_work_is_asked_back_at_most(text: str) -> None:
    assert read(text).flags == ()


@pytest.mark.parametrize(
    "text", ["i work on a cardiac ward and i have chest pains", "cardiac ward, chest pains all day"]
)
def test_who_works_with_an_emergency_may_have_it(text: str) -> None:
    assert ("chest-pain", "A") in flags(text)
