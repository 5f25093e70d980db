"""Several users in the middle of the same routine, each one second behind the other."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dialogs.guide import Guide
from tests.bench.people import copies, keep, newcomer
from tests.botapi import BotApi, Message, User

WORD = "start"
PHASES = ("Get ready", "Hold 1 of", "Rest: 1 of", "Hold 2 of", "How is the")
"""How the messages begin that a first session brings by itself, up to the first question."""
AWAY = "I was away"
GO_ON = "Go on"


async def crowd(server: BotApi, folder: Path, guide: Guide, count: int) -> list[User]:
    """Their sessions are at the set-up card, in the database of a program that is not started yet."""
    sessions = copies(newcomer(guide, datetime.now(UTC)).session, count)
    await keep(folder, guide, sessions)
    users = [server.user(session.chat) for session in sessions]
    for chat in server.world.chats.values():
        chat.started = True
    return users


def heard(user: User) -> list[str]:
    """The beginnings of the messages with a sound."""
    return [message.content.split("\n")[0] for message in user.all_messages if not message.silent]


def is_over(user: User) -> bool:
    return any(line.startswith(PHASES[-1]) for line in heard(user))


async def carry_on(user: User) -> None:
    """Presses what the bot asks for after it was away, until the first question is there."""
    pressed: set[int] = set()
    while not is_over(user):
        for message in user.messages:
            if message.id not in pressed and _asks(message):
                pressed.add(message.id)
                user.tap(GO_ON, message.id)
        await asyncio.wait_for(user.wait_until(lambda: is_over(user) or _asked_anew(user, pressed), 60), 60)


def _asks(message: Message) -> bool:
    return AWAY in message.content and GO_ON in message.labels


def _asked_anew(user: User, pressed: set[int]) -> bool:
    return any(_asks(message) and message.id not in pressed for message in user.messages)


def faults(user: User, interruptions: int, unknowable: int = 0) -> list[str]:
    """What went wrong for one user: cues doubled, cues lost without a word, more than one word for one interruption.

    `unknowable`: cues of which nobody can tell whether they arrived, and which are not sent twice for that reason.
    """
    lines = heard(user)
    away = sum(AWAY in line for line in lines)
    found = [f"{phase!r} came again" for phase in _doubled(lines)]
    missing = [phase for phase in PHASES if not any(line.startswith(phase) for line in lines)]
    if len(missing) > away + unknowable:
        found.append(f"{missing} never came, and it was owned up to {away} times")
    if away > interruptions:
        found.append(f"away {away} times in {interruptions} interruptions")
    return [f"{user.id}: {line}; heard {lines}" for line in found]


def _doubled(lines: Sequence[str]) -> Iterator[str]:
    """Phases that came twice, though the bot had not been away in between: after that a phase may begin once more."""
    since_away: set[str] = set()
    for line in lines:
        if AWAY in line:
            since_away.clear()
        for phase in PHASES[:-1]:
            if line.startswith(phase):
                if phase in since_away:
                    yield phase
                since_away.add(phase)
