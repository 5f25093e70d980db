"""Every rule across the facts has a bad example here, and says which line to mend."""

from typing import NamedTuple

import pytest

from tests.content.draft import Draft

MUSCLE = "muscles/gluteus-medius.yaml"


class Bad(NamedTuple):
    """A change to one file, and the one problem it makes at its place."""

    path: str
    old: str
    new: str
    message: str


SOURCES = (
    Bad(
        "zones.yaml",
        "source: [S65, S71, DES]",
        "source: [S65, S713, DES]",
        "the source S713 is not in sources.yaml: add it there, or mend the tag",
    ),
    Bad(
        "protocols.yaml",
        "roll_over: {value: 60, unit: s, source: [DES]}",
        "roll_over: {value: 60, unit: s, source: [S300]}",
        "the source S300 is not in sources.yaml: add it there, or mend the tag",
    ),
    Bad(
        "cautions.yaml",
        "pressure: {value: 3, unit: of10, source: [S49, DES]}",
        "pressure: {value: 3, unit: of10, source: [S49, doctor]}",
        "the source doctor is not in sources.yaml: add it there, or mend the tag",
    ),
    Bad(
        "screening.yaml",
        "source: [S42, S43]",
        "source: [S42, s43]",
        "the source s43 is not in sources.yaml: add it there, or mend the tag",
    ),
    Bad(
        MUSCLE,
        "source: [S115, DES]\n      # The cushion",
        "source: [S1115, DES]\n      # The cushion",
        "the source S1115 is not in sources.yaml: add it there, or mend the tag",
    ),
)

FIGURES = (
    Bad(
        "protocols.yaml",
        "gap: {value: 6, unit: h,",
        "gap: {value: 6, unit: day,",
        "gap is read in the unit h, not day: convert the value",
    ),
    Bad(
        "screening.yaml",
        "full_again: {value: 14, unit: day,",
        "full_again: {value: 2, unit: week,",
        "full_again is read in the unit day, not week: convert the value",
    ),
    Bad(
        "cautions.yaml",
        "    stretch_hold: {value: 15, unit: s, source: [S106, DES]}\n  source: [S35",
        "    stretch_hold: {value: 15, unit: h, source: [S106, DES]}\n  source: [S35",
        "stretch_hold is read in the unit s, not h: convert the value",
    ),
    Bad(
        "protocols.yaml",
        "stretch_rest: {value: 15,",
        "stretch_rest: {value: 0,",
        "stretch_rest is 0: it must be at least 1",
    ),
)

REFERENCES = (
    *(
        Bad(
            "topics.yaml",
            "within: does-it-work-evidence",
            f"within: {wider}",
            f"what-is-trigger-point is within {wider}, which is no wider topic",
        )
        for wider in ("evidence", "what-is-trigger-point")
    ),
    Bad(
        "zones.yaml",
        "raises: below-knee, asks: weeks,",
        "raises: knee, asks: weeks,",
        "calf-shin raises knee, which is no red flag",
    ),
    Bad(
        "zones.yaml",
        "asks: now, source: [S11, S24, S25]",
        "asks: never, source: [S11, S24, S25]",
        "saddle asks never, which is no screening question",
    ),
    Bad(
        "screening.yaml",
        "- {id: rash, flag: shingles}",
        "- {id: rash, flag: shingles}\n»      - {id: fever, flag: infection}",
        "the id fever is taken already",
    ),
    Bad(
        MUSCLE,
        "      lowback-centre: 1\n",
        "      lowback-centre: 1\n»      lowback: 1\n",
        "gmed-back scores lowback, which is no zone",
    ),
    Bad(
        MUSCLE,
        "    scores:\n      lowback-centre: 1\n",
        "    scores:\n",
        "gmed-back has no score for lowback-centre: add one, 0 if it says nothing",
    ),
)

TIMEZONES = (
    Bad(
        "timezones.yaml",
        "- Europe/London\n",
        "- Europe/Londen\n",
        "Europe/Londen is no time zone: write it as in Europe/London",
    ),
    Bad(
        "timezones.yaml",
        "- Europe/Dublin\n",
        "- Europe/Dublin\n»- Europe/London\n",
        "Europe/London stands here twice",
    ),
)

