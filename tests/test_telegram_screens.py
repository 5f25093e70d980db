"""A screen becomes a message that Telegram takes, whatever stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.screens import (
    MAX_UNITS,
    Page,
    callback_data,
    fingerprint,
    page,
    read_callback_data,
    stop_keyboard,
    utf16_units,
)
from dialogs.screen import Button, Countdown, Moment, Screen
from tests.botapi.entities import parse_html

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)
UNIX = 1795341600


def drawn(screen: Screen) -> Page:
    return page(screen, 7, NOW)


def countdown(seconds: float, words: str = "60 seconds") -> Countdown:
    return Countdown(NOW + timedelta(seconds=seconds), words, "Ends")


def test_the_order_is_notice_title_body_countdown_footer() -> None:
    screen = Screen("Hold", ("Press.", "Breathe."), notice=("An answer.",), footer="S57", countdown=countdown(30))
    assert drawn(screen).html == (
        "An answer.\n\n<b>Hold</b>\n\nPress.\n\nBreathe.\n\n"
        f'Ends <tg-time unix="{UNIX + 30}" format="r">60 seconds</tg-time>\n\n<i>S57</i>'
    )
    assert drawn(screen).plain == "An answer.\n\nHold\n\nPress.\n\nBreathe.\n\nEnds 60 seconds\n\nS57"


def test_nothing_is_taken_for_markup() -> None:
    nasty = "a < b & c > d <i>\"'&amp;"
    screen = Screen(nasty, (nasty,), notice=(nasty,), footer=nasty, countdown=Countdown(NOW, nasty, nasty))
    assert parse_html(drawn(screen).html).text == drawn(screen).plain
    assert drawn(screen).plain.count(nasty) == 6


def test_a_long_phase_also_says_the_time_of_its_end() -> None:
    html = drawn(Screen("Hold", countdown=countdown(60))).html
    assert f'(<tg-time unix="{UNIX + 60}" format="T">10:01:00 UTC</tg-time>)' in html
    assert "10:01:00 UTC" in drawn(Screen("Hold", countdown=countdown(60))).plain


def test_a_short_phase_does_not() -> None:
    assert 'format="T"' not in drawn(Screen("Hold", countdown=countdown(59))).html


def test_the_end_is_the_next_whole_second() -> None:
    assert f'unix="{UNIX + 31}"' in drawn(Screen("Hold", countdown=countdown(30.01))).html
    assert f'unix="{UNIX + 30}"' in drawn(Screen("Hold", countdown=countdown(30))).html


def test_the_end_may_be_told_as_a_time_of_day() -> None:
    made = drawn(Screen("Hold", countdown=replace(countdown(90), style="clock")))
    assert made.html.endswith(f'Ends <tg-time unix="{UNIX + 90}" format="T">60 seconds</tg-time>')
    assert made.plain.endswith("Ends 60 seconds")


def test_too_much_is_cut_from_the_end_of_the_body() -> None:
    screen = Screen("Title", ("first " * 400, "second " * 400, "third " * 400), footer="S57", countdown=countdown(30))
    plain = drawn(screen).plain
    assert utf16_units(plain) <= MAX_UNITS
    assert plain.startswith("Title\n\nfirst first")
    assert "third" not in plain
    assert "…\n\nEnds 60 seconds\n\nS57" in plain


def test_what_fits_exactly_stays_whole() -> None:
    screen = Screen("T", ("x" * (MAX_UNITS - 3),))
    assert drawn(screen).plain == "T\n\n" + "x" * (MAX_UNITS - 3)


words = st.text(alphabet="a💪&<\n é", max_size=3000)


@given(title=words, body=st.lists(words, max_size=4), notice=st.lists(words, max_size=2), footer=words)
def test_every_screen_fits_and_keeps_its_countdown(title: str, body: list[str], notice: list[str], footer: str) -> None:
    screen = Screen(title, tuple(body), notice=tuple(notice), footer=footer, countdown=countdown(90))
    made = drawn(screen)
    assert utf16_units(made.plain) <= MAX_UNITS
    assert "Ends 60 seconds (10:01:30 UTC)" in made.plain
    assert made.html.count("<tg-time") == 2


def test_a_moment_is_shown_by_the_phone_in_its_own_zone_and_language() -> None:
    screen = Screen("Reminders", ("First", Moment("Next <one>:", NOW, "22.11. 10:00")))
    assert drawn(screen).html == (
        f'<b>Reminders</b>\n\nFirst\n\nNext &lt;one&gt;: <tg-time unix="{UNIX}" format="wDt">22.11. 10:00</tg-time>'
    )
    assert drawn(screen).plain == "Reminders\n\nFirst\n\nNext <one>: 22.11. 10:00"


def test_a_moment_too_much_goes_whole() -> None:
    screen = Screen("T", ("x" * (MAX_UNITS - 10), Moment("Next:", NOW, "22.11. 10:00")))
    assert "Next" not in drawn(screen).plain


def test_buttons_carry_turn_action_and_colour() -> None:
    rows = ((Button("Go", "go", "main"), Button("Left", "side:left")), (Button("Delete", "delete", "danger"),))
    assert drawn(Screen("T", buttons=rows)).keyboard == {
        "inline_keyboard": [
            [
                {"text": "Go", "callback_data": "7:go", "style": "success"},
                {"text": "Left", "callback_data": "7:side:left"},
            ],
            [{"text": "Delete", "callback_data": "7:delete", "style": "danger"}],
        ]
    }


def test_a_screen_without_buttons_has_no_keyboard() -> None:
    assert drawn(Screen("T")).keyboard is None


def test_the_longest_action_in_the_latest_turn_fits() -> None:
    assert len(callback_data(10**15, "x" * 48).encode()) <= 64


@given(turn=st.integers(0, 10**18), action=st.from_regex(r"[a-z][a-z0-9:-]{0,47}", fullmatch=True))
def test_callback_data_is_read_back(turn: int, action: str) -> None:
    assert read_callback_data(callback_data(turn, action)) == (turn, action)


@given(st.one_of(st.none(), st.text(), st.from_regex(r"[0-9a-z_+]{0,80}:.{0,80}")))
def test_forged_callback_data_never_raises(data: str | None) -> None:
    parsed = read_callback_data(data)
    assert parsed is None or (parsed[0] >= 0 and parsed[1])


@pytest.mark.parametrize("data", [None, "", ":", "7:", ":go", "7", "-1:go", "1_0:go", "٣:go", "7:go\n", "zz zz:go"])
def test_what_no_button_carries_is_nothing(data: str | None) -> None:
    assert read_callback_data(data) is None


def test_the_stop_key_is_tall_and_stays() -> None:
    assert stop_keyboard("STOP").to_dict() == {"keyboard": [[{"text": "STOP"}]], "is_persistent": True}


def test_fingerprints_tell_screens_and_turns_apart() -> None:
    screen = Screen("T", ("body",))
    assert fingerprint(screen, 1) == fingerprint(Screen("T", ("body",), alert=True), 1)
    assert len({fingerprint(screen, 1), fingerprint(screen, 2), fingerprint(Screen("T", ("bodY",)), 1)}) == 3
