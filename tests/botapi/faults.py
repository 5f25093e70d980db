"""Faults on demand: what networks and servers do to a bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["429", "500", "502", "403", "slow", "reset_before", "reset_after", "duplicate"]
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass
class Fault:
    """One ordered fault. `method` is a method's name or `*` for any but getUpdates."""

    method: str
    kind: FaultKind
    times: int
    retry_after: int = 3
    seconds: float = 6.0
    chat_id: int | None = None

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is to fail."""
        named = self.method.lower() == method.lower() or (self.method == "*" and method != "getUpdates")
        return self.times > 0 and named and self.chat_id in (None, chat_id)


class Faults:
    """The faults still to come, first ordered first used."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        self._faults.append(fault)

    def next(self, method: str, chat_id: int | None) -> Fault | None:
        """Use up one fault that fits the call."""
        for fault in self._faults:
            if fault.fits(method, chat_id):
                fault.times -= 1
                return fault
        return None

    def clear(self) -> None:
        """Forget the faults that did not happen yet."""
        self._faults.clear()
