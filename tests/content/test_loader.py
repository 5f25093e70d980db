"""A folder becomes content, or all of its problems."""

import shutil
from pathlib import Path

import pytest

from content.documents import ContentProblems
from content.loader import FOLDER, load
from content.schema import Content
from tests.content.draft import Draft


def test_the_shipped_content_has_no_problem(content: Content) -> None:
    assert list(content.points) == ["gmed-back", "gmed-middle", "gmed-front"]
    assert list(content.tools) == ["thera-cane", "back-knobber", "ball", "fingers"]
    assert len(content.flags) == 25
    assert len(content.topics) == 49


def test_a_copy_without_python_loads_like_the_original(draft: Draft, content: Content) -> None:
    assert load(draft.root) == content


@pytest.mark.parametrize("path", ["zones.yaml", "muscles/gluteus-medius.yaml", "texts/en/ui.yaml"])
def test_files_may_not_be_changed_into_nothing(draft: Draft, path: str) -> None:
    draft.write(path, "# all gone\n")
    assert f"{path}:1: this file is empty" in draft.problems()


def test_a_folder_that_is_empty_says_all_that_belongs_in_it(tmp_path: Path) -> None:
    with pytest.raises(ContentProblems) as caught:
        load(tmp_path)
    missing = "1: this file cannot be read: No such file or directory"
    facts = ("cautions", "protocols", "screening", "sources", "timezones", "tools", "topics", "zones")
    assert str(caught.value).splitlines() == sorted(
        [
            *(f"{name}.yaml:{missing}" for name in facts),
            "muscles:1: no muscle here: add one file for each",
            "texts/en:1: the English words are missing: every language is compared with them",
        ]
    )


def test_a_muscle_is_looked_for_in_every_file_of_its_folder(draft: Draft) -> None:
    shutil.rmtree(draft.root / "muscles")
    assert draft.problems() == ["muscles:1: no muscle here: add one file for each"]


def test_a_language_without_a_lexicon_cannot_be_read(draft: Draft) -> None:
    shutil.copytree(FOLDER / "texts/en", draft.root / "texts/xx")
    lexicon, model = draft.problems()
    assert lexicon == "lexicons/xx:1: nothing here: without a lexicon no message can be understood"
    assert model.startswith("models/xx.json:1: this file cannot be read: No such file or directory; make it with:")


@pytest.mark.parametrize(
    ("path", "old", "new", "name"),
    [
        ("zones.yaml", "- {id: sacrum,", "- {id: dimple-si,", "dimple-si"),
        ("cautions.yaml", "- id: numb-skin\n", "- id: broken-skin\n", "broken-skin"),
        ("tools.yaml", "- id: fingers\n", "- id: ball\n", "ball"),
        ("topics.yaml", "- id: pregnant\n", "- id: after-sore\n", "after-sore"),
        ("screening.yaml", "  - {id: infection, tier: B,", "  - {id: dvt, tier: B,", "dvt"),
    ],
)
def test_an_id_stands_for_one_thing(draft: Draft, path: str, old: str, new: str, name: str) -> None:
    line = draft.change(path, old, new)
    taken = [problem for problem in draft.problems() if problem.endswith("is taken already")]
    assert taken == [f"{path}:{line}: the id {name} is taken already"]


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (
            "zones.yaml",
            "area: leg, offered: true, source: [S36",
            "area: toe, offered: true, source: [S36",
            "20.area: Input should be 'back', 'buttock', 'hip', 'thigh', 'leg' or 'front'",
        ),
        (
            "protocols.yaml",
            "gap: {value: 6, unit: h, source: [DES]}",
            "gap: {value: 6, unit: h}",
            "gap.source: Field required",
        ),
        (
            "protocols.yaml",
            "eased_to: {value: 3,",
            "eased_to: {value: 3.5,",
            "eased_to.value: Input should be a valid integer, got a number with a fractional part",
        ),
        (
            "cautions.yaml",
            "  adaptation: {avoid: [standing]}\n",
            "  adaptation: {avoids: [standing]}\n",
            "13.adaptation.avoids: Extra inputs are not permitted",
        ),
        (
            "screening.yaml",
            "      - {id: fever, flag: infection}\n",
            "      - {id: fever, flag: infection, caution: older}\n",
            "questions.1.items.0: Value error, name either a flag or a caution",
        ),
        (
            "sources.yaml",
            '  title: "NHS text on shingles"\n  stars: 2\n',
            '  title: "NHS text on shingles"\n»  stars: 4\n',
            "S35.stars: Input should be 1, 2 or 3",
        ),
        (
            "topics.yaml",
            "- id: pregnant\n",
            "- id: Pregnant women\n",
            "40.id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'",
        ),
        (
            "muscles/gluteus-medius.yaml",
            "      lowback-centre: 1\n",
            "      lowback-centre: 4\n",
            "points.0.scores.lowback-centre: Input should be less than or equal to 3",
        ),
        (
            "muscles/gluteus-medius.yaml",
            "id: gluteus-medius\n",
            "id: gluteus-medius\n»pictures: none\n",
            "pictures: Extra inputs are not permitted",
        ),
    ],
)
def test_a_fact_of_the_wrong_shape_is_named(draft: Draft, path: str, old: str, new: str, message: str) -> None:
    line = draft.change(path, old, new)
    assert draft.problems() == [f"{path}:{line}: {message}"]


