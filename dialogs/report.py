"""What is kept as one page for a clinician: facts in the words of the safety questions, no advice, no diagnosis."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean

from content.phrases import Phrases
from content.schema import Tier
from dialogs.dates import day_of_year
from dialogs.history import CheckIn, Dated, Referral, Trained, trained
from dialogs.session import Session

WEEKS = 16
"""Rows of the table at most; what is older is one row for each side."""
LONGEST_LIST = 6
"""Lines of a list at most; of longer ones the newest are told and the others counted."""

MOST_NAMED = 20
"""Places or stretches told by name: more is no help on one page."""
URGENCY = {Tier.A: "emergency", Tier.B: "same-day", Tier.C: "first"}
"""The keys of how soon a clinician was asked for."""

Did = tuple[datetime, Trained]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Plain text, in the order it stands on the page."""

    title: str
    lead: tuple[str, ...]
    heading: str
    """Of the table."""
    table: tuple[tuple[str, ...], ...]
    """Its head, then a row for each week and side; empty without sessions."""
    sections: tuple[Section, ...]
    footer: str


def report(session: Session, history: Sequence[Dated], phrases: Phrases, now: datetime) -> Report:
    """`now`: when it is made."""
    words = _Words(phrases)
    did = trained(history)
    return Report(
        title=words.line("title"),
        lead=(words.line("self", date=words.day(now)), words.line("person"), _summary(words, did)),
        heading=words.line("heading-sessions"),
        table=_table(words, did),
        sections=(
            words.section("where", _places(words, did)),
            words.section("stretches", _stretches(words, did)),
            words.section("told", _told(words, session, did)),
            words.section("referrals", _referrals(words, history)),
            words.section("check-ins", _check_ins(words, history)),
        ),
        footer=words.line("how"),
    )


