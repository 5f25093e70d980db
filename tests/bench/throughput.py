"""Updates a second by webhook, side by side with what others would have written."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.bench.pusher import SECRET, Calls, push, serve
from tests.bench.table import Row, spread
from tests.botapi import TOKEN
from tests.end.process import ROOT, environment

UPDATES = 1_500
FEW = 300
"""For whoever writes all of its state at every change: a thousand would take minutes."""
WARM = 200
CONNECTIONS = 40
"""As Telegram opens by default."""
ROUNDS = 3
RIVALS = Path(os.environ.get("BENCH_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))
"""A Python that has requirements-bench.txt."""


def _ours(port: int, api: str, folder: str) -> tuple[Sequence[str], Mapping[str, str]]:
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api, "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK_SECRET": SECRET, "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}", "BOT_LOG_LEVEL": "WARNING",
        "BOT_MESSAGES_PER_SECOND": "100000",
    }  # fmt: skip
    return (sys.executable, "-m", "bot"), environment(Path(folder), **variables)


def _rival(name: str, port: int, api: str, folder: str) -> tuple[Sequence[str], Mapping[str, str]]:
    return (str(RIVALS), "-m", "tests.bench.rivals", name, str(port), api, folder), {**os.environ}


async def measured(name: str) -> tuple[float, float]:
    """Updates a second, and a second of processor time, until all were taken, and answered by a message."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    calls = Calls()
    server, api = await serve(calls)
    with tempfile.TemporaryDirectory() as folder:
        command, variables = _ours(port, api, folder) if name == "ours" else _rival(name, port, api, folder)
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=variables)
        try:
            await _listens(port)
            await _pushed(port, calls, 0, WARM)
            count = FEW if name == "ptb-dialog" else UPDATES
            began, used = time.perf_counter(), _processor_seconds(process.pid)
            await _pushed(port, calls, WARM, count)
            seconds, processor = time.perf_counter() - began, _processor_seconds(process.pid) - used
            return count / seconds, count / processor
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            server.close()


def _processor_seconds(pid: int) -> float:
    """That a process has used so far (Linux): unlike the time on the clock, others on the machine change it little."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
    names = ["ours"] + (["ptb-echo", "aiogram-echo", "ptb-dialog"] if RIVALS.exists() else [])
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            found[name].append(asyncio.run(measured(name)))
    table = [Row("updates a second by webhook, each a saved turn and a message", "", _spread(found["ours"]))]
    for name, goal, what in (
        ("ptb-echo", "2.0", "a bare echo, python-telegram-bot as it comes"),
        ("aiogram-echo", "0.5", "a bare echo, aiogram"),
        ("ptb-dialog", "", "ConversationHandler + JobQueue + PicklePersistence"),
    ):
        if name in found:
            wall, processor = (
                median(each[which] for each in found["ours"]) / median(each[which] for each in found[name])
                for which in (0, 1)
            )
            table.append(Row(f"- {what}", "", _spread(found[name])))
            table.append(
                Row("  ours is so many times as quick", goal, f"{wall:.2f}, by processor time {processor:.2f}")
            )
    return table


def _spread(found: Sequence[tuple[float, float]]) -> str:
    wall, processor = zip(*found, strict=True)
    return f"{spread(wall, '/s')}, a processor second {spread(processor, '')}"
