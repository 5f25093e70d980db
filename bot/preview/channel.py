"""How screens reach the preview: into the transcript, and from there to every open page."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal

from bot.ports import Receipt, Unreachable
from bot.preview.bell import Bell
from bot.preview.transcript import Chat, Kind, Message, Transcript
from dialogs.screen import Countdown, Screen


class PreviewChannel:
    """A `bot.ports.Channel`. Chats are minted here too, as Telegram mints them."""

    def __init__(self, transcript: Transcript, tempo: float, pictures: Collection[str] = ()) -> None:
        """`tempo`: of chats in which nobody chose a speed. `pictures`: ids of those there are; others are left out."""
        self._pictures = frozenset(pictures)
        self._tempo = tempo
        self.transcript = transcript
        self.changed = Bell()

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        """Raises Unreachable for a chat that was deleted on the page."""
        if self.transcript.chat(chat) is None:
            raise Unreachable(f"there is no preview chat {chat}")
        card = self.transcript.newest_card(chat)
        picture = screen.picture if screen.picture in self._pictures else None
        body = _card(replace(screen, picture=picture), turn)
        if card is None or previous is None or placement == "new" or screen.alert:
            drawn = self.transcript.append(chat, "card", body)
        else:
            drawn = self.transcript.edit(card, body)
        self.changed.ring()
        return {"message": drawn.id, "key": screen.stop_key}

    def tempo(self, chat: int) -> float:
        """How many times faster than real time this chat runs."""
        known = self.transcript.chat(chat)
        return self._tempo if known is None or known.tempo is None else known.tempo

    def new_chat(self) -> Chat:
        chat = self.transcript.new_chat()
        self.changed.ring()
        return chat

    def remove(self, chat: int) -> None:
        self.transcript.remove(chat)
        self.changed.ring()

    def write(self, chat: int, kind: Kind, body: Mapping[str, object]) -> Message:
        """Adds what the user, or the author, did."""
        message = self.transcript.append(chat, kind, body)
        self.changed.ring()
        return message

    def set_tempo(self, chat: int, tempo: float) -> None:
        self.transcript.set_tempo(chat, tempo)
        self.write(chat, "speed", {"factor": tempo})

    def is_newest_card(self, message: Message) -> bool:
        newest = self.transcript.newest_card(message.chat)
        return newest is not None and newest.id == message.id


def _card(screen: Screen, turn: int) -> Mapping[str, object]:
    return {
        "turn": turn,
        "notice": screen.notice,
        "title": screen.title,
        "body": screen.body,
        "countdown": screen.countdown and _countdown(screen.countdown),
        "footer": screen.footer,
        "picture": screen.picture,
        "alert": screen.alert,
        "stop_key": screen.stop_key,
        "buttons": [
            [{"label": key.label, "action": key.action, "style": key.style} for key in row] for row in screen.buttons
        ],
    }


def _countdown(countdown: Countdown) -> Mapping[str, object]:
    ends_at = round(countdown.ends_at.timestamp() * 1000)
    return {"ends_at": ends_at, "words": countdown.words, "label": countdown.label}
