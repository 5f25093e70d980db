"""The steps a routine is made of: a closed union."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class GetReady:
    """Time to get into place: for a point or a stretch (its id), `variant` saying how."""

    seconds: int
    target: str
    variant: str
    kind: Literal["get-ready"] = "get-ready"


@dataclass(frozen=True, slots=True)
class Hold:
    """Press the point and keep still, at `low` to `high` of 10."""

    seconds: int
    point: str
    number: int
    of: int
    low: int
    high: int
    kind: Literal["hold"] = "hold"


@dataclass(frozen=True, slots=True)
class Rest:
    """Let go for a while; between holds or between stretches."""

    seconds: int
    target: str
    number: int
    of: int
    kind: Literal["rest"] = "rest"


@dataclass(frozen=True, slots=True)
class Check:
    """How is it now? Waits for the user."""

    point: str
    kind: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class RollOver:
    """Pressing is over: off the tool, onto the side, and breathe."""

    seconds: int
    kind: Literal["roll-over"] = "roll-over"


@dataclass(frozen=True, slots=True)
class StretchHold:
    """Hold a stretch still."""

    seconds: int
    stretch: str
    variant: str
    number: int
    of: int
    kind: Literal["stretch"] = "stretch"


Step = GetReady | Hold | Rest | Check | RollOver | StretchHold
Timed = GetReady | Hold | Rest | RollOver | StretchHold
