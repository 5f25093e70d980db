"""What a session promises to those who change it."""

from dataclasses import replace

import pytest

from dialogs.session import Session, State, changed


def test_a_change_is_what_replace_would_make_of_it_and_leaves_the_session_before_it_alone() -> None:
    before = Session(chat=7, turn=1, entered=1)

    after = changed(before, state=State.ROUTINE, turn=2)

    assert after == replace(before, state=State.ROUTINE, turn=2)
    assert before == Session(chat=7, turn=1, entered=1)


def test_what_a_session_does_not_have_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="no colour, taste"):
        changed(Session(chat=7, turn=1, entered=1), taste="sweet", turn=2, colour="red")
