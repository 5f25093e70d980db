"""How often a cue is heard, over HTTP against the strict test server."""

from dataclasses import replace

import pytest
import structlog

from bot.telegram.channel import TelegramChannel, newest_card
from tests.botapi.chat import User
from tests.botapi.faults import FaultKind
from tests.botapi.server import BotApi
from tests.drawing import HOLD, REST, drawing_calls, edit, new

STRONG = replace(REST, rings=2)


async def test_a_calm_cue_is_a_new_message_without_a_sound(user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOLD)
    receipt = await edit(channel, replace(REST, rings=0), first)

    assert newest_card(receipt) != newest_card(first)
    assert user.last.silent


async def test_a_strong_cue_is_followed_by_a_short_one_of_its_own(user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOLD)
    receipt = await edit(channel, STRONG, first)

    card, again = user.messages[-2:]
    assert (newest_card(receipt), again.text, again.rows) == (card.id, "Rest", [])
    assert [card.silent, again.silent] == [False, False]


async def test_where_the_key_moves_its_message_is_the_second_sound(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    await new(channel, STRONG)

    assert len(drawing_calls(api)) == 2
    assert [message.silent for message in user.messages] == [False, False]


async def test_what_is_no_cue_rings_for_nobody(user: User, channel: TelegramChannel) -> None:
    await new(channel, replace(STRONG, alert=False))

    assert user.sounds() == []


async def test_the_strongest_cue_is_drawn_once(api: BotApi, user: User, channel: TelegramChannel) -> None:
    receipt = await new(channel, STRONG, await new(channel, HOLD))
    before = len(drawing_calls(api))

    assert await edit(channel, replace(STRONG, alert=False, rings=1), receipt) == receipt
    assert len(drawing_calls(api)) == before


@pytest.mark.parametrize("kind", ["429", "500", "reset_after", "403", "slow"])
async def test_a_second_sound_that_fails_takes_nothing_away(
    api: BotApi, user: User, channel: TelegramChannel, kind: FaultKind
) -> None:
    first = await new(channel, HOLD)
    api.fail_next("sendMessage", "slow", seconds=0)  # the card passes
    api.fail_next("sendMessage", kind, seconds=60)
    with structlog.testing.capture_logs() as logs:
        receipt = await edit(channel, STRONG, first)

    assert newest_card(receipt) in {message.id for message in user.messages}
    assert [log["event"] for log in logs] == ["second_ring_failed"]