LOADS = (
    Bad(
        MUSCLE,
        "        loads: [stretching, crossing, asymmetric]\n",
        "        loads: [crossing, asymmetric]\n",
        "front-stretch: side-lying lacks the load stretching, so no caution could rule it out: add it",
    ),
    Bad(
        "tools.yaml",
        "    gmed-front:\n      - id: wall\n        position: wall\n        loads: [pressing, standing]\n",
        "    gmed-front:\n      - id: wall\n        position: wall\n»        loads: [standing]\n",
        "ball.gmed-front: wall lacks the load pressing, so no caution could rule it out: add it",
    ),
)

TIERS = (
    Bad(
        "screening.yaml",
        "  - id: inflammatory\n    tier: D\n",
        "  - id: inflammatory\n    tier: C\n",
        "inflammatory: an adaptation goes with tier D, and only with it",
    ),
    Bad(
        "screening.yaml",
        "  - {id: pmr, tier: C, source: [S44]}",
        "  - {id: pmr, tier: D, source: [S44]}",
        "pmr: an adaptation goes with tier D, and only with it",
    ),
)

CHOICES = "hold_choices: the shortest first, between 30 s (the first level) and 90 s (longest_hold)"

LADDER = (
    Bad("protocols.yaml", "  - id: early\n", "  - id: first\n", "the id first is taken already"),
    Bad(
        "protocols.yaml",
        "levels:\n  - id: first\n    from_session: {value: 1,",
        "levels:\n»  - id: first\n    from_session: {value: 2,",
        "levels: the first starts at session 1, and each later one at a later session",
    ),
    Bad(
        "protocols.yaml",
        "    hold: {value: 60,",
        "    hold: {value: 91,",
        "full: a hold of 91 s is over longest_hold",
    ),
    Bad(
        "protocols.yaml",
        "    repeats: {value: 2, unit: time, source: [DES]}",
        "    repeats: {value: 11, unit: time, source: [DES]}",
        "first: 330 s on a spot are over spot_limit",
    ),
    Bad(
        "protocols.yaml",
        "    low: {value: 3, unit: of10,",
        "    low: {value: 5, unit: of10,",
        "first: low, high and pressure_limit are not in order",
    ),
    Bad("protocols.yaml", "  - {value: 90,", "  - {value: 91,", CHOICES),
    Bad("protocols.yaml", "  - {value: 30,", "  - {value: 29,", CHOICES),
    Bad("protocols.yaml", "  - {value: 75,", "  - {value: 60,", CHOICES),
)


@pytest.mark.parametrize("bad", [*SOURCES, *FIGURES, *REFERENCES, *LOADS, *TIERS], ids=lambda bad: bad.message)
def test_a_broken_rule_is_told_with_its_line(draft: Draft, bad: Bad) -> None:
    line = draft.change(bad.path, bad.old, bad.new)
    assert draft.problems() == [f"{bad.path}:{line}: {bad.message}"]


@pytest.mark.parametrize("bad", TIMEZONES, ids=lambda bad: bad.message)
def test_a_broken_time_zone_is_told_with_its_line(draft: Draft, bad: Bad) -> None:
    """One that does not exist has no words either."""
    line = draft.change(bad.path, bad.old, bad.new)
    assert f"{bad.path}:{line}: {bad.message}" in draft.problems()


@pytest.mark.parametrize("bad", list(LADDER), ids=lambda bad: bad.new)
def test_a_broken_rung_of_the_ladder_is_told(draft: Draft, bad: Bad) -> None:
    """The line is that of the figure, not of the rung, so only its file and words are the same for all."""
    draft.change(bad.path, bad.old, bad.new)
    assert bad.message in [problem.split(": ", 1)[1] for problem in draft.problems()]


def test_a_limit_that_is_lowered_names_every_rung_above_it(draft: Draft) -> None:
    draft.change("protocols.yaml", "pressure_limit: {value: 7,", "pressure_limit: {value: 5,")
    lines = draft.read("protocols.yaml").splitlines()
    rungs = [number for number, line in enumerate(lines, start=1) if line.startswith("    high: {value: 6")]
    assert len(rungs) == 2
    assert draft.problems() == [
        f"protocols.yaml:{rungs[0]}: early: low, high and pressure_limit are not in order",
        f"protocols.yaml:{rungs[1]}: full: low, high and pressure_limit are not in order",
    ]


