"""A copy of the shipped content that a test may spoil."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from content.documents import ContentProblems, StrictLoader
from content.loader import load

MARK = "»"
"""Stands in a change where its problem is expected to be found."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A content folder under a temporary path."""

    root: Path

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> int:
        """Put `new` in the one place of `old`. Returns the line of the mark in `new`, or the line it begins in."""
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        before, _, after = text.partition(old)
        self.write(path, before + new.replace(MARK, "") + after)
        marked = new.partition(MARK)[0] if MARK in new else ""
        return (before + marked).count("\n") + 1

    def parsed(self, path: str) -> Any:
        return yaml.load(self.read(path), Loader=StrictLoader)  # noqa: S506 (a safe loader)

    def dump(self, path: str, data: object) -> None:
        self.write(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000))

    def problems(self) -> list[str]:
        """What is wrong with the folder, a line each; none if it loads."""
        try:
            load(self.root)
        except ContentProblems as problems:
            return str(problems).splitlines()
        return []
