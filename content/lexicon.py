"""The lexicon of one language: the words and patterns that messages are read by. Data, to be edited without Python.

What a line of a pattern may look like stands at the top of `content.patterns`.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from content.notation import Frozen, Ordered, Pairs, Patterns, Words
from content.patterns import Pattern


class Context(Frozen):
    """What takes a mention back: the trigger lists of NegEx and ConText, and those of questions and idioms."""

    pseudo: Patterns
    """Look like a denial, and deny nothing ("not only", "no idea why", "can not sit")."""
    preceding: Patterns
    """Deny all that follows in the clause ("do not")."""
    lacking: Patterns
    """Deny the things listed next, up to the next statement ("no", "without")."""
    following: Patterns
    """Deny what came just before ("is fine", "none")."""
    termination: Patterns
    """End a denial ("but", "apart from")."""
    statements: Patterns
    """Begin a statement of their own after a comma, "and" or a thing denied ("i", "have", "is")."""
    joins: Patterns
    """Go on with a list ("and", "or")."""
    ors: Patterns
    """Among them those that carry a denial on."""
    barriers: Words
    """Single words that no gap of a pattern reaches over."""
    questions: Patterns
    """Begin a question."""
    no_questions: Patterns
    """Begin like one, and state something ("can not", "why i")."""
    conditional: Patterns
    """Make what follows in a question a case, not a fact ("if")."""
    hypothetical: Patterns
    """Make what follows a case anywhere ("in case", "signs of")."""
    historical: Patterns
    """Put their clause into the past."""
    present: Patterns
    """Bring it back to the present."""
    others: Patterns
    """Other people, and animals."""
    own: Patterns
    """The writer."""
    hyperbole: Patterns
    """Sound like an alarm, and are a figure of speech or another matter."""


class Alarm(Frozen):
    """How people say one red flag or caution. The tier is the flag's own where no other is named."""

    says: Patterns = ()
    ever: Patterns = ()
    """Counts even when it is long over."""
    tiers: Mapping[Literal["A", "B", "C"], Patterns] = Field(default_factory=dict)
    """Alarms by themselves, at this tier."""
    raised: Mapping[Literal["A", "B"], Patterns] = Field(default_factory=dict)
    """Raise the tier when the flag is there already, anywhere in the message."""
    never: Patterns = ()
    """Sound like it and are a figure of speech or another matter: what shares a word with these does not count."""
    doubtful: Patterns = ()
    """May mean the flag: worth a question back."""
    asked: Patterns = ()
    """Something else is likelier (soreness after a session): where only these speak of the flag, it is asked back."""
    others: bool = False
    """Whether it counts when said of somebody else (a child)."""


class Ambiguous(Frozen):
    """A word that may mean any of these zones: asked back, never assumed."""

    says: Patterns
    zones: tuple[str, ...]


class Places(Frozen):
    zones: Mapping[str, Patterns]
    ambiguous: Mapping[str, Ambiguous]
    sided: Mapping[str, str]
    """Zones that are another one once a side is named."""
    elsewhere: Patterns
    idioms: Patterns
    """Name a place of the body and mean none, or not where it hurts ("come back", "leg day")."""
    healthy: Patterns
    """Follow or precede a place that does not hurt ("is fine")."""
    painful: Patterns
    """Say that it hurts, without a place."""
    nowhere: Patterns
    """An answer without any one place ("all over")."""
    numb: Patterns
    """Feelings that come from a nerve."""
    travels: Patterns
    """Pain that runs from one place to another."""
    landmarks: Patterns
    """Lead to a place that only says where the place meant is ("near")."""
    compared: Patterns
    """Lead to a place that the place meant is compared with ("more than")."""
    below_knee: tuple[str, ...]
    """Zones that a travelling pain passes through, the last one being its end; reaching them is a nerve sign."""


class Sides(Frozen):
    left: Patterns
    right: Patterns
    both: Patterns
    idioms: Patterns
    mainly: Patterns
    """Pick one of two sides."""
    than: Patterns
    """Pick the side before it."""
    postures: Patterns
    """Name the side that somebody lies or stands on: the one that hurts only if no other is named."""
    corrections: Patterns
    """The side named after it replaces the one before."""


class Scores(Frozen):
    before: Patterns
    """Lead to a pain score wherever they stand ("pain is")."""
    likely: Patterns
    """Lead to one in a short answer ("about")."""
    none: Patterns
    """A short answer that there is no pain: 0."""
    after: Patterns
    """Follow one ("out of ten")."""
    units: Words
    """After a number: it is no score."""
    names: Words
    """Before a number: it is no score ("point 2")."""


