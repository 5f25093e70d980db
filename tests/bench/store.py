"""How fast the store, its codec and the embedded engine are here: `python -m tests.bench.store`, under 30 s."""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from bot.engine.embedded import Engine
from bot.ports import Timer
from bot.store.codec import decode, encode
from bot.store.sqlite import SqliteStore
from dialogs.effects import Effect, Show, Sleep, Wake
from dialogs.session import Session, State
from dialogs.steps import GetReady, Hold, Rest, RollOver

PENDING = 100_000
DUE = 5_000
"""Of the pending timers, those that come due while we watch, over five seconds."""


def routine(chat: int) -> Session:
    """A session in the middle of a plan of 25 steps."""
    press = (GetReady(10, "point-1", "hook"), Hold(60, "point-1", 1, 3, 4, 6), Rest(30, "point-1", 1, 3))
    plan = (*press * 8, RollOver(20))
    now = datetime.now(UTC)
    return Session(chat=chat, turn=1, entered=1, state=State.ROUTINE, plan=plan, step_ends_at=now, started_at=now)


def microseconds(call: Callable[[], object]) -> float:
    """Of one call: the best of five rounds."""
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(1_000):
            call()
        rounds.append(time.perf_counter() - began)
    return min(rounds) * 1_000


def next_step(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    before = before or routine(0)
    after = replace(before, turn=before.turn + 1, entered=before.turn + 1)
    return after, [Show("edit"), Wake("step", datetime.now(UTC)), Sleep("remind")]


async def turns_a_second(chats: int, turns: int) -> float:
    """Committed, durable turns of `chats` at the same time."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:  # a real disk: /tmp may be memory
        store = await SqliteStore.open(Path(folder) / "bench.db")

        async def chat(number: int) -> None:
            for update_id in range(turns):
                await store.turn(number, next_step, update_id)

        began = time.perf_counter()
        await asyncio.gather(*(chat(number) for number in range(chats)))
        seconds = time.perf_counter() - began
        await store.close()
    return chats * turns / seconds


async def lateness() -> tuple[float, float, float]:
    """Median and 99th percentile, in milliseconds, and the megabytes the pending timers took."""
    late: list[float] = []
    done = asyncio.Event()

    async def fire(timer: Timer) -> None:
        late.append((datetime.now(UTC) - timer.due_at).total_seconds() * 1_000)
        if len(late) == DUE:
            done.set()

    before = megabytes()
    engine = Engine(lambda: datetime.now(UTC), fire)
    first = datetime.now(UTC) + timedelta(seconds=2)
    soon = (Timer(chat, "step", first + timedelta(milliseconds=chat), 1) for chat in range(DUE))
    engine.load(soon)
    for chat in range(DUE, PENDING):
        engine.schedule(chat, [Timer(chat, "remind", first + timedelta(hours=1, seconds=chat), 1)])
    taken = megabytes() - before
    engine.start()
    await done.wait()
    await engine.stop()
    return median(late), quantiles(late, n=100)[98], taken


def megabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    p50, p99, taken = asyncio.run(lateness())
    session = routine(1)
    stored = encode(session)
    rows = [
        ("session of 25 steps, to JSON", f"{microseconds(lambda: encode(session)):.0f} us"),
        ("session of 25 steps, from JSON", f"{microseconds(lambda: decode(stored)):.0f} us"),
        ("turns, 1 chat", f"{asyncio.run(turns_a_second(1, 1_000)):.0f} /s"),
        ("turns, 300 chats at a time", f"{asyncio.run(turns_a_second(300, 20)):.0f} /s"),
        (f"timers, {PENDING} pending: late, p50", f"{p50:.1f} ms"),
        (f"timers, {PENDING} pending: late, p99", f"{p99:.1f} ms"),
        (f"timers, {PENDING} pending: memory", f"{taken:.0f} MB"),
    ]
    sys.stdout.writelines(f"{what:<40}{value:>12}\n" for what, value in rows)


if __name__ == "__main__":
    main()
