"""The program's side of the process beside: starts it when it is needed, and anew when it is gone or hangs."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.files.jobs import Job, Received, Wanted
from bot.files.pipe import LENGTH, packed, unpacked
from bot.ports import File
from dialogs.events import Imported, NotImported

PATIENCE: Final = 60.0
"""Seconds for one job. The first of a kind also pays for its libraries, the very first for a look at all fonts of the
machine; and a process of low priority may have to wait for others."""
GOODBYE: Final = 1.0
"""Seconds to end by itself."""

_ROOT: Final = Path(__file__).parents[2]
_PRIVATE: Final = ("TELEGRAM_", "BOT_", "DATABASE_")
"""Variables that it has no use for."""


class NotMade(Exception):
    """The process died, took too long, or could not do it."""


class Maker:
    """One job after the other. The process stays once it was started: starting takes ten times as long as a job."""

    def __init__(self, cache: Path) -> None:
        """`cache`: a folder of ours for what is known about fonts."""
        self._cache = cache
        self.patience = PATIENCE
        self._turn = asyncio.Lock()
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, if it runs."""
        return None if self._process is None else self._process.pid

    async def make(self, wanted: Wanted) -> File:
        """Raises NotMade."""
        answer = await self._ask(wanted)
        if not isinstance(answer, File):
            raise NotMade(f"{wanted.what}: {answer}")
        return answer

    async def read(self, received: Received) -> Imported | NotImported:
        """Raises NotMade."""
        answer = await self._ask(received)
        if not isinstance(answer, Imported | NotImported):
            raise NotMade(f"reading: {answer}")
        return answer

    async def close(self) -> None:
        """Ends the process; a job that runs is not waited for."""
        if self._turn.locked() and self._process is not None:
            _kill(self._process)
        async with self._turn:
            process, self._process = self._process, None
            if process is None:
                return
            try:
                await asyncio.wait_for(process.communicate(b""), GOODBYE)
            except TimeoutError:
                await _end(process)

    async def _ask(self, job: Job) -> object:
        async with self._turn:
            process = await self._running()
            try:
                async with asyncio.timeout(self.patience):
                    return await _exchange(process, job)
            except (TimeoutError, EOFError, OSError) as error:
                await self._drop(process)
                raise NotMade(type(error).__name__) from error
            except asyncio.CancelledError:
                await self._drop(process)  # its answer would be taken for that of the next job
                raise

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is not None:
            await self._drop(self._process)
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.files", stdin=PIPE, stdout=PIPE, cwd=_ROOT, env=self._environment()
            )
        return self._process

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a core is enough, and threads cost memory
        return {**kept, **alone, "MPLCONFIGDIR": str(self._cache)}

    async def _drop(self, process: Process) -> None:
        if self._process is process:
            self._process = None
        await _end(process)


async def _exchange(process: Process, job: Job) -> object:
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(packed(job))
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return unpacked(await process.stdout.readexactly(length))


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()


async def _end(process: Process) -> None:
    _kill(process)
    await process.communicate(b"")  # which waits, and closes the pipes
