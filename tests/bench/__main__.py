"""`python -m tests.bench`: everything, in under four minutes. `python -m tests.bench core store`: only these.

Each measurement has a process of its own. Counting calls needs two minutes and next to no processor: it goes on beside
the others.
"""

import argparse
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench import calls, core, lateness, start, store
from tests.bench.table import Row, markdown

MEASUREMENTS: Mapping[str, Callable[[], list[Row]]] = {
    "core": core.rows,
    "start": start.rows,
    "alone": lateness.alone,
    "many": lateness.many,
    "together": lateness.together,
    "calls": calls.rows,
    "store": store.rows,
}
BESIDE = "calls"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed, memory and lateness.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(MEASUREMENTS)}")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(unknown)}")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        running = {name: pool.submit(MEASUREMENTS[name]) for name in names if name == BESIDE}
        found = {name: pool.submit(MEASUREMENTS[name]).result() for name in names if name != BESIDE}
        found |= {name: future.result() for name, future in running.items()}
    print(markdown(row for name in names for row in found[name]))


if __name__ == "__main__":
    main()
