"""One turn in the pure core, and what has to be ready before the first one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from content.loader import load
from dialogs.engine import advance
from dialogs.events import Command, Event, Text
from dialogs.guide import Guide
from dialogs.session import Session, State
from dialogs.views import view
from tests.bench.people import proceed
from tests.bench.table import Row, spread
from tests.chat import START, Chat

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


@dataclass
class Recorder:
    """Follows a chat and notes its turns, and what could have been said on the way."""

    guide: Guide
    turns: list[Taken] = field(default_factory=list)
    texts: list[Taken] = field(default_factory=list)

    def chat(self) -> Chat:
        recorder = self

        class Recorded(Chat):
            def handle(self, event: Event) -> Chat:
                recorder.take(self, event)
                return super().handle(event)

        return Recorded(self.guide, now=START)

    def take(self, chat: Chat, event: Event) -> None:
        if not isinstance(event, Command):
            self.turns.append(Taken(chat.session, event, chat.now))
        known = {(taken.session.state, taken.event) for taken in self.texts}
        for text in map(Text, SAID.get(chat.state, ())):
            if (chat.state, text) not in known:
                self.texts.append(Taken(chat.session, text, chat.now))


def record(guide: Guide) -> Recorder:
    """A first session and the next one, whole."""
    recorder = Recorder(guide)
    chat = recorder.chat()
    proceed(chat, State.SUMMARY)
    chat.later(days=2)
    chat.command("start")
    proceed(chat, State.SUMMARY)
    chat.command("start")
    return recorder


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
    content = load()
    guide = Guide.of(content)
    recorder = record(guide)
    turns = [microseconds(guide, taken) for taken in recorder.turns]
    texts = [microseconds(guide, taken) for taken in recorder.texts]
    loads = [1e3 * seconds for seconds in timed(load, LOADS)]
    guides = [1e3 * seconds for seconds in timed(lambda: Guide.of(content), LOADS)]
    return [
        Row(f"a turn: advance + view, {len(turns)} taps and timers of two sessions", "100 us", spread(turns, "us")),
        Row(f"a turn: advance + view, {len(texts)} texts", "", spread(texts, "us")),
        Row("content: load and check", "300 ms", spread(loads, "ms")),
        Row("content: build the readers", "", spread(guides, "ms")),
    ]
