"""Rules for the words of a language: all that facts and program ask for, filled in alike, and fit to be sent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from content.documents import Location
from content.phrases import LONGEST_BUTTON, Phrases, Words
from content.pictures import named
from content.schema import Content, Tier

LONGEST_CARD = 6
"""Lines of a set-up card (product rule: more is not read by somebody lying down)."""

EMERGENCY = frozenset({"999", "112", "911", "000", "111"})
"""Alone, each is the wrong number in some country: 111 is not even an emergency number in the UK (S11, S13)."""

SIDES = frozenset({"side", "other"})
"""What every text about a body may name: left or right, and the opposite."""

Told = tuple[Location, str]
"""A broken rule of one text: the line of a list (or () for the whole), and what to mend."""

_number = re.compile(r"(?<![\w#])\d+(?!\w)")
_button = re.compile(
    r"zones\.[^.]+\.label|timezones\..+|topics\.groups\.[^.]+|topics\.[^.]+\.title|ui\.button\..+"
    r"|(screening\.items|muscles\.points|tools)\.([^.]+\.)?button"
)
_sided = re.compile(r"tools\.setups\..+|stretches\.[^.]+\.[^.]+\.(steps|cue)|muscles\.points\.[^.]+\.where")
_facts = ("pictures.", "screening.", "stretches.", "timezones.", "tools.", "topics.", "zones.")
"""Files in which every text belongs to something the facts name."""


def wording(content: Content, phrases: Phrases, reference: Phrases) -> Iterator[tuple[str, Location, str]]:
    """The broken rules of one language, each with its file and place. `reference`: the words that ship."""
    english = {key: words for key, words in content.phrases["en"].words.items() if not key.startswith("ui.")}
    program = {key: words for key, words in reference.words.items() if key.startswith("ui.")}
    texts, lists = set(_texts(content)), set(_lists(content))
    model: Mapping[str, Words] = {**english, **program}
    if phrases.language == "en":
        known = texts | lists | program.keys()
        expected, spare = known, {key for key in english if not key.startswith(_facts)}
    else:
        expected, spare = model.keys() | texts | lists, set()
    yield from _missing(phrases, expected)
    yield from _cards(content, phrases)
    yield from _look_alikes(content, phrases)
    for key, words in phrases.words.items():
        if key not in expected | spare:
            yield _found(phrases, key, (), "nothing uses this text: take it out, or mend its key")
            continue
        single = key in texts or isinstance(model.get(key), str)
        for line, problem in _told(key, words, model.get(key, words), single=single):
            yield _found(phrases, key, line, problem)


def _found(phrases: Phrases, key: str, line: Location, problem: str) -> tuple[str, Location, str]:
    stem, *location = key.split(".")
    return f"texts/{phrases.language}/{stem}.yaml", (*location, *line), problem


def _missing(phrases: Phrases, expected: Iterable[str]) -> Iterator[tuple[str, Location, str]]:
    """Every text that is not there; a file that is missing is named once."""
    files = {key.split(".")[0] for key in phrases.words}
    absent = {key.split(".")[0] for key in expected} - files
    for stem in sorted(absent):
        yield f"texts/{phrases.language}/{stem}.yaml", (), "this file is missing: copy the English one and translate it"
    for key in sorted(set(expected) - phrases.words.keys()):
        if key.split(".")[0] not in absent:
            yield _found(phrases, key, (), f"the text {key} is missing: add it")


def _cards(content: Content, phrases: Phrases) -> Iterator[tuple[str, Location, str]]:
    """Each line of a set-up card shows what it is about."""
    for tool in content.tools.values():
        for point, variants in tool.setups.items():
            for variant in variants:
                key, shown = f"tools.setups.{tool.id}.{variant.id}.{point}", len(variant.lines)
                if shown and key in phrases.words and len(_lines(phrases.words[key])) != shown:
                    problem = f"tools.yaml names {shown} pictures for its lines: as many lines, or other pictures there"
                    yield _found(phrases, key, (), problem)


def _look_alikes(content: Content, phrases: Phrases) -> Iterator[tuple[str, Location, str]]:
    """Each line has its sources, or none has."""
    for muscle in content.muscles.values():
        key, sourced = f"muscles.{muscle.id}.look-alikes", len(muscle.look_alikes)
        if sourced and key in phrases.words and len(_lines(phrases.words[key])) != sourced:
            yield _found(phrases, key, (), f"{muscle.id}.yaml has sources for {sourced} look-alikes: as many lines")


def _shape(key: str, words: Words, *, single: bool) -> Iterator[Told]:
    """Lengths and lists."""
    lines = _lines(words)
    if not lines:
        yield (), "an empty list: write it"
    for index, line in enumerate(lines):
        if not line.strip():
            yield (index,), "an empty text: write it, or take the line out"
        if _button.fullmatch(key) and len(line) > LONGEST_BUTTON:
            yield (index,), f"a button of {len(line)} characters: {LONGEST_BUTTON} at most, shorten it"
    if single and not isinstance(words, str):
        yield (), f"{key} is one text, not a list of lines: join them"
    if key.startswith("tools.setups.") and len(lines) > LONGEST_CARD:
        yield (), f"a set-up card of {len(lines)} lines: {LONGEST_CARD} at most, shorten it"


def _told(key: str, words: Words, english: Words, *, single: bool) -> Iterator[Told]:
    """All that is wrong with one text."""
    yield from _shape(key, words, single=single)
    yield from _filling(key, words, english)
    yield from _counting(words, english)


def _filling(key: str, words: Words, english: Words) -> Iterator[Told]:
    """Placeholders: those of the English text, and left or right wherever a body is moved."""
    model = _of(english)
    allowed = model if key.startswith("ui.") else _fillable(key)
    names: set[str] = set()
    for index, line in enumerate(_lines(words)):
        try:
            found = _names(line)
        except ValueError as error:
            yield (index,), f"{error}: a placeholder reads like {{side}}, and a brace itself is written twice"
            return
        if found - allowed:
            possible = _braced(allowed) or "none"
            yield (index,), f"unknown placeholder {_braced(found - allowed)}: possible here: {possible}"
        names |= found
    if model & allowed - names:
        yield (), f"the English text names {_braced(model & allowed - names)}, so name it here too"
    if _sided.fullmatch(key) and "side" not in names:
        yield (), "says neither left nor right: name {side}"


def _of(english: Words) -> frozenset[str]:
    """The placeholders of an English text; a broken one has its own problem, and asks for nothing."""
    try:
        return frozenset[str]().union(*map(_names, _lines(english)))
    except ValueError:
        return frozenset()


def _fillable(key: str) -> frozenset[str]:
    """What the program can fill in; places are also listed where no side is known."""
    if key.startswith(("timezones.", "zones.")):
        return frozenset()
    return SIDES | {"hours"} if key == "care.again" else SIDES


def _counting(words: Words, english: Words) -> Iterator[Told]:
    """Numbers: emergency numbers all together or not at all, and every other one as in English."""
    for index, line in enumerate(_lines(words)):
        if EMERGENCY & _numbers(line) and not _numbers(line) >= EMERGENCY:
            yield (index,), "a lone emergency number is wrong elsewhere: name 999, 112, 911, 000 and 111 with places"
    strange = _numbers("\n".join(_lines(words))) ^ _numbers("\n".join(_lines(english)))
    if strange:
        listed = ", ".join(sorted(strange, key=int))
        yield (), f"not the numbers of the English text ({listed}): a dose is the same in every language"


def _lines(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def _numbers(text: str) -> frozenset[str]:
    """The numbers in a text, in the digits of any script."""
    return frozenset("".join(str(int(digit)) for digit in number) for number in _number.findall(text))


def _names(line: str) -> frozenset[str]:
    """The names in braces. Raises ValueError for a single brace, or for more than a plain name in the braces."""
    found: set[str] = set()
    for _, name, spec, conversion in Formatter().parse(line):
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise ValueError(f"{{{name}}} is no placeholder")
        found |= {name} if name else set()
    return frozenset(found)


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _texts(content: Content) -> Iterator[str]:
    """The keys of the single texts that the facts ask for."""
    yield from _each("zones", content.zones, "label", "name", "else", "advice")
    yield from _each("screening.flags", content.flags, "reason")
    yield from _each("screening.cautions", content.cautions, "label", "button", "change", "advice")
    questions = [question.id for question in content.questions]
    yield from _each("screening.questions", questions, "title", "lead", "why")
    items = (item.id for question in content.questions for item in question.items)
    yield from _each("screening.items", items, "label", "button")
    yield from (f"screening.unsure.{question}" for question in questions)
    yield from _each("screening.tiers", (tier for tier in Tier if tier is not Tier.T), "title")
    yield from _each("screening", ("rescreen",), "title", "lead", "why")
    yield "screening.safety_net"
    yield from _each("timezones", content.timezones)
    yield from _each("topics", content.topics, "title")
    yield from (f"topics.groups.{topic.group}" for topic in content.topics.values())
    yield from _each("tools", content.tools, "name", "button", "hint", "lighter", "release")
    yield from _each("muscles", content.muscles, "name")
    yield from _each("muscles.points", content.points, "name", "button", "felt", "spill", "feels")
    for muscle in content.muscles.values():
        for stretch in muscle.stretches:
            yield f"stretches.{stretch.id}.name"
            yield from (f"stretches.{stretch.id}.mistake",) if stretch.mistake is not None else ()
            variants = (variant.id for variant in stretch.variants)
            yield from _each(f"stretches.{stretch.id}", variants, "name", "cue", "feel")
    yield from {"care.again", "care.honest", *(f"pictures.{each.name}" for each in named(content))}


def _lists(content: Content) -> Iterator[str]:
    """The keys of the texts of several lines that the facts ask for."""
    yield from _each("screening.flags", content.flags, "advice")
    yield from _each("screening.tiers", (tier for tier in Tier if tier is not Tier.T), "lead")
    yield from _each("topics", content.topics, "answer")
    yield from _each("muscles", content.muscles, "look-alikes", "no-go")
    yield from _each("muscles.points", content.points, "where")
    for tool in content.tools.values():
        for point, variants in tool.setups.items():
            yield from (f"tools.setups.{tool.id}.{variant.id}.{point}" for variant in variants)
    for muscle in content.muscles.values():
        for stretch in muscle.stretches:
            yield from (f"stretches.{stretch.id}.{variant.id}.steps" for variant in stretch.variants)
    yield from _each(
        "care",
        (
            "slack-lying",
            "slack-sitting",
            "slack-standing",
            "signs",
            "after",
            "expect",
            "see-someone",
            "posture",
            "gentle",
        ),
    )


def _each(above: str, ids: Iterable[str], *parts: str) -> Iterator[str]:
    for entry in ids:
        yield from (f"{above}.{entry}.{part}" for part in parts) if parts else (f"{above}.{entry}",)
