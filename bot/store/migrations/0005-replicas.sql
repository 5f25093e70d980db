-- What several processes on one database need to know: what is due, and whose it is to draw a chat.

CREATE INDEX timers_due_at ON timers (due_at);

-- Whoever committed a turn, or took its drawing over, is about to draw it until then.
ALTER TABLE sessions ADD COLUMN claimed_until BIGINT NOT NULL DEFAULT 0;

-- A drawing that has begun is over by then, or whoever drew it is gone.
ALTER TABLE sessions ADD COLUMN sending_until BIGINT NOT NULL DEFAULT 0;

CREATE INDEX sessions_unshown ON sessions (claimed_until) WHERE shown_turn < turn;
