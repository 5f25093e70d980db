"""The product's words against the code that asks for them, and how easy they are to read."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from content.schema import Content

ROOT = Path(__file__).parent.parent.parent
SENTENCE = re.compile(r"(?<=[.!?])[”\"]?\s+|\n+|(?<=:)\s+(?=[A-Z])")
WORD = re.compile(r"[\w{}'’/-]+")
LONGEST_SENTENCE = 30
"""Words."""
AVERAGE_SENTENCE = 15
NUMBERS = re.compile(r" ?\(999 UK[^)]*\)")
"""The emergency numbers in brackets are looked at, not read."""
LONG: Mapping[str, str] = {
    "care.see-someone": "the signs of one emergency, said in one breath: split, the last would stand alone"
}
"""Keys with a longer sentence, and why."""


@cache
def trees() -> tuple[ast.Module, ...]:
    paths = (path for folder in ("dialogs", "bot") for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


@cache
def constants() -> frozenset[str]:
    """Every string in the code, parts of f-strings aside; None is what the side is before it is asked."""
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    strings = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in parts)
    return frozenset(node.value for node in strings if isinstance(node.value, str)) | {"None"}


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Every f-string as a pattern, each value a group; those without fixed text would match anything."""
    nodes = (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    return tuple(
        re.compile(_pattern(node)) for node in nodes if any(isinstance(part, ast.Constant) for part in node.values)
    )


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+?)" for part in node.values)


@cache
def is_said(text: str) -> bool:
    """Whether the code can come to this text: as it stands, or by an f-string filled with what it can come to."""
    if text in constants():
        return True
    matches = (pattern.fullmatch(text) for pattern in patterns())
    return any(match is not None and all(map(is_said, match.groups())) for match in matches)


def test_every_word_of_the_product_is_used(content: Content) -> None:
    unused = [key for key in content.phrases["en"].words if key.startswith("ui.") and not _is_used(key)]

    assert unused == []


def _is_used(key: str) -> bool:
    """As a whole, or with its last part put in: for `self.line(f"ui.button.{key}")` that part must occur by itself."""
    matches = (pattern.fullmatch(key) for pattern in patterns() if pattern.pattern.startswith(r"ui\."))
    return key in constants() or any(
        match is not None and all(is_said(part) for part in match.groups()) for match in matches
    )


def test_every_word_the_code_names_exists(content: Content) -> None:
    words = content.phrases["en"].words
    named = {text for text in constants() if re.fullmatch(r"ui(\.[\w-]+)+", text)}

    assert named - words.keys() == set()


def test_every_kind_of_word_the_code_asks_for_exists(content: Content) -> None:
    words = content.phrases["en"].words
    asked = [pattern for pattern in patterns() if pattern.pattern.startswith(r"ui\.")]

    assert asked
    assert [each.pattern for each in asked if not any(each.fullmatch(key) for key in words)] == []


def sentences(content: Content) -> Iterator[tuple[str, str]]:
    """What users read, sentence by sentence, with its key."""
    for key, words in content.phrases["en"].words.items():
        for text in (words,) if isinstance(words, str) else words:
            yield from ((key, part) for part in SENTENCE.split(NUMBERS.sub("", text)) if len(WORD.findall(part)) > 1)


def test_sentences_are_short_on_average(content: Content) -> None:
    counts = [len(WORD.findall(sentence)) for _, sentence in sentences(content)]

    assert sum(counts) / len(counts) <= AVERAGE_SENTENCE


def test_no_sentence_is_long(content: Content) -> None:
    long = {key: sentence for key, sentence in sentences(content) if len(WORD.findall(sentence)) > LONGEST_SENTENCE}

    assert long.keys() == LONG.keys(), long


@pytest.mark.parametrize("word", ["trigger point therapy cures", "diagnosed with", "we guarantee"])
def test_nothing_is_promised(content: Content, word: str) -> None:
    assert not [key for key, sentence in sentences(content) if word in sentence.lower()]
