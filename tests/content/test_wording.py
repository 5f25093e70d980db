"""The rules for words, in English and in every other language."""

import pytest

from tests.content.draft import Draft
from tests.content.test_checks import Bad

BAD = (
    Bad(
        "zones",
        '  name: "the knee"\n',
        '  name: "the knee"\n»  colour: red\n',
        "nothing uses this text: take it out, or mend its key",
    ),
    # its shape
    Bad("zones", '  name: "the knee"\n', '  name: " "\n', "an empty text: write it, or take the line out"),
    Bad(
        "zones",
        '  name: "the knee"\n',
        "  name: [the, knee]\n",
        "zones.knee.name is one text, not a list of lines: join them",
    ),
    Bad(
        "zones",
        '  label: "Knee"\n',
        '  label: "The knee, on its inner or on its outer side"\n',
        "a button of 43 characters: 40 at most, shorten it",
    ),
    Bad(
        "screening",
        '    button: "Both legs"\n',
        '    button: "Both legs hurt, tingle, go numb or are weak"\n',
        "a button of 43 characters: 40 at most, shorten it",
    ),
    Bad(
        "ui",
        "  skip: Skip\n",
        "  skip: Skip this part and go on with the next one\n",
        "a button of 42 characters: 40 at most, shorten it",
    ),
    Bad(
        "timezones",
        "Asia/Kolkata: Delhi and Mumbai\n",
        "Asia/Kolkata: Delhi, Mumbai, Kolkata, Chennai and Bengaluru\n",
        "a button of 45 characters: 40 at most, shorten it",
    ),
    # what is filled in
    Bad(
        "timezones",
        "Europe/Dublin: Dublin\n",
        "Europe/Dublin: Dublin {side}\n",
        "unknown placeholder {side}: possible here: none",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your {side leg sink behind you",
        "expected '}' before end of string: a placeholder reads like {side}, and a brace itself is written twice",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your side} leg {side} sink behind you",
        "Single '}' encountered in format string: a placeholder reads like {side}, and a brace itself is written twice",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your {side!r} leg sink behind you",
        "{side} is no placeholder: a placeholder reads like {side}, and a brace itself is written twice",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your {} leg sink behind you",
        "{} is no placeholder: a placeholder reads like {side}, and a brace itself is written twice",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your {sore} {side} leg sink behind you",
        "unknown placeholder {sore}: possible here: {other}, {side}",
    ),
    Bad(
        "stretches",
        "    cue: Let your {side} leg sink behind you",
        "    cue: Let your leg sink behind you",
        "says neither left nor right: name {side}",
    ),
    Bad(
        "zones",
        '  name: "the knee"\n',
        '  name: "the {side} knee"\n',
        "unknown placeholder {side}: possible here: none",
    ),
    Bad(
        "care",
        "again: Come back in about {hours} hours.",
        "again: Come back in about {days} days.",
        "unknown placeholder {days}: possible here: {hours}, {other}, {side}",
    ),
    # what it tells
    Bad(
        "care",
        "Call it too for chest pain,",
        "Call 999 for chest pain,",
        "a lone emergency number is wrong elsewhere: name 999, 112, 911, 000 and 111 with places",
    ),
    Bad(
        "care",
        "Call it too for chest pain,",
        "Call 111 for chest pain,",
        "a lone emergency number is wrong elsewhere: name 999, 112, 911, 000 and 111 with places",
    ),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.path}: {bad.message}")
def test_a_bad_text_is_told_with_its_line(draft: Draft, bad: Bad) -> None:
    line = draft.change(f"texts/en/{bad.path}.yaml", bad.old, bad.new)
    assert draft.problems() == [f"texts/en/{bad.path}.yaml:{line}: {bad.message}"]


@pytest.mark.parametrize(
    ("path", "text", "above", "key"),
    [
        ("zones", '  name: "the knee"\n', "knee:\n", "zones.knee.name"),
        (
            "tools",
            "  hint: A long hook you use lying on the floor. Needs both hands.\n",
            "thera-cane:\n",
            "tools.thera-cane.hint",
        ),
        (
            "tools",
            "  release: Let your hand go soft slowly, then shake it out.\n",
            "\nfingers:",
            "tools.fingers.release",
        ),
        ("stretches", "  name: Front stretch\n", "front-stretch:\n", "stretches.front-stretch.name"),
        ("screening", '    title: "A gentle version, and a check"\n', "  D:\n", "screening.tiers.D.title"),
        ("muscles", "    spill: most of the buttock\n", "  gmed-back:\n", "muscles.points.gmed-back.spill"),
        ("topics", "  dose: How hard, how long\n", "groups:\n", "topics.groups.dose"),
        ("timezones", "Europe/London: London\n", "America/New_York", "timezones.Europe/London"),
        ("ui", "  title: Delete everything?\n", "deleting:\n", "ui.deleting.title"),
    ],
)
def test_a_missing_text_is_told_where_it_belongs(draft: Draft, path: str, text: str, above: str, key: str) -> None:
    file = f"texts/en/{path}.yaml"
    draft.change(file, text, "")
    line = draft.read(file).partition(above)[0].count("\n") + above.startswith("\n") + 1
    assert draft.problems() == [f"{file}:{line}: the text {key} is missing: add it"]


def test_a_set_up_card_is_short_and_a_list_has_lines(draft: Draft) -> None:
    line = draft.change(
        "texts/en/tools.yaml",
        "        - Reach back with your {side} hand.\n",
        "        - Reach back with your {side} hand.\n        - Rest.\n        - Rest again.\n",
    )
    empty = draft.change(
        "texts/en/care.yaml",
        "slack-lying:\n  - Let your {side} knee fall out onto a cushion, or slide that foot away.\n",
        "slack-lying: []\nspare:\n",
    )
    card = f"texts/en/tools.yaml:{line - 3}"
    assert draft.problems() == [
        f"texts/en/care.yaml:{empty}: an empty list: write it",
        f"{card}: a set-up card of 7 lines: 6 at most, shorten it",
        f"{card}: tools.yaml names 5 pictures for its lines: as many lines, or other pictures there",
    ]


def test_look_alikes_have_a_line_for_each_of_their_sources(draft: Draft) -> None:
    line = draft.change("muscles/gluteus-medius.yaml", "  - {source: [S70]}\n", "")

    assert line
    assert [each.partition(": ")[2] for each in draft.problems()] == [
        "gluteus-medius.yaml has sources for 12 look-alikes: as many lines"
    ]
