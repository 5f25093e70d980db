"""What takes a mention back: denied, only asked about, long past, somebody else's, or a figure of speech.

The method is that of NegEx (Chapman 2001) and ConText (Harkema 2009): trigger phrases with a reach that ends at the end
of a clause or at a word that turns it; the phrases are in the lexicon.
"""

from collections.abc import Iterable
from enum import Enum, auto
from functools import cached_property

from dialogs.reading.chart import Chart, Span
from dialogs.reading.words import Pause

DENIED_WORDS = 14
"""A denial does not reach further, wherever the clause ends."""
SHORT_ITEM = 2
"""Words of an item in a list of denied things."""
PAST_WORDS = 14
"""The past does not reach further on either side of what tells it: people who dictate set no full stops."""
SHORT_CLAUSE = 6
"""Words of an opening clause ("when i was ten, …") that still speaks for the next one."""
STATEMENT = 6
"""Words before the last comma of a question from which on they state something ("…, low iron maybe?")."""


class Standing(Enum):
    """How a mention is meant."""

    FACT = auto()
    DENIED = auto()
    ASKED = auto()
    SUPPOSED = auto()
    """Asked with an 'if' about the writer, or so briefly ("chest pain?") that it may be about the writer."""
    PAST = auto()
    THEIRS = auto()
    FIGURE = auto()


