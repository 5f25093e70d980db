"""The memory of one chat. Everything the dialog knows is here; the screen is a function of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Literal

from content.schema import Tier
from dialogs.reading import Reading
from dialogs.reminding import CheckIn, Due, Reminder, Reminding, Wanted
from dialogs.steps import Step

VERSION = 2
"""Of the stored form; a change that an old session cannot be read with raises it and needs a migration."""


class State(StrEnum):
    """Where a dialog stands. The steps of a routine are an index into its plan, not states."""

    CONSENT = "consent"
    HOME = "home"
    SCREENING = "screening"
    PICKING = "picking"
    RESCREEN = "rescreen"
    REFER = "refer"
    LOCATION = "location"
    SIDE = "side"
    INTENSITY = "intensity"
    MATCH = "match"
    UNMATCHED = "unmatched"
    FIND = "find"
    TOOL = "tool"
    POSITION = "position"
    ROUTINE = "routine"
    SECOND = "second"
    PAUSED = "paused"
    SETTLE = "settle"
    AFTER = "after"
    SUMMARY = "summary"
    SETTINGS = "settings"
    REMINDERS = "reminders"
    ZONE = "zone"
    CITY = "city"
    STRETCH_TIME = "stretch-time"
    QUIET = "quiet"
    DELETING = "deleting"
    FORGOTTEN = "forgotten"


Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Notice:
    """An answer or a hint above the screen: the key of its words, and what fills them in."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    """Tags of the sources behind the answer."""


@dataclass(frozen=True, slots=True)
class Result:
    """One finished or broken-off session, for progress and for 'same as last time'."""

    started_at: datetime
    zones: tuple[str, ...]
    side: Side | None
    points: tuple[str, ...]
    tool: str | None
    pain_before: int | None
    pain_after: int | None
    pressed: Mapping[str, int]
    """Seconds, by point."""
    finished: bool
    cut_short: bool = False
    way: str | None = None
    early: bool = False
    """So soon after the one before that it does not count towards longer ones."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """What a doubtful message says apart from the doubt. None of its words are in it."""

    action: str
    """What it would have done; '': nothing that is done later."""
    reading: Reading
    entered: int
    """`Session.entered` then: somewhere else it would do something else."""
    reminder: Reminder | Literal["bruise"] | None = None
    """The reminder that it put away: asked again where nothing else is done."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Cautions, or gentle red flags, that were told just now."""

    ids: tuple[str, ...]
    ended: bool = False
    """They broke off a session that had gone well until then."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. No choice lifts a limit: cautions, the ladder and the bounds of the dose hold."""

    hold: int | None = None
    """Seconds a hold lasts at most, where the ladder gives full ones also at least; None: as the ladder says."""
    one_by_one: bool = False
    """Set-up cards one line at a time."""
    countdown: Literal["counts", "clock"] = "counts"
    """How the end of a phase is told: seconds that run down, or the time of day."""
    cues: Literal["calm", "usual", "strong"] = "usual"
    pictures: bool = True
    """False: words in place of pictures."""


FileKind = Literal["chart", "report", "data"]
"""A file made of what is kept: the picture of the scores, the page for a clinician, everything as JSON."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file of another chat or server that the user sent: taken over after a yes."""

    session: "Session"
    """What it would bring, and nothing else that stood in it."""
    entries: int
    """Rows of history, the sessions among them included."""
    sessions: int
    first: datetime | None
    """When the first and the last session of it began."""
    last: datetime | None


