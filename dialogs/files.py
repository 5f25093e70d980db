"""Guards and actions of the user's own data: what is kept, as a file to take along, and a file taken over."""

from dataclasses import replace
from datetime import datetime

from content.schema import Content
from dialogs.dates import day_of_year
from dialogs.effects import Discard, Restore, Stage
from dialogs.events import Imported
from dialogs.limits import is_gentle
from dialogs.noted import label, noted
from dialogs.reminding import Reminding
from dialogs.results import recent_days, remembered
from dialogs.screening import unique
from dialogs.session import SETTINGS, FileKind, Offer, Result, Session
from dialogs.turn import WATCHED, Turn

MOST_POINTS = 2
"""Spots of a session."""
TAKEN = (
    *SETTINGS, "results", "trained_on", "sessions_done", "early_done", "first_session_at", "cautions", "flags",
    "referred",
)  # fmt: skip
"""What a file brings besides its history. Not the safety questions: they are asked anew, and nothing that runs."""


def owe(turn: Turn, what: FileKind) -> None:
    """The file comes below the screen, at once or as soon as the screen may move up."""
    if what not in turn.session.owed:
        turn.update(owed=(*turn.session.owed, what))


def kept(turn: Turn) -> None:
    """What is stored about this chat, in words, and the two ways to take it along."""
    session = turn.session
    words = turn.guide.phrases(session.language)
    zones = (words.line(f"zones.{zone}.label") for zone in session.zones)
    careful = (label(turn.guide.content, words, each) for each in noted(turn.guide.content, session))
    turn.update(menu="data")
    turn.notify(
        "ui.data",
        sessions=session.sessions_done + session.early_done,
        places=", ".join(zones) or words.line("ui.nothing"),
        cautions="; ".join(careful) or words.line("ui.nothing"),
        screened=day_of_year(words, session.screened_at) if session.screened_at else words.line("ui.never"),
        days=turn.guide.keep_days,
    )


def ask(turn: Turn) -> None:
    """A file was asked for. The choice stays open, for whoever wants both."""
    what: FileKind = "report" if turn.arg == "report" else "data"
    owe(turn, what)
    turn.update(menu="data")
    turn.notify("ui.notice.file-later" if turn.session.state in WATCHED else f"ui.notice.file-{what}")


def failed(turn: Turn) -> None:
    turn.notify("ui.notice.file-failed")


# --- a file that was sent ---


def under_way(turn: Turn) -> bool:
    """A routine runs or waits: what it was planned for must not change below it."""
    return bool(turn.session.plan)


def agree_first(turn: Turn) -> None:
    turn.notify("ui.import.agree-first")


def finish_first(turn: Turn) -> None:
    turn.notify("ui.import.finish-first")


def refuse(turn: Turn) -> None:
    turn.notify(f"ui.import.{turn.arg}")


def offer(turn: Turn) -> None:
    """Nothing changes before a yes: the rows wait aside."""
    file = turn.file
    if file is None:
        return
    starts = sorted(record.started_at for record in file.rows if record.row["kind"] == "session")
    first, last = (starts[0], starts[-1]) if starts else (None, None)
    bare = _bare(turn, file)
    turn.update(offer=Offer(bare, entries=len(file.rows), sessions=len(starts), first=first, last=last))
    turn.effects.append(Stage(file.rows))


def _bare(turn: Turn, file: Imported) -> Session:
    """What is taken over, and only what the content of this server knows."""
    content, given = turn.guide.content, file.session
    taken = {name: getattr(given, name) for name in TAKEN}
    taken["cautions"] = tuple(each for each in given.cautions if each in content.cautions)
    taken["flags"] = tuple(each for each in given.flags if is_gentle(content, each))
    taken["referred"] = tuple(each for each in given.referred if each in content.flags)
    taken["results"] = tuple(result for result in given.results if _known(content, result))
    taken["reminding"] = _reminding(content, given.reminding)
    if given.settings.hold not in {choice.value for choice in content.protocol.hold_choices}:
        taken["settings"] = replace(given.settings, hold=None)
    if given.language not in content.phrases:
        taken["language"] = turn.session.language
    return Session(chat=turn.session.chat, turn=0, entered=0, **taken)


def _reminding(content: Content, given: Reminding) -> Reminding:
    """What was chosen, and nothing of how it went; all on a clock that is known here."""
    if given.zone not in content.timezones:
        return Reminding()
    return Reminding(
        zone=given.zone,
        kinds=given.kinds - {"nudge"},
        stretch_at=given.stretch_at,
        quiet_from=given.quiet_from,
        quiet_to=given.quiet_to,
    )


def _known(content: Content, result: Result) -> bool:
    return (
        len(result.points) <= MOST_POINTS
        and set(result.zones) <= content.zones.keys()
        and {*result.points, *result.pressed} <= content.points.keys()
        and (result.tool is None or result.tool in content.tools)
    )


def take(turn: Turn) -> None:
    """Yes: history, settings and what is to be careful about. A referral of here stays, and the questions come anew."""
    offered = turn.session.offer
    if offered is None:
        return
    ours, theirs = turn.session, offered.session
    turn.update(**{name: getattr(theirs, name) for name in SETTINGS})
    turn.update(
        reminding=joined(ours.reminding, theirs.reminding),
        offer=None,
        results=_merged(turn, theirs.results),
        trained_on=recent_days(turn, *ours.trained_on, *theirs.trained_on),
        sessions_done=max(ours.sessions_done, theirs.sessions_done),
        early_done=max(ours.early_done, theirs.early_done),
        first_session_at=_earlier(ours.first_session_at, theirs.first_session_at),
        cautions=unique((*ours.cautions, *theirs.cautions)),
        flags=unique((*ours.flags, *theirs.flags)),
        referred=unique((*ours.referred, *theirs.referred)),
    )
    turn.update(screened_at=None, return_to=None, points=(), tool=None)
    turn.effects.append(Restore())
    turn.notify("ui.import.done", sessions=offered.sessions)
    turn.follow = "taken"


def brings_reminders(ours: Reminding, theirs: Reminding) -> bool:
    """Whether the reminders of a file come on here: only where none was set up, and then on the clock of the file."""
    return ours.zone is None and theirs.zone is not None and bool(theirs.kinds)


def joined(ours: Reminding, theirs: Reminding) -> Reminding:
    """Whatever was set here stays, a single time included."""
    if not brings_reminders(ours, theirs):
        return ours
    return replace(
        ours,
        zone=theirs.zone,
        kinds=ours.kinds | theirs.kinds,
        stretch_at=theirs.stretch_at,
        quiet_from=theirs.quiet_from,
        quiet_to=theirs.quiet_to,
    )


def _merged(turn: Turn, theirs: tuple[Result, ...]) -> tuple[Result, ...]:
    """Of two with the same start ours counts: what was pressed here today stays pressed."""
    by_start = {result.started_at: result for result in (*theirs, *turn.session.results)}
    return remembered(turn, [by_start[start] for start in sorted(by_start)])


def _earlier(ours: datetime | None, theirs: datetime | None) -> datetime | None:
    return min((each for each in (ours, theirs) if each is not None), default=None)


def leave(turn: Turn) -> None:
    turn.update(offer=None)
    turn.effects.append(Discard())
    turn.notify("ui.import.left")
