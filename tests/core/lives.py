"""Chats that have come some way already."""

from datetime import timedelta

from dialogs.guide import Guide
from dialogs.session import State
from dialogs.turn import NUDGE, REMINDER
from tests.chat import Chat

PAUSE = timedelta(days=2)


def agreed(guide: Guide) -> Chat:
    """Consented, at the first safety question."""
    return Chat(guide).tap("agree")


def at_question(guide: Guide, number: int) -> Chat:
    chat = agreed(guide)
    for _ in range(number):
        chat.tap("none")
    return chat


def screened(guide: Guide) -> Chat:
    """All four questions answered with none of these: where does it hurt?"""
    chat = agreed(guide)
    for _ in guide.content.questions:
        chat.tap("none")
    return chat


def located(guide: Guide, zone: str = "buttock-mid", side: str = "left", score: int = 6) -> Chat:
    """At what could fit."""
    return screened(guide).tap(f"zone:{zone}").tap("placed").tap(f"side:{side}").tap(f"score:{score}")


def in_place(guide: Guide, point: str = "gmed-middle", tool: str = "ball") -> Chat:
    """At the set-up card, before the first session."""
    return located(guide).tap("find").tap(f"point:{point}").tap(f"tool:{tool}")


def pressing(guide: Guide) -> Chat:
    """In the middle of the first hold ever."""
    chat = in_place(guide).tap("go").wait()
    assert chat.step is not None
    assert chat.step.kind == "hold"
    return chat


def longest(guide: Guide) -> Chat:
    """In a hold that may get no longer."""
    chat = pressing(guide)
    while chat.session.length is not None and chat.session.length < guide.content.protocol.longest_hold.value:
        chat.tap("more")
    return chat


def at_second(guide: Guide) -> Chat:
    """Asked whether a second spot is wanted, after the check of the first."""
    chat = regular(guide, 3).tap("same").tap("none").tap("score:5").tap("go")
    while chat.is_running:
        chat.wait()
    return chat


def stopped(guide: Guide, hours: int) -> Chat:
    """At home, a session left unfinished so many hours ago."""
    return pressing(guide).command("stop").later(hours=hours)


def below_the_knee(guide: Guide) -> Chat:
    """Screened, with a place that fits and one that rules the tool out."""
    return screened(guide).tap("zone:buttock-upper").tap("zone:buttock-mid").tap("zone:calf-shin")


def last_stretch(guide: Guide) -> Chat:
    """In the last step of a routine."""
    chat = pressing(guide)
    while chat.session.step + 1 < len(chat.session.plan):
        if chat.is_running:
            chat.wait()
        else:
            chat.tap("score:3")
    return chat


def thinned(guide: Guide) -> Chat:
    """At what could fit, pressing ruled out, hours after the questions."""
    return located(guide).say("i take warfarin").later(hours=7)


def worn(guide: Guide) -> Chat:
    """At the set-up card, for a spot that had all its minutes today."""
    chat = regular(guide, 4)
    for _ in range(2):
        finish(chat.tap("same").tap("none").tap("score:5").tap("go")).tap("home")
    return chat.tap("same").tap("none").tap("score:5")


def reminded(chat: Chat) -> Chat:
    """From the menu to the page of the reminders, with those of the course on; in London."""
    return chat.tap("reminders").tap("switch:session").tap(f"clock:{chat.now:%H:%M}").tap("city:Europe/London")


def reminding(guide: Guide, kind: str) -> Chat:
    """At the page of the reminders, one of this kind having come."""
    chat = reminded(just_done(guide))
    for other in {"session", "check-in", "review"} - {kind}:
        chat.tap(f"switch:{other}")
    if kind == "stretch":
        chat.tap("switch:stretch").tap("at:12:00")
    elif kind == "nudge":
        chat.tap("switch:nudge")
    return chat.wait(NUDGE if kind == "nudge" else REMINDER)


def long_ago(guide: Guide) -> Chat:
    """Reminded of the session when the full safety questions are due again."""
    chat = reminding(guide, "session").tap("home")
    return chat.later(days=20)


def finish(chat: Chat, score: int = 3) -> Chat:
    """Let a started routine run to its summary."""
    while chat.state is not State.SUMMARY:
        if chat.is_running:
            chat.wait()
        else:
            chat.tap("enough" if chat.state is State.SECOND else f"score:{score}")
    return chat


def just_done(guide: Guide) -> Chat:
    """At home, right after the first session."""
    return finish(in_place(guide).tap("go")).tap("home")


def again(chat: Chat) -> Chat:
    """Another session as the last one, up to its plan."""
    chat.tap("same")
    while "none" in chat.actions:
        chat.tap("none")
    return chat.tap("score:5").tap("go")


def regular(guide: Guide, sessions: int) -> Chat:
    """At home, after so many sessions with the ball, one every other day."""
    chat = finish(in_place(guide).tap("go"))
    for _ in range(sessions - 1):
        chat.tap("home").later(seconds=PAUSE.total_seconds())
        chat.tap("same")
        while "none" in chat.actions:
            chat.tap("none")
        finish(chat.tap("score:5").tap("go"))
    return chat.tap("home").later(seconds=PAUSE.total_seconds())
