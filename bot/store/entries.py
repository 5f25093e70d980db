"""Rows of history as entries: what was stored by this release or an earlier one, and what a file claims to hold."""

import json
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from dialogs.effects import Record
from dialogs.history import CheckIn, Dated, Entry, Referral, Review, Trained

_ENTRY: TypeAdapter[Entry] = TypeAdapter(Annotated[Trained | Referral | CheckIn | Review, Field(discriminator="kind")])


def read(record: Record) -> Dated | None:
    """None for a row of a kind, or a form, that this release does not know: it stays where it is."""
    try:
        document = json.dumps({"kind": "session", **record.row})  # rows of the first release did not say
        return Dated(record.started_at, _ENTRY.validate_json(document, strict=True))
    except ValidationError:
        return None


def read_all(records: Iterable[Record]) -> tuple[Dated, ...]:
    """Those that can be read, in the order they come."""
    return tuple(entry for entry in map(read, records) if entry is not None)
