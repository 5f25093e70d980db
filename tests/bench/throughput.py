"""Updates a second by webhook, side by side with what others would have written."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.bench.database import Database, databases
from tests.bench.pusher import SECRET, Calls, push, serve
from tests.bench.table import Row, spread
from tests.bench.usage import processor_seconds
from tests.botapi import TOKEN
from tests.end.process import ROOT, environment, free_port

ROUNDS = 12
"""Short ones, all bots in turns: the machine's speed drifts, and what is compared has to meet it alike."""
UPDATES = 200
"""Of a bot in one round."""
FEW = 25
"""For whoever writes all of its state at every change: it would take minutes."""
WARM = 200
CONNECTIONS = 40
"""As Telegram opens by default."""
RIVALS = Path(os.environ.get("BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
"""A Python that has requirements-bench.txt."""
OTHERS: Mapping[str, str] = {
    "ptb-echo": "a bare echo, python-telegram-bot as it comes",
    "aiogram-echo": "a bare echo, aiogram",
    "ptb-dialog": "ConversationHandler + JobQueue + PicklePersistence",
}
GOALS: Mapping[tuple[str, str], str] = {
    ("SQLite", "ptb-echo"): "2.0", ("PostgreSQL", "ptb-echo"): "1.5",
    ("SQLite", "aiogram-echo"): "0.5", ("PostgreSQL", "aiogram-echo"): "0.4",
}  # fmt: skip


Bot = tuple[Sequence[str], Mapping[str, str]]
"""Its command, and its environment."""


def _ours(database: Database, port: int, api: str, folder: str) -> Bot:
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api, "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK_SECRET": SECRET, "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}", "BOT_LOG_LEVEL": "WARNING",
        "BOT_MESSAGES_PER_SECOND": "100000", **database.variables,
    }  # fmt: skip
    return (sys.executable, "-m", "bot"), environment(Path(folder), **variables)


def _rival(name: str, port: int, api: str, folder: str) -> Bot:
    return (str(RIVALS), "-m", "tests.bench.rivals", name, str(port), api, folder), {**os.environ}


@dataclass(slots=True)
class Found:
    """Of one bot: updates, each taken and answered by a message, and what they took."""

    count: int = 0
    seconds: list[float] = field(default_factory=list)
    """Of each round."""
    processor: float = 0.0
    """Seconds of the bot's process, in all."""
    database: float = 0.0
    """Seconds of the database's server, in all."""

    @property
    def rates(self) -> Sequence[float]:
        """Updates a second, in each round."""
        return [self.count / len(self.seconds) / each for each in self.seconds]


class Runner:
    """A bot that is up, with a Telegram of its own."""

    def __init__(self, process: Process, port: int, calls: Calls, count: int, beside: Callable[[], float]) -> None:
        """`count`: updates in a round. `beside`: processor seconds of what else works for this bot."""
        self._process = process
        self._port = port
        self._calls = calls
        self._count = count
        self._beside = beside
        self._pushed = 0
        self.found = Found()

    async def warm(self) -> None:
        await _listens(self._port)
        await self._push(WARM)

    async def round(self) -> None:
        began, used, others = time.perf_counter(), processor_seconds(self._process.pid), self._beside()
        await self._push(self._count)
        self.found.seconds.append(time.perf_counter() - began)
        self.found.processor += processor_seconds(self._process.pid) - used
        self.found.database += self._beside() - others
        self.found.count += self._count

    async def _push(self, count: int) -> None:
        numbers = range(self._pushed, self._pushed + count)
        self._pushed += count
        before = self._calls.count["sendMessage"]
        await asyncio.gather(*(push(self._port, list(numbers[each::CONNECTIONS])) for each in range(CONNECTIONS)))
        async with asyncio.timeout(60):
            await self._calls.until("sendMessage", before + count)


@asynccontextmanager
async def running(
    bot: Callable[[int, str, str], Bot], count: int = UPDATES, beside: Callable[[], float] = lambda: 0.0
) -> AsyncIterator[Runner]:
    """`bot`: from port, address of the Bot API, and a folder to how it is started."""
    port, calls = free_port(), Calls()
    server, api = await serve(calls)
    with tempfile.TemporaryDirectory() as folder:
        command, variables = bot(port, api, folder)
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=variables)
        try:
            yield Runner(process, port, calls, count, beside)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            server.close()


async def _listens(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def rows() -> list[Row]:
    with databases() as both:
        found = asyncio.run(_measured(both, list(OTHERS) if RIVALS.exists() else []))
    table: list[Row] = []
    for name, each in found.items():
        what = OTHERS.get(name, f"updates a second by webhook, each a saved turn and a message, {name}")
        table.append(Row(f"- {what}" if name in OTHERS else what, "", _shown(each)))
        if name in OTHERS:
            table += [_compared(database.name, found[database.name], name, each) for database in both]
    return table


async def _measured(both: Sequence[Database], others: Sequence[str]) -> Mapping[str, Found]:
    """By name."""
    async with AsyncExitStack() as stack:
        runners = {}
        for database in both:
            bot = running(partial(_ours, database), beside=partial(_processor, database))
            runners[database.name] = await stack.enter_async_context(bot)
        for name in others:
            bot = running(partial(_rival, name), FEW if name == "ptb-dialog" else UPDATES)
            runners[name] = await stack.enter_async_context(bot)
        for runner in runners.values():
            await runner.warm()
        for _ in range(ROUNDS):
            for runner in runners.values():
                await runner.round()
        return {name: runner.found for name, runner in runners.items()}


def _processor(database: Database) -> float:
    return database.usage().processor


def _compared(database: str, ours: Found, other: str, theirs: Found) -> Row:
    ratios = [mine / yours for mine, yours in zip(ours.rates, theirs.rates, strict=True)]
    processor = (ours.count / ours.processor) / (theirs.count / theirs.processor)
    what = f"  ours on {database} is so many times as quick"
    return Row(what, GOALS.get((database, other), ""), f"{spread(ratios, '')}, by processor time {processor:.2f}")


def _shown(found: Found) -> str:
    shown = f"{spread(found.rates, '/s')}, a processor second {found.count / found.processor:.0f}"
    if not found.database:
        return shown
    return f"{shown}, with the database's {found.count / (found.processor + found.database):.0f}"
