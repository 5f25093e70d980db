"""A language nobody speaks, made from the English words: shows whether a language is content alone."""

import re
import shutil

from tests.content.draft import Draft

LANGUAGE = "xx"
_letters = str.maketrans("aeiou", "áéíóú")
_placeholder = re.compile(r"(\{[^}]*\})")


def accented(text: str) -> str:
    """The text with accents on its vowels; placeholders stay."""
    parts = _placeholder.split(text)
    return "".join(part if part.startswith("{") else part.translate(_letters) for part in parts)


def add_pseudo_language(draft: Draft) -> None:
    """Put texts/xx, lexicons/xx, examples/xx and models/xx.json into the folder."""
    for path in sorted((draft.root / "texts/en").glob("*.yaml")):
        draft.dump(f"texts/{LANGUAGE}/{path.name}", _translated(draft.parsed(f"texts/en/{path.name}")))
    shutil.copytree(draft.root / "lexicons/en", draft.root / f"lexicons/{LANGUAGE}")
    shutil.copytree(draft.root / "examples/en", draft.root / f"examples/{LANGUAGE}")
    shutil.copy(draft.root / "models/en.json", draft.root / f"models/{LANGUAGE}.json")


def _translated(words: object) -> object:
    if isinstance(words, dict):
        return {key: _translated(value) for key, value in words.items()}
    if isinstance(words, list):
        return [_translated(each) for each in words]
    return accented(str(words))
