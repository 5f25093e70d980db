"""The pattern language of a lexicon, and what a lexicon may not say."""

import pytest

from content import loader
from content.lexicon import Lexicon
from content.patterns import parse


@pytest.mark.parametrize(
    ("line", "shapes"),
    [
        ("numb|dead bum", ["dead|numb bum"]),
        ("my? bum", ["bum", "my bum"]),
        ("numb .. bum", ["numb 3 bum"]),
        ("numb + bum", ["bum 8 numb", "numb 8 bum"]),
        ("^ stop $", ["^ stop $"]),
    ],
)
def test_a_pattern_line_stands_for_these_patterns(line: str, shapes: list[str]) -> None:
    found = []
    for pattern in parse(line):
        words = [f"{part.gap or ''} {'|'.join(sorted(part.symbols))}".strip() for part in pattern.parts]
        found.append(" ".join(["^"] * pattern.opened + words + ["$"] * pattern.closed))

    assert sorted(found) == sorted(shapes)


@pytest.mark.parametrize("line", ["", "my?", "numb ..", "numb..bum", "Numb", "numb $ bum", "a||b", "#3"])
def test_a_line_that_is_no_pattern_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"needs a word|is no word"):
        parse(line)


def test_a_lexicon_names_what_it_lacks() -> None:
    shipped = loader.load().lexicons["en"]
    fields = {name: getattr(shipped, name) for name in type(shipped).model_fields}

    with pytest.raises(ValueError, match="no such concept: @nowhere"):
        Lexicon(**fields | {"polite": "@nowhere"})
    with pytest.raises(ValueError, match="replaces them: dont"):
        Lexicon(**fields | {"polite": "dont"})
    with pytest.raises(ValueError, match="as typed = as meant"):
        Lexicon(**fields | {"spellings": "dont"})
