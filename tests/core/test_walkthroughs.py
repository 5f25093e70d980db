"""Conversations from beginning to end, written down so that a physiotherapist can read them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field

from content.documents import Folder
from dialogs.events import Refusal
from dialogs.guide import Guide
from dialogs.turn import NUDGE, REMINDER, STEP
from tests.chat import Chat
from tests.core import lives

FOLDER = Path(__file__).parent.parent / "walkthroughs"
UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "days": "days"}
HEARD = ("no", "once", "twice")
CLOCKS = {"counts down": "counts", "time of day": "clock"}


class Walkthrough(BaseModel):
    """`begin`: how far the chat has come; `taps`: at most so many presses; `steps`: one word and what it is about."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str
    begin: str = "new"
    taps: int | None = None
    steps: list[dict[str, str | None]] = Field(min_length=1)


def walkthroughs() -> list[tuple[str, Walkthrough]]:
    folder = Folder(FOLDER)
    found = [
        (f"{path.stem}: {walk.title}", walk)
        for path in sorted(FOLDER.glob("*.yaml"))
        for walk in folder.parse(path.name, list[Walkthrough]) or ()
    ]
    assert not folder.problems, "\n".join(map(str, folder.problems))
    return found


REFUSALS: Mapping[str, Refusal] = {refusal: refusal for refusal in get_args(Refusal)}
WALKTHROUGHS = walkthroughs()


@pytest.mark.parametrize("walk", [walk for _, walk in WALKTHROUGHS], ids=[name for name, _ in WALKTHROUGHS])
def test_walkthrough(guide: Guide, walk: Walkthrough) -> None:
    chat = beginning(guide, walk.begin)
    chat.taps = 0
    for number, step in enumerate(walk.steps, start=1):
        try:
            ((word, value),) = step.items()
            WORDS[word](chat, value or "")
        except Exception as error:
            error.add_note(f"step {number}: {step}\nin {chat.state}, the screen was:\n{chat.words}")
            raise
    assert walk.taps is None or chat.taps <= walk.taps, f"{chat.taps} taps"


def test_walkthroughs_are_kept_in_this_folder() -> None:
    assert {name.partition(":")[0] for name, _ in WALKTHROUGHS} == {path.stem for path in FOLDER.iterdir()}


def beginning(guide: Guide, name: str) -> Chat:
    """'new', 'screened', 'could fit', 'set-up', 'first hold', 'at the check', 'reminded', 'after 3 sessions'."""
    if sessions := re.fullmatch(r"after (\d+) sessions?", name):
        return lives.regular(guide, int(sessions[1]))
    kinds: Mapping[str, Callable[[Guide], Chat]] = {
        "new": Chat,
        "screened": lives.screened,
        "could fit": lives.located,
        "set-up": lives.in_place,
        "first hold": lives.pressing,
        "at the check": at_the_check,
        "reminded": lambda guide: lives.reminded(lives.just_done(guide)),
    }
    return kinds[name](guide)


def at_the_check(guide: Guide) -> Chat:
    return lives.pressing(guide).wait_all()


def send_file(chat: Chat, value: str) -> None:
    """'of 3 sessions': what /data gave somebody with that many, or why the file cannot be taken over."""
    sessions = re.fullmatch(r"of (\d+) sessions?", value)
    if sessions:
        chat.send_file(lives.regular(chat.guide, int(sessions[1])))
    else:
        chat.send_other_file(REFUSALS[value])


def gets(chat: Chat, value: str) -> None:
    """The files that came since the last time anybody looked, such as 'chart', or 'nothing'."""
    came, chat.files = ", ".join(chat.files), []
    assert (came or "nothing") == value


def kept(chat: Chat, value: str) -> None:
    """Rows of history by kind: '3 session, 1 referral', or 'nothing'."""
    kinds = Counter(str(row["kind"]) for row in chat.history.values())
    assert ", ".join(f"{count} {kind}" for kind, count in kinds.items()) == value.replace("nothing", "")


def length(value: str) -> dict[str, float]:
    """'12 s', '7 h', '20 days'."""
    number, unit = value.split()
    return {UNITS[unit]: float(number)}


def wait(chat: Chat, value: str) -> None:
    if value == "all":
        chat.wait_all()
    elif value in {REMINDER, NUDGE}:
        chat.wait(value)
    elif value[:1].isdigit():
        chat.later(**length(value))
    else:
        chat.wait_for(value)


def see(chat: Chat, value: str) -> None:
    assert value in chat.words


def not_see(chat: Chat, value: str) -> None:
    assert value not in chat.words


def in_state(chat: Chat, value: str) -> None:
    assert chat.state == value


def ends_in(chat: Chat, value: str) -> None:
    """What is left of the running step."""
    assert chat.session.step_ends_at is not None
    left = (chat.session.step_ends_at - chat.now).total_seconds()
    assert left == float(value.removesuffix(" s")), f"{left} s"


def nothing_runs(chat: Chat, _: str) -> None:
    assert STEP not in chat.timers
    assert chat.session.step_ends_at is None


def first(chat: Chat, value: str) -> None:
    """The first button, and the main one."""
    button = chat.screen.buttons[0][0]
    assert (button.label, button.style) == (value, "main")


def is_heard(chat: Chat, value: str) -> None:
    """'no', 'once', 'twice'."""
    assert chat.screen.alert * chat.screen.rings == HEARD.index(value)


def clock(chat: Chat, value: str) -> None:
    """'counts down', 'time of day'."""
    assert chat.screen.countdown is not None
    assert CLOCKS[value] == chat.screen.countdown.style


def ignored(chat: Chat, value: str) -> None:
    """Reminders in a row that nobody answered."""
    assert chat.session.reminding.ignored == int(value)


def late(chat: Chat, value: str) -> None:
    """The signal comes so much too late: the server was down."""
    chat.wait_late(float(value.removesuffix(" s")))


def again(chat: Chat, _: str) -> None:
    """The signal of the step before comes a second time."""
    chat.fire(STEP, turn=chat.session.entered - 1)


WORDS: Mapping[str, Callable[[Chat, str], object]] = {
    "tap": lambda chat, value: chat.tap(value),
    "old tap": lambda chat, value: chat.tap_old(value),
    "say": lambda chat, value: chat.say(value),
    "command": lambda chat, value: chat.command(value),
    "send file": send_file,
    "gets": gets,
    "kept": kept,
    "send": lambda chat, value: chat.send(value),
    "restart": lambda chat, _: chat.restart(),
    "blocked": lambda chat, _: chat.block(),
    "wait": wait,
    "late": late,
    "signal again": again,
    "see": see,
    "first": first,
    "not-see": not_see,
    "state": in_state,
    "ends in": ends_in,
    "nothing runs": nothing_runs,
    "heard": is_heard,
    "ignored": ignored,
    "clock": clock,
}
