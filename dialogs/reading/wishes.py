"""What the user wants to happen, said in words instead of a button."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from content.lexicon import Choices, Wish
from content.patterns import Pattern
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context
from dialogs.reading.reading import Intent
from dialogs.reading.times import Told

INTENTS: tuple[Intent, ...] = get_args(Intent)
"""The first that is found counts: stop before all else."""


def wish_rules(wishes: Mapping[str, Wish]) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """The patterns to look for, by the names they are looked up with."""
    for intent, wish in wishes.items():
        yield f"wish:{intent}:anywhere", wish.anywhere
        yield f"wish:{intent}:asked", wish.asked
        yield f"wish:{intent}:never", wish.never
        yield f"wish:{intent}:alone", wish.alone
        yield f"wish:{intent}:wholly", wish.wholly


def read_mood(chart: Chart) -> Intent | None:
    """The wish of a message that speaks of nothing but low spirits or despair: in its words no alarm is meant."""
    words = {intent: chart.covered(f"wish:{intent}:wholly") for intent in INTENTS}
    said = frozenset[int]().union(*words.values())
    if not said or len(said | chart.covered("wish:polite")) < len(chart.message.words):
        return None
    return next(intent for intent in INTENTS if words[intent])


def read_intent(chart: Chart, context: Context, told: Told) -> Intent | None:
    """The wish, or None. A wish that counts anywhere still does not inside a question or after a denial."""
    size = len(chart.message.words)
    polite = chart.covered("wish:polite")
    wishes = Wishes(chart, context)
    reminding, refusing = wishes.words("remind"), wishes.words("no-remind")
    taken = {"stop": refusing, "pause": reminding | told.lengths if reminding else frozenset()}
    for intent in INTENTS:
        spans = wishes.spans(intent)
        if any(taken.get(intent, frozenset()).isdisjoint(range(span.start, span.end)) for span in spans):
            return intent
        if any(span.alone(size, polite) for span in chart.spans(f"wish:{intent}:alone")):
            return intent
        if intent == "remind" and told.daily() and told.only(chart):
            return intent
    return None


class Wishes:
    """The wishes of one message that count wherever they stand."""

    def __init__(self, chart: Chart, context: Context) -> None:
        self._chart = chart
        self._context = context
        self._refused = {place for span in chart.spans("context:preceding") for place in chart.reach(span.end, 0)}

    def spans(self, intent: Intent) -> list[Span]:
        """Where it is wished: neither denied nor, for most, in a question or, but for despair and tears, a figure of
        speech."""
        anywhere = self._chart.spans(f"wish:{intent}:anywhere")
        found = [span for span in anywhere if not self._context.questioned(span)]
        found += self._chart.spans(f"wish:{intent}:asked")
        if not found:
            return []
        never = self._chart.covered(f"wish:{intent}:never")
        figures = self._context.figures if intent not in {"crisis", "upset"} else frozenset()
        return [span for span in found if not self._denied(span) and self._meant(span, never, figures)]

    def words(self, intent: Intent) -> frozenset[int]:
        return frozenset(index for span in self.spans(intent) for index in range(span.start, span.end))

    def _denied(self, span: Span) -> bool:
        return span.start in self._refused or self._context.denied(span)

    @staticmethod
    def _meant(span: Span, never: frozenset[int], figures: frozenset[int]) -> bool:
        places = range(span.start, span.end)
        return never.isdisjoint(places) and not figures.issuperset(places)


def choice_rules(choices: Choices) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """The patterns to look for, by the names they are looked up with."""
    yield from ((f"choice:{number}", says) for number, says in enumerate(choices.counted, 1))
    yield "choice:-1", choices.last
    yield "choice:0", choices.unclear
    yield "choice:numbered", choices.numbered
    yield "choice:beside", choices.beside


def read_choice(chart: Chart) -> int | None:
    """Which of several is meant ("the second one"), where the message says nothing else; the last is -1."""
    names = [name.partition(":")[2] for name in _said(chart)]
    return next((int(name) for name in sorted(names, reverse=True) if name.lstrip("-").isdecimal()), None)


def read_numbered(chart: Chart) -> int | None:
    """The number on the button that is meant ("number two, I think"), where the message says nothing else."""
    span = _said(chart).get("choice:numbered")
    value = chart.message.words[span.end - 1].value if span is not None else None
    return int(value) if value is not None else None


def _said(chart: Chart) -> Mapping[str, Span]:
    """The kinds of choice that the whole message is about."""
    size, around = len(chart.message.words), chart.covered("wish:polite") | chart.covered("choice:beside")
    return {name: span for name, span in chart.found() if name.startswith("choice:") and span.alone(size, around)}
