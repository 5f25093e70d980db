"""Updates a second by webhook, side by side with what others would have written."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from tests.bench.database import Database, databases
from tests.bench.pusher import SECRET, Calls, push, serve
from tests.bench.table import Row, spread
from tests.bench.usage import processor_seconds
from tests.botapi import TOKEN
from tests.end.process import ROOT, environment, free_port

UPDATES = 1_200
FEW = 300
"""For whoever writes all of its state at every change: a thousand would take minutes."""
WARM = 200
CONNECTIONS = 40
"""As Telegram opens by default."""
ROUNDS = 3
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


@dataclass(frozen=True, slots=True)
class Found:
    """Updates a second, until all were taken, and answered by a message."""

    wall: float
    """By the time on the clock."""
    processor: float
    """By the processor time of the bot's process."""
    with_database: float
    """By that and the processor time of the database's server."""


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


async def ours(database: Database) -> Found:
    """On an empty database."""
    await database.empty()
    return await measured(partial(_ours, database), UPDATES, lambda: database.usage().processor)


async def rival(name: str) -> Found:
    return await measured(partial(_rival, name), FEW if name == "ptb-dialog" else UPDATES, lambda: 0.0)


async def measured(bot: Callable[[int, str, str], Bot], count: int, beside: Callable[[], float]) -> Found:
    """`beside`: processor seconds of what else works for this bot."""
    port = free_port()
    calls = Calls()
    server, api = await serve(calls)
    with tempfile.TemporaryDirectory() as folder:
        command, variables = bot(port, api, folder)
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=variables)
        try:
            await _listens(port)
            await _pushed(port, calls, 0, WARM)
            began, used, others = time.perf_counter(), processor_seconds(process.pid), beside()
            await _pushed(port, calls, WARM, count)
            seconds = time.perf_counter() - began
            used, others = processor_seconds(process.pid) - used, beside() - others
            return Found(count / seconds, count / used, count / (used + others))
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


async def _pushed(port: int, calls: Calls, first: int, count: int) -> None:
    numbers = range(first, first + count)
    before = calls.count["sendMessage"]
    await asyncio.gather(*(push(port, list(numbers[each::CONNECTIONS])) for each in range(CONNECTIONS)))
    async with asyncio.timeout(60):
        await calls.until("sendMessage", before + count)


def rows() -> list[Row]:
    """In turns, so that whatever else the machine does meets all of them."""
    with databases() as both:
        bots = {database.name: partial(ours, database) for database in both}
        others = [name for name in OTHERS if RIVALS.exists()]
        found = _in_turns(bots | {name: partial(rival, name) for name in others})
    table = [
        Row(f"updates a second by webhook, each a saved turn and a message, {name}", "", _spread(found[name]))
        for name in bots
    ]
    for name in others:
        table.append(Row(f"- {OTHERS[name]}", "", _spread(found[name])))
        table += [_compared(database, found[database], name, found[name]) for database in bots]
    return table


def _in_turns(bots: Mapping[str, Callable[[], Coroutine[object, object, Found]]]) -> Mapping[str, Sequence[Found]]:
    rounds = [{name: asyncio.run(measure()) for name, measure in bots.items()} for _ in range(ROUNDS)]
    return {name: [each[name] for each in rounds] for name in bots}


def _compared(database: str, ours: Sequence[Found], other: str, theirs: Sequence[Found]) -> Row:
    wall = median(each.wall for each in ours) / median(each.wall for each in theirs)
    processor = median(each.processor for each in ours) / median(each.processor for each in theirs)
    what = f"  ours on {database} is so many times as quick"
    return Row(what, GOALS.get((database, other), ""), f"{wall:.2f}, by processor time {processor:.2f}")


def _spread(found: Sequence[Found]) -> str:
    by_processor = spread([each.processor for each in found], "")
    shown = f"{spread([each.wall for each in found], '/s')}, a processor second {by_processor}"
    if all(each.with_database == each.processor for each in found):
        return shown
    return f"{shown}, with the database's {spread([each.with_database for each in found], '')}"
