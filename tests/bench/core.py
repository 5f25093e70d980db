"""One turn in the pure core, and what has to be ready before the first one."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from typing_extensions import override

from content.loader import load
from dialogs.engine import advance
from dialogs.events import Command, Event, Text
from dialogs.guide import Guide
from dialogs.session import Session, State
from dialogs.views import view
from tests.bench.people import proceed
from tests.bench.table import Row, spread
from tests.chat import Chat

ROUNDS = 50
LOADS = 7

SAID = {
    State.LOCATION: ("it hurts on the outside of my left hip", "the upper buttock, near the crest", "my whole back"),
    State.INTENSITY: ("about a six I guess", "what does that number mean?"),
    State.FIND: ("how do I know that I am on the right spot?", "the one in the middle"),
    State.POSITION: ("can I use a tennis ball instead?", "is it ok to do this when pregnant?", "I am ready"),
    State.ROUTINE: ("how hard should i press?", "it is an 8 now", "my foot has gone numb", "pause", "lol nice"),
    State.SUMMARY: ("when can I do it again?", "thank you so much", "I still have some pain in the buttock"),
}
"""Messages by the place where they may be said; measured there, each by itself."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn to be taken again."""

    session: Session
    event: Event
    now: datetime


class Recorded(Chat):
    """Notes its turns, and what could have been said on the way."""

    def __init__(self, guide: Guide) -> None:
        self.turns: list[Taken] = []
        self.texts: dict[tuple[State, str], Taken] = {}
        super().__init__(guide)

    @override
    def handle(self, event: Event) -> Chat:
        if not isinstance(event, Command):
            self.turns.append(Taken(self.session, event, self.now))
        for text in SAID.get(self.state, ()):
            self.texts.setdefault((self.state, text), Taken(self.session, Text(text), self.now))
        return super().handle(event)


def record(guide: Guide) -> Recorded:
    """A first session and the next one, whole."""
    chat = Recorded(guide)
    proceed(chat, State.SUMMARY)
    chat.later(days=2)
    chat.command("start")
    proceed(chat, State.SUMMARY)
    chat.command("start")
    return chat


def microseconds(guide: Guide, taken: Taken) -> float:
    """`advance` and `view` of one turn: the median of many."""

    def turn() -> None:
        session, _ = advance(taken.session, taken.event, guide, taken.now)
        view(session, guide)

    return median(timed(turn, ROUNDS)) * 1e6


def timed(call: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return seconds


def rows() -> list[Row]:
    """Both: the start is paid once, every turn by somebody who waits."""
    gc.disable()  # as the program does while it starts, and as timeit does
    content = load()
    guide = Guide.of(content)
    chat = record(guide)
    turns = [microseconds(guide, taken) for taken in chat.turns]
    texts = [microseconds(guide, taken) for taken in chat.texts.values()]
    loads = [1e3 * seconds for seconds in timed(load, LOADS)]
    guides = [1e3 * seconds for seconds in timed(lambda: Guide.of(content), LOADS)]
    return [
        Row(f"a turn: advance + view, {len(turns)} taps and timers of two sessions", "100 us", spread(turns, "us")),
        Row(f"a turn: advance + view, {len(texts)} texts", "", spread(texts, "us")),
        Row("content: load and check", "300 ms", spread(loads, "ms")),
        Row("content: build the readers", "300 ms", spread(guides, "ms")),
    ]
