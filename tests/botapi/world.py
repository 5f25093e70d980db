"""Everything the server knows: chats, files, updates, calls, violations."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.botapi.files import Files, render_media
from tests.botapi.limits import Budget, RateLimiter
from tests.botapi.model import (
    Call,
    Clock,
    Event,
    EventKind,
    Json,
    Message,
    Press,
    ReplyKeyboard,
    Signal,
    Version,
    Violation,
    bad_request,
    forbidden,
)
from tests.botapi.updates import UpdateQueue


@dataclass(frozen=True)
class Settings:
    """What a test may want otherwise. Times in seconds."""

    budgets: tuple[Budget, ...]
    min_retry_after: int
    answer_within: float
    answer_life: float


@dataclass
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret_token: str | None = None
    last_error: str = ""
    last_error_at: int = 0
    info: Json = field(default_factory=dict)


@dataclass
class Profile:
    """What the bot told about itself, by language and scope."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)


class Chat:
    """The private chat of one user with the bot."""

    def __init__(self, user: Json, clock: Clock) -> None:
        self.user = user
        self.id: int = user["id"]
        self.messages: dict[int, Message] = {}
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.reply_keyboard: ReplyKeyboard | None = None
        self.pinned: list[int] = []
        self.events: list[Event] = []
        self.signal = Signal()
        self.seq = 0
        self._clock = clock
        self._last_id = 0

    def next_id(self) -> int:
        """Identifiers only grow, and a deleted one is not used again."""
        self._last_id += 1
        return self._last_id

    def touch(self, message: Message) -> None:
        """Note a changed message and wake who waits for it."""
        self.seq += 1
        message.seq = self.seq
        message.versions.append(
            Version(message.edited or message.arrived, message.content, message.entities, message.rows)
        )
        self.signal.fire()

    def record(self, kind: EventKind, message_id: int | None = None, silent: bool = True, detail: str = "") -> None:
        """Note what the bot did."""
        self.events.append(Event(kind, self._clock.now(), message_id, silent, detail))

    def visible(self, message_id: object) -> Message | None:
        """A message that is still there."""
        message = self.messages.get(message_id) if isinstance(message_id, int) else None
        return None if message is None or message.deleted else message

    def delete(self, message: Message) -> None:
        """Take a message away; a reply keyboard goes with the message that brought it."""
        message.deleted = True
        self.pinned = [pinned for pinned in self.pinned if pinned != message.id]
        if self.reply_keyboard is not None and self.reply_keyboard.message_id == message.id:
            self.reply_keyboard = None
        self.seq += 1
        self.record("delete", message.id)
        self.signal.fire()


class World:
    """The state behind the server; the methods of the Bot API are functions over it."""

    def __init__(self, bot: Json, clock: Clock, settings: Settings) -> None:
        self.bot = bot
        self.clock = clock
        self.settings = settings
        self.limiter = RateLimiter(settings.budgets, settings.min_retry_after)
        self.files = Files()
        self.queue = UpdateQueue(clock)
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.profile = Profile()
        self.webhook: Webhook | None = None
        self.calls: list[Call] = []
        self.called = Signal()
        self.logged_out = False
        self._violations: list[Violation] = []

    def flag(self, rule: str, call: Call, detail: str) -> None:
        """Record a mistake that the real server would not answer."""
        self._violations.append(Violation(rule, call.method, detail, call.chat_id, self.clock.now()))

    @property
    def violations(self) -> list[Violation]:
        """All recorded mistakes, presses that nobody answered in time included."""
        now = self.clock.now()
        for press in self.presses.values():
            due = press.delivered is not None and now - press.delivered > self.settings.answer_within
            if due and not press.reported and not press.answer.done():
                press.reported = True
                detail = f"press of {press.data!r} was not answered in {self.settings.answer_within} s"
                self._violations.append(Violation("callback.unanswered", "", detail, press.user_id, now))
        return self._violations

    def chat(self, call: Call) -> Chat:
        """The chat that a call names."""
        chat_id = call.params.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable(self, call: Call) -> Chat:
        """The chat that a call names, if its user can be written to."""
        chat = self.chat(call)
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def render_chat(self, chat: Chat) -> Json:
        """A `Chat` object."""
        names: Json = {name: chat.user[name] for name in ("first_name", "last_name", "username") if name in chat.user}
        return {"id": chat.id, "type": "private", **names}

    def render(self, message: Message, nested: bool = False) -> Json:
        """A `Message` object: plain text and entities, never markup."""
        chat = self.chats[message.chat_id]
        result: Json = {
            "message_id": message.id,
            "from": self.bot if message.from_bot else chat.user,
            "chat": self.render_chat(chat),
            "date": message.date,
        }
        if message.edit_date is not None:
            result["edit_date"] = message.edit_date
        if message.media is not None:
            result |= render_media(message.media)
        result |= self._render_content(message) | message.extra
        if message.protected:
            result["has_protected_content"] = True
        if message.keyboard:
            result["reply_markup"] = {"inline_keyboard": message.keyboard}
        replied = chat.visible(message.reply_to)
        if replied is not None and not nested:
            result["reply_to_message"] = self.render(replied, nested=True)
        return result

    @staticmethod
    def _render_content(message: Message) -> Json:
        if message.text is not None:
            return {"text": message.text} | ({"entities": message.entities} if message.entities else {})
        if message.caption:
            return {"caption": message.caption} | ({"caption_entities": message.entities} if message.entities else {})
        return {}
