-- One dialect for SQLite and PostgreSQL. Times are microseconds since 1970 in UTC, documents are JSON.

CREATE TABLE sessions (
    chat BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL,
    shown_turn BIGINT NOT NULL DEFAULT -1,
    sending_turn BIGINT NOT NULL DEFAULT -1,
    last_update_id BIGINT,
    session TEXT NOT NULL,
    receipt TEXT
);

CREATE TABLE timers (
    chat BIGINT NOT NULL REFERENCES sessions (chat) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    PRIMARY KEY (chat, kind)
);

CREATE TABLE history (
    chat BIGINT NOT NULL REFERENCES sessions (chat) ON DELETE CASCADE,
    started_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (chat, started_at)
);
