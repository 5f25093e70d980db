"""Days, and wishes about reminders, as people type them."""

import pytest

from dialogs.reading.reading import When
from tests.reading.reader import read


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("today", When(day="today")),
        ("later today", When(day="today")),
        ("tonight", When(day="today", part="evening")),
        ("this evening", When(day="today", part="evening")),
        ("this arvo", When(part="afternoon")),
        ("tomorrow", When(day="tomorrow")),
        ("tmrw", When(day="tomorrow")),
        ("tomoz", When(day="tomorrow")),
        ("2moro", When(day="tomorrow")),
        ("tommorrow mornin", When(day="tomorrow", part="morning")),
        ("tomorrow evening", When(day="tomorrow", part="evening")),
        ("tomorrow after lunch", When(day="tomorrow", part="noon")),
        ("not today, tomorrow", When(day="tomorrow")),
        ("first thing tomorrow", When(day="tomorrow", part="morning")),
        ("before bed", When(part="evening")),
        ("at noon", When(part="noon")),
        ("in the afternoon", When(part="afternoon")),
        ("every day", When(daily=True)),
        ("everyday 8pm", When(daily=True)),
        ("daily", When(daily=True)),
        ("evry day", When(daily=True)),
        ("7 days a week", When(daily=True)),
        ("each morning", When(part="morning", daily=True)),
        ("every evening", When(part="evening", daily=True)),
        ("mornings", When(part="morning", daily=True)),
        ("day after tomorrow", None),
        ("every other day", None),
        ("twice a day", None),
        ("good morning", None),
        ("7", None),
    ],
)
def test_days_and_their_parts(text: str, when: When | None) -> None:
    assert read(text).when == when


REMIND = """
remind me|remind me at 7|remind me at 7?|remaind me at 7pm|remnd me tomorow|kindly remind me tomorrow at 5 pm
can u remind me at 8pm pls|could you please remind me tomorrow morning|will you remind me?|can you nudge me at 8?
ping me tomorrow evening|nag me tonight|buzz me at 21:15|poke me in 2 hours|text me at 9pm|message me tomorrow at 10
set a reminder|pls set reminder for 6 am daily|I need a reminder at half eight|i want reminders|set an alarm for 7
send me a reminder at noon|reminder every morning 7:30 am|give me a nudge at 3|turn on reminders
how do i set a reminder?|change my reminder to 8|I would like to be reminded at 7|dont let me forget tomorrow
wake me up at 6|every day at 7|every day at 7pm please|daily 7:30 pm|every morning at 7|daily evening 7|everyday 8pm
every day at 7 and 19|sir please remind me daily evening 6 o clock|nudge me to stand up every hour
remind me to start again in 2 hours|remind me again tomorrow|not now, remind me later
not today, remind me tomorrow at 9|skip, remind me tonight|do not stop reminding me|remind me in two minutes
remind me to go on tomorrow
"""
NO_REMIND = """
stop reminding me|please stop reminding me|can you stop reminding me?|stop sending me reminders|stop with the reminders
stop messaging me|stop texting me|quit nagging me|stop nagging|no more reminders|no more reminders please|no reminders
turn off the reminders|turn reminders off|switch off the notifications|how do i turn off the reminders?|reminders off
dont remind me|don't remind me anymore|dont message me anymore|dont msg me|do not write to me any more
never message me again|i dont want reminders|i dont want to be reminded|i don't need any reminders anymore|unsubscribe
cancel the reminders|cancel my 7pm reminder|delete all reminders|mute the reminders|disable notifications
enough with the reminders
"""


@pytest.mark.parametrize("text", REMIND.strip().replace("\n", "|").split("|"))
def test_a_wish_for_a_reminder(text: str) -> None:
    assert read(text).intent == "remind"


@pytest.mark.parametrize("text", NO_REMIND.strip().replace("\n", "|").split("|"))
def test_a_wish_for_no_reminder(text: str) -> None:
    assert read(text).intent == "no-remind"


@pytest.mark.parametrize(
    "text",
    ["stop", "stop stop", "STOP!!", "stop it, no more reminders", "stop stop reminding me", "stop! no reminders"],
)
def test_a_plain_stop_wins_in_doubt(text: str) -> None:
    assert read(text).intent == "stop"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("wait, remind me in two minutes", "pause"),
        ("need a break, remind me in 5 minutes", "pause"),
        ("in two minutes", "pause"),
        ("back in 2 minutes", "pause"),
        ("remind me tomorrow, sharp pain now", "off"),
        ("stop messaging me i want to die", "crisis"),
        ("remind me tomorrow, i feel dizzy", "unwell"),
        ("every day", None),
        ("it hurts every day at 7", None),
        ("its 7 every day", None),
        ("remind me how to do the front stretch", None),
        ("remind me again where to press", None),
        ("how do i stop the nagging pain", None),
        ("no nagging pain", None),
        ("tell me at what angle", None),
        ("my phone alarm went off", None),
    ],
)
def test_another_wish_stays_what_it_is(text: str, intent: str | None) -> None:
    assert read(text).intent == intent
