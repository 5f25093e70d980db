"""Guards and actions of the screening: questions, pick-lists, red flags and what they lead to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from content.schema import REFERRED, Content, Item, Question, Tier
from dialogs.effects import Record
from dialogs.history import Referral, Told, row
from dialogs.matching import match
from dialogs.reading import Flagged
from dialogs.results import note_score, off
from dialogs.session import Noted, Session, State
from dialogs.turn import Turn

QUICK = timedelta(seconds=0.4)
"""Between two taps of one hand; nobody reads a safety question in that time."""

CHOSEN = (State.MATCH, State.FIND, State.TOOL, State.POSITION)
"""Places that stand for a choice which a caution may rule out."""


def question(turn: Turn) -> Question:
    return turn.guide.content.questions[turn.session.question]


def item_tier(content: Content, item: Item) -> Tier:
    """How urgent a yes to this item is; T for a tool caution."""
    if item.flag is None:
        return Tier.T
    return item.tier or content.flags[item.flag].tier


def more_questions(turn: Turn) -> bool:
    """Whether the full screening has another question; one put again alone has not."""
    return turn.session.screened_at is None and turn.session.question + 1 < len(turn.guide.content.questions)


def next_question(turn: Turn) -> None:
    turn.update(question=turn.session.question + 1, picked=())


def question_before(turn: Turn) -> None:
    """To change that answer: what it had noted is open again."""
    turn.update(question=turn.session.question - 1, picked=())
    told = {item.flag for item in question(turn).items}
    turn.update(flags=tuple(flag for flag in turn.session.flags if flag not in told))


def too_quick(session: Session, action: str, now: datetime) -> bool:
    """A "none of these" so soon after the question came up was meant for the card before: a safety question is not
    answered by the second of two quick taps. At another speed than real time nobody is there to be protected."""
    at = session.entered_at
    asked = action == "none" and session.state in {State.SCREENING, State.RESCREEN} and session.tempo == 1
    return asked and at is not None and timedelta() <= now - at < QUICK


def first_question(turn: Turn) -> None:
    turn.update(question=0, picked=(), screened_at=None, flags=(), tier=None, cautions=(), asked=(), swollen=False)


def cleared(turn: Turn) -> None:
    """The last answer was no: on with the session."""
    turn.update(screened_at=turn.now, checked_at=turn.now, picked=(), referred=())
    turn.follow = "onward"


def nothing_new(turn: Turn) -> None:
    """The one-line question: the last full screening still holds."""
    turn.update(checked_at=turn.now)
    turn.follow = "onward"


def picks_one(turn: Turn) -> bool:
    return question(turn).choose == "one"


def pick(turn: Turn) -> None:
    if turn.arg not in turn.session.picked:
        turn.update(picked=(*turn.session.picked, turn.arg))


def unpick(turn: Turn) -> None:
    turn.update(picked=tuple(item for item in turn.session.picked if item != turn.arg))


def none_picked(turn: Turn) -> None:
    """A yes to the question, then none of its lines: the question once more, where a no counts."""
    turn.update(picked=())
    turn.notify("ui.notice.none-picked")


def _picked(turn: Turn) -> list[Item]:
    chosen = (turn.arg,) if picks_one(turn) else turn.session.picked
    return [item for item in question(turn).items if item.id in chosen]


def picked_referral(turn: Turn) -> bool:
    """Whether what was picked ends the way to a tool."""
    content = turn.guide.content
    return any(item_tier(content, item) in REFERRED for item in _picked(turn))


def note_picked(turn: Turn) -> None:
    """Keep what was picked: flags (most urgent first), tier, cautions."""
    content = turn.guide.content
    items = _picked(turn)
    flagged = sorted((item for item in items if item.flag), key=lambda item: item_tier(content, item))
    flags = (*turn.session.flags, *(item.flag for item in flagged if item.flag))
    cautions = (*turn.session.cautions, *(item.caution for item in items if item.caution))
    turn.update(flags=unique(flags), cautions=unique(cautions), picked=())
    if flagged:
        turn.update(tier=item_tier(content, flagged[0]))


def note_gentle(turn: Turn) -> None:
    """Cautions and gentle flags only: they change the plan, and the questions go on."""
    flags = [item.flag for item in _picked(turn) if item.flag]
    before = turn.session
    note_picked(turn)
    _note_new(turn, before)
    _thank(turn, flags)
    turn.follow = "none"


def refer_picked(turn: Turn) -> None:
    note_picked(turn)
    end(turn, "screening")


def refer_unsure(turn: Turn) -> None:
    """Yes, but not sure to what: never onward."""
    turn.update(tier=question(turn).unsure, picked=(), flags=())
    end(turn, "screening")


def raise_flags(turn: Turn, flags: Sequence[str], tier: Tier) -> None:
    """Most urgent first. What is told while a referral stands adds to it: none is made less urgent by another."""
    content, before = turn.guide.content, turn.session
    if turn.origin is State.REFER and before.tier is not None:
        flags = sorted(unique((*before.flags, *flags)), key=lambda flag: content.flags[flag].tier)
        tier = min(tier, before.tier)
    turn.update(flags=tuple(flags), tier=tier)


def refer_read(turn: Turn) -> None:
    """A message raised red flags: the most urgent counts, and its words are shown."""
    flags = [flag for flag in turn.reading.flags if flag.tier in REFERRED]
    note_score(turn)
    raise_flags(turn, tuple(flag.id for flag in flags), flags[0].tier)
    turn.update(flagged_by=flags[0].words)
    end(turn, "message")


def doubt_refers(turn: Turn) -> bool:
    """Whether what a doubtful message was meant as ends the way to a tool."""
    flag = turn.guide.content.flags.get(turn.arg)
    return flag is not None and flag.tier in REFERRED


def refer_doubt(turn: Turn) -> None:
    """A doubtful message was meant as a red flag after all."""
    raise_flags(turn, (turn.arg,), turn.guide.content.flags[turn.arg].tier)
    end(turn, "message")


def refer_settled_not(turn: Turn) -> None:
    """Numbness or shooting pain that stayed after the pressure was gone: same day."""
    turn.update(flags=("leg-weakness",), tier=Tier.B)
    end(turn, "pressing")


def refer_place(turn: Turn) -> None:
    """A place that rules out the tool although the pattern would fit."""
    flags = raised(turn)
    turn.update(flags=flags, tier=min(turn.guide.content.flags[flag].tier for flag in flags))
    end(turn, "place")


def raised(turn: Turn) -> tuple[str, ...]:
    return match(turn.guide.content, turn.session.zones).raises


def end(turn: Turn, told: Told) -> None:
    """A referral ends the routine and asks for the full screening next time."""
    if turn.origin in {State.ROUTINE, State.PAUSED, State.SECOND}:
        turn.notify("ui.notice.let-go")
    off(turn)
    kept = turn.session.flags[:2] or turn.session.referred
    turn.update(screened_at=None, referred=kept, points=(), return_to=None, doubt=None, unheard=None)
    _record(turn, told)


def _record(turn: Turn, told: Told) -> None:
    """Kept only of those who agreed to anything being kept."""
    tier = turn.session.tier
    if turn.session.consented_at is not None and (tier is Tier.A or tier is Tier.B or tier is Tier.C):
        turn.update(referred_at=turn.now)
        turn.effects.append(Record(turn.now, row(Referral(turn.session.flags, tier, told))))


def take_back(turn: Turn) -> None:
    """The message was misread: it stays on record as that, and the safety questions decide."""
    session = turn.session
    tier = session.tier
    if session.referred_at is not None and (tier is Tier.A or tier is Tier.B or tier is Tier.C):
        entry = Referral(session.flags, tier, "message", taken_back=True)
        turn.effects.append(Record(session.referred_at, row(entry)))
    first_question(turn)


def read_cautions(turn: Turn) -> tuple[Flagged, ...]:
    """What a message says that changes the plan without ending it, and was not known yet."""
    known = {*turn.session.flags, *turn.session.cautions}
    return tuple(flag for flag in turn.reading.flags if flag.tier not in REFERRED and flag.id not in known)


def note_told(turn: Turn) -> None:
    """Keep the cautions just told, in a message or by confirming what one may have meant, and say so. What was left
    to be continued was chosen without them: it is not taken up as it was."""
    before = turn.session
    _keep_told(turn)
    ends = before.state is not State.AFTER
    if ends:
        off(turn)
    _note_new(turn, before, ended=ends and _went_well(before))
    if turn.session.return_to in CHOSEN:
        turn.update(return_to=State.LOCATION, points=(), tool=None)


def _keep_told(turn: Turn) -> None:
    found, content = read_cautions(turn), turn.guide.content
    told = tuple(flag.id for flag in found) or (turn.arg,)
    cautions = (each for each in told if each in content.cautions)
    flags = tuple(each for each in told if each in content.flags)
    doubtful = turn.reading.doubtful.id if turn.reading.doubtful else None
    turn.update(
        doubt=doubtful if found else None,
        unheard=None,
        cautions=unique((*turn.session.cautions, *cautions)),
        flags=unique((*turn.session.flags, *flags)),
    )
    if found:
        turn.notify("ui.notice.caution", words=found[0].words)
    else:
        _thank(turn, flags)


def _note_new(turn: Turn, before: Session, *, ended: bool = False) -> None:
    """What is known now and was not before can be taken back at once."""
    known = {*before.cautions, *before.flags}
    new = tuple(each for each in (*turn.session.cautions, *turn.session.flags) if each not in known)
    turn.update(noted=Noted(new, ended=ended) if new else None)


def _went_well(session: Session) -> bool:
    """A routine is under way, and nothing has gone wrong with it."""
    return bool(session.plan) and not session.cut_short


def _thank(turn: Turn, flags: Sequence[str]) -> None:
    """What was noted changes the plan; a gentle flag wants a visit, too."""
    turn.notify(f"screening.flags.{flags[0]}.advice" if flags else "ui.notice.noted")


def replan(turn: Turn) -> None:
    """A caution in the middle of things: what is running ends, and the way on is chosen anew."""
    pressing, before = turn.origin in {State.ROUTINE, State.PAUSED, State.SECOND}, turn.session
    off(turn)
    _keep_told(turn)
    _note_new(turn, before, ended=_went_well(before))
    if pressing and turn.session.notice is not None:
        turn.update(notice=replace(turn.session.notice, key="ui.notice.caution-stop"))
    turn.update(points=(), tool=None)
    turn.follow = "onward"


def unique(ids: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(ids))
