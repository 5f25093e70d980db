"""The process beside: takes a job from standard input, answers on standard output, ends when the program does."""

import os
import signal
import sys
from typing import Final

from bot.files.jobs import Received, Wanted
from bot.files.making import make
from bot.files.pipe import LENGTH, packed, unpacked

NICENESS: Final = 15
"""Whoever is pressing until the next signal comes first."""


def main() -> None:
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the program, and so the pipe
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not get in between
    while head := sys.stdin.buffer.read(LENGTH.size):
        job = unpacked(sys.stdin.buffer.read(*LENGTH.unpack(head)))
        answers.write(packed(_answer(job)))
        answers.flush()


def _answer(job: object) -> object:
    """The name of the error where there was one: its words may hold what somebody sent."""
    assert isinstance(job, Wanted | Received)  # noqa: S101 - nothing else is ever sent
    try:
        return make(job)
    except Exception as error:  # noqa: BLE001 - told to whoever asked, who logs it
        return type(error).__name__


if __name__ == "__main__":
    main()
