"""A language is words and a lexicon: no Python knows its name."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.loader import load
from content.schema import Tier
from dialogs.engine import begin
from dialogs.guide import Guide
from dialogs.session import Result, Session, State
from dialogs.steps import GetReady
from dialogs.views import VIEWS, view
from tests.content.draft import Draft
from tests.content.pseudo import LANGUAGE, accented, add_pseudo_language

PLAIN = re.compile(r"\b(the|your|and|press|hip|spot|leg|for)\b", re.IGNORECASE)
"""Words that only English text would still have: each has a vowel."""


@pytest.fixture
def translated(draft: Draft) -> Draft:
    add_pseudo_language(draft)
    return draft


def session(state: State) -> Session:
    """A dialog of that language in the middle of things, such that every screen can be drawn."""
    now = datetime(2025, 3, 1, tzinfo=UTC)
    return replace(
        begin(1, now),
        language=LANGUAGE,
        state=state,
        zones=("buttock-mid", "dimple-si"),
        side="left",
        points=("gmed-middle",),
        tool="ball",
        tier=Tier.C,
        flags=("below-knee",),
        cautions=("older",),
        plan=(GetReady(10, "gmed-middle", "wall"),),
        step_ends_at=now,
        length=10.0,
        pain_before=6,
        pain_after=3,
        results=(Result(now, ("buttock-mid",), "left", ("gmed-middle",), "ball", 6, 3, {}, finished=True),),
    )


def test_a_whole_language_is_added_as_files_alone(translated: Draft) -> None:
    content = load(translated.root)
    assert content.phrases.keys() == content.lexicons.keys() == {"en", LANGUAGE}
    assert content.phrases["en"].words.keys() == content.phrases[LANGUAGE].words.keys()


def test_every_screen_is_drawn_in_the_language_of_the_session(translated: Draft) -> None:
    guide = Guide.of(load(translated.root))
    for state in VIEWS:
        screen = view(session(state), guide)
        buttons = [button.label for row in screen.buttons for button in row]
        shown = " ".join((screen.title, *map(str, screen.body), *screen.notice, screen.footer, *buttons))
        assert not PLAIN.findall(shown), state
        assert accented(screen.title) == screen.title != view(replace(session(state), language="en"), guide).title


def test_a_message_in_the_language_is_read_by_its_own_lexicon(translated: Draft) -> None:
    guide = Guide.of(load(translated.root))
    reading = guide.reader(LANGUAGE).read("deep ache in my left buttock")
    assert (reading.zones, reading.side) == (("buttock-deep",), "left")


def test_a_text_that_was_not_translated_is_told(translated: Draft) -> None:
    line = translated.change(f"texts/{LANGUAGE}/care.yaml", f"again: {accented('Come back')}", "agin: Cómé báck")
    assert translated.problems() == [
        f"texts/{LANGUAGE}/care.yaml:1: the text care.again is missing: add it",
        f"texts/{LANGUAGE}/care.yaml:{line}: nothing uses this text: take it out, or mend its key",
    ]


def test_a_file_that_was_not_translated_is_told_once(translated: Draft) -> None:
    (translated.root / f"texts/{LANGUAGE}/zones.yaml").unlink()
    assert translated.problems() == [
        f"texts/{LANGUAGE}/zones.yaml:1: this file is missing: copy the English one and translate it"
    ]


def test_a_placeholder_is_never_translated(translated: Draft) -> None:
    path = f"texts/{LANGUAGE}/stretches.yaml"
    line = translated.change(path, "cue: Lét yóúr {side} lég sínk", "cue: Lét yóúr {seite} lég sínk")
    assert translated.problems() == [
        f"{path}:{line}: says neither left nor right: name {{side}}",
        f"{path}:{line}: the English text names {{side}}, so name it here too",
        f"{path}:{line}: unknown placeholder {{seite}}: possible here: {{other}}, {{side}}",
    ]


def test_a_dose_is_the_same_in_every_language(translated: Draft) -> None:
    path = f"texts/{LANGUAGE}/topics.yaml"
    text = translated.read(path)
    wrong = text.replace("Hóld fór 60 sécónds", "Hóld fór 66 sécónds")
    assert wrong != text
    translated.write(path, wrong)
    line = text.partition("Hóld fór 60")[0].count("\n")
    message = "not the numbers of the English text (60, 66): a dose is the same in every language"
    assert translated.problems() == [f"{path}:{line}: {message}"]


def test_numbers_may_be_written_in_the_digits_of_the_language(translated: Draft) -> None:
    path = f"texts/{LANGUAGE}/topics.yaml"
    translated.write(path, translated.read(path).replace("Hóld fór 60 sécónds", "hóld fór ٦٠ sécónds"))
    assert translated.problems() == []


def test_one_text_may_not_become_a_list(translated: Draft) -> None:
    path = f"texts/{LANGUAGE}/ui.yaml"
    line = translated.change(path, "  skip: Skíp\n", "  skip: [Skíp]\n")
    message = "ui.button.skip is one text, not a list of lines: join them"
    assert translated.problems() == [f"{path}:{line}: {message}"]
