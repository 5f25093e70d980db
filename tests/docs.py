"""Writes the documents that are made from the program: `make graph`."""

from collections.abc import Iterator

from content.loader import load
from content.pictures import SIDES
from content.schema import Content
from dialogs.diagram import mermaid
from tests.end.process import ROOT

HEAD = """# The dialog

Made by `make graph` from the table in `dialogs/machine.py`; a test compares the two. Rows that move nothing (questions,
hints, toggles) are left out. `onward` is the way to the next thing still missing.

"""

PICTURES_HEAD = """# Pictures

Every picture of `content/images`, with its alt text for the left side; made by `make graph`, and a test compares the
two. All are rendered from a posed body by `make figures`: the left one is rendered, the right one mirrored before the
labels are drawn. Orange marks what is done or felt, red where it may spread or where no tool goes, the pale band is
the bony rim of the hip. The numbers of `where-it-hurts` are the places with a button, in the order of
`content/zones.yaml`; whoever changes that order renders it again. The middle spot is met at its rear part, which can
be turned to a floor, a wall or the back of a chair.
"""

PICTURES_FOOT = """
## Rendering them anew

`make figures` sets up an environment of its own (`.venv-figures`, 2.7 GB, never the bot's) from
`requirements-figures.txt` and renders all of them, with two free cores in about half an hour. In that environment
`python -m content.figures NAME...` renders only those; `--draft` is small and quick, `--again` draws the labels anew
over what was rendered last. The body model is [Anny](https://github.com/naver/anny) (code Apache-2.0, body data CC0);
everything else is modelled in `content/figures`: a set-up is arranged once (`arrangement.py`) and seen from afar,
from near and through the body.
"""

SECTIONS = {
    "Where it hurts": ("where-", "no-go"),
    "The three spots": ("points", "referral-"),
    "Set-ups": ("setup-",),
    "Set-ups, close up": ("near-", "slack-"),
    "Stretches": ("back-stretch", "front-stretch"),
    "Covers": ("avatar", "cover"),
}


def contact_sheet(content: Content) -> str:
    """The pictures side by side, each with what it shows."""
    words = content.phrases["en"].words
    names = [key.removeprefix("pictures.") for key in words if key.startswith("pictures.")]
    parts = [PICTURES_HEAD]
    for title, prefixes in SECTIONS.items():
        rows = "\n".join(_row(content, name) for name in names if name.startswith(prefixes))
        parts.append(f"\n## {title}\n\n| left | right | what it shows |\n|---|---|---|\n{rows}\n")
    return "".join((*parts, PICTURES_FOOT))


def _row(content: Content, name: str) -> str:
    left, right = (_cell(name, file) for file in _files(content, name))
    alt = content.phrases["en"].line(f"pictures.{name}", side="left", other="right")
    return f"| {left} | {right} | `{name}` {alt} |"


def _files(content: Content, name: str) -> Iterator[str | None]:
    if name in content.pictures:
        yield from (content.pictures[name], None)
    else:
        yield from (content.pictures.get(f"{name}-{side}") for side in SIDES)


def _cell(name: str, path: str | None) -> str:
    if path is None:
        return ""
    if path.endswith(".mp4"):
        return f"[{path.removeprefix('images/')}](../content/{path})"
    return f'<img src="../content/{path}" width="180" alt="{name}">'


def main() -> None:
    (ROOT / "docs" / "dialog.md").write_text(f"{HEAD}```mermaid\n{mermaid()}\n```\n", encoding="utf-8")
    (ROOT / "docs" / "pictures.md").write_text(contact_sheet(load()), encoding="utf-8")


if __name__ == "__main__":
    main()
