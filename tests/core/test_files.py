"""A file that somebody sends back: what comes of it, and what stays."""

from datetime import time

from dialogs.guide import Guide
from tests.core import lives


def test_the_reminders_of_a_file_are_told_before_they_come_on_and_replace_none(guide: Guide) -> None:
    theirs = lives.reminded(lives.regular(guide, 1)).tap("quiet").tap("quiet-from:20:00").tap("reminders")
    chat = lives.regular(guide, 2).say("remind me in 2 hours")
    named = chat.session.reminding.once_at
    assert named is not None

    chat.send_file(theirs)
    assert "Its reminders are turned on here" in chat.words
    assert "A time that you named here stays" in chat.words
    chat.tap("take")

    assert chat.session.reminding.once_at == named
    assert chat.session.reminding.zone == "Europe/London"
    assert chat.session.reminding.kinds == theirs.session.reminding.kinds
    assert chat.session.reminding.quiet_from == time(20)


def test_reminders_that_are_set_up_here_stay_and_a_file_says_so(guide: Guide) -> None:
    theirs = lives.reminded(lives.regular(guide, 1))
    chat = lives.reminded(lives.regular(guide, 2)).tap("switch:review").tap("home")
    before = chat.session.reminding

    chat.send_file(theirs)
    assert "Your reminders stay as they are" in chat.words
    chat.tap("take")

    assert chat.session.reminding == before
