-- What a channel calls a file it once sent, such as Telegram's file_id: nobody's data, and it never goes stale.

CREATE TABLE uploads (
    file TEXT NOT NULL PRIMARY KEY,
    known_as TEXT NOT NULL
);
