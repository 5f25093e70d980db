"""The two seams of the shell: where sessions are kept, and how screens reach people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from dialogs.effects import Effect, Record
from dialogs.screen import Screen
from dialogs.session import Session

Receipt = Mapping[str, object]
"""What a channel wants back at the next draw, such as the id of the newest card. JSON values only."""

Decide = Callable[[Session | None], tuple[Session, Sequence[Effect]]]
"""Pure: the stored session (None for a new chat) to the next one and its effects."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A due time that survives a crash. One a chat and kind."""

    chat: int
    kind: str
    due_at: datetime
    """Aware, UTC."""
    turn: int
    """`Session.entered` when it was set."""


Fire = Callable[[Timer], Awaitable[None]]
"""Takes the turn of a timer that is due, or will be within a moment. Raises what kept it from being saved."""


class Engine(Protocol):
    """Fires each timer once, a moment before its instant; one whose firing failed again until it is used up."""

    async def start(self) -> None:
        """What is due already fires at once."""

    def schedule(self, chat: int, timers: tuple[Timer, ...]) -> None:
        """A turn of the chat was committed: from now on it has these timers and no others."""

    def busy(self) -> bool:
        """Whether anybody is being timed."""

    @property
    def pending(self) -> int:
        """How many timers there are."""

    def healthy(self) -> bool:
        """Whether what becomes due would fire."""

    async def stop(self) -> None:
        """Fires nothing more; may be called twice. What is being fired is finished, or cancelled if it takes long."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a committed turn left behind."""

    before: Session | None
    session: Session
    effects: tuple[Effect, ...]
    timers: tuple[Timer, ...]
    """All timers of the chat, after the turn."""

    @property
    def moved(self) -> bool:
        """Whether there is anything that the user has not been shown before."""
        return self.before is None or self.session.turn != self.before.turn


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it is kept, with what the user has seen of it."""

    session: Session
    shown_turn: int
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Sending:
    """The caller draws the chat, and nobody else does."""

    receipt: Receipt | None
    """Of the last drawing."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """Nobody may draw the chat for so many seconds."""

    seconds: float


class Uploads(Protocol):
    """Keeps what a channel calls the files it has sent once, so that it need not send them again."""

    async def uploads(self) -> Mapping[str, str]:
        """All of them, by the name the channel gave."""

    async def keep_upload(self, file: str, known_as: str) -> None:
        """An older entry of that name is replaced. Raises StoreError."""


class Store(Uploads, Protocol):
    """Keeps sessions, timers and history. Every method is one transaction, durable when it returns.

    Several processes may share one, where it says so: each event and each drawing is then taken by one of them.
    """

    async def turn(
        self,
        chat: int,
        decide: Decide,
        update_id: int | None = None,
        *,
        press: bool = False,
        timer: Timer | None = None,
    ) -> Turned | None:
        """Load, decide, save session + timers + history together. None: this update was already taken.

        `press`: the update is a button press. Telegram keeps the order of presses, and that of everything else, but
        not between the two: each has its own last number.
        `timer`: the one that fired. The turn uses it up, even where the session cannot be read; None where that had
        happened, or it was dropped or set anew.
        """

    async def load(self, chat: int) -> Stored | None: ...

    async def mark_sending(self, chat: int, turn: int, *, again: bool) -> Sending | Frozen | None:
        """A drawing of the session up to `turn` is going out now. None: this turn, or a later one, went out already.

        After a crash in that moment it may have arrived: like any drawing that may have, it is not repeated, unless
        it is wanted `again`. Where another process is drawing the chat, this waits until that one has.
        """

    async def freeze(self, chat: int, seconds: float) -> None:
        """The channel refuses the chat for so long: until then nothing is going out, whoever tries."""

    async def mark_unsent(self, chat: int, turn: int, again_in: float) -> None:
        """The drawing certainly did not go out; the caller tries again in so many seconds."""

    async def mark_shown(self, chat: int, turn: int, receipt: Receipt | None) -> None:
        """The user has seen the session up to `turn`; an older turn than the stored one changes nothing."""

    async def timers(self) -> Sequence[Timer]:
        """Every pending timer, soonest first."""

    async def unshown(self) -> Mapping[int, int]:
        """Chats, each with its last turn, which nobody can have seen and nobody else is about to draw: now the caller
        is."""

    async def doubtful(self) -> Mapping[int, int]:
        """The same for turns that were going out when their process ended: they may have been seen or not."""

    async def history(self, chat: int) -> Sequence[Record]:
        """The rows of `Record`, oldest first."""

    async def aged(self, before: datetime) -> Sequence[int]:
        """Chats with a row of history that began before that instant, or whose user did nothing since that day."""

    async def forget(self, chat: int) -> None: ...

    async def close(self) -> None: ...


class ChannelError(Exception):
    """A screen did not get through."""


class Unreachable(ChannelError):
    """It never will: the user blocked the bot, or is gone."""


class TryLater(ChannelError):
    """It was certainly not shown; try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:g} s")
        self.seconds = seconds


class Refused(TryLater):
    """Trying before would make it last longer: no process may."""


class MaybeShown(ChannelError):
    """The line broke after sending: it may have arrived, so it is not repeated blindly."""

    def __init__(self, receipt: Receipt | None = None) -> None:
        super().__init__("it may have arrived")
        self.receipt = receipt
        """What is known for the next draw."""


@dataclass(frozen=True, slots=True)
class File:
    """Something made for the user. A picture (`image/…`) is shown, anything else is to be kept."""

    name: str
    media_type: str
    content: bytes
    caption: str
    """What it is, in words; of a picture also for whoever cannot see it. At most 1024 characters."""


class Channel(Protocol):
    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        """Whether nothing has to go out before the screen itself."""

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        """Send what goes before the screen, such as a key: no harm if it comes twice. Raises as `show` does."""

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        """Draw `screen` (its buttons carry `turn`). Raises Unreachable, TryLater or MaybeShown.

        `previous` is the receipt of the last draw, None when unknown: then 'edit' means 'new'.
        An alert screen is always a new message, heard as often as it rings; any other new message is silent.
        """

    async def send_file(self, chat: int, file: File) -> None:
        """A new, silent message below all others. Raises Unreachable, TryLater or MaybeShown."""

    async def forget(self, chat: int) -> None:
        """Everything kept about the chat was erased: what the channel itself kept of it goes, too."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What the sender of an event is told at once; the screen follows on its own."""

    toast: str | None = None
    """A short line for whoever pressed a button, at most 200 characters."""


class Meter(Protocol):
    """Counts what happens, for whoever watches the process. Called often; never raises."""

    def turned(self, state: str, event: str, seconds: float) -> None:
        """An event was taken: the state it led to, its kind, and how long that took, saving included."""

    def fired(self, late: float) -> None:
        """A timer's turn was saved so many seconds after it was due."""

    def stored(self, work: str, seconds: float) -> None:
        """The store did this kind of work."""

    def refused(self) -> None:
        """Telegram said 429."""

    def dropped(self, kind: str, reason: str) -> None:
        """An update of this kind was not taken, on purpose."""

    def failed(self, what: str) -> None:
        """Something went wrong that the log describes."""


class Uncounted:
    """A `Meter` for where nobody watches."""

    def turned(self, state: str, event: str, seconds: float) -> None: ...

    def fired(self, late: float) -> None: ...

    def stored(self, work: str, seconds: float) -> None: ...

    def refused(self) -> None: ...

    def dropped(self, kind: str, reason: str) -> None: ...

    def failed(self, what: str) -> None: ...
