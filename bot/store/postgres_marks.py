"""Marks of many chats in one statement: that their drawings are going out, or were seen.

They wait for the disk, all together: a mark that a crash of the database took back would make a cue come twice. A row
that somebody else has just locked is left out, so that no chat waits for another; whose it is asks again, and waits.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.ports import Receipt, Sending
from bot.store.jobs import NOW
from bot.store.postgres_turn import micros

if TYPE_CHECKING:
    from bot.store.database import Connection

SENDING = timedelta(seconds=2)
"""A drawing that takes longer no longer holds up the next one of its chat."""

_FREE = """
    WITH free AS (SELECT chat FROM sessions WHERE chat = ANY($1) FOR UPDATE OF sessions {unless})"""
_UNLESS = {True: "", False: "SKIP LOCKED"}
_SENDING = f"""{_FREE}
    UPDATE sessions SET sending_turn = greatest(sending_turn, asked.turn), sending_until = {NOW} + $4
    FROM free JOIN unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS asked (chat, turn, again) USING (chat)
    WHERE sessions.chat = free.chat AND greatest(sending_until, frozen_until) <= {NOW}
        AND (asked.again OR greatest(sending_turn, shown_turn) < asked.turn)
    RETURNING sessions.chat, receipt"""  # noqa: S608
_SHOWN = f"""{_FREE}
    UPDATE sessions SET shown_turn = asked.turn, receipt = asked.receipt,
        sending_until = CASE WHEN sending_turn > asked.turn THEN sending_until ELSE 0 END
    FROM free JOIN unnest($1::bigint[], $2::bigint[], $3::text[]) AS asked (chat, turn, receipt) USING (chat)
    WHERE sessions.chat = free.chat AND shown_turn <= asked.turn
    RETURNING sessions.chat"""  # noqa: S608


class ToSend(NamedTuple):
    turn: int
    again: bool


class Shown(NamedTuple):
    turn: int
    receipt: str | None


async def mark_sending(connection: "Connection", asked: Mapping[int, ToSend], *, wait: bool) -> Mapping[int, Sending]:
    """Those that may go out; of the others it is not said why. `wait`: for whoever has locked them."""
    turns, again = [each.turn for each in asked.values()], [each.again for each in asked.values()]
    rows = await connection.fetch(_SENDING.format(unless=_UNLESS[wait]), list(asked), turns, again, micros(SENDING))
    return {row["chat"]: Sending(receipt_of(row["receipt"])) for row in rows}


async def mark_shown(connection: "Connection", asked: Mapping[int, Shown], *, wait: bool) -> Mapping[int, bool]:
    """Those that were marked. `wait`: as above."""
    turns, receipts = [each.turn for each in asked.values()], [each.receipt for each in asked.values()]
    rows = await connection.fetch(_SHOWN.format(unless=_UNLESS[wait]), list(asked), turns, receipts)
    return {row["chat"]: True for row in rows}


def receipt_of(stored: str | None) -> Receipt | None:
    return None if stored is None else json.loads(stored)