class _Words:
    """The texts of the page, and the names of what the content knows; what it no longer knows goes by its id."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def line(self, key: str, /, **values: object) -> str:
        return self._phrases.line(f"ui.report.{key}", **values)

    def day(self, at: date) -> str:
        return day_of_year(self._phrases, at)

    def name(self, key: str) -> str:
        """Of a fact, by the key of its words."""
        return self._phrases.line(key) if key in self._phrases else key.split(".")[-2]

    def side(self, session: Trained) -> str:
        return self._phrases.line(f"ui.side.{session.side}") if session.side is not None else self.line("no-side")

    def section(self, name: str, lines: Sequence[str]) -> Section:
        """The newest stand last."""
        left = len(lines) - LONGEST_LIST
        shown = (*((self.line("more", count=left),) if left > 0 else ()), *lines[-LONGEST_LIST:])
        return Section(self.line(f"heading-{name}"), shown or (self.line("nothing"),))


def _summary(words: _Words, did: Sequence[Did]) -> str:
    if not did:
        return words.line("summary-none")
    first, last = (words.day(did[index][0]) for index in (0, -1))
    finished = sum(session.finished for _, session in did)
    return words.line("summary", sessions=len(did), first=first, last=last, finished=finished)


# --- the table ---


def _table(words: _Words, did: Sequence[Did]) -> tuple[tuple[str, ...], ...]:
    if not did:
        return ()
    head = ("week", "side", "count", "spots", "tool", "pressed", "stretched", "before", "after")
    weeks = sorted({_monday(at) for at, _ in did})
    cut = weeks[-WEEKS] if len(weeks) > WEEKS else weeks[0]
    groups: dict[tuple[date, str], list[Trained]] = {}
    for at, session in did:
        week = _monday(at) if _monday(at) >= cut else date.min
        groups.setdefault((week, words.side(session)), []).append(session)
    rows = (_row(words, week, cut, side, sessions) for (week, side), sessions in sorted(groups.items(), key=_first))
    return (tuple(map(words.line, head)), *rows)


def _first(group: tuple[tuple[date, str], list[Trained]]) -> tuple[date, str]:
    return group[0]


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _row(words: _Words, week: date, cut: date, side: str, sessions: Sequence[Trained]) -> tuple[str, ...]:
    when = words.line("earlier", date=words.day(cut)) if week < cut else words.day(week)
    return (
        when,
        side,
        str(len(sessions)),
        _named(words, "muscles.points.{}.name", (point for session in sessions for point in session.points)),
        _named(words, "tools.{}.name", (session.tool for session in sessions if session.tool is not None)),
        _seconds(words, (session.pressed for session in sessions)),
        _seconds(words, (session.stretched for session in sessions)),
        _mean(session.pain_before for session in sessions),
        _mean(session.pain_after for session in sessions),
    )


def _named(words: _Words, key: str, ids: Iterable[str]) -> str:
    return ", ".join(words.name(key.format(each)) for each in dict.fromkeys(ids)) or "-"


def _seconds(words: _Words, counts: Iterable[Mapping[str, int]]) -> str:
    total = sum(seconds for count in counts for seconds in count.values())
    return words.line("seconds", seconds=total) if total else "-"


def _mean(scores: Iterable[int | None]) -> str:
    told = [score for score in scores if score is not None]
    return f"{mean(told):.1f}" if told else "-"


# --- the lists ---


def _places(words: _Words, did: Sequence[Did]) -> Sequence[str]:
    """Every place with its side, the commonest first, in one line."""
    counts = Counter((zone, words.side(session)) for _, session in did for zone in session.zones)
    told = (
        words.line("place", place=words.name(f"zones.{zone}.label"), side=side, count=count)
        for (zone, side), count in counts.most_common(MOST_NAMED)
    )
    line = "; ".join(told)
    return (line,) if line else ()


def _stretches(words: _Words, did: Sequence[Did]) -> Sequence[str]:
    """The seconds of each in all, in one line."""
    counts: Counter[str] = Counter()
    for _, session in did:
        counts.update(session.stretched)
    told = (
        words.line("stretch", name=words.name(f"stretches.{each}.name"), seconds=seconds)
        for each, seconds in counts.most_common(MOST_NAMED)
    )
    line = "; ".join(told)
    return (line,) if line else ()


def _told(words: _Words, session: Session, did: Sequence[Did]) -> Sequence[str]:
    """Cautions and gentle warning signs, those that hold now included, and how often pressing had to end."""
    cautions = _counted(did, session.cautions, lambda each: each.cautions)
    flags = _counted(did, session.flags, lambda each: each.flags)
    lines = [
        *(_said(words, "caution", f"screening.cautions.{each}.label", count) for each, count in cautions.items()),
        *(_said(words, "flag", f"screening.flags.{each}.reason", count) for each, count in flags.items()),
    ]
    cut = sum(each.cut_short for _, each in did)
    return (*lines, words.line("cut-short", count=cut)) if cut else lines


def _counted(did: Sequence[Did], now: Iterable[str], told: Callable[[Trained], Iterable[str]]) -> Mapping[str, int]:
    counts = Counter(dict.fromkeys(now, 0))
    counts.update(each for _, session in did for each in told(session))
    return counts


def _said(words: _Words, kind: str, key: str, count: int) -> str:
    return words.line(kind, what=words.name(key), count=count)


def _referrals(words: _Words, history: Sequence[Dated]) -> Sequence[str]:
    return [_referral(words, each.at, each.entry) for each in history if isinstance(each.entry, Referral)]


def _referral(words: _Words, at: datetime, entry: Referral) -> str:
    reasons = "; ".join(words.name(f"screening.flags.{flag}.reason") for flag in entry.flags)
    line = words.line(
        "referral", date=words.day(at), reasons=reasons or words.line("unsure"),
        tier=words.line(f"urgency-{URGENCY[entry.tier]}"), told=words.line(f"told-{entry.told}"),
    )  # fmt: skip
    return words.line("taken-back", referral=line) if entry.taken_back else line


def _check_ins(words: _Words, history: Sequence[Dated]) -> Sequence[str]:
    return [_check_in(words, each.at, each.entry) for each in history if isinstance(each.entry, CheckIn)]


def _check_in(words: _Words, at: datetime, entry: CheckIn) -> str:
    bruise = words.line("bruise-yes" if entry.bruise else "bruise-no")
    return words.line("check-in", date=words.day(at), soreness=entry.soreness, bruise=bruise)
