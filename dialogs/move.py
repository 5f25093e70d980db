"""What a message or a press sets going."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    trigger: str
    arg: str = ""

    @classmethod
    def of(cls, action: str) -> "Move":
        return cls(*action.split(":", 1))
