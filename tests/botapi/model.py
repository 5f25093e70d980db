"""Values shared by all parts of the test server."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
"""One JSON object of the Bot API."""

MediaKind = Literal["photo", "animation", "document", "sticker", "voice"]
EventKind = Literal["new", "edit", "delete", "pin", "unpin", "reaction", "chat_action"]


class ApiError(Exception):
    """A refusal, in the words of the real server."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    """Status 400 with its usual prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Status 403 with its usual prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """Status 429 with the wait that the client has to keep."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class Clock:
    """The wall clock, which a test may push forward but never back."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last = 0.0

    def now(self) -> float:
        """Unix time in seconds, never less than the last answer."""
        self._last = max(self._last, time.time() + self._ahead)
        return self._last

    def advance(self, seconds: float) -> None:
        """Let this much time pass at once."""
        self._ahead += seconds


class Signal:
    """Wakes everybody who waits for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        """Something changed."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """True when something changed within the time, in seconds."""
        try:
            # Not asyncio.wait_for: in Python 3.11 it can lose a cancellation that comes together with the event.
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True)
class Violation:
    """Something that the real server would let pass in silence and that is a mistake of the bot all the same."""

    rule: str
    method: str
    detail: str
    chat_id: int | None = None
    at: float = 0.0


@dataclass
class Call:
    """One request of the bot, as it arrived."""

    method: str
    params: Json
    files: dict[str, UploadedFile]
    at: float
    chat_id: int | None = None
    status: int | None = None
    description: str = ""
    result: Any = None


@dataclass(frozen=True)
class UploadedFile:
    """One part of a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file that Telegram keeps; `file_id` is good for its own kind only."""

    file_id: str
    unique_id: str
    kind: MediaKind
    name: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where the file is served below `/file/bot<token>/`."""
        return f"{self.kind}s/{self.unique_id}-{self.name}"


@dataclass(frozen=True)
class Version:
    """What one message showed from one moment on."""

    at: float
    text: str
    entities: list[Json]
    rows: list[list[str]]


@dataclass(eq=False)
class Message:
    """One message as it stands in a chat now. `arrived` and `edited` are seen at the server's door."""

    id: int
    chat_id: int
    from_bot: bool
    arrived: float
    text: str | None = None
    caption: str | None = None
    entities: list[Json] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    media: StoredFile | None = None
    extra: Json = field(default_factory=dict)
    silent: bool = False
    protected: bool = False
    reply_to: int | None = None
    other_markup: str | None = None
    edited: float | None = None
    deleted: bool = False
    reaction: list[Json] = field(default_factory=list)
    seq: int = 0
    versions: list[Version] = field(default_factory=list)

    @property
    def date(self) -> int:
        """Unix seconds, as the bot is told."""
        return int(self.arrived)

    @property
    def edit_date(self) -> int | None:
        """Unix seconds of the last edit."""
        return None if self.edited is None else int(self.edited)

    @property
    def content(self) -> str:
        """The text, or the caption of a picture."""
        return self.text if self.text is not None else self.caption or ""

    @property
    def rows(self) -> list[list[str]]:
        """Labels of the inline keyboard, row by row."""
        return [[str(button["text"]) for button in row] for row in self.keyboard]

    @property
    def labels(self) -> list[str]:
        """Labels of the inline keyboard in reading order."""
        return [label for row in self.rows for label in row]

    def entity(self, kind: str) -> Json | None:
        """The first entity of that type."""
        return next((entity for entity in self.entities if entity["type"] == kind), None)


@dataclass(frozen=True)
class ReplyKeyboard:
    """The keyboard that a user sees in place of the system's own."""

    rows: list[list[str]]
    message_id: int
    options: Json

    @property
    def labels(self) -> list[str]:
        """Labels in reading order."""
        return [label for row in self.rows for label in row]


@dataclass(frozen=True)
class Event:
    """One thing that happened in a chat by the bot's doing; only a `new` one that is not silent makes a sound."""

    kind: EventKind
    at: float
    message_id: int | None = None
    silent: bool = True
    detail: str = ""


@dataclass(frozen=True)
class Answer:
    """What the user sees on answerCallbackQuery."""

    text: str | None
    show_alert: bool
    url: str | None
    at: float


@dataclass(eq=False)
class Press:
    """One press of an inline button."""

    id: str
    user_id: int
    data: str
    at: float
    answer: asyncio.Future[Answer]
    delivered: float | None = None
    reported: bool = False
