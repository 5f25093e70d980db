"""What every message keeps to, whoever edits the words."""

import re
from collections.abc import Iterator

import pytest

from content.examples import read
from content.loader import FOLDER
from content.schema import Content, Load, Tier

EMERGENCY = "(999 UK · 112 EU · 911 US/Canada · 000 Australia · 111 New Zealand)"


@pytest.fixture(scope="module")
def lines(content: Content) -> list[tuple[str, str]]:
    """Every English line that can be shown, with its key."""

    def told() -> Iterator[tuple[str, str]]:
        for key, words in content.phrases["en"].words.items():
            yield from ((key, line) for line in ((words,) if isinstance(words, str) else words))

    return list(told())


@pytest.mark.parametrize(
    "pattern",
    [
        r"\byou (probably |surely )?have (a |an |got )?(sciatica|trigger|knot|bursitis|gluteus|tend|condition)",
        r"\bthis is (sciatica|bursitis|a trigger point|a pinched nerve)\b",
        r"\bvery effective\b",
        r"\bguarantee",
        r"\btoxin",
        r"\bnatural length\b",
        r"\bmedial\b",
        r"\b(will|can) (cure|heal|fix)\b",
        r"\bischa?emic\b",
        r"\b(contraindicat|bilateral|paraesth|haematoma|trochanter|palpat|analges|supine|proximal|distal)",
        r"\burine\b",
    ],
)
def test_no_line_diagnoses_promises_or_speaks_jargon(lines: list[tuple[str, str]], pattern: str) -> None:
    assert [key for key, line in lines if re.search(pattern, line, re.IGNORECASE)] == []


def test_what_is_told_of_other_causes_stays_a_maybe(content: Content) -> None:
    words = content.phrases["en"]
    maybe = re.compile(r"\b(may|might|could|often|sometimes|common)\b", re.IGNORECASE)
    assert [zone for zone in content.zones if not maybe.search(words.line(f"zones.{zone}.else"))] == []


def test_emergency_wording_suits_every_country(lines: list[tuple[str, str]]) -> None:
    for key, line in lines:
        numbered = [number for number in ("999", "112", "911", "000", "111") if number in line]
        assert not numbered or EMERGENCY in line, key


def test_an_emergency_names_the_numbers_at_once(content: Content) -> None:
    words = content.phrases["en"]
    for key in ("screening.tiers.A.lead", "screening.safety_net", "care.see-someone", "ui.picking.one"):
        assert any(EMERGENCY in line for line in words.lines(key)), key


def test_a_red_flag_ends_the_way_to_a_tool(content: Content) -> None:
    words = content.phrases["en"]
    for tier in (Tier.A, Tier.B, Tier.C):
        assert re.search(r"\bno tool\b", words.lines(f"screening.tiers.{tier}.lead")[0])
    for flag in content.flags.values():
        advice = " ".join(words.lines(f"screening.flags.{flag.id}.advice", side="left", other="right"))
        assert not re.search(r"\b(you can still|gently press|light pressing|stretch)\b", advice), flag.id


def test_the_red_flags_have_the_tiers_of_the_clinical_table(content: Content) -> None:
    tiers = {tier: [flag.id for flag in content.flags.values() if flag.tier is tier] for tier in Tier}
    assert tiers == {
        Tier.A: ["cauda-equina", "both-legs", "major-injury", "chest-pain", "septic-joint"],
        Tier.B: [
            "leg-weakness", "dvt", "infection", "cancer", "systemic", "fragility-fracture", "aaa", "urinary",
            "groin-pelvic", "shingles",
        ],
        Tier.C: [
            "under-18", "pregnancy", "first-pain-age", "surgery", "avn", "arterial", "below-knee", "pmr",
            "severe-worsening",
        ],
        Tier.D: ["inflammatory"],
        Tier.T: [],
    }  # fmt: skip


def test_an_item_is_never_less_urgent_than_its_flag(content: Content) -> None:
    for question in content.questions:
        for item in question.items:
            if item.flag is not None and item.tier is not None:
                assert item.tier < content.flags[item.flag].tier, item.id


def test_a_severe_form_is_known_for_every_flag_that_has_one(content: Content) -> None:
    severe = {item.flag for question in content.questions for item in question.items if item.tier is Tier.A}
    assert severe == {"leg-weakness", "dvt", "groin-pelvic", "aaa", "under-18", "pregnancy", "pmr"}


@pytest.mark.parametrize(
    "caution", ["blood-thinner", "past-clot", "broken-skin", "numb-skin", "local-cancer", "implant-injection"]
)
def test_these_cautions_leave_no_pressing(content: Content, caution: str) -> None:
    assert Load.PRESSING in content.cautions[caution].adaptation.avoid


@pytest.mark.parametrize("caution", ["osteoporosis", "light-only"])
def test_these_cautions_leave_nothing_hard_and_little_pressure(content: Content, caution: str) -> None:
    adaptation = content.cautions[caution].adaptation
    assert {Load.LEVER, Load.KNOB} <= set(adaptation.avoid)
    assert adaptation.pressure is not None
    assert adaptation.pressure.value == 3


def test_a_sore_bump_leaves_no_stretch_and_a_new_hip_none_that_crosses(content: Content) -> None:
    assert Load.STRETCHING in content.cautions["outer-hip-bump"].adaptation.avoid
    assert {Load.CROSSING, Load.DEEP_BEND, Load.TWIST} <= set(content.cautions["cleared-hip"].adaptation.avoid)


def test_no_two_topics_are_asked_in_the_same_words(content: Content) -> None:
    asked: dict[str, set[str]] = {}
    examples = read(FOLDER, "en", content)
    for topic, lines in (*examples.questions.items(), *examples.worries.items()):
        for line in lines:
            asked.setdefault(re.sub(r"[^\w# ]", "", line.text.lower()), set()).add(topic)
    assert {words: topics for words, topics in asked.items() if len(topics) > 1} == {}


def test_an_answer_is_short(content: Content) -> None:
    """Five sentences, none longer than 45 words: read with a tool under the hip."""
    for topic in content.topics:
        answer = content.phrases["en"].lines(f"topics.{topic}.answer")
        assert len(answer) <= 5, topic
        assert max(len(line.split()) for line in answer) <= 45, topic


def test_the_left_and_right_of_a_set_up_are_always_said(content: Content) -> None:
    words = content.phrases["en"]
    for tool in content.tools.values():
        for point, variants in tool.setups.items():
            for variant in variants:
                card = words.lines(f"tools.setups.{tool.id}.{variant.id}.{point}", side="left", other="right")
                assert any("your left spot" in line for line in card), (tool.id, variant.id, point)
