"""A muscle is content alone: facts and words make it, and no Python knows its name."""

import pytest

from content.loader import load
from content.schema import Content
from dialogs.limits import Limits, setup, stretches
from dialogs.matching import match
from dialogs.plan import routine
from dialogs.steps import Hold, StretchHold
from tests.content.draft import Draft

POINTS = ("piri-inner", "piri-outer")
CARD = ["Lie on your back.", "Put it on your {side} spot.", "Let your {side} knee fall out."]
FACTS = """
id: piriformis
source: [S61]
points:
  - id: piri-inner
    number: 1
    source: [S61, DES]
    scores: {inner}
  - id: piri-outer
    number: 2
    source: [S61, DES]
    scores: {outer}
stretches:
  - id: figure-four
    variants:
      - id: seated
        position: sitting
        loads: [stretching, crossing, knee]
        source: [S109]
"""


def scores(draft: Draft, **places: int) -> str:
    """The scores of a point as YAML: 0 for every place not named."""
    named = {zone["id"]: places.get(zone["id"].replace("-", "_"), 0) for zone in draft.parsed("zones.yaml")}
    return "{" + ", ".join(f"{zone}: {score}" for zone, score in named.items()) + "}"


@pytest.fixture
def second_muscle(draft: Draft) -> Draft:
    """The shipped folder with the piriformis (made up for this test) added to it."""
    inner = scores(draft, buttock_deep=3, tailbone=1)
    outer = scores(draft, buttock_deep=2, thigh_back_upper=3)
    draft.write("muscles/piriformis.yaml", FACTS.replace("{inner}", inner).replace("{outer}", outer))
    add_setups(draft)
    add_words(draft)
    return draft


def add_setups(draft: Draft) -> None:
    tools = draft.parsed("tools.yaml")
    for tool in tools:
        for point in POINTS:
            loads = ["pressing", "floor", "back-lying"]
            tool["setups"][point] = [{"id": "supine", "position": "lying", "loads": loads, "source": ["DES"]}]
    draft.dump("tools.yaml", tools)


def add_words(draft: Draft) -> None:
    words = draft.parsed("texts/en/tools.yaml")
    for setups in words["setups"].values():
        setups["supine"] = dict.fromkeys(POINTS, CARD)
    draft.dump("texts/en/tools.yaml", words)
    words = draft.parsed("texts/en/muscles.yaml")
    words["piriformis"] = {"name": "Piriformis", "look-alikes": ["A deeper nerve."], "no-go": ["Not on the sit bone."]}
    for point in POINTS:
        texts = dict.fromkeys(("name", "button", "felt", "spill", "feels"), f"words of {point}")
        words["points"][point] = {**texts, "where": ["Deep in the {side} buttock."]}
    draft.dump("texts/en/muscles.yaml", words)
    words = draft.parsed("texts/en/stretches.yaml")
    seated = {
        "name": "Seated",
        "cue": "Cross your {side} leg.",
        "feel": "A pull.",
        "steps": ["Sit. Cross your {side} leg."],
    }
    words["figure-four"] = {"name": "Figure four", "seated": seated}
    draft.dump("texts/en/stretches.yaml", words)


@pytest.fixture
def two_muscles(second_muscle: Draft) -> Content:
    return load(second_muscle.root)


def test_a_second_muscle_is_matched_by_its_own_places(two_muscles: Content) -> None:
    found = match(two_muscles, ("buttock-deep", "tailbone"))
    assert [(point.id, point.score) for point in found.points][:2] == [("piri-inner", 4), ("piri-outer", 2)]
    assert found.points[0].speaks_for == ("buttock-deep", "tailbone")


def test_the_points_of_all_muscles_are_ranked_together(two_muscles: Content) -> None:
    ranked = match(two_muscles, ("thigh-back-upper", "buttock-deep")).points
    assert [point.id for point in ranked] == ["gmed-middle", "piri-outer", "piri-inner", "gmed-back", "gmed-front"]


def test_a_second_muscle_does_not_change_the_first(content: Content, two_muscles: Content) -> None:
    for zone in content.zones:
        before = {point.id: point for point in match(content, (zone,)).points}
        after = {point.id: point for point in match(two_muscles, (zone,)).points}
        assert before.items() <= after.items()


def test_a_point_is_pressed_and_then_its_own_muscle_is_stretched(two_muscles: Content) -> None:
    plan = routine(two_muscles, ("piri-inner",), "ball", two_muscles.protocol.levels[0], Limits())
    assert {step.point for step in plan if isinstance(step, Hold)} == {"piri-inner"}
    assert {(step.stretch, step.variant) for step in plan if isinstance(step, StretchHold)} == {
        ("figure-four", "seated")
    }


def test_a_caution_rules_out_ways_of_the_second_muscle_too(two_muscles: Content) -> None:
    replaced_knee, no_floor = (
        Limits(avoid=frozenset(two_muscles.cautions[caution].adaptation.avoid))
        for caution in ("knee-trouble", "no-floor")
    )
    assert stretches(two_muscles, "piri-inner", replaced_knee) == ()
    assert setup(two_muscles, "ball", "piri-inner", replaced_knee) is not None
    assert setup(two_muscles, "ball", "piri-inner", no_floor) is None


def test_a_muscle_without_its_words_is_told_text_by_text(second_muscle: Draft) -> None:
    words = second_muscle.parsed("texts/en/muscles.yaml")
    del words["points"]["piri-outer"]
    second_muscle.dump("texts/en/muscles.yaml", words)
    parts = ("button", "feels", "felt", "name", "spill", "where")
    assert [problem.split(": ", 1)[1] for problem in second_muscle.problems()] == [
        f"the text muscles.points.piri-outer.{part} is missing: add it" for part in parts
    ]
