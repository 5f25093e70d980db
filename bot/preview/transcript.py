"""Everything a preview chat shows, kept in a small SQLite file: a reload or a restart of the server loses nothing."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

Kind = Literal["card", "file", "text", "sticker", "photo", "voice", "document", "speed", "skip", "erased"]
"""card, file: the bot's. text, sticker, photo, voice, document: the user's. speed, skip: a line about what the author
did. erased: a line about what is gone."""

_KINDS: Final[Mapping[str, Kind]] = {kind: kind for kind in get_args(Kind)}

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS chat (
    id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, number INTEGER NOT NULL, tempo REAL, gone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS chat_seq ON chat (seq);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS file (message INTEGER PRIMARY KEY, chat INTEGER NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS file_chat ON file (chat);
CREATE INDEX IF NOT EXISTS message_seq ON message (seq);
CREATE INDEX IF NOT EXISTS message_chat ON message (chat, id);
"""


@dataclass(frozen=True, slots=True)
class Chat:
    """`seq` rises with every change; `tempo` is None until someone chose a speed."""

    id: int
    seq: int
    number: int
    tempo: float | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Message:
    """`at` in milliseconds since 1970; `body` holds JSON values only."""

    id: int
    chat: int
    seq: int
    at: int
    kind: Kind
    body: Mapping[str, object]


Change = Chat | Message


class Transcript:
    """Chats and their messages. Everything written gets a sequence number above all that came before.

    Numbers start at the milliseconds of the clock, so that a deleted file does not mint the ids of chats the bot
    still remembers, and a page left open does not take new messages for old ones.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # what people wrote stands in it
        self._db = sqlite3.connect(path)
        # Called on the event loop: without a sync per commit a write takes some 30 microseconds, and the
        # write-ahead log still outlives the process (not a power cut: good enough for a preview).
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(_SCHEMA)
        newest = "SELECT max(seq) FROM (SELECT seq FROM chat UNION ALL SELECT seq FROM message)"
        self._seq: int = self._db.execute(newest).fetchone()[0] or 0

    @property
    def seq(self) -> int:
        """Of the last change."""
        return self._seq

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._clock().timestamp() * 1000)

    def new_chat(self) -> Chat:
        seq = self._mint()
        with self._db:
            (number,) = self._db.execute("SELECT 1 + coalesce(max(number), 0) FROM chat").fetchone()
            self._db.execute("INSERT INTO chat (id, seq, number) VALUES (?, ?, ?)", (seq, seq, number))
        return Chat(seq, seq, number, tempo=None, gone=False)

    def chat(self, chat: int) -> Chat | None:
        """None: never minted, or removed."""
        found = self._chats("WHERE id = ? AND NOT gone", chat)
        return found[0] if found else None

    def chats(self) -> tuple[Chat, ...]:
        """Oldest first."""
        return self._chats("WHERE NOT gone ORDER BY id")

    def set_tempo(self, chat: int, tempo: float) -> None:
        with self._db:
            self._db.execute("UPDATE chat SET tempo = ?, seq = ? WHERE id = ?", (tempo, self._mint(), chat))

    def remove(self, chat: int) -> None:
        """Erases the messages; the chat's row stays as a mark, so that open pages learn of it."""
        self._wipe(chat)
        with self._db:
            self._db.execute("UPDATE chat SET gone = 1, seq = ? WHERE id = ?", (self._mint(), chat))

    def erase(self, chat: int) -> None:
        """Erases the messages, the files among them; a line says so, by which open pages learn of it."""
        self._wipe(chat)
        self.append(chat, "erased", {})

    def _wipe(self, chat: int) -> None:
        """No trace stays in the files of the database either: they are small, so that this takes some milliseconds."""
        with self._db:
            self._db.execute("DELETE FROM message WHERE chat = ?", (chat,))
            self._db.execute("DELETE FROM file WHERE chat = ?", (chat,))
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def attach(self, message: Message, content: bytes) -> None:
        """Keeps the file of a message."""
        with self._db:
            row = (message.id, message.chat, content)
            self._db.execute("INSERT INTO file (message, chat, content) VALUES (?, ?, ?)", row)

    def attached(self, chat: int, message: int) -> bytes | None:
        found = self._db.execute("SELECT content FROM file WHERE chat = ? AND message = ?", (chat, message)).fetchone()
        return None if found is None else bytes(found[0])

    def append(self, chat: int, kind: Kind, body: Mapping[str, object]) -> Message:
        seq = self._mint()
        message = Message(seq, chat, seq, self.now(), kind, body)
        with self._db:
            self._db.execute(
                "INSERT INTO message (id, chat, seq, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)",
                (message.id, chat, seq, message.at, kind, json.dumps(body)),
            )
        return message

    def edit(self, message: Message, body: Mapping[str, object]) -> Message:
        edited = replace(message, seq=self._mint(), body=body)
        with self._db:
            row = (edited.seq, json.dumps(body), edited.id)
            self._db.execute("UPDATE message SET seq = ?, body = ? WHERE id = ?", row)
        return edited

    def messages(self, chat: int) -> tuple[Message, ...]:
        """Oldest first."""
        return self._messages("WHERE chat = ? ORDER BY id", chat)

    def message(self, chat: int, message: int) -> Message | None:
        found = self._messages("WHERE chat = ? AND id = ?", chat, message)
        return found[0] if found else None

    def last_message(self, chat: int) -> Message | None:
        found = self._messages("WHERE chat = ? ORDER BY id DESC LIMIT 1", chat)
        return found[0] if found else None

    def newest_card(self, chat: int) -> Message | None:
        found = self._messages("WHERE chat = ? AND kind = 'card' ORDER BY id DESC LIMIT 1", chat)
        return found[0] if found else None

    def changes(self, after: int) -> tuple[Change, ...]:
        """What was written after this sequence number, in its present form, in order."""
        changed: list[Change] = [*self._chats("WHERE seq > ?", after), *self._messages("WHERE seq > ?", after)]
        return tuple(sorted(changed, key=lambda change: change.seq))

    def close(self) -> None:
        self._db.close()

    def _mint(self) -> int:
        self._seq = max(self._seq + 1, self.now())
        return self._seq

    def _chats(self, condition: str, *values: int) -> tuple[Chat, ...]:
        rows = self._db.execute(f"SELECT id, seq, number, tempo, gone FROM chat {condition}", values)  # noqa: S608 - fixed conditions
        return tuple(Chat(chat, seq, number, tempo, bool(gone)) for chat, seq, number, tempo, gone in rows)

    def _messages(self, condition: str, *values: int) -> tuple[Message, ...]:
        rows = self._db.execute(f"SELECT id, chat, seq, at, kind, body FROM message {condition}", values)  # noqa: S608 - fixed conditions
        return tuple(
            Message(message, chat, seq, at, _KINDS[kind], json.loads(body))
            for message, chat, seq, at, kind, body in rows
        )
