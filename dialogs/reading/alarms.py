"""Red flags and tool cautions in a message. To miss one is the worst that can happen here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from content.lexicon import Alarm
from content.patterns import Pattern
from content.schema import REFERRED, Caution, RedFlag, Tier
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context, Standing
from dialogs.reading.judge import Opinion
from dialogs.reading.reading import Flagged

ORDER = tuple(Tier)
"""Most urgent first."""
SURE = {Tier.A: 0.4, Tier.B: 0.4, Tier.C: 0.65, Tier.D: 0.5, Tier.T: 0.35}
"""From this probability on the model alone makes a flag. Chosen, as the next two, by measuring."""
DOUBT = {Tier.A: 0.15, Tier.B: 0.3, Tier.C: 0.4, Tier.D: 0.4, Tier.T: 0.4}
"""From this one on it is worth a question."""
IDLE = 0.02
"""Below this one an emergency that a pattern finds, but not as a fact (somebody else's, supposed), is worth none."""
CONTRADICTED = 0.95
RETRACTED = dict.fromkeys(Standing, CONTRADICTED) | {
    Standing.FACT: 0.0, Standing.ASKED: 0.7, Standing.SUPPOSED: 0.7
}  # fmt: skip
"""Of what is denied, past, asked or another's the patterns know more: against them the model has to be this sure."""
FEW_WORDS = 3
"""In a message of no more, a model hears too much: it is asked back."""
RAISED_SURE = 0.95
"""And it has to be as sure to make a flag more urgent than it usually is."""
LOOKED_AT = 2
"""Mentions of one flag that are judged closely."""
UNLIKELY = 0.02
"""Below this the model speaks so much against a flag that what a pattern found is rather asked about."""


class Alarms:
    """`flags` and `cautions`: by id, as in the content; what the lexicon names beyond them is left out."""

    def __init__(
        self, alarms: Mapping[str, Alarm], flags: Mapping[str, RedFlag], cautions: Mapping[str, Caution]
    ) -> None:
        tiers = {flag.id: flag.tier for flag in flags.values()} | dict.fromkeys(cautions, Tier.T)
        self._tiers = {name: tier for name, tier in tiers.items() if name in alarms}
        self._alarms = alarms
        self._rank = {name: number for number, name in enumerate(self._tiers)}
        self._kinds = {name: tuple(self._kinds_of(name)) for name in self._tiers}

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        for name in self._tiers:
            alarm = self._alarms[name]
            yield f"flag:{name}", alarm.says
            yield f"flag:{name}:ever", alarm.ever
            yield f"flag:{name}:never", alarm.never
            yield f"flag:{name}:doubtful", alarm.doubtful
            yield f"flag:{name}:asked", alarm.asked
            yield from ((f"flag:{name}:{tier}", patterns) for tier, patterns in alarm.tiers.items())
            yield from ((f"flag:{name}:raised:{tier}", patterns) for tier, patterns in alarm.raised.items())

    def read(self, chart: Chart, context: Context, opinion: Opinion) -> tuple[tuple[Flagged, ...], Flagged | None]:
        """The flags, most urgent first; where none of them ends a session, the one that may be meant and would."""
        found: list[Flagged] = []
        doubtful: list[Flagged] = []
        for name in self._tiers:
            if not self._told(name, chart, opinion):
                continue
            facts, doubts = self._mentions(name, chart, context)
            likelier = _likelier(name, facts, chart, context)
            if likelier is not None:
                doubtful.append(Flagged(name, self._tiers[name], chart.text(likelier)))
                continue
            if facts and self._credible(name, facts, opinion):
                found.append(self._urgent(name, facts, chart, context))
                continue
            judged = self._judged(name, chart, context, opinion)
            if judged:
                (found if judged[1] else doubtful).append(judged[0])
            doubts = self._serious(name, doubts, opinion)
            spans = (*(span for _, span in facts), *doubts, *self._debatable(name, chart, context))
            doubtful += [Flagged(name, self._tiers[name], chart.text(span)) for span in spans]
        found = sorted((self._raised(flagged, opinion) for flagged in found), key=self._urgency)
        doubt = min(doubtful, key=self._urgency, default=None)
        beside = not found or (found[0].tier not in REFERRED and doubt is not None and doubt.tier is Tier.A)
        return tuple(found), doubt if beside else None

    def denied(self, chart: Chart, context: Context) -> tuple[str, ...]:
        """Those that are named and denied wherever they are named, in the order of the content."""
        spans = {name: [span for _, kind, _ in self._kinds[name] for span in chart.spans(kind)] for name in self._tiers}
        return tuple(
            name
            for name, mentions in spans.items()
            if mentions and all(context.standing(span) is Standing.DENIED for span in mentions)
        )

    def _told(self, name: str, chart: Chart, opinion: Opinion) -> bool:
        """Whether a pattern or the model speaks of a flag at all: of most in most messages neither does."""
        if (opinion.likely(f"flag:{name}") or 0.0) >= DOUBT[self._tiers[name]]:
            return True
        return any(chart.spans(kind) for _, kind, _ in self._kinds[name]) or bool(chart.spans(f"flag:{name}:doubtful"))

    def _credible(self, name: str, facts: list[tuple[Tier, Span]], opinion: Opinion) -> bool:
        """What a pattern says counts, unless the model speaks strongly against it, at large and close by."""
        label = f"flag:{name}"
        likely = opinion.likely(label)
        if likely is None or likely >= UNLIKELY:
            return True
        return any(opinion.around(span, label) >= UNLIKELY for _, span in facts[:LOOKED_AT])

    def _serious(self, name: str, doubts: list[Span], opinion: Opinion) -> list[Span]:
        """Without the doubts that the model thinks nothing of, at large and close by."""
        label = f"flag:{name}"
        likely = opinion.likely(label)
        if likely is None or likely >= IDLE:
            return doubts
        return [span for span in doubts if opinion.around(span, label) >= IDLE]

    def _debatable(self, name: str, chart: Chart, context: Context) -> Iterator[Span]:
        """What the lexicon says is worth a question back."""
        never, others = chart.covered(f"flag:{name}:never"), self._alarms[name].others
        for span in chart.spans(f"flag:{name}:doubtful"):
            if not _shares(span, never) and _counts(context.standing(span), past=False, others=others):
                yield span

    def _judged(self, name: str, chart: Chart, context: Context, opinion: Opinion) -> tuple[Flagged, bool] | None:
        """What the model thinks of although no pattern says so, and whether it is certain enough to count."""
        tier, label = self._tiers[name], f"flag:{name}"
        likely = opinion.likely(label)
        if likely is None or likely < DOUBT[tier]:
            return None
        words = opinion.telling(label)
        against = self._against(name, words, chart, context)
        if tier is not Tier.A and likely < against == CONTRADICTED:
            return None
        certain = len(chart.message.words) > FEW_WORDS and likely >= max(SURE[tier], against)
        return Flagged(name, tier, chart.text(words)), certain

    def _against(self, name: str, words: Span, chart: Chart, context: Context) -> float:
        """How certain the model has to be, by what stands over the mentions of a flag and the words it goes by.

        That a mention only sounds like an emergency is left to the model: there an alarm too many is the smaller harm.
        """
        kinds = (*(kind for _, kind, _ in self._kinds[name]), f"flag:{name}:doubtful")
        never = frozenset[int]() if self._tiers[name] is Tier.A else chart.covered(f"flag:{name}:never")
        mentions = (RETRACTED[_standing(span, never, context)] for kind in kinds for span in chart.spans(kind))
        return max((RETRACTED[context.standing(Span(words.end - 1, words.end))], *mentions))

    def _kinds_of(self, name: str) -> Iterator[tuple[Tier, str, bool]]:
        """What makes a flag a fact: the tier, the name of its patterns, and whether it counts when it is long over."""
        yield self._tiers[name], f"flag:{name}", False
        yield self._tiers[name], f"flag:{name}:ever", True
        yield from ((Tier(tier), f"flag:{name}:{tier}", False) for tier in self._alarms[name].tiers)

    def _urgency(self, flagged: Flagged) -> tuple[int, int]:
        return ORDER.index(flagged.tier), self._rank[flagged.id]

    def _mentions(self, name: str, chart: Chart, context: Context) -> tuple[list[tuple[Tier, Span]], list[Span]]:
        """What is said as a fact, with its tier, and what may be."""
        alarm = self._alarms[name]
        never = chart.covered(f"flag:{name}:never")
        facts: list[tuple[Tier, Span]] = []
        doubts: list[Span] = []
        for tier, kind, ever in self._kinds[name]:
            for span in chart.spans(kind):
                standing = _standing(span, never, context)
                if _counts(standing, past=ever, others=alarm.others):
                    facts.append((tier, span))
                elif tier is Tier.A and _may_be_meant(span, standing, never, context):
                    doubts.append(span)
        return facts, doubts

    def _raised(self, flagged: Flagged, opinion: Opinion) -> Flagged:
        """At the tier that the model is sure the words call for."""
        tiers = [tier for tier in ORDER if (opinion.likely(f"flag:{flagged.id} {tier.value}") or 0.0) >= RAISED_SURE]
        return replace(flagged, tier=min((flagged.tier, *tiers), key=ORDER.index))

    def _urgent(self, name: str, facts: list[tuple[Tier, Span]], chart: Chart, context: Context) -> Flagged:
        """The flag at its highest tier, by the words that say so first."""
        tier, span = min(facts, key=lambda fact: (ORDER.index(fact[0]), fact[1]))
        raised = [
            Tier(higher)
            for higher in self._alarms[name].raised
            for mention in chart.spans(f"flag:{name}:raised:{higher}")
            if _counts(context.standing(mention), past=False, others=self._alarms[name].others)
        ]
        return Flagged(name, min((tier, *raised), key=ORDER.index), chart.text(span))


def _likelier(name: str, facts: list[tuple[Tier, Span]], chart: Chart, context: Context) -> Span | None:
    """The words that something else is likelier to be meant by, if nothing beside them states the flag."""
    words = chart.covered(f"flag:{name}:asked")
    stated = {index for _, span in facts for index in range(span.start, span.end)}
    if any(not chart.is_light(index) for index in stated - words):
        return None
    spans = chart.spans(f"flag:{name}:asked")
    return next((span for span in spans if _counts(context.standing(span), past=True, others=False)), None)


def _standing(span: Span, never: frozenset[int], context: Context) -> Standing:
    """How a mention is meant; what shares a word with what only sounds like the flag is a figure of speech."""
    return Standing.FIGURE if _shares(span, never) else context.standing(span)


def _shares(span: Span, words: frozenset[int]) -> bool:
    return not words.isdisjoint(range(span.start, span.end))


def _may_be_meant(span: Span, standing: Standing, never: frozenset[int], context: Context) -> bool:
    """What ends a session at once is rather asked about than passed over: a figure of speech may stand beside it."""
    match standing:
        case Standing.SUPPOSED | Standing.THEIRS:
            return not context.past(span)
        case Standing.FIGURE:
            return not (never | context.figures).issuperset(range(span.start, span.end))
        case _:
            return False


def _counts(standing: Standing, *, past: bool, others: bool) -> bool:
    match standing:
        case Standing.FACT:
            return True
        case Standing.PAST:
            return past
        case Standing.THEIRS:
            return others
        case _:
            return False
