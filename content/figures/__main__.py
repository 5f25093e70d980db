"""python -m content.figures [--draft] [--again] [NAME ...]: renders all pictures, or those named."""

import argparse
import time

from content.figures.picture import Loop, Picture, Quality, film, make
from content.figures.pictures import LOOPS, PICTURES


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m content.figures", description="Renders the pictures.")
    ask.add_argument("names", nargs="*", metavar="NAME", help="pictures to render; all of them if none is named")
    ask.add_argument("--draft", action="store_true", help="small and coarse, to try something")
    ask.add_argument("--again", action="store_true", help="only the labels, over what was rendered last")
    asked = ask.parse_args()
    quality = Quality(5, 0.4, asked.again) if asked.draft else Quality(10, 0.8, asked.again)
    every: tuple[Picture | Loop, ...] = (*PICTURES, *LOOPS)
    known = {wanted.name: wanted for wanted in every}
    if unknown := set(asked.names) - set(known):
        ask.error(f"no picture is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in asked.names or known:
        start = time.monotonic()
        wanted = known[name]
        for path in film(wanted, quality) if isinstance(wanted, Loop) else make(wanted, quality):
            print(f"{path.name}: {path.stat().st_size // 1000} kB, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
