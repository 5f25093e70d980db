"""Sessions and times as they are stored. Knows nothing of any database."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from bot.store import StoreError, UnreadableSession
from dialogs.effects import Record
from dialogs.session import VERSION, Session, changed
from dialogs.steps import Step

SHORT_HOLD = 30
"""Seconds that the one length of a hold to choose in form 1, a switch, stood for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Document:
    """The plan stands beside the session because only here its steps can be told apart by `kind`: trying every
    kind for every step takes four times as long to read."""

    session: Session
    plan: tuple[Annotated[Step, Field(discriminator="kind")], ...]


_DOCUMENT = TypeAdapter(_Document)


def encode(session: Session) -> str:
    """As JSON: `{"session": {…}, "plan": […]}`. A value that does not fit its type raises StoreError: stored, it would
    make the session unreadable for ever."""
    document = _Document(session, session.plan)
    try:
        return _DOCUMENT.dump_json(document, exclude={"session": {"plan"}}, warnings="error").decode()
    except PydanticSerializationError as error:
        # Neither the values nor the cause may travel on into a log: they are somebody's health.
        fields = ", ".join(sorted(set(re.findall(r"field_name='(\w+)'", str(error))))) or "some field"
        raise StoreError(
            f"A session cannot be stored: a value does not fit its type ({fields}). This is a mistake in the program: "
            "please report it. The session before it is kept."
        ) from None


def decode(stored: str) -> Session:
    """The session `encode` was given, every value equal. Raises UnreadableSession."""
    try:
        document = _DOCUMENT.validate_json(stored, strict=True)
        if document.session.version == 1:
            document = _DOCUMENT.validate_json(_from_form_1(stored), strict=True)
    except ValidationError as error:
        raise _unreadable(stored, error) from None  # as above
    if document.session.version != VERSION:
        raise UnreadableSession(_other_version(document.session.version))
    return changed(document.session, plan=document.plan) if document.plan else document.session


def _from_form_1(stored: str) -> str:
    """Form 2 has the settings in a value of their own, and seconds in place of the switch for short holds."""
    document = json.loads(stored)
    session = document["session"]
    hold = SHORT_HOLD if session.pop("gentle", False) else None
    session |= {"version": 2, "settings": {"hold": hold, "one_by_one": session.pop("one_by_one", False)}}
    days = sorted({result["started_at"][:10] for result in session.get("results", ())})
    seen = [session[name][:10] for name in ("consented_at", "checked_at", "started_at") if session.get(name)]
    began = f"{datetime.fromtimestamp(session['turn'], UTC):%Y-%m-%d}"
    session |= {"trained_on": days, "seen_on": max((*days, *seen, began))}
    if (at := session.pop("remind_at", None)) is not None:
        due = {"kind": "session", "at": at}
        session |= {"reminding": {"once_at": at}, "remind": due, "dues": [due]}
    return json.dumps(document)


def _unreadable(stored: str, error: ValidationError) -> UnreadableSession:
    version = _version(stored)
    if version is not None and version not in {1, VERSION}:
        return UnreadableSession(_other_version(version))
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the whole"
    return UnreadableSession(
        f"A stored session is damaged ({place}: {first['type']}). The database was changed from outside, or a change "
        "of the program forgot its migration: restore a backup, or delete this chat's data to let it start afresh."
    )


def _version(stored: str) -> int | None:
    """Of a session that may be anything at all."""
    try:
        version = json.loads(stored)["session"]["version"]
    except (ValueError, LookupError, TypeError):
        return None
    return version if isinstance(version, int) else None


def _other_version(version: int) -> str:
    return (
        f"A stored session has form {version}, this program reads form {VERSION}. Run the release of the program that "
        "wrote it (a newer one, if you went back), or restore the backup made before the change of release."
    )


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC. A naive datetime raises TypeError: nobody knows which instant it means."""
    return (at - _EPOCH) // _MICROSECOND


def day_micros(session: Session) -> int | None:
    """When its user last did something, by the day, not the second: an index on it changes once a day at most."""
    return None if session.seen_on is None else to_micros(datetime.combine(session.seen_on, time(), UTC))


def from_micros(micros: int) -> datetime:
    """Aware, UTC; exactly what `to_micros` was given."""
    return _EPOCH + micros * _MICROSECOND


def history_columns(chat: int, record: Record) -> tuple[int, int, str]:
    """A row of history as its table has it: chat, start, document."""
    return chat, to_micros(record.started_at), json.dumps(dict(record.row))
