"""What a message or a press sets going."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    trigger: str
    arg: str = ""

    @classmethod
    def of(cls, action: str) -> "Move":
        return cls(*action.split(":", 1))

    @property
    def action(self) -> str:
        """As a button has it."""
        return f"{self.trigger}:{self.arg}" if self.arg else self.trigger
