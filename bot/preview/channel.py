"""How screens reach the preview: into the transcript, and from there to every open page."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from bot.ports import File, Receipt, Unreachable
from bot.preview.bell import Bell
from bot.preview.transcript import Chat, Kind, Message, Transcript
from dialogs.screen import Countdown, Moment, Picture, Screen


class PreviewChannel:
    """A `bot.ports.Channel`. Chats are minted here too, as Telegram mints them."""

    def __init__(
        self, transcript: Transcript, tempo: float, pictures: Mapping[str, Path] = MappingProxyType({})
    ) -> None:
        """`tempo`: of chats in which nobody chose a speed. `pictures`: files by name; others are left out."""
        self._pictures = pictures
        self._tempo = tempo
        self.transcript = transcript
        self.changed = Bell()

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        """Always: the page draws the stop key with the card."""
        del chat, screen, previous
        return True

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        """Never called."""

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        """Raises Unreachable for a chat that was deleted on the page."""
        if self.transcript.chat(chat) is None:
            raise Unreachable(f"there is no preview chat {chat}")
        card = self.transcript.newest_card(chat)
        body = {**_card(screen, turn), "picture": self._picture(screen.picture)}
        if card is None or previous is None or placement == "new" or screen.alert or self._covered(chat, card, body):
            drawn = self.transcript.append(chat, "card", body)
        else:
            drawn = self.transcript.edit(card, body)
        self.changed.ring()
        return {"message": drawn.id, "key": screen.stop_key}

    def _covered(self, chat: int, card: Message, body: Mapping[str, object]) -> bool:
        """A file stands below the card: another card belongs under it."""
        last = self.transcript.last_message(chat)
        return last is not None and last.kind == "file" and json.dumps(card.body) != json.dumps(body)

    async def send_file(self, chat: int, file: File) -> None:
        """Raises Unreachable for a chat that was deleted on the page."""
        if self.transcript.chat(chat) is None:
            raise Unreachable(f"there is no preview chat {chat}")
        kilobytes = max(round(len(file.content) / 1000), 1)
        body = {"name": file.name, "type": file.media_type, "kilobytes": kilobytes, "caption": file.caption}
        message = self.transcript.append(chat, "file", body)
        self.transcript.attach(message, file.content)
        self.changed.ring()

    async def forget(self, chat: int) -> None:
        """What was said about health stands in the transcript, too."""
        if self.transcript.chat(chat) is not None:
            self.transcript.erase(chat)
            self.changed.ring()

    def _picture(self, picture: Picture | None) -> Mapping[str, object] | None:
        file = self._pictures.get(picture.name) if picture is not None else None
        if picture is None or file is None:
            return None
        return {"name": picture.name, "alt": picture.alt, "loop": file.suffix == ".mp4"}

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
        "preface": screen.preface,
        "title": screen.title,
        "body": [each if isinstance(each, str) else _moment(each) for each in screen.body],
        "countdown": screen.countdown and _countdown(screen.countdown),
        "footer": screen.footer,
        "rings": screen.rings if screen.alert else 0,
        "stop_key": screen.stop_key,
        "buttons": [
            [{"label": key.label, "action": key.action, "style": key.style} for key in row] for row in screen.buttons
        ],
    }


def _moment(moment: Moment) -> Mapping[str, object]:
    return {"text": moment.text, "at": round(moment.at.timestamp() * 1000), "words": moment.words}


def _countdown(countdown: Countdown) -> Mapping[str, object]:
    ends_at = round(countdown.ends_at.timestamp() * 1000)
    return {"ends_at": ends_at, "words": countdown.words, "label": countdown.label, "style": countdown.style}
