-- Presses come in an order of their own: a press must not make an earlier text look as if it had been taken.

ALTER TABLE sessions ADD COLUMN last_press_id BIGINT;
