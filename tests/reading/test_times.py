"""Times of day and lengths of time, as people type them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading.reading import When
from tests.reading.reader import read

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


CLOCKS = {
    # in digits
    "7": "07:00",
    "19": "19:00",
    "0": "00:00",
    "at 7": "07:00",
    "at 21": "21:00",
    "by 9": "09:00",
    "19:30": "19:30",
    "07:30": "07:30",
    "00:00": "00:00",
    "24:00": "00:00",
    "19:30:00": "19:30",
    "7.30": "07:30",
    "at 7.30.": "07:30",
    "09.00": "09:00",
    "7;30": "07:30",
    "19h30": "19:30",
    "1930": "19:30",
    "0700": "07:00",
    "915": "09:15",
    "1900 hours": "19:00",
    "9 15": "09:15",
    "19.30 uhr": "19:30",
    # before and after noon
    "7pm": "19:00",
    "7 PM": "19:00",
    "7 p.m.": "19:00",
    "7p": "19:00",
    "7am": "07:00",
    "9:00 a.m.": "09:00",
    "7.30pm": "19:30",
    "7-30 pm": "19:30",
    "730pm": "19:30",
    "12am": "00:00",
    "12:30am": "00:30",
    "12 pm": "12:00",
    "13pm": "13:00",
    "around 9 pm": "21:00",
    "lets say 8 am": "08:00",
    # in words
    "seven": "07:00",
    "eleven pm": "23:00",
    "seven thirty": "07:30",
    "seven forty five": "07:45",
    "seven oh five": "07:05",
    "nine-fifteen": "09:15",
    "half past seven": "07:30",
    "half past one": "01:30",
    "half seven": "07:30",
    "its half 7 here": "07:30",
    "half eight in the evening": "20:30",
    "quarter to 8": "07:45",
    "a quarter past 9": "09:15",
    "quarter of 8": "07:45",
    "quarter past midnight": "00:15",
    "quarter to noon": "11:45",
    "ten past seven": "07:10",
    "twenty to eight": "07:40",
    "twenty five to eight": "07:35",
    "5 minutes to 8": "07:55",
    "7 o'clock": "07:00",
    "seven oclock": "07:00",
    "at one": "01:00",
    "one o'clock": "01:00",
    "noon": "12:00",
    "12 noon": "12:00",
    "midnight": "00:00",
    # with the part of the day
    "seven in the evening": "19:00",
    "7 in the morning": "07:00",
    "7 tonight": "19:00",
    "tonight at 9": "21:00",
    "evening 7": "19:00",
    "morning 6 o clock": "06:00",
    "mrng 6": "06:00",
    "tmrw evening at 6": "18:00",
    "tomorrow evening, maybe at 7": "19:00",
    "7.45 in the evening": "19:45",
    "4 in the afternoon": "16:00",
    "8 in the night": "20:00",
    "11 at night": "23:00",
    "2 at night": "02:00",
    "12 at night": "00:00",
    "12 in the afternoon": "12:00",
    "every night at 10": "22:00",
    "remind me 2nite at 8": "20:00",
    # one of several
    "25:00, i mean 15:00": "15:00",
    "at 7, no sorry at 8": "08:00",
    "not at 7, at 9": "09:00",
    "change it from 7 to 8": "08:00",
    "good morning, remind me at 7": "07:00",
    "it hurts at night. remind me at 7": "07:00",
    "its about 7:30pm here": "19:30",
}


@pytest.mark.parametrize("text", CLOCKS)
def test_a_time_of_day(text: str) -> None:
    assert read(text).clock == time.fromisoformat(CLOCKS[text])
    assert read(text).no_clock is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7/10",
        "7 out of 10",
        "pain is 7",
        "7.5",
        "10.5",
        "7 seconds",
        "3 years",
        "since 5 days",
        "2 times a day",
        "on 7/11",
        "the 7th",
        "$7.30",
        "in 7",
        "in 2 hours",
        "2 hours",
        "point 2",
        "i am 45",
        "at 7 years old",
        "at one side",
        "every 2 hours",
        "2moro morning remind me",
        "my hip hurts on 3 of 5 days when i walk up the stairs",
    ],
)
def test_another_number_is_no_time_of_day(text: str) -> None:
    assert read(text).clock is None
    assert read(text).no_clock is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25:00", "25:00"),
        ("remind me at 25:00", "25:00"),
        ("7:75", "7:75"),
        ("24:30", "24:30"),
        ("9:60", "9:60"),
        ("9:99pm", "9:99pm"),
        ("7:5", "7:5"),
        ("15am", "15am"),
        ("at 25", "25"),
        ("25", "25"),
        ("2500", "2500"),
    ],
)
def test_a_time_that_cannot_be_is_named(text: str, said: str) -> None:
    assert read(text).clock is None
    assert read(text).no_clock == said


AFTER = {
    "in 2 hours": 2 * HOUR,
    "in two hours": 2 * HOUR,
    "in 2h": 2 * HOUR,
    "in 2 hrs": 2 * HOUR,
    "in an hour": HOUR,
    "in an hours time": HOUR,
    "in half an hour": 30 * MINUTE,
    "in a half hour": 30 * MINUTE,
    "in an hour and a half": 90 * MINUTE,
    "in one and a half hours": 90 * MINUTE,
    "in 2 and a half hours": 150 * MINUTE,
    "in 1.5 hours": 90 * MINUTE,
    "in a quarter of an hour": 15 * MINUTE,
    "in a couple of hours": 2 * HOUR,
    "in 1 hour 20 minutes": 80 * MINUTE,
    "in one hour and 20 min": 80 * MINUTE,
    "in twenty five minutes": 25 * MINUTE,
    "in 20 min": 20 * MINUTE,
    "in 20m": 20 * MINUTE,
    "in about 20 mins": 20 * MINUTE,
    "in the next 10 minutes": 10 * MINUTE,
    "in 45 secs": timedelta(seconds=45),
    "in 2 days": timedelta(days=2),
    "in a week": timedelta(weeks=1),
    "after 30 mins": 30 * MINUTE,
    "an hour from now": HOUR,
    "half an hour from now": 30 * MINUTE,
    "remind me 20 minutes later": 20 * MINUTE,
    "2 hours of work, 20 minutes later": 20 * MINUTE,
    "snooze for 10 minutes": 10 * MINUTE,
    "snooze 1 hour": HOUR,
    "poke me in 2 hours": 2 * HOUR,
}


@pytest.mark.parametrize("text", AFTER)
def test_a_length_of_time_from_now(text: str) -> None:
    reading = read(text)
    assert reading.when == When(after=AFTER[text])
    assert (reading.clock, reading.number) == (None, None)


@pytest.mark.parametrize(
    "text", ["in 0 minutes", "in 99999999999 weeks", "in 9999 weeks", "in a bit", "in hours", "for 2 hours", "in 20"]
)
def test_what_is_no_length_of_time_is_none(text: str) -> None:
    assert read(text).when is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("remind me at 7 i cant pee", "cauda-equina"),
        ("remind me tomorrow i have chest pain", "chest-pain"),
        ("every day at 7 both my legs are numb", "both-legs"),
        ("stop reminding me, i cant pee", "cauda-equina"),
        ("at 7pm my calf was hot and swollen", "dvt"),
        ("at 7 years old", "under-18"),
    ],
)
def test_no_time_hides_a_red_flag(text: str, flag: str) -> None:
    assert flag in [found.id for found in read(text).flags]


@pytest.mark.parametrize(
    "text", ["12am", "12:30", "13:00", "17.00", "every morning at 7", "remind me every night at 10"]
)
def test_a_time_alone_raises_no_doubt(text: str) -> None:
    reading = read(text)
    assert (reading.flags, reading.doubtful, reading.topic) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("about 7", 7),
        ("around 7ish", 7),
        ("its at 7", 7),
        ("still at 6", 6),
        ("im at 7", 7),
        ("pain at 7", 7),
        ("its 7 in the morning", 7),
        ("5 to 8", 8),
        ("at 8 the pain was 6", 6),
        ("pain 7, remind me tomorrow", 7),
        ("at 7", None),
        ("7pm", None),
        ("7:30", None),
        ("25:00", None),
        ("7 in the morning", None),
        ("quarter to 8", None),
        ("tomorrow 7", None),
        ("remind me 7", None),
    ],
)
def test_a_time_is_no_pain_score_and_a_bare_number_is_both(text: str, number: int | None) -> None:
    assert read(text).number == number


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_is_read_in_every_way_of_writing_it(hour: int, minute: int) -> None:
    at = time(hour, minute)
    half = f"{at:%I:%M %p}"
    written = (f"{at:%H:%M}", f"at {hour}:{minute:02}", f"{at:%H%M}", f"{at:%H.%M}", half, half.lower().lstrip("0"))
    assert {text: read(text).clock for text in written} == dict.fromkeys(written, at)


WORDS = "at in every day 7 7:30 25 half quarter past to one an hour and a pm minutes tomorrow noon zero . ,"


@given(st.lists(st.sampled_from(sorted(WORDS.split()))))
def test_any_words_of_time_have_a_reading(words: list[str]) -> None:
    when = read(" ".join(words)).when
    assert when is None or when.after is None or when.after > timedelta(0)
