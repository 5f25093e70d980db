"""Reads messages of one language."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from content.lexicon import Lexicon, patterns
from content.patterns import Pattern
from content.phrases import Phrases
from content.schema import Content
from dialogs.reading.alarms import Alarms
from dialogs.reading.chart import Chart, Grammar
from dialogs.reading.context import Context
from dialogs.reading.numbers import Numbers
from dialogs.reading.places import Places
from dialogs.reading.questions import Questions
from dialogs.reading.reading import Reading
from dialogs.reading.sides import read_side
from dialogs.reading.wishes import read_intent, wish_rules
from dialogs.reading.words import Speller


class Reader:
    """Built once (its cost is the start-up of the program), pure afterwards: the same text, the same reading."""

    def __init__(self, content: Content, language: str) -> None:
        lexicon = content.lexicons[language]
        self._alarms = Alarms(lexicon.alarms, content.flags, content.cautions)
        self._places = Places(lexicon.places, content.zones)
        self._numbers = Numbers(lexicon.scores.units, lexicon.scores.names)
        self._questions = Questions(lexicon.asking)
        self._tools = tuple(tool for tool in lexicon.tools if tool in content.tools)
        self._grammar = Grammar(dict(self._rules(lexicon)), lexicon.light, lexicon.context.barriers)
        phrasings = _phrasings(content.phrases[language], content.topics)
        self._speller = _speller(lexicon, phrasings)
        charts = {topic: [self._chart(text) for text in texts] for topic, texts in phrasings.items()}
        self._questions.learn(charts)

    def read(self, text: str) -> Reading:
        """What `text` says. Any text has a reading; at worst nothing was understood."""
        chart = self._chart(text)
        context = Context(chart)
        flags, doubtful = self._alarms.read(chart, context)
        side = read_side(chart, context)
        placed = self._places.read(chart, context, sided=side is not None)
        asked = self._questions.read(chart)
        return Reading(
            flags=flags,
            doubtful=doubtful,
            zones=placed.zones,
            maybe_zones=placed.maybe_zones,
            side=side,
            numb=placed.numb,
            ask=placed.ask,
            elsewhere=placed.elsewhere,
            number=self._numbers.read(chart),
            intent=read_intent(chart, context),
            tool=next((tool for tool in self._tools if chart.spans(f"tool:{tool}")), None),
            topic=asked.topic,
            nearest=asked.nearest,
            confidence=asked.confidence,
            asks=asked.asks,
        )

    def _chart(self, text: str) -> Chart:
        return self._grammar.chart(self._speller.read(text))

    def _rules(self, lexicon: Lexicon) -> Iterator[tuple[str, Iterable[Pattern]]]:
        yield from ((f"@{name}", says) for name, says in lexicon.concepts.items())
        yield from _named("context", lexicon.context)
        yield from _named("side", lexicon.sides)
        yield from _named("score", lexicon.scores)
        yield from ((f"tool:{tool}", lexicon.tools[tool]) for tool in self._tools)
        yield "wish:polite", lexicon.polite
        yield from wish_rules(lexicon.wishes)
        yield from self._alarms.rules()
        yield from self._places.rules()
        yield from self._questions.rules()


def _named(group: str, part: BaseModel) -> Iterator[tuple[str, Iterable[Pattern]]]:
    """Each list of patterns of a part of the lexicon, by its name in it."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, tuple):
            yield f"{group}:{name}", value


def _phrasings(phrases: Phrases, topics: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The ways to ask for each topic, its title among them."""
    return {
        topic: tuple(
            text
            for part in ("title", "phrasings")
            if (key := f"topics.{topic}.{part}") in phrases
            for text in phrases.lines(key)
        )
        for topic in topics
    }


def _speller(lexicon: Lexicon, phrasings: Mapping[str, tuple[str, ...]]) -> Speller:
    """Knows the words of the patterns first, then those of the phrasings."""
    plain = Speller((), (), lexicon.spellings, lexicon.numbers)
    asked = (word.text for texts in phrasings.values() for text in texts for word in plain.read(text).words)
    symbols = (symbol for pattern in patterns(lexicon) for part in pattern.parts for symbol in sorted(part.symbols))
    vocabulary = (*(symbol for symbol in symbols if symbol.isalpha()), *asked)
    known = lexicon.known | lexicon.asking.ignored
    return Speller(vocabulary, known, lexicon.spellings, lexicon.numbers, lexicon.light)
