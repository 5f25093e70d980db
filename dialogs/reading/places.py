"""Where it hurts: the places named, those that an unclear word may mean, and what else is felt there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.lexicon import Places as Lexicon
from content.patterns import Pattern
from dialogs.reading.chart import Chart, Span
from dialogs.reading.context import Context
from dialogs.reading.words import Pause

SIDES = "left", "right", "both"


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
        names = "elsewhere", "idioms", "healthy", "painful", "nowhere", "numb", "travels", "landmarks", "compared"
        yield from ((f"place:{name}", getattr(lexicon, name)) for name in names)

    def read(self, chart: Chart, context: Context, *, sided: bool) -> Placed:
        """`sided`: whether one side is named, which makes some places more exact."""
        mentions = self._present(chart, context, sided=sided)
        named = [mention for mention in mentions if mention.kind == "zone"]
        zones = [self._sided(mention, named, chart) if sided else mention.name for mention in named]
        travels = self._travels(chart, mentions)
        if travels:
            zones += self._passed(zones)
        unclear = [mention for mention in mentions if mention.kind == "unclear"]
        meanings = (zone for mention in unclear for zone in self._lexicon.ambiguous[mention.name].zones)
        maybe = () if zones else _unique(zone for zone in meanings if zone in self._order)
        elsewhere = any(mention.kind == "place" for mention in mentions)
        nowhere = not (zones or elsewhere) and self._only_hurts(chart, context)
        return Placed(
            zones=tuple(zone for zone in self._order if zone in zones),
            maybe_zones=maybe,
            numb=_nervy(chart, context) or (travels and any(zone in zones for zone in self._lexicon.below_knee)),
            ask=bool(maybe) or nowhere or _listed(chart, unclear),
            elsewhere=elsewhere and not zones and not maybe,
        )

    def _present(self, chart: Chart, context: Context, *, sided: bool) -> list[_Mention]:
        """The mentions that are meant, in the order of the message.

        Those of the past, of other people, and that only say where another is, count if there are no others.
        """
        mentions = self._longest(chart)
        hurting = _hurting(chart, [mention.span for mention in mentions])
        meant = [
            mention
            for mention in mentions
            if mention.span in hurting and not denied(chart, context, mention.span, [other.span for other in mentions])
        ]
        if sided and not meant:
            meant = mentions  # "the left cheek is fine, the right one hurts"
        now = [mention for mention in meant if not context.past(mention.span)] or meant
        now = [mention for mention in now if not context.theirs(mention.span)] or now
        now = _without_landmarks(now, chart)
        last = now[-1].span.start if now else 0
        return [mention for mention in now if not corrected(chart, mention.span, last)]

    def _sided(self, mention: _Mention, others: list[_Mention], chart: Chart) -> str:
        """The zone meant when a side is named, unless that is the side of the next place only ("… and left cheek")."""
        starts = {other.span.start for other in others if other is not mention}
        joins = chart.covered("context:joins")
        own = any(
            joins.isdisjoint(range(mention.span.end, span.start))
            or starts.isdisjoint((*range(span.start, span.end), *chart.reach(span.end, 0)))
            for side in SIDES
            for span in chart.spans(f"side:{side}")
        )
        return self._lexicon.sided.get(mention.name, mention.name) if own else mention.name

    def _longest(self, chart: Chart) -> list[_Mention]:
        """Of mentions that overlap the longest one is meant: "hip flexor", not "hip"."""
        found = [
            _Mention(span, name.partition(":")[0], name.partition(":")[2])
            for name, _ in self.rules()
            if name.startswith(("zone:", "unclear:")) or name in {"place:elsewhere", "place:idioms"}
            for span in chart.spans(name)
        ]
        taken: dict[int, _Mention] = {}
        kept: list[_Mention] = []
        for mention in sorted(found, key=lambda mention: (_swallows(mention, found, chart), *_rank(mention))):
            words = range(mention.span.start, mention.span.end)
            others = {taken[index] for index in words if index in taken}
            if all(other.span == mention.span and other.kind == mention.kind == "zone" for other in others):
                kept.append(mention)
                taken |= dict.fromkeys(words, mention)
        meant = [mention for mention in kept if mention.name != "idioms"]
        return sorted(meant, key=lambda mention: mention.span)

    def _travels(self, chart: Chart, mentions: list[_Mention]) -> bool:
        """Whether the pain runs to the last place, and not only from one below the knee to the next."""
        travels = chart.spans("place:travels")
        if not travels or not mentions or mentions[-1].span.start < travels[0].start:
            return False
        first = mentions[0]
        return first.span.start >= travels[0].start or first.name not in self._lexicon.below_knee

    def _passed(self, zones: list[str]) -> tuple[str, ...]:
        """The zones on the way of a pain that runs to the end of the leg."""
        below = self._lexicon.below_knee
        return below if below and below[-1] in zones else ()

    def _only_hurts(self, chart: Chart, context: Context) -> bool:
        hurts = any(not context.denied(span) for span in chart.spans("place:painful"))
        return hurts and not chart.spans("place:nowhere") and not chart.spans("score:none")


def well(chart: Chart) -> list[Span]:
    """The remarks that a place does not hurt; none at the end of a phrase of pain ("the other is not")."""
    painful = chart.spans("place:painful")
    return [
        span
        for span in chart.spans("place:healthy")
        if not any(other.start < span.start and span.end <= other.end for other in painful)
    ]


def _hurting(chart: Chart, places: list[Span]) -> frozenset[Span]:
    """The places that no remark calls well. One that follows a place or a side is about that one, not the next."""
    remarks = well(chart)
    sides = [span for side in SIDES for span in chart.spans(f"side:{side}")]
    after = {index for span in (*places, *sides) for index in chart.after(span.end)}
    before = {index for span in remarks if span.start not in after for index in chart.reach(span.end, 0)}
    starts = {span.start for span in remarks}
    return frozenset(
        place for place in places if place.start not in before and starts.isdisjoint(chart.after(place.end))
    )


def denied(chart: Chart, context: Context, span: Span, others: list[Span]) -> bool:
    """Whether a place or a side is denied, and not stated instead of one denied before it ("not x it is y")."""
    if not context.denied(span):
        return _answered(chart, span)
    states = {state.start for state in chart.spans("context:statements")}
    again = {no.start for name in ("preceding", "lacking") for no in chart.spans(f"context:{name}")}
    for other in others:
        between = range(other.end, span.start)
        stated = any(index in states and index + 1 in states for index in between[:-1])
        if stated and again.isdisjoint(between) and context.denied(other):
            return False
    return True


def _answered(chart: Chart, span: Span) -> bool:
    """Whether the writer asks and says no: "knee? no"."""
    asked = chart.message.pause(span.end) is Pause.QUESTION
    return asked and any(no.start == span.end for no in chart.spans("context:following"))


def corrected(chart: Chart, span: Span, last: int) -> bool:
    """Whether what was said is replaced by what begins at `last`: "x, no, y", "moved from x to y"."""
    return any(
        span.start < correction.end <= last and span.end <= correction.end
        for correction in chart.spans("side:corrections")
    )


def _nervy(chart: Chart, context: Context) -> bool:
    """Whether a feeling that comes from a nerve is there now, and is no figure of speech ("dead centre")."""
    idioms = chart.spans("place:idioms")
    return any(
        not context.denied(span)
        and not context.past(span)
        and not any(idiom.start <= span.start and span.end <= idiom.end for idiom in idioms)
        for span in chart.spans("place:numb")
    )


def _listed(chart: Chart, unclear: list[_Mention]) -> bool:
    """Whether an unclear place is one of a list ("the hip and the dimple"): it is not made clear by the others."""
    joins = chart.covered("context:joins")
    following = {place for join in joins for place in chart.reach(join + 1, 1)}
    return any(
        mention.span.start in following or not joins.isdisjoint(chart.reach(mention.span.end, 0)) for mention in unclear
    )


def _without_landmarks(mentions: list[_Mention], chart: Chart) -> list[_Mention]:
    """Without those that only say where another is ("the thigh, near the knee"), if that one is clear.

    What another is compared with ("higher than the waist") is left out although that one is told by a landmark.
    """
    for names in (("place:landmarks", "place:compared"), ("place:compared",)):
        beside = {index for name in names for span in chart.spans(name) for index in chart.reach(span.end, 0)}
        meant = [mention for mention in mentions if mention.span.start not in beside]
        if any(mention.kind == "zone" for mention in meant):
            return meant
    return mentions


def _rank(mention: _Mention) -> tuple[int, bool]:
    """Smaller is surer: the longer one, a figure of speech before a place."""
    return mention.span.start - mention.span.end, mention.name != "idioms"


def _swallows(mention: _Mention, found: list[_Mention], chart: Chart) -> bool:
    """Whether a mention that reaches over a comma holds another place, or cuts into one that begins behind it."""
    span = mention.span
    pauses = [index for index in range(span.start + 1, span.end) if chart.message.pause(index)]
    return bool(pauses) and any(
        other.kind == "zone"
        and other.name != mention.name
        and span.start < other.span.start < span.end
        and (other.span.end < span.end or (other.span.end > span.end and other.span.start >= pauses[0]))
        for other in found
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
