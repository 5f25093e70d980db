"""Everything kept about a chat as one JSON file, and such a file read again: strictly, for anybody may have written it.

Format: {"format", "version", "made_at", "session": the stored session, "timers": [{"kind", "due_at"}], "history":
[{"started_at", "row"}]}. Instants are ISO 8601 with a time zone.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.files.jobs import Wanted
from bot.store import StoreError
from bot.store.codec import decode, encode
from bot.store.entries import read as entry_of
from content.schema import type_id
from dialogs.effects import Record
from dialogs.events import Imported, NotImported, Refusal
from dialogs.history import CheckIn, Dated, Entry, Referral, Review, Trained, row
from dialogs.session import Result, Session

FORMAT: Final = "trigger-point-guide"
VERSION: Final = 1
MOST_ROWS: Final = 10_000
"""More than ten years of two sessions a day and all there is to say about them."""
MOST_IN_A_ROW: Final = 100
"""Names in one row: far more than there are spots and places."""
LONGEST_SECONDS: Final = 3600
"""Of pressing or stretching in one session: six times what the limits allow."""
LONGEST_NAME: Final = 32
"""As in the content."""
LONGEST_COURSE: Final = 100
"""Weeks that a review may look back on."""
FIRST_YEAR: Final = 2026
"""Before it there was nothing to keep."""
SLACK: Final = timedelta(minutes=10)
"""Clocks differ."""

_id: Final = re.compile(type_id)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Timer(_Strict):
    kind: str
    due_at: AwareDatetime


class _Row(_Strict):
    started_at: AwareDatetime
    row: dict[str, Any]


class _Backup(_Strict):
    format: Literal["trigger-point-guide"]
    version: Literal[1]
    made_at: AwareDatetime
    session: dict[str, Any]
    timers: list[_Timer]
    history: Annotated[list[_Row], Field(max_length=MOST_ROWS)]


class _Refused(Exception):
    def __init__(self, reason: Refusal) -> None:
        self.reason = reason


def write(job: Wanted) -> bytes:
    """For the user to keep, and for `read`."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": job.now.isoformat(),
        "session": json.loads(encode(job.session)),
        "timers": [{"kind": timer.kind, "due_at": timer.due_at.isoformat()} for timer in job.timers],
        "history": [{"started_at": each.started_at.isoformat(), "row": dict(each.row)} for each in job.history],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def read(content: bytes, now: datetime) -> Imported | NotImported:
    """Whatever the bytes are. `now`: nothing that was kept can lie after it."""
    try:
        backup = _parsed(content)
        session = _session(backup.session)
        history = [_entry(each) for each in backup.history]
        _check(session, history, now)
    except _Refused as refused:
        return NotImported(refused.reason)
    rows = {dated.at: Record(dated.at.astimezone(UTC), row(dated.entry)) for dated in history}
    return Imported(session, tuple(rows[at] for at in sorted(rows)))


def _parsed(content: bytes) -> _Backup:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _Refused("unreadable") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _Refused("foreign")
    version = whole.get("version")
    if isinstance(version, int) and version > VERSION:
        raise _Refused("newer")
    history = whole.get("history")
    if isinstance(history, list) and len(history) > MOST_ROWS:
        raise _Refused("too-many")
    try:
        return _Backup.model_validate_json(json.dumps(whole))
    except (ValidationError, ValueError, RecursionError):
        raise _Refused("damaged") from None


def _session(document: Mapping[str, object]) -> Session:
    try:
        return decode(json.dumps(document))
    except (StoreError, ValueError, RecursionError):
        raise _Refused("damaged") from None


def _entry(row: _Row) -> Dated:
    dated = entry_of(Record(row.started_at, row.row))
    if dated is None:
        raise _Refused("damaged")
    return dated


def _check(session: Session, history: Sequence[Dated], now: datetime) -> None:
    """Nothing from the future, nothing that no session can have been, and nothing written by hand but names."""
    instants = [dated.at for dated in history] + [result.started_at for result in session.results]
    instants += [at for at in (session.first_session_at,) if at is not None]
    if any(at.utcoffset() is None or at.year < FIRST_YEAR for at in instants):
        raise _Refused("damaged")
    if any(at > now + SLACK for at in instants) or any(day > (now + SLACK).date() for day in session.trained_on):
        raise _Refused("future")
    fine = (
        all(_plausible(dated.entry) for dated in history)
        and all(_plausible_result(result) for result in session.results)
        and 0 <= session.sessions_done <= MOST_ROWS
        and 0 <= session.early_done <= MOST_ROWS
        and all(at is None or at.tzinfo is None for at in _walls(session))
        and _names([session.language, *session.cautions, *session.flags, *session.referred])
    )
    if not fine:
        raise _Refused("damaged")


def _walls(session: Session) -> tuple[time | None, ...]:
    """Of a clock on a wall: they have no zone of their own."""
    given = session.reminding
    return given.quiet_from, given.quiet_to, given.stretch_at


def _plausible(entry: Entry) -> bool:
    match entry:
        case Trained():
            names = [*entry.zones, *entry.points, *entry.pressed, *entry.stretched, *entry.cautions, *entry.flags]
            names += [each for each in (entry.tool, entry.level) if each is not None]
            counts = (*entry.pressed.values(), *entry.stretched.values())
            return _names(names) and _scores(entry.pain_before, entry.pain_after) and _seconds(counts)
        case Referral():
            return _names(entry.flags)
        case CheckIn():
            return _scores(entry.soreness)
        case Review():
            return 0 < entry.weeks <= LONGEST_COURSE


def _plausible_result(result: Result) -> bool:
    names = [*result.zones, *result.points, *result.pressed]
    names += [each for each in (result.tool, result.way) if each is not None]
    return _names(names) and _scores(result.pain_before, result.pain_after) and _seconds(result.pressed.values())


def _names(names: Sequence[str]) -> bool:
    """Ids, such as those of the content: no place for anybody's words."""
    return len(names) <= MOST_IN_A_ROW and all(len(name) <= LONGEST_NAME and _id.fullmatch(name) for name in names)


def _scores(*scores: int | None) -> bool:
    return all(score is None or 0 <= score <= 10 for score in scores)


def _seconds(counts: Iterable[int]) -> bool:
    return all(0 <= count <= LONGEST_SECONDS for count in counts)