@dataclass(frozen=True)  # with slots a change would have to name all of them
class Session:
    """Times are aware and in UTC. `turn` rises with every event that changed anything; `entered` is the turn in
    which the present place was entered: buttons and timers carry it, so that older ones can be told."""

    chat: int
    turn: int
    entered: int
    state: State = State.CONSENT
    entered_at: datetime | None = None
    """When the present place was entered."""
    version: int = VERSION
    language: str = "en"
    tempo: float = 1.0
    notice: Notice | None = None
    alert: bool = False
    """The present turn must be heard."""
    noted: Noted | None = None
    """What the answer above the screen is about: a key takes it back."""
    menu: str | None = None
    """An open menu in place of the buttons: 'groups' or the id of a group of questions, 'data', 'noted'."""
    offered: tuple[str, ...] = ()
    """Topics offered where none was sure enough to answer."""
    reminder: Reminder | Literal["bruise"] | None = None
    """A reminder that stands below the screen with buttons of its own; those of the screen still count."""
    covered: Reminder | Literal["bruise"] | None = None
    """The one that it came below, unanswered: what its buttons say still counts."""
    doubt: str | None = None
    """A red flag that a message may have meant: asked back, yes or no."""
    unheard: Unheard | None = None
    """Taken up when the doubt is denied."""
    tapped: str | None = None
    """What a button that is out of date said of a warning sign, as what it would set going: asked back, yes or no."""
    return_to: State | None = None
    """The place of the preparations that was left for the menu; 'continue' leads back to it."""

    consented_at: datetime | None = None
    screened_at: datetime | None = None
    """When the full screening was last passed."""
    checked_at: datetime | None = None
    """When a safety question was last answered with no, the one-line one included: preparations age."""
    resting: bool = False
    """No pressing in this session: the last one went wrong less than a day ago."""
    stretch_only: bool = False
    """Only the stretches are wanted."""
    question: int = 0
    """Index of the screening question."""
    picked: tuple[str, ...] = ()
    """Items ticked in the pick-list of the present question."""
    flags: tuple[str, ...] = ()
    """Red flags raised in this session, most urgent first."""
    tier: Tier | None = None
    """Of the referral, while in refer."""
    referred: tuple[str, ...] = ()
    """Red flags that ended an earlier try; forgotten when the full screening is passed."""
    referred_at: datetime | None = None
    """When the last red flag ended a try."""
    flagged_by: str | None = None
    """The words of a message that raised the flag; gone with the next move."""
    cautions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Places whose screening question was put again and cleared."""

    zones: tuple[str, ...] = ()
    reason: Literal["places", "elsewhere", "press-test", "nothing-left"] | None = None
    """Why nothing fits, while in unmatched."""
    maybe_zones: tuple[str, ...] = ()
    """What an ambiguous word may have meant: asked back."""
    side: Side | None = None
    both_sides: bool = False
    pain_before: int | None = None
    pain_after: int | None = None
    points: tuple[str, ...] = ()
    """Spots of this session in the order they are pressed; at most two."""
    tool: str | None = None
    way: str | None = None
    """Which variant of the set-up was asked for; None: the preferred one."""
    line: int | None = None
    """Which line of the set-up card is shown, for those who go one step at a time."""

    plan: tuple[Step, ...] = ()
    step: int = 0
    step_ends_at: datetime | None = None
    length: float | None = None
    """Seconds (of real time) that the running countdown began with."""
    remaining: float | None = None
    """Seconds left of the paused step, as the plan counts them."""
    late: float | None = None
    """Seconds a cue was missed by while nobody was there to send it."""
    pressed: Mapping[str, int] = field(default_factory=dict)
    """Seconds of pressing begun in this session, by point."""
    eased: bool = False
    """Ease off was asked for, or needed: the lower half of the pressure from here on."""
    cut_short: bool = False
    """The pressing went wrong: this session does not count towards longer ones."""
    stretched: Mapping[str, int] = field(default_factory=dict)
    """Seconds of stretching begun in this session, by stretch."""
    started_at: datetime | None = None

    sessions_done: int = 0
    """Those that count towards longer ones."""
    early_done: int = 0
    """Whole ones beside them that came too soon to count."""
    same_rung: bool = False
    """The pause since the last one is not over: this session goes no further up the ladder."""
    first_session_at: datetime | None = None
    results: tuple[Result, ...] = ()
    """The last ten, oldest first."""
    settings: Settings = field(default_factory=Settings)
    reminding: Reminding = field(default_factory=Reminding)
    dues: tuple[Due, ...] = ()
    """The next of each kind that is on, soonest first."""
    remind: Due | None = None
    """What the timer of the reminders is set to; None: there is none."""
    nudge_at: datetime | None = None
    wanted: Wanted | None = None
    asked_at: datetime | None = None
    """When the time of day was asked for."""
    said: time | None = None
    """The time of day that was told, while in city."""
    sore: int | None = None
    """The soreness just told, until the bruise is."""
    swollen: bool = False
    """The referral is about a swelling or a bruise that grew after pressing."""
    check_in: CheckIn | None = None
    reviewed: int = 0
    """How many of the reviews were answered."""
    streak_from: datetime | None = None
    excused: float = 0.0
    """Hours of illness since the last session: they break no streak."""
    trained_on: tuple[date, ...] = ()
    """Days (UTC) with a session, one for each, of the last four weeks."""
    seen_on: date | None = None
    """The last day (UTC) on which the user did anything."""
    owed: tuple[FileKind, ...] = ()
    """Files that were asked for in the middle of a routine: they come when nobody has to look at the clock."""
    offer: Offer | None = None
    """What a file that was sent holds: asked back, yes or no."""


SETTINGS = ("language", "settings")
"""What the user chose once and for all; a file of another server brings these along."""


_NAMES = frozenset(each.name for each in fields(Session))


def changed(session: Session, **changes: Any) -> Session:
    """As `dataclasses.replace`, in a tenth of the time: every turn changes the session several times."""
    if not changes.keys() <= _NAMES:
        raise TypeError(f"A session has no {', '.join(sorted(changes.keys() - _NAMES))}")
    after = object.__new__(Session)
    after.__dict__.update(session.__dict__, **changes)
    return after
