"""The files behind the pictures: each goes up once in the life of a bot, and then Telegram's own copy is named."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from telegram import InputFile

from bot.ports import Uploads
from bot.store import StoreError

REST: Final = timedelta(minutes=10)
"""For which a picture that did not get through is left out: its screens are text, and come without delay."""

_log = structlog.get_logger()


class Pictures:
    """Pictures by name; `in` says whether one can be shown now."""

    def __init__(
        self, files: Mapping[str, Path], uploads: Uploads | None, *, bot: str, clock: Callable[[], datetime]
    ) -> None:
        """`files`: JPEG, PNG or, for a loop, MP4. `uploads`: where a file_id is kept; None: in this process only.
        `bot`: the number of the bot, for a file_id is good for one bot alone. `clock`: aware, UTC."""
        self._files = files
        self._uploads = uploads
        self._bot = bot
        self._clock = clock
        self._kept: dict[str, str] | None = None
        self._ids: dict[str, str] = {}
        self._uploading: dict[str, asyncio.Lock] = {}
        self._resting: dict[str, datetime] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._files and not (isinstance(name, str) and self._rests(name))

    def busy(self, name: str) -> bool:
        """Whether it is on its way up for somebody else, which may take seconds: nobody's words wait for that."""
        lock = self._uploading.get(name)
        return lock is not None and lock.locked()

    def is_loop(self, name: str) -> bool:
        return self._files[name].suffix == ".mp4"

    @asynccontextmanager
    async def taking(self, name: str) -> AsyncIterator[str | None]:
        """Its file_id. None: it has to go up, and nobody else may send it before that is done."""
        if (known := await self._known(name)) is not None:
            yield known
            return
        async with self._uploading.setdefault(name, asyncio.Lock()):
            yield self._ids.get(name)

    def file(self, name: str, *, attach: bool) -> InputFile:
        """The file itself; OSError where it cannot be read. `attach`: whether it goes inside of an `InputMedia`, which
        takes a path for one on the server's disk."""
        path = self._files[name]
        return InputFile(path.read_bytes(), filename=path.name, attach=attach)

    async def keep(self, name: str, answer: Mapping[str, Any]) -> None:
        """Remember what Telegram calls it. `answer`: the message it is in."""
        file_id = _file_id(answer)
        if file_id is None or self._ids.get(name) == file_id:
            return
        self._ids[name] = file_id
        if self._uploads is not None:
            try:
                await self._uploads.keep_upload(self._key(name), file_id)
            except StoreError:
                _log.exception("file_id_not_kept", picture=name)  # it goes up again after a restart, no more

    def drop(self, name: str) -> None:
        """Telegram no longer knows its file_id: it has to go up again."""
        self._ids.pop(name, None)
        if self._kept is not None:
            self._kept.pop(self._key(name), None)

    def rest(self, name: str) -> None:
        """It did not get through."""
        self._resting[name] = self._clock() + REST

    def _rests(self, name: str) -> bool:
        until = self._resting.get(name)
        return until is not None and self._clock() < until

    async def _known(self, name: str) -> str | None:
        if self._kept is None:
            self._kept = dict(await self._uploads.uploads()) if self._uploads is not None else {}
        if name not in self._ids and self._kept and (kept := self._kept.get(self._key(name))) is not None:
            self._ids[name] = kept
        return self._ids.get(name)

    def _key(self, name: str) -> str:
        """A picture that was drawn anew is another file."""
        digest = hashlib.blake2b(self._files[name].read_bytes(), digest_size=8).hexdigest()
        return f"telegram/{self._bot}/{name}/{digest}"


def _file_id(answer: Mapping[str, Any]) -> str | None:
    """Of the largest size."""
    files = [answer["animation"]] if answer.get("animation") else answer.get("photo")
    return str(files[-1]["file_id"]) if files else None
