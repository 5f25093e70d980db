"""Users who press what comes next, by the buttons of the messages they get."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

from tests.bench.people import choice
from tests.botapi import BotApi, Message

PAUSE: Final = 0.25
"""Seconds between two looks at what came."""


def actions(message: Message) -> Mapping[str, str]:
    """Labels by what the buttons do."""
    buttons = (button for row in message.keyboard for button in row)
    return {button["callback_data"].partition(":")[2]: button["text"] for button in buttons}


def pressed(message: Message) -> str | None:
    """The label of the button that comes next; None where the clock runs, and at the end."""
    action = choice(actions(message))
    return None if action is None else actions(message)[action]


@asynccontextmanager
async def answering(server: BotApi) -> AsyncIterator[None]:
    """Until the end of the block everybody answers what they are asked, within `PAUSE` or a little more."""
    task = asyncio.create_task(_answer(server))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _answer(server: BotApi) -> None:
    seen = len(server.calls)
    while True:
        await asyncio.sleep(PAUSE)
        calls, seen = server.calls[seen:], len(server.calls)
        for call in calls:
            if call.chat_id is not None and isinstance(call.result, dict) and "reply_markup" in call.result:
                user = server.user(call.chat_id)
                message = user.message(call.result["message_id"])
                label = pressed(message)
                if label is not None:
                    user.tap(label, message.id)
