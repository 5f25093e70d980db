"""Screens on Telegram: what is edited, what is sent anew, and which key is up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Self

import structlog
from telegram import ReplyKeyboardRemove

from bot.log import chat_hash
from bot.ports import File, MaybeShown, Receipt, Unreachable, Uploads
from bot.telegram.application import GuideBot
from bot.telegram.cards import Card, Cards
from bot.telegram.pictures import Pictures
from bot.telegram.screens import MAX_CAPTION_UNITS, Page, fingerprint, page, stop_keyboard, utf16_units
from dialogs.screen import Screen

TWICE: Final = 2
"""Rings of a strong cue."""

_log = structlog.get_logger()

KeyText = Callable[[str], str]
"""From the label of the stop key to the text of the message that brings it up or takes it away."""


@dataclass(frozen=True, slots=True)
class _Last:
    """What a receipt says."""

    message: int | None
    key: str | None
    hash: str | None
    picture: str | None

    @classmethod
    def read(cls, receipt: Receipt | None) -> Self:
        known = receipt or {}
        message, (key, drawn, picture) = known.get("message"), (known.get(name) for name in ("key", "hash", "picture"))
        return cls(
            message if isinstance(message, int) else None,
            key if isinstance(key, str) else None,
            drawn if isinstance(drawn, str) else None,
            picture if isinstance(picture, str) else None,
        )


def newest_card(receipt: Receipt | None) -> int | None:
    """The id of the message whose buttons count."""
    return _Last.read(receipt).message


class TelegramChannel:
    """Implements `bot.ports.Channel`.

    A receipt is {"message": id of the newest card, "key": label of the stop key that is up or None, "hash": of what
    was drawn, "picture": name of the picture on the card or None}. Nothing else is kept, but for chats whose last card
    did not get through for sure: which key they have. Their next card is a new message.
    """

    def __init__(
        self,
        bot: GuideBot,
        *,
        clock: Callable[[], datetime],
        key_up: KeyText,
        key_down: KeyText,
        pictures: Mapping[str, Path] = MappingProxyType({}),
        uploads: Uploads | None = None,
    ) -> None:
        """`clock`: aware, UTC. `key_up`, `key_down`: texts of the two messages that move the stop key. `pictures`:
        files by name; a screen whose picture is not there is drawn without. `uploads`: knows which went up already."""
        self._pictures = Pictures(pictures, uploads, bot=bot.token.partition(":")[0], clock=clock)
        self._cards = Cards(bot, self._pictures)
        self._clock = clock
        self._key_up = key_up
        self._key_down = key_down
        self._moved: dict[int, str | None] = {}
        self._covered: set[int] = set()
        self._rang: set[int] = set()
        """Chats with a file below the newest card: the next one belongs under it."""

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        """See `bot.ports.Channel`. At most two calls, unless Telegram refuses one of them."""
        try:
            receipt = await self._show(chat, screen, turn, placement, previous)
        except Unreachable:
            self._moved.pop(chat, None)
            raise
        self._moved.pop(chat, None)
        return receipt

    async def send_file(self, chat: int, file: File) -> None:
        """See `bot.ports.Channel`."""
        self._covered.add(chat)
        await self._cards.send_file(chat, file)

    async def forget(self, chat: int) -> None:
        """Messages stay where they are: they are the user's, on Telegram's servers, and nothing of them is here."""
        self._covered.discard(chat)

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        """See `bot.ports.Channel`."""
        return screen.stop_key == self._key(chat, previous)

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        """Bring the stop key up or take it away. For who wants to hear each cue twice its message is the other ring."""
        up, wanted = self._key(chat, previous), screen.stop_key
        text = self._key_up(wanted) if wanted is not None else self._key_down(up or "")
        markup = stop_keyboard(wanted) if wanted else ReplyKeyboardRemove()
        try:
            await self._cards.send_key(chat, text, markup, silent=_rings(screen) < TWICE)
        except MaybeShown:
            _log.warning("key_maybe_moved", chat=chat_hash(chat))  # the card matters more than the key
        self._moved[chat] = wanted
        self._rang.add(chat)

    def _key(self, chat: int, previous: Receipt | None) -> str | None:
        """The label of the stop key that is up."""
        return self._moved.get(chat, _Last.read(previous).key)

    async def _show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        last, drawn = _Last.read(previous), fingerprint(screen, turn)
        if not self.prepared(chat, screen, previous):
            await self.prepare(chat, screen, previous)
        rang = chat in self._rang
        self._rang.discard(chat)
        below = placement == "new" or screen.alert or chat in self._moved
        if not below and last.hash == drawn and previous is not None:
            return previous
        draft = page(screen, turn, self._clock())
        picture = self._picture(screen, draft)
        card = None if below or chat in self._covered else await self._edited(chat, last, draft, picture)
        if card is None:
            card = await self._sent(chat, screen, draft, picture)
        self._covered.discard(chat)
        if _rings(screen) == TWICE and not rang:  # the key's message rang already: a phase is two calls at most
            await self._cards.ring_again(chat, screen.title)
        return {"message": card.message, "key": screen.stop_key, "hash": drawn, "picture": card.picture}

    async def _sent(self, chat: int, screen: Screen, draft: Page, picture: str | None) -> Card:
        self._moved[chat] = screen.stop_key  # stays on failure, when the caller gets no receipt
        silent = not (screen.alert and screen.rings)
        try:
            return await self._cards.send(chat, draft, picture, cue=screen.alert, silent=silent)
        except MaybeShown as doubt:
            unknown = {"message": None, "key": screen.stop_key, "hash": None, "picture": None}
            raise MaybeShown(unknown) from doubt

    async def _edited(self, chat: int, last: _Last, draft: Page, picture: str | None) -> Card | None:
        """None when there is no card that can become this one."""
        if last.message is None:
            return None
        return await self._cards.edit(chat, Card(last.message, last.picture), draft, picture)

    def _picture(self, screen: Screen, draft: Page) -> str | None:
        """Words before pictures: a text too long for a caption goes without."""
        fits = utf16_units(draft.plain) <= MAX_CAPTION_UNITS
        name = screen.picture.name if screen.picture is not None else None
        return name if fits and name in self._pictures else None


def _rings(screen: Screen) -> int:
    return screen.rings if screen.alert else 0