def test_a_session_limit_that_is_lowered_names_the_rung_above_it(draft: Draft) -> None:
    draft.change("protocols.yaml", "session_limit: {value: 360,", "session_limit: {value: 300,")
    assert [problem.split(": ", 1)[1] for problem in draft.problems()] == [
        "full: 360 s in a session are over session_limit"
    ]


def test_a_flag_that_nothing_asks_about_is_told(draft: Draft) -> None:
    draft.change("screening.yaml", "      - {id: rash, flag: shingles}\n", "")
    flag = draft.read("screening.yaml").partition("  - {id: shingles")[0].count("\n") + 1
    assert draft.problems() == [
        f"screening.yaml:{flag}: nothing asks about shingles: add an item",
        *unused(draft, "screening", "  rash:\n", "label", "button"),
    ]


def test_a_caution_that_nothing_asks_about_is_told(draft: Draft) -> None:
    draft.change("screening.yaml", "      - {id: numb-skin, caution: numb-skin}\n", "")
    caution = draft.read("cautions.yaml").partition("- id: numb-skin")[0].count("\n") + 1
    assert (
        draft.problems()[0] == f"cautions.yaml:{caution}: nothing asks about numb-skin: add an item in screening.yaml"
    )


def test_an_item_names_a_flag_or_a_caution_that_exists(draft: Draft) -> None:
    flag = draft.change("screening.yaml", "{id: chest, flag: chest-pain}", "{id: chest, flag: heart}")
    caution = draft.change("screening.yaml", "{id: aspirin, caution: light-only,", "{id: aspirin, caution: light,")
    assert draft.problems() == [
        f"screening.yaml:{flag}: chest names heart, which is no red flag",
        f"screening.yaml:{caution}: aspirin names light, which is no caution",
    ]


def test_a_muscle_is_found_by_the_name_of_its_file(draft: Draft) -> None:
    line = draft.change(MUSCLE, "id: gluteus-medius\n", "id: gluteus\n")
    assert f"{MUSCLE}:{line}: the id gluteus is not the file's name: name it gluteus-medius" in draft.problems()


def test_two_muscles_may_not_share_a_point_or_a_stretch(draft: Draft) -> None:
    draft.write("muscles/other.yaml", draft.read(MUSCLE).replace("id: gluteus-medius\n", "id: other\n"))
    taken = [problem.split(": ", 1)[1] for problem in draft.problems() if problem.startswith("muscles/other.yaml")]
    ids = ("gmed-back", "gmed-middle", "gmed-front", "back-stretch", "front-stretch")
    assert taken == [f"the id {name} is taken already" for name in ids]


def test_every_tool_reaches_every_point_and_nothing_else(draft: Draft) -> None:
    line = draft.change(
        "tools.yaml",
        "- id: fingers\n  source: [ART, S82]\n  setups:\n    gmed-back:\n",
        "- id: fingers\n  source: [ART, S82]\n»  setups:\n    gmed-rear:\n",
    )
    found = [problem for problem in draft.problems() if problem.startswith("tools.yaml")]
    assert found == [
        f"tools.yaml:{line}: fingers has no set-up for gmed-back: add one",
        f"tools.yaml:{line + 1}: fingers reaches gmed-rear, which is no point",
    ]


def test_two_ways_to_the_same_point_have_ids_of_their_own(draft: Draft) -> None:
    line = draft.change(
        "tools.yaml",
        "- id: floor\n        position: lying\n        loads: [pressing, floor, back-lying]\n"
        "        picture: setup-ball-floor\n",
        "- id: wall\n        position: lying\n        loads: [pressing, floor, back-lying]\n"
        "        picture: setup-ball-floor\n",
    )
    assert f"tools.yaml:{line}: the id wall is taken already" in draft.problems()


def unused(draft: Draft, stem: str, above: str, *parts: str) -> list[str]:
    """The problems of the words under `above` that nothing uses any more."""
    line = draft.read(f"texts/en/{stem}.yaml").partition(above)[0].count("\n") + 2
    message = "nothing uses this text: take it out, or mend its key"
    return [f"texts/en/{stem}.yaml:{line + index}: {message}" for index, _ in enumerate(parts)]
