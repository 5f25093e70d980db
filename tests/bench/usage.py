"""What processes cost (Linux). Unlike the time on the clock, others on the machine change it little."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.end.process import Program

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a process, or of it and its children."""

    processor: float
    """Seconds so far."""
    memory: float
    """Resident megabytes now; what several processes share counts once."""

    @classmethod
    def of(cls, pid: int) -> Self:
        return cls(processor_seconds(pid), megabytes(pid))

    @classmethod
    def of_family(cls, pid: int) -> Self:
        """The children that ended included."""
        family = [pid, *_children(pid)]
        return cls(_reaped(pid) + sum(map(processor_seconds, family)), sum(map(_share, family)))


def pid_of(program: Program) -> int:
    assert program.process is not None
    return program.process.pid


def processor_seconds(pid: int) -> float:
    """That one process has used so far."""
    return _seconds(pid, 11, 12)


def megabytes(pid: int) -> float:
    """Resident memory of one process now."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS:") / 1024


def _share(pid: int) -> float:
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "\nPss:") / 1024


def _children(pid: int) -> Iterable[int]:
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _reaped(pid: int) -> float:
    return _seconds(pid, 13, 14)


def _seconds(pid: int, *fields: int) -> float:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(values[field]) for field in fields) / _TICK


def _kilobytes(path: Path, name: str) -> int:
    return int(path.read_text().partition(name)[2].split()[0])
