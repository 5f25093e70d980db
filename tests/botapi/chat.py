"""Simulated users: they write and press, and they see what a person would see."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Callable
from contextlib import suppress

from tests.botapi.formatting import found_entities
from tests.botapi.model import Answer, Event, Json, MediaKind, Message, Press, ReplyKeyboard, StoredFile
from tests.botapi.updates import CALLBACK_LIFE, MESSAGE_LIFE
from tests.botapi.world import Chat, World

Wanted = str | Callable[[Message], bool] | None
_NUMBERS = itertools.count(1)


class NotOnScreen(AssertionError):
    """The user looked for something that is not there."""


class User:
    """One person in a private chat with the bot. Times are seconds."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        """Identifier of the user and of the chat."""
        return self._chat.id

    @property
    def transcript(self) -> list[Message]:
        """Every message that is still there, of both sides, oldest first."""
        return [message for message in self._chat.messages.values() if not message.deleted]

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are still there, as they stand now, oldest first."""
        return [message for message in self.transcript if message.from_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        if not self.messages:
            raise NotOnScreen("the bot wrote nothing")
        return self.messages[-1]

    @property
    def all_messages(self) -> list[Message]:
        """Every message ever, the deleted ones included."""
        return list(self._chat.messages.values())

    @property
    def reply_keyboard(self) -> ReplyKeyboard | None:
        """The keyboard shown in place of the system's."""
        return self._chat.reply_keyboard

    @property
    def pinned(self) -> Message | None:
        """The message on top of the chat."""
        return self._chat.visible(self._chat.pinned[-1]) if self._chat.pinned else None

    @property
    def events(self) -> list[Event]:
        """What the bot did in this chat, in order."""
        return list(self._chat.events)

    @property
    def seq(self) -> int:
        """Grows with every change of the chat; give it to `wait_for` as `since`."""
        return self._chat.seq

    def message(self, message_id: int) -> Message:
        """One message by identifier."""
        found = self._chat.visible(message_id)
        if found is None:
            raise NotOnScreen(f"message {message_id} is not there")
        return found

    def sounds(self, since: float = 0.0) -> list[Event]:
        """The new messages that came with a sound."""
        return [event for event in self._chat.events if event.kind == "new" and not event.silent and event.at >= since]

    def screen(self, count: int = 8) -> str:
        """The last messages as text, for a person to read."""
        lines = [_show(message) for message in self.transcript[-count:]]
        if self._chat.reply_keyboard is not None:
            lines.append("keyboard: " + " | ".join(self._chat.reply_keyboard.labels))
        return "\n".join(lines)

    async def wait_for(self, wanted: Wanted = None, within: float = 5.0, since: int = 0) -> Message:
        """The bot's newest message that fits, waiting for it to appear or to be edited.

        `wanted` is a predicate or a part of the text; `since` (an earlier `seq`) leaves out what did not change
        after that. Raises TimeoutError with the screen.
        """
        end = time.monotonic() + within
        while True:
            for message in reversed(self.messages):
                if message.seq > since and _fits(message, wanted):
                    return message
            left = end - time.monotonic()
            if left <= 0 or not await self._chat.signal.wait(left):
                raise TimeoutError(f"nothing fits {wanted!r} after {within} s; the screen:\n{self.screen()}")

    async def wait_until(self, condition: Callable[[], bool], within: float = 5.0) -> None:
        """Wait for anything else that comes with a change of the chat."""
        end = time.monotonic() + within
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"not so after {within} s; the screen:\n{self.screen()}")
            await self._chat.signal.wait(min(left, 0.05))

    async def send(self, text: str, reply_to: int | None = None) -> Message:
        """Write a text."""
        return self._write(text=text, entities=found_entities(text, []), reply_to=reply_to)

    async def send_command(self, command: str, argument: str = "") -> Message:
        """Send `/command argument`."""
        return await self.send(f"{command} {argument}".strip())

    async def send_sticker(self) -> Message:
        """Send a sticker."""
        return self._write(media="sticker")

    async def send_voice(self) -> Message:
        """Send a voice message."""
        return self._write(media="voice")

    async def send_photo(self, caption: str | None = None) -> Message:
        """Send a picture."""
        return self._write(media="photo", caption=caption)

    async def send_document(
        self, caption: str | None = None, *, name: str = "document.bin", content: bytes = b"a document"
    ) -> Message:
        """Send a file."""
        return self._write(file=self._world.files.add("document", name, content), caption=caption)

    def download(self, message: Message) -> bytes:
        """The file of a message of the bot."""
        assert message.media is not None
        return message.media.content

    async def send_location(self, latitude: float = 52.5, longitude: float = 13.4) -> Message:
        """Send a place."""
        return self._write(extra={"location": {"latitude": latitude, "longitude": longitude}})

    async def edit_text(self, message_id: int, text: str) -> Message:
        """Change an own message."""
        message = self.message(message_id)
        message.text, message.entities = text, found_entities(text, [])
        message.edited = self._world.clock.now()
        self._chat.touch(message)
        self._enqueue("edited_message", self._world.render(message))
        return message

    async def press_key(self, label: str) -> Message:
        """Press a key of the reply keyboard, which writes its label."""
        keyboard = self._chat.reply_keyboard
        found = _same_label(keyboard.labels, label) if keyboard is not None else None
        if keyboard is None or found is None:
            raise NotOnScreen(f"no key {label!r}; the screen:\n{self.screen()}")
        if keyboard.options.get("one_time_keyboard"):
            self._chat.reply_keyboard = None
        return await self.send(found)

    async def press(self, label: str, message_id: int | None = None, within: float = 5.0) -> Answer:
        """Press an inline button and wait for the answer. Raises TimeoutError when none comes."""
        return await self.answer_to(self.tap(label, message_id), within)

    def tap(self, label: str, message_id: int | None = None) -> Press:
        """Press an inline button of the newest message that has it, and do not wait."""
        candidates = [self.message(message_id)] if message_id is not None else reversed(self.messages)
        for message in candidates:
            found = _same_label(message.labels, label)
            if found is not None:
                return self._tap(message, found)
        raise NotOnScreen(f"no button {label!r}; the screen:\n{self.screen()}")

    async def forge(self, callback_data: str, message_id: int | None = None, within: float = 5.0) -> Answer:
        """Press a button that is not there, as a changed client can, and wait for the answer."""
        return await self.answer_to(self.tap_forged(callback_data, message_id), within)

    def tap_forged(self, callback_data: str, message_id: int | None = None) -> Press:
        """Press a button that is not there, and do not wait."""
        return self._callback(callback_data, message_id if message_id is not None else self.last.id)

    async def answer_to(self, press: Press, within: float = 5.0) -> Answer:
        """What a press brought."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(press.answer), within)
        raise TimeoutError(f"press of {press.data!r} was not answered in {within} s; the screen:\n{self.screen()}")

    def block(self) -> None:
        """Block the bot."""
        self._chat.blocked = True
        self._member_changed("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self._chat.blocked = False
        self._member_changed("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account."""
        self._chat.deactivated = True

    def _tap(self, message: Message, label: str) -> Press:
        button = next(button for row in message.keyboard for button in row if button["text"] == label)
        if "callback_data" not in button:
            raise NotOnScreen(f"{label!r} sends nothing to the bot")
        return self._callback(button["callback_data"], message.id)

    def _callback(self, data: str, message_id: int) -> Press:
        if self._chat.blocked:
            raise NotOnScreen("the bot is blocked")
        self._chat.started = True
        shown = self._chat.visible(message_id)
        gone = {"message_id": message_id, "chat": self._world.render_chat(self._chat), "date": 0}
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        press = Press(str(4_300_000_000_000_000 + next(_NUMBERS)), self.id, data, self._world.clock.now(), future)
        self._world.presses[press.id] = press
        body = {
            "id": press.id,
            "from": self._chat.user,
            "message": self._world.render(shown) if shown is not None else gone,
            "chat_instance": str(-7_000_000_000 - self.id),
            "data": data,
        }
        self._world.queue.add("callback_query", body, CALLBACK_LIFE, f"user {self.id}", press)
        return press

    def _write(
        self,
        text: str | None = None,
        entities: list[Json] | None = None,
        media: MediaKind | None = None,
        file: StoredFile | None = None,
        caption: str | None = None,
        extra: Json | None = None,
        reply_to: int | None = None,
    ) -> Message:
        if self._chat.blocked:
            self.unblock()
        self._chat.started = True
        message = Message(self._chat.next_id(), self.id, False, self._world.clock.now())
        message.text, message.entities, message.caption = text, entities or [], caption
        message.extra, message.reply_to = extra or {}, reply_to
        message.media = file
        if media is not None:
            message.media = self._world.files.add(media, f"{media}.bin", f"{media} {message.id}".encode(), (640, 480))
        self._chat.messages[message.id] = message
        self._chat.touch(message)
        self._enqueue("message", self._world.render(message))
        return message

    def _enqueue(self, kind: str, body: Json) -> None:
        self._world.queue.add(kind, body, MESSAGE_LIFE, f"chat {self.id}")

    def _member_changed(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._world.bot, "status": status, **until}

        body = {
            "chat": self._world.render_chat(self._chat),
            "from": self._chat.user,
            "date": int(self._world.clock.now()),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        self._enqueue("my_chat_member", body)


def _fits(message: Message, wanted: Wanted) -> bool:
    if wanted is None:
        return True
    return wanted in message.content if isinstance(wanted, str) else wanted(message)


def _same_label(labels: list[str], wanted: str) -> str | None:
    """The label itself, else the one that is equal without the signs around its words."""
    if wanted in labels:
        return wanted
    return next((label for label in labels if _words(label) == _words(wanted) != ""), None)


def _words(label: str) -> str:
    return re.sub(r"^\W+|\W+$", "", label)


def _show(message: Message) -> str:
    who = "bot" if message.from_bot else "user"
    media = f"<{message.media.kind}> " if message.media else ""
    rows = "".join(f"\n    [{'] ['.join(row)}]" for row in message.rows)
    return f"{message.id} {who}: {media}{message.content}{rows}"
