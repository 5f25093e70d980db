"""How Telegram numbers updates."""

_REDELIVERED_WITHIN = 10_000
"""Numbers of updates; comes from Telegram, who keep an unconfirmed one for a day."""


def taken(update_id: int | None, last: int | None) -> bool:
    """Whether an update was seen before. Telegram numbers updates upwards, but after a week without any it starts
    again at a random number: one far below the last is therefore new, and only one closely below comes again."""
    return update_id is not None and last is not None and 0 <= last - update_id < _REDELIVERED_WITHIN
