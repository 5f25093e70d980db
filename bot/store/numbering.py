"""How Telegram numbers updates."""

from dataclasses import dataclass
from typing import Self

_REDELIVERED_WITHIN = 10_000
"""Numbers of updates; comes from Telegram, who keep an unconfirmed one for a day."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of updates of one chat: the last press, and the last of anything else."""

    update: int | None = None
    press: int | None = None

    @classmethod
    def of(cls, update_id: int | None, *, press: bool) -> Self:
        """That of one update."""
        return cls(press=update_id) if press else cls(update=update_id)

    def taken(self, last: "Numbers") -> bool:
        """Whether an update was seen before; `last`: what its chat had seen by then."""
        return _taken(self.update, last.update) or _taken(self.press, last.press)


def _taken(update_id: int | None, last: int | None) -> bool:
    """Telegram numbers updates upwards, but after a week without any it starts again at a random number: one far below
    the last is therefore new, and only one closely below comes again."""
    return update_id is not None and last is not None and 0 <= last - update_id < _REDELIVERED_WITHIN
