"""What the user wants to happen, said in words instead of a button."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from content.lexicon import Choices, Wish
from content.patterns import Pattern
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context
from dialogs.reading.reading import Intent

INTENTS: tuple[Intent, ...] = get_args(Intent)
"""The first that is found counts: stop before all else."""


def wish_rules(wishes: Mapping[str, Wish]) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """The patterns to look for, by the names they are looked up with."""
    for intent, wish in wishes.items():
        yield f"wish:{intent}:anywhere", wish.anywhere
        yield f"wish:{intent}:alone", wish.alone


def read_intent(chart: Chart, context: Context) -> Intent | None:
    """The wish, or None. A wish that counts anywhere still does not inside a question or after a denial."""
    size = len(chart.message.words)
    polite = chart.covered("wish:polite")
    refused = {place for span in chart.spans("context:preceding") for place in chart.reach(span.end, 0)}
    for intent in INTENTS:
        anywhere = [span for span in chart.spans(f"wish:{intent}:anywhere") if span.start not in refused]
        if any(_meant(span, context, intent) for span in anywhere):
            return intent
        if any(_alone(span, size, polite) for span in chart.spans(f"wish:{intent}:alone")):
            return intent
    return None


def choice_rules(choices: Choices) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """The patterns to look for, by the names they are looked up with."""
    yield from ((f"choice:{number}", says) for number, says in enumerate(choices.counted, 1))
    yield "choice:-1", choices.last


def read_choice(chart: Chart) -> int | None:
    """Which of several is meant ("the second one"), where the message says nothing else; the last is -1."""
    size, polite = len(chart.message.words), chart.covered("wish:polite")
    said = {name: span for name, span in chart.found() if name.startswith("choice:") and _alone(span, size, polite)}
    return next((int(name.partition(":")[2]) for name in said), None)


def _meant(span: Span, context: Context, intent: Intent) -> bool:
    """Whether a wish is no denial, no question and, but for despair, no figure of speech."""
    figure = intent != "crisis" and context.figures.issuperset(range(span.start, span.end))
    return not (figure or context.denied(span) or context.questioned(span))


def _alone(span: Span, size: int, polite: frozenset[int]) -> bool:
    around = {*range(span.start), *range(span.end, size)}
    return around <= polite
