"""What the classifier sees of a message: its words, what stands over them, the patterns of the lexicon found in it.

A feature is a name with a weight by its kind. Words are compared by their stems; what is denied, past, asked or of
somebody else is marked, so that "numb" and "not numb" are two features.
"""

from collections.abc import Iterable, Iterator

from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context, Standing

WORD, BESIDE, NEAR, LETTERS, PATTERN = 1.0, 0.7, 0.4, 0.3, 0.5
"""Weights of the kinds, found by measuring."""
REACH = 4
"""Weighty words that a word is paired with."""
TOGETHER = 8
"""Words between two concepts that are paired."""
PARTNERS = 8
"""Concepts that one is paired with."""
SHORTEST_STEM = 3
"""Letters that stay when an ending is taken off."""
SIZES = ((11, "score"), (18, "teens"), (36, "few"), (43, "fever"), (100, "age"), (1000, "hundreds"))
"""Numbers are seen by their size: below the first that is larger."""

_marks = {Standing.FACT: "", Standing.DENIED: "!", Standing.PAST: "~", Standing.THEIRS: "^", Standing.FIGURE: "="}
_patterns = ("context:", "zone:", "place:", "cue:", "alike:", "side:", "asking:")


class Features:
    """`endings`: taken off a word for its stem, the longest first; `light`: words that are in no pair."""

    def __init__(self, endings: Iterable[str], light: frozenset[str]) -> None:
        self._endings = tuple(endings)
        self._light = light

    def of(self, chart: Chart, context: Context, part: Span) -> dict[str, float]:
        """The features of some words of a message, with the weights of their kinds."""
        found: dict[str, float] = {}
        stems = [self.stem(word.text) for word in chart.message.words[part.start : part.end]]
        marks = [_marks.get(context.standing(Span(index, index + 1)), "?") for index in range(part.start, part.end)]
        found |= dict.fromkeys(stems, WORD)
        found |= {mark + stem: WORD for mark, stem in zip(marks, stems, strict=True)}
        found |= dict.fromkeys(_beside(chart, part, stems), BESIDE)
        found |= dict.fromkeys(self._near(chart, part, stems, marks), NEAR)
        found |= dict.fromkeys(_letters(chart, part), LETTERS)
        found |= dict.fromkeys(_sizes(chart, part, stems), WORD)
        found |= _found(chart, context, part)
        return found

    def stem(self, word: str) -> str:
        for ending in self._endings:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
                return word.removesuffix(ending)
        return word

    def _near(self, chart: Chart, part: Span, stems: list[str], marks: list[str]) -> Iterator[str]:
        """Pairs of weighty words, in the order of the alphabet."""
        words = chart.message.words
        weighty = [
            stem
            for number, stem in enumerate(stems)
            if marks[number] or words[part.start + number].text not in self._light
        ]
        for first, stem in enumerate(weighty):
            for other in weighty[first + 1 : first + 1 + REACH]:
                yield f"{stem}+{other}" if stem < other else f"{other}+{stem}"


def _beside(chart: Chart, part: Span, stems: list[str]) -> Iterator[str]:
    """Two and three words in a row, no pause between them."""
    paused = [bool(chart.message.pause(index)) for index in range(part.start, part.end)]
    for number in range(1, len(stems)):
        if not paused[number]:
            yield f"{stems[number - 1]} {stems[number]}"
            if number > 1 and not paused[number - 1]:
                yield f"{stems[number - 2]} {stems[number - 1]} {stems[number]}"


def _letters(chart: Chart, part: Span) -> Iterator[str]:
    """Three and four letters in a row: what slips of typing leave whole."""
    for word in {word.text for word in chart.message.words[part.start : part.end]}:
        framed = f"<{word}>"
        for length in (3, 4):
            for start in range(len(framed) - length + 1):
                yield f"…{framed[start : start + length]}"


def _sizes(chart: Chart, part: Span, stems: list[str]) -> Iterator[str]:
    """The sizes of the numbers, alone and with the words beside them."""
    for number, word in enumerate(chart.message.words[part.start : part.end]):
        if word.value is not None:
            size = next((f"#{name}" for limit, name in SIZES if word.value < limit), "#many")
            yield size
            if number:
                yield f"{stems[number - 1]} {size}"
            if number + 1 < len(stems):
                yield f"{size} {stems[number + 1]}"


def _found(chart: Chart, context: Context, part: Span) -> dict[str, float]:
    """Concepts with what stands over them, and other patterns that tell something.

    The patterns of the alarms are not among them: those were written with the examples in view, so that a model would
    trust them blindly. It is worth more as a second voice.
    """
    found: dict[str, float] = {}
    concepts: list[tuple[int, str]] = []
    for name, span in chart.found(part):
        if name[0] == "@":
            concepts.append((span.start, name))
            found[_marks.get(context.standing(span), "?") + name] = PATTERN
        elif name.startswith(_patterns):
            found[name] = PATTERN
    found |= dict.fromkeys(_together(concepts), PATTERN)
    return found


def _together(concepts: list[tuple[int, str]]) -> Iterator[str]:
    """Pairs of concepts that stand not far from each other."""
    for number, (start, name) in enumerate(concepts):
        for other_start, other in concepts[number + 1 : number + 1 + PARTNERS]:
            if other_start - start > TOGETHER:
                break
            if name != other:
                yield "+".join(sorted((name, other)))
