"""What the user wants to happen, said in words instead of a button."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from content.lexicon import Wish
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
        if any(not context.denied(span) and not context.questioned(span) for span in anywhere):
            return intent
        if any(_alone(span, size, polite) for span in chart.spans(f"wish:{intent}:alone")):
            return intent
    return None


def _alone(span: Span, size: int, polite: frozenset[int]) -> bool:
    around = {*range(span.start), *range(span.end, size)}
    return around <= polite
