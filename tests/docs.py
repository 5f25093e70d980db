"""Writes the documents that are made from the program: `make graph`."""

from dialogs.diagram import mermaid
from tests.end.process import ROOT

HEAD = """# The dialog

Made by `make graph` from the table in `dialogs/machine.py`; a test compares the two. Rows that move nothing (questions,
hints, toggles) are left out. `onward` is the way to the next thing still missing.

"""


def main() -> None:
    (ROOT / "docs" / "dialog.md").write_text(f"{HEAD}```mermaid\n{mermaid()}\n```\n", encoding="utf-8")


if __name__ == "__main__":
    main()
