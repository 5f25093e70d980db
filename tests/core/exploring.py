"""Every way through the dialog, breadth first: sessions that look and work alike are visited once."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dialogs.effects import Record
from dialogs.events import (
    Attachment,
    Command,
    CueLost,
    Edited,
    Event,
    FileFailed,
    Flooded,
    Imported,
    NotImported,
    Tap,
    Text,
    TimerFired,
    Unreachable,
)
from dialogs.guide import Guide
from dialogs.session import Session, Settings
from dialogs.turn import STEP
from tests.chat import Chat

COMMANDS = (
    "start", "stop", "pause", "ask", "progress", "reminders", "settings", "privacy", "data", "delete", "sources",
    "help", "dance",
)  # fmt: skip
TEXTS = (
    "stop",
    "deep ache in the middle of my left buttock, 6 out of 10",
    "my hip hurts",
    "it hurts in my knee",
    "my shoulder hurts",
    "both my legs are numb",
    "my calf is swollen and warm",
    "i am pregnant",
    "i have osteoporosis",
    "actually i dont have osteoporosis",
    "safety questions again",
    "bruised",
    "it is tingling",
    "my dog lies on me and then my arm goes numb",
    "i fell",
    "i feel like crying",
    "can i go on?",
    "is this normal?",
    "which side do you mean",
    "the upper one",
    "wrong side",
    "i meant left",
    "i cant hear it",
    "feels good",
    "none of that",
    "pain in my side below the ribs",
    "does it matter which side?",
    "how long should i hold it?",
    "does the wood matter?",
    "8",
    "yes",
    "no",
    "thanks",
    "hello",
    "what is a good film to watch?",
    "i feel dizzy",
    "i want to die",
    "one side of my face is drooping",
    "ive had a few beers",
    "the second one",
    "how long left",
    "zxqv",
    "remind me tomorrow evening",
    "remind me in 2 hours",
    "remind me every day",
    "stop reminding me",
    "25:00",
    "9:37",
)
EDITED = (Edited("it hurts a bit more"), Edited("both my legs are numb"))
OLD = ("off", "yes:now", "yes:rescreen", "pick:chest", "unsure:weeks", "none")
"""Buttons of earlier cards."""
EARLIER = datetime(2026, 2, 20, 9, tzinfo=UTC)
SENT = (
    NotImported("foreign"),
    Imported(
        Session(7, 1, 1, settings=Settings(hold=30), sessions_done=1, cautions=("pregnancy",)),
        (Record(EARLIER, {"kind": "session", "pain_before": 6, "pain_after": 3}),),
    ),
)
LATE = timedelta(seconds=40)
EARLY = timedelta(seconds=2)
THOUGHT = timedelta(seconds=1)
"""Between a screen and the press of a button of it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One event at one place, and what came of it."""

    before: Session
    event: Event
    after: Session
    toast: str
    place: object
    leads_to: object


def explore(guide: Guide, starts: Iterable[Chat]) -> Iterator[Move]:
    """A button of each sort and the timers from everywhere; all buttons, commands and words from every kind of place,
    and from where it starts."""
    first = [(fine(chat), chat) for chat in starts]
    waiting = deque(first)
    seen = {place for place, _ in waiting}
    kinds: set[object] = set()
    visited = 0
    while waiting:
        place, chat = waiting.popleft()
        visited += 1
        kind = coarse(chat.session)
        is_new = kind not in kinds or visited <= len(first)
        kinds.add(kind)
        for at, event in (*_near(chat, every=is_new), *(_far(chat) if is_new else ())):
            here = _handled(guide, chat.session, at, event)
            leads_to = fine(here)
            yield Move(chat.session, event, here.session, here.toast, place, leads_to)
            if leads_to not in seen:
                seen.add(leads_to)
                waiting.append((leads_to, here))


def _handled(guide: Guide, session: Session, at: datetime, event: Event) -> Chat:
    try:
        return Chat(guide, session=session, now=at).handle(event)
    except Exception as error:
        error.add_note(f"{event} in {session}")
        raise


def _near(chat: Chat, *, every: bool) -> tuple[tuple[datetime, Event], ...]:
    """What the screen and the clock offer; of buttons that differ only in what they name, all or one."""
    turn = chat.session.entered
    actions = chat.actions if every else {action.partition(":")[0]: action for action in chat.actions}.values()
    taps = tuple((chat.now + THOUGHT, Tap(action, turn, on_card=True)) for action in actions)
    cues = tuple((max(timer.at, chat.now), TimerFired(kind, timer.turn)) for kind, timer in chat.timers.items())
    late = tuple((at + LATE, cue) for at, cue in cues if cue.kind == STEP)
    return (*taps, *cues, *late)


def _far(chat: Chat) -> tuple[tuple[datetime, Event], ...]:
    """What can be sent from anywhere, and a clock that was set back."""
    sent: tuple[Event, ...] = (
        *map(Command, COMMANDS),
        *map(Text, TEXTS),
        *EDITED,
        Attachment("sticker"),
        *(Tap(action, chat.session.entered - 1, on_card=False) for action in OLD),
        *SENT,
        FileFailed(),
        Flooded(),
        Unreachable(),
        CueLost(chat.session.entered),
    )
    cues = ((timer.at, TimerFired(kind, timer.turn)) for kind, timer in chat.timers.items() if kind == STEP)
    return (*((chat.now, event) for event in sent), *((at - EARLY, cue) for at, cue in cues))


def coarse(session: Session) -> object:
    """The kind of place."""
    kinds = tuple(each.kind for each in session.plan[session.step : session.step + 2])
    return session.state, kinds, bool(session.plan), session.late is not None


def fine(chat: Chat) -> object:
    """What a screen shows and does, without the answers that change only names."""
    session = chat.session
    triggers = frozenset(action.partition(":")[0] for action in chat.actions)
    return (
        coarse(session), session.return_to, triggers, session.menu is not None, session.question, session.reason,
        session.tier, min(session.line or 0, 1), len(session.points), session.screened_at is None,
        session.consented_at is None, session.reminder, session.stretch_only, session.doubt, session.side is None,
        session.offer is None, session.tapped,
    )  # fmt: skip
