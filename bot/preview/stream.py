"""The stream of changes (Server-Sent Events). A page that lost the line asks again from the last number it saw."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Final

from bot.preview.channel import PreviewChannel
from bot.preview.transcript import Change, Chat

_BEAT: Final = 10.0
"""Seconds; a page that hears nothing for more than twice as long knows that the line is dead."""


async def events(channel: PreviewChannel, after: int) -> AsyncIterator[str]:
    """Everything written after this sequence number, then whatever comes, until the channel's bell is closed."""
    yield _event({"beat": channel.transcript.now()})
    while not channel.changed.closed:
        ring = channel.changed.next
        for change in channel.transcript.changes(after):
            after = change.seq
            yield _event(described(change, channel))
        try:
            async with asyncio.timeout(_BEAT):
                await ring.wait()
        except TimeoutError:
            yield _event({"beat": channel.transcript.now()})


def described(change: Change, channel: PreviewChannel) -> Mapping[str, object]:
    """A change as the page reads it: one of {"chat"}, {"gone"}, {"message"}, each with its "seq"."""
    if not isinstance(change, Chat):
        return {"seq": change.seq, "message": asdict(change)}
    if change.gone:
        return {"seq": change.seq, "gone": change.id}
    return {"seq": change.seq, "chat": summary(change, channel)}


def summary(chat: Chat, channel: PreviewChannel) -> Mapping[str, object]:
    """A line of the list of chats."""
    last = channel.transcript.last_message(chat.id)
    return {
        "id": chat.id,
        "number": chat.number,
        "tempo": channel.tempo(chat.id),
        "last": None if last is None else asdict(last),
    }


def _event(data: Mapping[str, object]) -> str:
    return f"data: {json.dumps(data)}\n\n"
