"""Red flags and tool cautions in a message. To miss one is the worst that can happen here."""

from collections.abc import Iterable, Iterator, Mapping

from content.lexicon import Alarm
from content.patterns import Pattern
from content.schema import Caution, RedFlag, Tier
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context, Standing
from dialogs.reading.reading import Flagged

ORDER = tuple(Tier)
"""Most urgent first."""


class Alarms:
    """`flags` and `cautions`: by id, as in the content; what the lexicon names beyond them is left out."""

    def __init__(
        self, alarms: Mapping[str, Alarm], flags: Mapping[str, RedFlag], cautions: Mapping[str, Caution]
    ) -> None:
        tiers = {flag.id: flag.tier for flag in flags.values()} | dict.fromkeys(cautions, Tier.T)
        self._tiers = {name: tier for name, tier in tiers.items() if name in alarms}
        self._alarms = alarms
        self._rank = {name: number for number, name in enumerate(self._tiers)}

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        for name in self._tiers:
            alarm = self._alarms[name]
            yield f"flag:{name}", alarm.says
            yield f"flag:{name}:ever", alarm.ever
            yield f"flag:{name}:never", alarm.never
            yield f"flag:{name}:doubtful", alarm.doubtful
            yield from ((f"flag:{name}:{tier}", patterns) for tier, patterns in alarm.tiers.items())
            yield from ((f"flag:{name}:raised:{tier}", patterns) for tier, patterns in alarm.raised.items())

    def read(self, chart: Chart, context: Context) -> tuple[tuple[Flagged, ...], Flagged | None]:
        """The flags, most urgent first; only where there are none, the one that may be meant."""
        found: list[Flagged] = []
        doubtful: list[Flagged] = []
        for name, tier in self._tiers.items():
            facts, doubts = self._mentions(name, chart, context)
            found += self._urgent(name, facts, chart, context)
            doubtful += [Flagged(name, tier, chart.text(span)) for span in doubts]
        found.sort(key=self._urgency)
        doubtful.sort(key=self._urgency)
        return tuple(found), (doubtful[0] if doubtful and not found else None)

    def _urgency(self, flagged: Flagged) -> tuple[int, int]:
        return ORDER.index(flagged.tier), self._rank[flagged.id]

    def _mentions(self, name: str, chart: Chart, context: Context) -> tuple[list[tuple[Tier, Span]], list[Span]]:
        """What is said as a fact, with its tier, and what may be."""
        alarm, base = self._alarms[name], self._tiers[name]
        never = chart.covered(f"flag:{name}:never")
        facts: list[tuple[Tier, Span]] = []
        doubts: list[Span] = []
        kinds = [(base, ""), (base, ":ever"), *((Tier(tier), f":{tier}") for tier in alarm.tiers)]
        for tier, kind in kinds:
            for span in chart.spans(f"flag:{name}{kind}"):
                if not never.isdisjoint(range(span.start, span.end)):
                    continue
                standing = context.standing(span)
                if _counts(standing, past=kind == ":ever", others=alarm.others):
                    facts.append((tier, span))
                elif tier is Tier.A and standing in {Standing.SUPPOSED, Standing.THEIRS} and not context.past(span):
                    doubts.append(span)
        debatable = chart.spans(f"flag:{name}:doubtful")
        debatable = [span for span in debatable if never.isdisjoint(range(span.start, span.end))]
        doubts += (span for span in debatable if _counts(context.standing(span), past=False, others=alarm.others))
        return facts, doubts

    def _urgent(self, name: str, facts: list[tuple[Tier, Span]], chart: Chart, context: Context) -> Iterator[Flagged]:
        """The flag at its highest tier, by the words that say so first."""
        if not facts:
            return
        tier, span = min(facts, key=lambda fact: (ORDER.index(fact[0]), fact[1]))
        raised = [
            Tier(higher)
            for higher in self._alarms[name].raised
            for mention in chart.spans(f"flag:{name}:raised:{higher}")
            if _counts(context.standing(mention), past=False, others=self._alarms[name].others)
        ]
        yield Flagged(name, min((tier, *raised), key=ORDER.index), chart.text(span))


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