class Wish(Frozen):
    alone: Patterns = ()
    """Counts when the message says nothing else."""
    anywhere: Patterns = ()
    """Counts in any clause that is no question and no denial."""
    asked: Patterns = ()
    """Counts in a question, too ("can you …?")."""
    never: Patterns = ()
    """Sounds like it and means something else: what shares a word with these does not count."""
    wholly: Patterns = ()
    """A message of nothing but these, of any wish, is about no body: no alarm is read in it."""


class Times(Frozen):
    """Times of day, days, and lengths of time."""

    hours: Mapping[str, int]
    """Words that are a number beside words of time only ("one")."""
    am: Words
    pm: Words
    oclock: Patterns
    """After an hour: it is one."""
    at: Patterns
    """Lead to a time of day."""
    scored: Patterns
    """Lead to a pain score in the same words ("still at 6")."""
    half: Words
    quarter: Words
    past: Words
    to: Words
    zero: Words
    """Before a minute below ten ("seven oh five")."""
    named: Mapping[time, Patterns]
    days: Mapping[Literal["today", "tomorrow"], Patterns]
    other_days: Patterns
    """Sound like one of these."""
    parts: Mapping[Literal["morning", "noon", "afternoon", "evening"], Patterns]
    night: Patterns
    """Among the evenings those that reach beyond midnight: two at night is before dawn."""
    greetings: Patterns
    daily: Patterns
    ahead: Patterns
    """Lead to a length of time from now ("in")."""
    later: Patterns
    """Follow one ("from now")."""
    amounts: Mapping[str, float]
    """Words that count a unit ("an", "half")."""
    units: Mapping[Literal["seconds", "minutes", "hours", "days", "weeks"], Patterns]


class Choices(Frozen):
    """Say which of the buttons is meant. They count when the message says nothing else."""

    counted: tuple[Patterns, ...]
    """From the first on."""
    last: Patterns
    numbered: Patterns
    """End in the number that stands on the button."""
    unclear: Patterns
    """Mean one of them, but not which."""
    beside: Patterns
    """May stand around a choice without changing it."""


class Denials(Frozen):
    """Answers no to a safety question. They count when every word of the message is one of these."""

    nothing: Patterns
    """To whatever was asked."""
    unchanged: Patterns
    """Nothing is new."""
    unhurt: Patterns
    """There is no bruise and no swelling."""
    passed: Patterns
    """A feeling has gone."""
    beside: Patterns
    """May stand beside them: courtesies."""


class Asking(Frozen):
    """What helps to tell which question is asked, over and above the phrasings of the topics."""

    cues: Mapping[str, Patterns]
    """By topic: as good as certain."""
    outside: Patterns
    """Never ours to answer (doses of drugs, a diagnosis, the weather)."""
    alike: Mapping[str, Patterns]
    """Words of one meaning, by a name of their own."""
    asks: Patterns
    """A question, or something said that waits for an answer."""
    alone: Mapping[str, Patterns]
    """By topic: certain, where the message says nothing else. A topic that stands here needs no examples."""
    states: Patterns
    """Begin a statement with words that ask elsewhere ("it is", "I do not know")."""
    ignored: Words
    """Carry no meaning of their own."""
    endings: Ordered
    """Taken off words before they are compared, the longest first."""


class Lexicon(Frozen):
    """Words and patterns of one language."""

    numbers: Mapping[str, int]
    spellings: Pairs
    """As typed: as meant. Abbreviations, contractions, common slips, emoji; several words may stand on the right."""
    lone: Pairs
    """As typed by itself: as meant."""
    known: Words
    """Ordinary words that no typing slip is suspected in."""
    light: Words
    """May stand between the words of a pattern."""
    concepts: Mapping[str, Patterns]
    context: Context
    alarms: Mapping[str, Alarm]
    places: Places
    sides: Sides
    scores: Scores
    times: Times
    wishes: Mapping[str, Wish]
    choices: Choices
    denials: Denials
    polite: Patterns
    """May stand around a wish without changing it."""
    tools: Mapping[str, Patterns]
    asking: Asking

    @model_validator(mode="after")
    def _understood(self) -> Self:
        """Every @concept exists, and no pattern waits for a word that is always respelt."""
        wanted = {symbol for pattern in patterns(self) for part in pattern.parts for symbol in part.symbols}
        missing = sorted(symbol for symbol in wanted if symbol[0] == "@" and symbol[1:] not in self.concepts)
        respelt = sorted(wanted & self.spellings.keys())
        if missing:
            raise ValueError(f"no such concept: {', '.join(missing)}")
        if respelt:
            raise ValueError(f"never met in a pattern, because `spellings` replaces them: {', '.join(respelt)}")
        return self


def patterns(value: object) -> Iterator[Pattern]:
    """Every pattern anywhere in a lexicon, or in a part of one."""
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from patterns(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from patterns(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from patterns(inner)
