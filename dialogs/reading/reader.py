"""Reads messages of one language."""

from collections.abc import Collection, Iterable, Iterator

from pydantic import BaseModel

from content.lexicon import Lexicon, patterns
from content.patterns import Pattern
from content.schema import Content, Tier
from dialogs.reading.alarms import Alarms
from dialogs.reading.chart import Chart, Grammar, Span
from dialogs.reading.context import Context
from dialogs.reading.denials import read_denial, spoken
from dialogs.reading.excerpt import excerpt
from dialogs.reading.features import Features
from dialogs.reading.judge import Judge
from dialogs.reading.numbers import Numbers
from dialogs.reading.places import Places
from dialogs.reading.questions import Questions
from dialogs.reading.reading import Reading
from dialogs.reading.sides import read_side
from dialogs.reading.times import Times
from dialogs.reading.wishes import choice_rules, read_choice, read_intent, read_mood, read_numbered, wish_rules
from dialogs.reading.words import Speller

URGENT = frozenset({Tier.A, Tier.B})
"""Of a very long message the passages are read that speak for a flag of these."""


class Reader:
    """Built once (its cost is the start-up of the program), pure afterwards: the same text, the same reading."""

    def __init__(self, content: Content, language: str) -> None:
        lexicon = content.lexicons[language]
        self._alarms = Alarms(lexicon.alarms, content.flags, content.cautions)
        self._places = Places(lexicon.places, content.zones)
        self._numbers = Numbers(lexicon.scores.units, lexicon.scores.names)
        self._times = Times(lexicon.times, lexicon.scores)
        self._questions = Questions(lexicon.asking, content.topics)
        self._tools = tuple(tool for tool in lexicon.tools if tool in content.tools)
        self._grammar = Grammar(dict(self._rules(lexicon)), lexicon.light, lexicon.context.barriers)
        self._denying = spoken(lexicon.denials, lexicon.wishes["well"].alone)
        self._speller = _speller(lexicon, content.models[language].words)
        self._features = Features(lexicon.asking.endings, lexicon.light)
        self._judge = Judge(content.models[language], self._features)
        urgent = [flag.id for flag in content.flags.values() if flag.tier in URGENT]
        self._alarming = _alarming(lexicon, self._judge, urgent)

    def read(self, text: str) -> Reading:
        """What `text` says. Any text has a reading; at worst nothing was understood."""
        chart = self._chart(text)
        context = Context(chart)
        told = self._times.read(chart)
        opinion = (self._judge.unheard if told.only(chart) else self._judge.read)(chart, context)
        mood = read_mood(chart)
        flags, doubtful = ((), None) if mood else self._alarms.read(chart, context, opinion)
        side = read_side(chart, context)
        placed = self._places.read(chart, context, sided=side is not None)
        asked = self._questions.read(chart, opinion)
        intent = mood or read_intent(chart, context, told)
        return Reading(
            flags=flags,
            doubtful=doubtful,
            denied=self._alarms.denied(chart, context),
            zones=placed.zones,
            maybe_zones=placed.maybe_zones,
            side=side,
            numb=placed.numb,
            ask=placed.ask,
            elsewhere=placed.elsewhere,
            number=self._numbers.read(chart, told.words if intent == "remind" else told.clear),
            clock=told.clock,
            no_clock=told.no_clock,
            when=told.when,
            intent=intent,
            denial=read_denial(chart, self._denying),
            choice=read_choice(chart),
            numbered=read_numbered(chart),
            tool=next((tool for tool in self._tools if chart.spans(f"tool:{tool}")), None),
            topic=asked.topic,
            nearest=asked.nearest,
            confidence=asked.confidence,
            asks=asked.asks,
        )

    def features(self, text: str) -> dict[str, float]:
        """What the model sees of a whole message: for its fitting."""
        chart = self._chart(text)
        return self._features.of(chart, Context(chart), Span(0, len(chart.message.words)))

    def spelt(self, text: str) -> list[str]:
        """The words of a message, slips put right: for the fitting of the model."""
        return [word.text for word in self._speller.read(text).words]

    def _chart(self, text: str) -> Chart:
        return self._grammar.chart(excerpt(self._speller.read(text), self._alarming))

    def _rules(self, lexicon: Lexicon) -> Iterator[tuple[str, Iterable[Pattern]]]:
        yield from ((f"@{name}", says) for name, says in lexicon.concepts.items())
        yield from _named("context", lexicon.context)
        yield from _named("side", lexicon.sides)
        yield from _named("denials", lexicon.denials)
        yield from _named("score", lexicon.scores)
        yield from ((f"tool:{tool}", lexicon.tools[tool]) for tool in self._tools)
        yield "wish:polite", lexicon.polite
        yield from wish_rules(lexicon.wishes)
        yield from choice_rules(lexicon.choices)
        yield from self._alarms.rules()
        yield from self._places.rules()
        yield from self._questions.rules()
        yield from self._times.rules()


def _named(group: str, part: BaseModel) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """Each list of patterns of a part of the lexicon, by its name in it."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, tuple):
            yield f"{group}:{name}", value


def _speller(lexicon: Lexicon, often: Iterable[str]) -> Speller:
    """Knows the words of the patterns first, then those that people use often."""
    symbols = sorted(set().union(*(part.symbols for pattern in patterns(lexicon) for part in pattern.parts)))
    vocabulary = (*(symbol for symbol in symbols if symbol.isalpha()), *often)
    known = lexicon.known | lexicon.asking.ignored
    return Speller(vocabulary, known, lexicon.spellings, lexicon.numbers, lexicon.light, lexicon.lone)


def _alarming(lexicon: Lexicon, judge: Judge, flags: Collection[str]) -> dict[str, dict[str, float]]:
    """The words that are a concept by themselves, with how much that speaks for each flag."""
    weights: dict[str, dict[str, float]] = {}
    for name, says in lexicon.concepts.items():
        speaks = judge.alarming(name, flags)
        for word in {word for pattern in says if len(pattern.parts) == 1 for word in pattern.parts[0].symbols}:
            known = weights.setdefault(word, {})
            known |= {flag: max(weight, known.get(flag, weight)) for flag, weight in speaks.items()}
    return weights