class Context:
    """The triggers of one message, and how far they reach."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._message = chart.message
        self._size = len(chart.message.words)
        self._sentences = self._split()
        self._standings: dict[Span, Standing] = {}

    def standing(self, span: Span) -> Standing:
        """How the mention under `span` is meant; the first that applies, in this order."""
        if span not in self._standings:
            self._standings[span] = self._judge(span)
        return self._standings[span]

    def denied(self, span: Span) -> bool:
        """Whether a denial before or after covers the mention."""
        if span.start in self._denied:
            return True
        asked = self._message.pause(self._sentences[span.end - 1].end) is Pause.QUESTION
        return not asked and not self._denying_after.isdisjoint(self._chart.after(span.end))

    def past(self, span: Span) -> bool:
        return span.start in self._past

    def theirs(self, span: Span) -> bool:
        """Whether the last person named before the mention is somebody else."""
        return self._subjects[span.start] == "theirs" and not self._owned(span.start, span.end)

    def sentences(self) -> list[Span]:
        """Of the message, from the first to the last."""
        return list(dict.fromkeys(self._sentences))

    def questioned(self, span: Span) -> bool:
        """Whether the mention stands inside a question."""
        opener = self._opener(span.start)
        return (opener is not None and opener.start < span.start) or self._asked_bluntly(span)

    def _judge(self, span: Span) -> Standing:
        if not self.figures.isdisjoint(range(span.start, span.end)):
            return Standing.FIGURE
        if self.denied(span):
            return Standing.DENIED
        if self.theirs(span):
            return Standing.THEIRS
        if self.past(span):
            return Standing.PAST
        return self._asked(span)

    def _asked(self, span: Span) -> Standing:
        opener, sentence = self._opener(span.start), self._sentences[span.start]
        if self._first_hypothetical.get(sentence.start, self._size) < span.start:
            return Standing.SUPPOSED
        if opener is None:
            blunt = self._asked_bluntly(span) and not self._owned(sentence.start, sentence.end)
            return Standing.SUPPOSED if blunt else Standing.FACT
        if self._first_conditional.get(sentence.start, self._size) < span.start:
            return Standing.SUPPOSED
        if self._owned(opener.end, span.end):
            return Standing.FACT
        return Standing.SUPPOSED if self._owned(opener.start, opener.end) else Standing.ASKED

    def _asked_bluntly(self, span: Span) -> bool:
        """A question mark, and no word that opens a question; what stands before a question of its own is stated."""
        sentence = self._sentences[span.start]
        if self._message.pause(sentence.end) is not Pause.QUESTION or sentence.start in self._first_opener:
            return False
        commas = [place for place in range(sentence.start + STATEMENT, sentence.end) if self._message.pause(place)]
        openers = (opener.start for opener in self._chart.spans("context:questions"))
        return not any(span.end <= place < sentence.end for place in (*commas[-1:], *openers))

    def _owned(self, start: int, end: int) -> bool:
        return not self._own.isdisjoint(range(start, end))

    def _opener(self, index: int) -> Span | None:
        """The opening of the question that the word stands in; what the writer states after a comma is outside."""
        opener = self._first_opener.get(self._sentences[index].start)
        if opener is None or opener.start > index:
            return None
        commas = [place for place in range(opener.end + 1, index + 1) if self._message.pause(place)]
        return None if any(place in self._own for place in commas) else opener

    def _split(self) -> list[Span]:
        """The sentence of each word."""
        sentences: list[Span] = []
        for index in range(1, self._size + 1):
            if self._message.pause(index) >= Pause.STOP:
                sentences += [Span(len(sentences), index)] * (index - len(sentences))
        return sentences

    @cached_property
    def _first_opener(self) -> dict[int, Span]:
        """By start of a sentence."""
        stated = {span.start for span in self._chart.spans("context:no_questions")}
        return self._first([span for span in self._chart.spans("context:questions") if span.start not in stated])

    @cached_property
    def _first_hypothetical(self) -> dict[int, int]:
        return {start: span.start for start, span in self._first(self._chart.spans("context:hypothetical")).items()}

    @cached_property
    def _first_conditional(self) -> dict[int, int]:
        return {start: span.start for start, span in self._first(self._chart.spans("context:conditional")).items()}

    def _first(self, spans: list[Span]) -> dict[int, Span]:
        return {self._sentences[span.start].start: span for span in reversed(spans)}

    @cached_property
    def _subjects(self) -> list[str]:
        """Of each word: who was named last, in its sentence."""
        subjects: list[str] = []
        for index in range(self._size):
            if index in self._own:
                subjects.append("own")
            elif index in self._others:
                subjects.append("theirs")
            else:
                subjects.append(subjects[-1] if self._sentences[index].start < index else "")
        return subjects

    @cached_property
    def figures(self) -> frozenset[int]:
        """The words of figures of speech, and of other matters that sound like an alarm."""
        return self._chart.covered("context:hyperbole")

    @cached_property
    def _own(self) -> frozenset[int]:
        return self._chart.covered("context:own") - self._others

    @cached_property
    def _others(self) -> frozenset[int]:
        return self._chart.covered("context:others")

    @cached_property
    def _denying_after(self) -> frozenset[int]:
        pseudo = self._chart.covered("context:pseudo")
        return self._starts("context:following") - pseudo

    @cached_property
    def _denied(self) -> frozenset[int]:
        pseudo = self._chart.covered("context:pseudo")
        ends = self._starts("context:termination")
        statements = self._starts("context:statements")
        found: set[int] = set()
        for name, lists in (("context:preceding", False), ("context:lacking", True)):
            for trigger in self._chart.spans(name):
                if trigger.start not in pseudo:
                    found.update(self._reached(trigger, ends, statements, lists=lists))
        return frozenset(found)

    def _reached(
        self, trigger: Span, ends: frozenset[int], statements: frozenset[int], *, lists: bool
    ) -> Iterable[int]:
        """The words a denial covers. `lists`: it covers things named, so a verb or a subject ends it."""
        for index in range(trigger.end, min(self._size, trigger.end + DENIED_WORDS)):
            pause = self._message.pause(index)
            first = index == trigger.end
            if index in ends or pause >= Pause.STOP or (pause and (first or not self._goes_on(index, lists=lists))):
                return
            if index in statements and not first and (lists or pause or index - 1 in self._joins):
                return
            yield index

    def _goes_on(self, index: int, *, lists: bool) -> bool:
        """Whether a list of denied things goes on after the comma before `index`: "no x, y or z", "no x, y"."""
        clause = index + 1
        while clause < self._size and not self._message.pause(clause):
            clause += 1
        sentence = range(index, self._sentences[index].end)
        return (lists and clause - index <= SHORT_ITEM) or not self._ors.isdisjoint(sentence)

    @cached_property
    def _ors(self) -> frozenset[int]:
        return self._chart.covered("context:ors")

    @cached_property
    def _joins(self) -> frozenset[int]:
        return self._chart.covered("context:joins")

    @cached_property
    def _past(self) -> frozenset[int]:
        """Words of clauses that tell of the past, up to where the present comes back."""
        turns = self._starts("context:present") | self._starts("context:termination")
        found: set[int] = set()
        since = {span.end for span in self._chart.spans("context:present")}
        for trigger in self._chart.spans("context:historical"):
            if trigger.start not in found and trigger.start not in since:
                found.update(self._clause(trigger, turns))
        return frozenset(found)

    def _clause(self, trigger: Span, turns: frozenset[int]) -> range:
        """The words around the trigger that share its clause; after a short opening clause, the next one too."""
        start, least = trigger.start, trigger.start - PAST_WORDS
        while not self._message.pause(start) and (start == trigger.start or start not in turns) and start > least:
            start -= 1
        end = self._clause_end(trigger.end, turns)
        opening = start == trigger.start and end - start <= SHORT_CLAUSE
        if opening and self._message.pause(end) is Pause.COMMA and end not in turns:
            end = self._clause_end(end + 1, turns)
        return range(start, end)

    def _clause_end(self, index: int, turns: frozenset[int]) -> int:
        last = index + PAST_WORDS
        while index < last and not self._message.pause(index) and index not in turns:
            index += 1
        return index

    def _starts(self, name: str) -> frozenset[int]:
        return frozenset(span.start for span in self._chart.spans(name))
