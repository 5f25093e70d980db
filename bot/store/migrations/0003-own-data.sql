-- What is needed to keep nothing for ever, and to ask before a file is taken over.

ALTER TABLE sessions ADD COLUMN seen_at BIGINT;

-- Turns count from the second of the first contact.
UPDATE sessions SET seen_at =
    coalesce((SELECT max(started_at) FROM history WHERE history.chat = sessions.chat), turn * 1000000);

CREATE INDEX sessions_seen_at ON sessions (seen_at);

CREATE INDEX history_started_at ON history (started_at);

CREATE TABLE staged (
    chat BIGINT NOT NULL REFERENCES sessions (chat) ON DELETE CASCADE,
    started_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (chat, started_at)
);
