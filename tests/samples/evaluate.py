"""How well messages are understood, measured on labelled ones: `python -m tests.samples.evaluate [FOLDER …]`.

A line is red-flag data (`flag`), pain data (`zones`) or a question (`topic`). The part called "held-out" was seen by
nobody who wrote patterns or examples; the "tune" lines were (most of them are among the examples of the model, too). A
line without a part counts as held out. After the shares comes what is taken for what, then each mistake.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.loader import load
from content.schema import Content, Tier
from dialogs.matching import match
from dialogs.reading import Reader, Reading

FOLDER = Path(__file__).parent
Line = Mapping[str, object]


@dataclass(slots=True)
class Score:
    """Hits of tries by name, and what went wrong."""

    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    confusions: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, *, good: bool, weight: int = 1) -> None:
        self.tries[name] += weight
        self.hits[name] += weight if good else 0

    def rate(self, name: str) -> float:
        """Share of hits, 1.0 where nothing was tried."""
        return self.hits[name] / self.tries[name] if self.tries[name] else 1.0


def samples(folder: Path) -> Iterator[Line]:
    """Every labelled line of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def measure(lines: Iterable[Line], reader: Reader, content: Content) -> Score:
    """Compare each reading with its labels."""
    score = Score()
    for line in lines:
        reading = reader.read(str(line["text"]))
        if "flag" in line:
            _flag(line, reading, content, score)
        if "zones" in line:
            _pain(line, reading, content, score)
        if "topic" in line:
            _topic(line, reading, score)
    return score


def _words(line: Line, key: str) -> set[str]:
    value = line.get(key) or ()
    return set(value) if isinstance(value, list | tuple) else {str(value)}


def _flag(line: Line, reading: Reading, content: Content, score: Score) -> None:
    found = {flag.id: flag for flag in reading.flags}
    if line["flag"] is None:
        urgent = any(flag.tier in (Tier.A, Tier.B) for flag in reading.flags)
        score.note("decoys kept quiet", good=not found)
        score.note("decoys without A or B", good=not urgent)
        score.note("decoys not asked about", good=reading.doubtful is None)
        score.confusions.update(f"nothing ({line.get('kind', 'decoy')}) -> {name}" for name in found)
        if found:
            score.misses.append(f"false alarm {[(flag.id, flag.words) for flag in reading.flags]}: {line['text']}")
        return
    wanted = {str(line["flag"]), *_words(line, "flag_ok")}
    tiers = {str(line["tier"]), *_words(line, "tier_ok")}
    hit = next((flag for name, flag in found.items() if name in wanted), None)
    urgent = bool(found) and min(_rank(flag.tier) for flag in found.values()) <= max(map(_rank, tiers))
    score.note(f"recall {line['tier']}", good=hit is not None)
    score.note(f"recall or asked {line['tier']}", good=hit is not None or reading.doubtful is not None)
    if hit is None:
        score.confusions[f"{line['flag']} -> {', '.join(found) or 'nothing'}"] += 1
    score.note(f"urgent enough {line['tier']}", good=urgent)
    if hit is None or not urgent:
        names = [(flag.id, flag.tier.value) for flag in reading.flags]
        score.misses.append(f"missed {line['flag']} {line['tier']}, got {names}: {line['text']}")


def _rank(tier: object) -> int:
    return [*Tier].index(Tier(str(tier)))


def _pain(line: Line, reading: Reading, content: Content, score: Score) -> None:
    wanted, fine, got = _words(line, "zones"), _words(line, "zones_ok"), set(reading.zones)
    score.note("zones recall", good=True, weight=len(wanted & got))
    score.note("zones recall", good=False, weight=len(wanted - got))
    score.note("zones precision", good=True, weight=len(got & (wanted | fine)))
    score.note("zones precision", good=False, weight=len(got - wanted - fine))
    fits = match(content, reading.zones).fits
    said = {
        "side": reading.side,
        "numb": reading.numb,
        "ask": reading.ask,
        "fits": "other" if fits == "unclear" and reading.elsewhere else fits,
    }
    wrong = [f"{name}={value}" for name, value in said.items() if name in line and line[name] != value]
    for name, value in said.items():
        if name in line:
            score.note(name, good=line[name] == value)
    if line.get("numb"):
        score.note("numb recall", good=reading.numb)
    if "ask" in line:
        score.note("asked where it should" if line["ask"] else "not asked needlessly", good=reading.ask == line["ask"])
    missing, extra = wanted - got, got - wanted - fine
    score.confusions.update(f"{zone} -> {', '.join(sorted(got)) or 'nothing'}" for zone in missing)
    if wrong or missing or extra:
        score.misses.append(f"pain {wrong} missing {sorted(missing)} extra {sorted(extra)}: {line['text']}")


def _topic(line: Line, reading: Reading, score: Score) -> None:
    topics = {line["topic"], *_words(line, "topics_ok")}
    name = "topics" if line["topic"] else "out of scope"
    score.note(name, good=reading.topic in topics)
    if line["topic"]:
        score.note("topics or offered", good=reading.topic in topics or bool(topics & {*reading.nearest}))
    if reading.topic not in topics:
        near = f"{reading.topic} {reading.confidence} {reading.nearest}"
        score.misses.append(f"topic {line['topic']}, got {near}: {line['text']}")
        score.confusions[f"{line['topic'] or 'outside'} -> {reading.topic or 'nothing'}"] += 1


def report(score: Score) -> str:
    """The shares in per cent, one a line, then what was taken for what and each mistake."""
    shares = [f"{score.rate(name):7.1%}  {name} ({score.tries[name]})" for name in sorted(score.tries)]
    confusions = [f"{count:7}  {what}" for what, count in score.confusions.most_common()]
    return "\n".join((*shares, "confusions:", *confusions, *(f"  {miss}" for miss in score.misses)))


def main(arguments: list[str]) -> None:
    """Print one report for each part of each folder."""
    content = load()
    reader = Reader(content, "en")
    for folder in [FOLDER, *map(Path, arguments)]:
        parts: dict[str, list[Line]] = defaultdict(list)
        for line in samples(folder):
            parts[str(line.get("part", "held-out"))].append(line)
        for part, lines in sorted(parts.items()):
            sys.stdout.write(f"{folder.name}, {part}:\n{report(measure(lines, reader, content))}\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
