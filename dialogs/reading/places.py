"""Where it hurts: the places named, those that an unclear word may mean, and what else is felt there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.lexicon import Places as Lexicon
from content.patterns import Pattern
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context


@dataclass(frozen=True, slots=True)
class Placed:
    """What a message says about places, the side left out."""

    zones: tuple[str, ...] = ()
    maybe_zones: tuple[str, ...] = ()
    numb: bool = False
    ask: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    kind: str
    name: str


class Places:
    def __init__(self, lexicon: Lexicon, known: Iterable[str]) -> None:
        self._lexicon = lexicon
        self._order = tuple(known)

    def rules(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """The patterns to look for, by the names they are looked up with."""
        lexicon = self._lexicon
        yield from ((f"zone:{zone}", says) for zone, says in lexicon.zones.items() if zone in self._order)
        yield from ((f"unclear:{name}", word.says) for name, word in lexicon.ambiguous.items())
        for name in ("elsewhere", "idioms", "healthy", "painful", "nowhere", "numb", "travels"):
            yield f"place:{name}", getattr(lexicon, name)

    def read(self, chart: Chart, context: Context, *, sided: bool) -> Placed:
        """`sided`: whether one side is named, which makes some places more exact."""
        mentions = self._present(chart, context)
        zones = [mention.name for mention in mentions if mention.kind == "zone"]
        zones = [self._lexicon.sided.get(zone, zone) if sided else zone for zone in zones]
        travels = self._travels(chart, mentions)
        if travels:
            zones += self._passed(zones)
        unclear = [self._lexicon.ambiguous[mention.name] for mention in mentions if mention.kind == "unclear"]
        maybe = () if zones else _unique(zone for word in unclear for zone in word.zones if zone in self._order)
        elsewhere = any(mention.kind == "place" for mention in mentions)
        nerve = any(not context.denied(span) for span in chart.spans("place:numb"))
        return Placed(
            zones=tuple(zone for zone in self._order if zone in zones),
            maybe_zones=maybe,
            numb=nerve or (travels and any(zone in zones for zone in self._lexicon.below_knee)),
            ask=bool(maybe) or (not (zones or elsewhere) and self._only_hurts(chart)),
            elsewhere=elsewhere and not zones and not maybe,
        )

    def _present(self, chart: Chart, context: Context) -> list[_Mention]:
        """The mentions that are meant, in the order of the message: those of the past only if there are no others."""
        healthy = chart.spans("place:healthy")
        fine_from = {span.start for span in healthy}
        fine_until = {place for span in healthy for place in chart.reach(span.end, 0)}
        mentions = [
            mention
            for mention in self._longest(chart)
            if not context.denied(mention.span)
            and mention.span.start not in fine_until
            and fine_from.isdisjoint(chart.after(mention.span.end))
        ]
        now = [mention for mention in mentions if not context.past(mention.span)]
        return now or mentions

    def _longest(self, chart: Chart) -> list[_Mention]:
        """Of mentions that overlap the longest one is meant: "hip flexor", not "hip"."""
        found = [
            _Mention(span, name.partition(":")[0], name.partition(":")[2])
            for name, _ in self.rules()
            if name.startswith(("zone:", "unclear:")) or name in {"place:elsewhere", "place:idioms"}
            for span in chart.spans(name)
        ]
        found.sort(key=lambda mention: (mention.span.start - mention.span.end, mention.name != "idioms"))
        taken: dict[int, _Mention] = {}
        kept: list[_Mention] = []
        for mention in found:
            words = range(mention.span.start, mention.span.end)
            others = {taken[index] for index in words if index in taken}
            if all(other.span == mention.span and other.kind == mention.kind == "zone" for other in others):
                kept.append(mention)
                taken |= dict.fromkeys(words, mention)
        meant = [mention for mention in kept if mention.name != "idioms"]
        return sorted(meant, key=lambda mention: mention.span)

    def _travels(self, chart: Chart, mentions: list[_Mention]) -> bool:
        travels = chart.spans("place:travels")
        return bool(travels and mentions) and mentions[-1].span.start >= travels[0].start

    def _passed(self, zones: list[str]) -> tuple[str, ...]:
        """The zones on the way of a pain that runs to the end of the leg."""
        below = self._lexicon.below_knee
        return below if below and below[-1] in zones else ()

    def _only_hurts(self, chart: Chart) -> bool:
        return bool(chart.spans("place:painful")) and not chart.spans("place:nowhere")


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
