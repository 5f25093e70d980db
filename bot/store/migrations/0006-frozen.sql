-- Until when the channel must not be tried for a chat: known to every process, and after a restart.

ALTER TABLE sessions ADD COLUMN frozen_until BIGINT NOT NULL DEFAULT 0;
