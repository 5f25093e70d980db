"""`python -m tests.bench`: everything, in under twelve minutes. `python -m tests.bench core store`: only these.

Each measurement has a process of its own. Counting calls needs a minute and next to no processor: it goes on beside the
one after it.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing import get_context

from tests.bench import (
    calls,
    core,
    crowd,
    files,
    lateness,
    postgres,
    reading,
    recovery,
    reminders,
    start,
    store,
    throughput,
)
from tests.bench.table import Row, markdown

MEASUREMENTS: Mapping[str, Callable[[], list[Row]]] = {
    "core": core.rows,
    "reading": reading.rows,
    "start": start.rows,
    "store": store.rows,
    "postgres": postgres.rows,
    "reminders": reminders.rows,
    "webhook": throughput.rows,
    "calls": calls.rows,
    "files": files.rows,
    "alone": lateness.alone,
    "pictures": files.late,
    "together": lateness.together,
    "crowd": crowd.rows,
    "recovery": recovery.rows,
}
BESIDE = "calls"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed, memory and lateness.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(MEASUREMENTS)}")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(unknown)}")
    found: dict[str, Future[list[Row]]] = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in names:
            found[name] = pool.submit(MEASUREMENTS[name])
            if name != BESIDE:
                wait([found[name]])
    failed = {name: error for name in names if (error := found[name].exception()) is not None}
    print(markdown(row for name in names if name not in failed for row in found[name].result()))
    for name, error in failed.items():
        traceback.print_exception(error)
        print(f"{name} could not be measured", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
