"""Words are looked up by a dotted key and filled in."""

import pytest

from content.phrases import Phrases

WORDS = Phrases("en", {"ui.one": "your {side} hip", "ui.many": ("a {side} line", "another")})


def test_a_text_is_filled_in() -> None:
    assert WORDS.line("ui.one", side="left", spare=1) == "your left hip"
    assert WORDS.lines("ui.many", side="left") == ("a left line", "another")


def test_a_single_text_is_one_line() -> None:
    assert WORDS.lines("ui.one", side="right") == ("your right hip",)


def test_a_list_is_no_single_text() -> None:
    with pytest.raises(KeyError, match=r"ui\.many is a list of lines"):
        WORDS.line("ui.many", side="left")


def test_a_key_that_is_not_there_is_said_to_be_missing() -> None:
    assert "ui.one" in WORDS
    assert "ui.none" not in WORDS
    with pytest.raises(KeyError, match=r"ui\.none"):
        WORDS.line("ui.none")
