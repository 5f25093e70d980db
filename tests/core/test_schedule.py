"""When reminders come: on whatever clock, whatever the user answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import clock
from dialogs.guide import Guide
from dialogs.reminding import Due, Reminding
from dialogs.schedule import PATIENCE, arrange
from dialogs.session import State
from dialogs.turn import NUDGE, REMINDER
from tests.chat import Chat
from tests.core import lives

ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago")
ANSWERS = ("", "", "skip-day", "snooze:60", "snooze:evening", "sore:2", "sore:7", "review:same", "begin:session")
DAYS = 40


@pytest.fixture(scope="module")
def done(guide: Guide) -> Chat:
    """Right after the first session, at home."""
    return lives.just_done(guide)


def reminded(done: Chat, zone: str, kinds: str, **given: object) -> Chat:
    """With the reminders on, as the page of the reminders would leave them."""
    reminding = replace(Reminding(zone=zone, kinds=frozenset(kinds.split())), **given)  # type: ignore[arg-type]
    session, _ = arrange(
        done.session, replace(done.session, reminding=reminding), (), done.guide.content.protocol, done.now
    )
    return Chat(done.guide, session=session, now=done.now)


def coming(chat: Chat, answers: Iterator[str]) -> Iterator[tuple[datetime, str]]:
    """What comes by itself over some weeks, and when; each is answered with the next answer that it offers. What was
    put off by the user is not told: it comes when they said."""
    end = chat.now + timedelta(days=DAYS)
    while REMINDER in chat.timers and chat.timers[REMINDER].at < end:
        snoozed = chat.session.remind == chat.session.reminding.snoozed
        chat.wait(REMINDER)
        if chat.session.reminder is not None:
            if not snoozed:
                yield chat.now, chat.session.reminder
            answer = next(answers)
            if answer in chat.actions:
                chat.tap(answer)
            if chat.session.reminder == "bruise":
                chat.tap("bruise:no")
            if chat.state is not State.HOME:
                chat.command("start")


@pytest.mark.parametrize("early", [0, 0.04])
def test_what_is_not_answered_comes_again_after_two_days_though_its_timer_fired_early(done: Chat, early: float) -> None:
    chat = reminded(done, "UTC", "session")
    due = chat.timers[REMINDER].at
    chat.wait_late(-early, REMINDER)

    assert chat.session.reminder == "session"
    assert chat.timers[REMINDER].at.date() == (due + timedelta(days=2)).date()


def test_two_reminders_for_one_instant_both_come(done: Chat) -> None:
    evening = done.now.replace(hour=19, minute=0, second=0, microsecond=0)
    chat = reminded(done, "UTC", "session stretch", stretch_at=time(19), snoozed=Due("session", evening))
    came = []
    for _ in range(2):
        chat.wait(REMINDER)
        came.append((chat.session.reminder, chat.now.date()))

    assert sorted(came) == [("session", evening.date()), ("stretch", evening.date())]


def test_a_reminder_at_midnight_comes_once_though_its_timer_fired_early(done: Chat) -> None:
    chat = reminded(done, "UTC", "stretch", stretch_at=time(0))
    due = chat.timers[REMINDER].at
    chat.wait_late(-0.04, REMINDER)

    assert chat.session.reminder == "stretch"
    assert chat.timers[REMINDER].at == due + timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    answers=st.lists(st.sampled_from(ANSWERS), min_size=4, max_size=12),
    stretch=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_at_most_one_a_day_and_none_at_night(done: Chat, zone: str, answers: list[str], stretch: time | None) -> None:
    kinds = "session check-in review" + (" stretch" if stretch else "")
    chat = reminded(done, zone, kinds, stretch_at=stretch)
    days = []
    endless = (answer for _ in range(1000) for answer in answers)
    for at, kind in coming(chat, endless):
        wall = clock.local(at, zone)
        days.append(wall.date())
        assert kind == "stretch" or not clock.in_quiet(at, zone, time(22), time(8)), wall
        if kind == "stretch" and stretch and clock.exists(wall.date(), stretch, zone):
            assert wall.time() == stretch

    assert days
    assert len(days) == len(set(days))


@given(ignored=st.integers(0, 30))
def test_after_every_three_without_an_answer_they_come_half_as_often(done: Chat, ignored: int) -> None:
    chat = reminded(done, "UTC", "stretch", stretch_at=time(12), sent_at=done.now, ignored=ignored)

    assert chat.session.remind is not None
    days = (chat.session.remind.at.date() - done.now.date()).days
    assert days == 2 ** (ignored // PATIENCE)


def test_the_weightier_of_two_on_one_day_is_sent_and_the_other_the_day_after(done: Chat) -> None:
    chat = reminded(done, "UTC", "session check-in stretch", stretch_at=time(8))

    sent = [kind for _, kind in coming(chat, iter(["sore:1", "", "", *[""] * 50]))]

    assert sent[:3] == ["check-in", "session", "stretch"]


@pytest.mark.parametrize(("sessions", "hours"), [(1, 48), (3, 48), (5, 24)])
def test_every_other_day_in_the_first_week_then_daily(guide: Guide, sessions: int, hours: int) -> None:
    chat = lives.regular(guide, sessions - 1) if sessions > 1 else lives.in_place(guide)
    lives.finish((chat.tap("same").tap("none").tap("score:5") if sessions > 1 else chat).tap("go"))
    began = chat.session.started_at

    assert f"about {hours} hours" in chat.words
    chat = reminded(chat, "UTC", "session")
    assert began is not None
    assert chat.session.remind is not None
    assert chat.session.remind.at == began + timedelta(hours=hours)


def test_daily_only_after_mild_soreness_where_it_is_asked_for(guide: Guide) -> None:
    chat = reminded(lives.finish(lives.regular(guide, 4).tap("same").tap("none").tap("score:5").tap("go")), "UTC",
                    "session check-in")  # fmt: skip
    chat.wait(REMINDER)
    chat.tap("sore:1").tap("bruise:no")

    assert chat.session.started_at is not None
    assert chat.session.remind is not None
    assert chat.session.remind.at.date() == (chat.now + timedelta(days=1)).date()


def test_what_was_due_while_the_bot_was_away_is_not_sent_hours_later(done: Chat) -> None:
    chat = reminded(done, "UTC", "check-in")
    chat.wait_late(3 * 3600, REMINDER)

    assert chat.session.reminder is None
    assert chat.timers[REMINDER].at > chat.now


def test_a_little_late_is_better_than_not_at_all(done: Chat) -> None:
    chat = reminded(done, "UTC", "check-in")
    chat.wait_late(600, REMINDER)

    assert chat.session.reminder == "check-in"


def test_a_clock_that_was_set_back_waits_for_the_same_instant(done: Chat) -> None:
    chat = reminded(done, "UTC", "check-in")
    due = chat.timers[REMINDER].at
    chat.fire(REMINDER, at=due - timedelta(hours=1))

    assert chat.session.reminder is None
    chat.wait(REMINDER)
    assert chat.session.reminder == "check-in"


def test_at_another_speed_the_lengths_shrink_and_the_night_is_no_hindrance(done: Chat) -> None:
    session = replace(done.session, tempo=60.0, reminding=Reminding(zone="UTC", kinds=frozenset({"session"})))
    began = session.results[-1].started_at
    arranged, _ = arrange(done.session, session, (), done.guide.content.protocol, done.now)

    assert arranged.remind is not None
    assert arranged.remind.at == began + timedelta(hours=48) / 60


def test_at_another_speed_a_reminder_waits_until_the_routine_is_over_not_from_instant_to_instant(guide: Guide) -> None:
    chat = lives.reminded(lives.just_done(guide)).tempo(60)
    chat.later(minutes=(chat.timers[REMINDER].at - chat.now) / timedelta(minutes=1) - 3)
    lives.again(chat.command("start")).tap("pause")

    began = chat.session.started_at
    chat.wait(REMINDER)

    assert chat.session.reminder is not None
    assert began is not None
    assert chat.now == began + timedelta(hours=6) / 60


def test_who_blocked_the_bot_gets_no_reminder_until_there_is_a_sign_of_life(done: Chat) -> None:
    chat = reminded(done, "UTC", "check-in session stretch", stretch_at=time(12))
    chat.block()
    assert chat.timers == {}

    chat.command("start")
    assert REMINDER in chat.timers


def test_nobody_who_was_sent_to_a_clinician_is_asked_to_press(done: Chat) -> None:
    chat = reminded(done, "UTC", "session stretch review", stretch_at=time(12))
    chat.say("remind me tomorrow evening").say("both my legs are numb")

    assert chat.timers == {}


def test_nudges_end_when_the_quiet_hours_begin(done: Chat) -> None:
    chat = reminded(done, "UTC", "")
    chat.command("reminders").tap("switch:nudge")
    times = []
    while NUDGE in chat.timers:
        chat.wait(NUDGE)
        times.append(chat.now.time())

    assert times
    assert max(times) < time(22)


def test_a_timer_that_nothing_waits_for_changes_nothing(done: Chat) -> None:
    for kind in (REMINDER, NUDGE, "unknown"):
        before = done.session
        assert Chat(done.guide, session=before, now=done.now).fire(kind).session == before


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    stretch=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    passed=st.integers(0, 20 * 24),
)
def test_the_times_on_the_page_are_those_that_come(done: Chat, zone: str, stretch: time, passed: int) -> None:
    """One for each kind, each on a day of its own; the first three, after which they come half as often."""
    later = Chat(done.guide, session=done.session, now=done.now + timedelta(hours=passed))
    chat = reminded(later, zone, "session check-in review stretch", stretch_at=stretch)
    told = {due.kind: due.at for due in chat.session.dues}
    days = [clock.local(at, zone).date() for at in told.values()]
    came: dict[str, datetime] = {}
    for at, kind in islice(coming(chat, repeat("")), PATIENCE):
        came.setdefault(kind, at)

    assert len(days) == len(set(days))
    assert came
    assert all(abs(told[kind] - at) < timedelta(seconds=1) for kind, at in came.items())  # type: ignore[index]


def test_a_named_time_comes_in_place_of_the_usual_one_of_its_day(done: Chat) -> None:
    usual = reminded(done, "UTC", "session").timers[REMINDER].at
    named = usual + timedelta(hours=6)
    chat = reminded(done, "UTC", "session", once_at=named)

    assert chat.timers[REMINDER].at == named
    assert chat.wait(REMINDER).session.reminder == "session"
    assert chat.timers[REMINDER].at.date() > named.date()