@pytest.mark.parametrize(
    ("new", "value"),
    [("12", "12"), ("", "None"), ("true", "True"), ("[a, 1]", "['a', 1]"), ("1.5", "1.5")],
)
def test_words_are_text(draft: Draft, new: str, value: str) -> None:
    line = draft.change("texts/en/zones.yaml", '  name: "the knee"', f"  name: {new}")
    assert draft.problems() == [f"texts/en/zones.yaml:{line}: {value} is not text: put it in quotes"]


def test_all_mistakes_of_all_files_are_told_at_once(draft: Draft) -> None:
    broken = [
        ("cautions.yaml", "  adaptation: {avoid: [floor]}\n", "  adaptation: {avoid: [flour]}\n"),
        ("protocols.yaml", "get_ready: {value: 10, unit: s,", "get_ready: {value: ten, unit: s,"),
        ("topics.yaml", "- id: pregnant\n", "- id: pregnant\n»  colour: red\n"),
        ("zones.yaml", "- {id: knee, area: leg,", "- {id: knee, area: shin,"),
        ("texts/en/zones.yaml", '  name: "the knee"', "  name: 7"),
    ]
    lines = [f"{path}:{draft.change(path, old, new)}:" for path, old, new in broken]
    found = draft.problems()
    assert len(found) == len(broken)
    assert all(any(problem.startswith(line) for problem in found) for line in lines)


def test_broken_rules_in_facts_and_in_every_language_are_told_at_once(draft: Draft) -> None:
    shutil.copytree(draft.root / "texts/en", draft.root / "texts/xx")
    shutil.copytree(draft.root / "lexicons/en", draft.root / "lexicons/xx")
    shutil.copytree(draft.root / "examples/en", draft.root / "examples/xx")
    shutil.copy(draft.root / "models/en.json", draft.root / "models/xx.json")
    broken = [
        ("muscles/gluteus-medius.yaml", "source: [ART, S01, S03, S04]", "source: [ART, S01, S03, S04, S999]"),
        ("protocols.yaml", "longest_hold: {value: 90, unit: s,", "longest_hold: {value: 90, unit: h,"),
        ("texts/en/stretches.yaml", "  name: Back stretch\n", "  name: ''\n"),
        ("texts/xx/stretches.yaml", "  name: Front stretch\n", "  name: '{side'\n"),
        ("zones.yaml", "raises: below-knee, source: [S12, DES]", "raises: knee, source: [S12, DES]"),
    ]
    lines = [f"{path}:{draft.change(path, old, new)}:" for path, old, new in broken]
    found = draft.problems()
    assert [problem[: len(line)] for problem, line in zip(found, lines, strict=True)] == lines


def test_a_lexicon_is_one_in_several_files(draft: Draft) -> None:
    draft.change("lexicons/en/nerves.yaml", "  cauda-equina:\n", "  dvt:\n")
    line = draft.read("lexicons/en/vessels.yaml").partition("  dvt:\n")[0].count("\n") + 2
    assert f"lexicons/en/vessels.yaml:{line}: the key says stands in another file already" in draft.problems()


def test_a_mistake_in_a_lexicon_is_told_with_its_own_file(draft: Draft) -> None:
    draft.change("lexicons/en/vessels.yaml", "    pulmonary|lung embolism|", "    Pulmonary|lung embolism|")
    (problem,) = draft.problems()
    assert problem.startswith("lexicons/en/vessels.yaml:")
    assert "Pulmonary" in problem
