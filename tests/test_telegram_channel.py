"""What a person sees and hears of a screen, over HTTP against the strict test server."""

from dataclasses import replace

import pytest

from bot.ports import MaybeShown, Receipt, TryLater
from bot.telegram.channel import TelegramChannel, newest_card
from tests.botapi.chat import User
from tests.botapi.server import BotApi
from tests.drawing import HOLD, HOME, NEXT, NOW, REST, drawing_calls, edit, new


async def test_a_new_card_is_silent_and_has_its_buttons(user: User, channel: TelegramChannel) -> None:
    receipt = await new(channel, HOME)
    assert newest_card(receipt) == user.last.id
    assert (user.last.text, user.last.rows, user.last.silent) == ("Home\n\nWhat now?", [["Go <1>", "Ask"]], True)
    assert user.sounds() == []


async def test_an_edit_changes_the_card_in_place(user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOME)
    second = await edit(channel, NEXT, first)
    assert newest_card(second) == newest_card(first)
    assert [message.text for message in user.messages] == ["Where does it hurt?\n\nWhat now?"]
    assert user.last.rows == [["Go <1>", "Ask"]], "an edit keeps its buttons"


async def test_what_is_on_the_screen_already_costs_no_call(api: BotApi, user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOME)
    assert await edit(channel, HOME, first) == first
    assert drawing_calls(api) == ["sendMessage"]


async def test_a_new_turn_redraws_the_buttons(api: BotApi, user: User, channel: TelegramChannel) -> None:
    await edit(channel, HOME, await new(channel, HOME), turn=8)
    assert drawing_calls(api) == ["sendMessage", "editMessageText"]


async def test_new_means_new_even_if_nothing_changed(user: User, channel: TelegramChannel) -> None:
    await new(channel, HOME, await new(channel, HOME))
    assert len(user.messages) == 2


async def test_not_modified_is_success(user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOME)
    forgotten = {**first, "hash": "unknown"}
    assert await edit(channel, HOME, forgotten) == first


async def test_an_unknown_receipt_means_a_new_card(user: User, channel: TelegramChannel) -> None:
    for receipt in (None, {}, {"message": "7"}):
        await edit(channel, HOME, receipt)
    assert len(user.messages) == 3


async def test_a_card_that_is_gone_is_sent_anew(user: User, channel: TelegramChannel) -> None:
    receipt = await edit(channel, NEXT, {"message": 4040, "key": None, "hash": "x"})
    assert newest_card(receipt) == user.last.id
    assert user.last.text == "Where does it hurt?\n\nWhat now?"


async def test_a_phase_is_one_new_audible_message_with_its_end(user: User, channel: TelegramChannel) -> None:
    receipt = await new(channel, HOLD)
    await edit(channel, REST, receipt)
    assert [event.message_id for event in user.sounds()] == [message.id for message in user.messages[-2:]]
    clock = user.last.entity("date_time")
    assert clock is not None
    assert (clock["unix_time"], clock["date_time_format"]) == (int(NOW.timestamp()) + 30, "r")
    assert user.last.text == "Rest\n\nPress & breathe\n\nEnds 30 seconds"


async def test_a_whole_routine_moves_the_stop_key_twice(api: BotApi, user: User, channel: TelegramChannel) -> None:
    receipt = await new(channel, HOME)
    receipt = await edit(channel, HOLD, receipt)
    assert user.reply_keyboard is not None
    assert user.reply_keyboard.labels == ["STOP"]
    for screen in (REST, HOLD, REST):
        receipt = await edit(channel, screen, receipt)
    assert user.reply_keyboard is not None
    receipt = await edit(channel, HOME, receipt)
    assert user.reply_keyboard is None
    assert [message.text for message in user.messages][-2:] == ["STOP put away", "Home\n\nWhat now?"]
    assert len(drawing_calls(api)) == 6 + 2
    assert newest_card(await edit(channel, NEXT, receipt)) == newest_card(receipt)


async def test_messages_that_move_the_key_are_silent(user: User, channel: TelegramChannel) -> None:
    await new(channel, HOME, await new(channel, HOLD))
    key_up, hold, key_down, home = user.messages
    assert [key_up.silent, hold.silent, key_down.silent, home.silent] == [True, False, True, True]


async def test_no_phase_takes_more_than_two_calls(api: BotApi, user: User, channel: TelegramChannel) -> None:
    receipt: Receipt | None = None
    for screen in (HOME, HOLD, NEXT, replace(HOLD, alert=False), replace(HOLD, alert=False, stop_key="STOPP"), HOME):
        before = len(api.calls)
        receipt = await edit(channel, screen, receipt)
        assert len(api.calls) - before <= 2


async def test_a_key_that_got_through_is_not_sent_again(api: BotApi, user: User, channel: TelegramChannel) -> None:
    first = await new(channel, HOME)
    await new(channel, HOME, first)
    api.fail_next("sendMessage", "500", times=1)
    with pytest.raises(TryLater):
        await edit(channel, HOLD, first)
    assert user.reply_keyboard is None
    api.fail_next("editMessageText", "500")
    calm = replace(HOLD, alert=False)
    receipt = await edit(channel, calm, first)
    assert newest_card(receipt) == user.last.id, "the card is below the key, not edited above it"
    assert sum(message.text == "STOP: the key below stops at any time" for message in user.messages) == 1


async def test_a_card_that_fails_after_its_key_is_tried_alone(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    api.fail_next("sendMessage", "slow", seconds=0)  # the key passes
    api.fail_next("sendMessage", "500", times=2)
    for _ in range(2):
        with pytest.raises(TryLater):
            await new(channel, HOLD)
    await new(channel, HOLD)
    assert [message.text and message.text.split()[0] for message in user.messages] == ["STOP:", "Hold"]


async def test_a_key_that_may_have_got_through_does_not_hold_up_the_card(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    api.fail_next("sendMessage", "reset_after")
    receipt = await new(channel, HOLD)
    assert user.reply_keyboard is not None
    assert newest_card(receipt) == user.last.id


async def test_the_key_goes_even_if_the_card_before_may_be_lost(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOLD)
    api.fail_next("sendMessage", "reset_after")
    with pytest.raises(MaybeShown):
        await new(channel, REST, receipt)
    home = await edit(channel, HOME, None)
    assert user.reply_keyboard is None
    assert newest_card(home) == user.last.id


async def test_after_a_card_that_may_be_lost_the_next_is_a_new_one(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    api.fail_next("sendMessage", "reset_before")
    with pytest.raises(MaybeShown):
        await new(channel, NEXT, receipt)
    assert newest_card(await edit(channel, NEXT, receipt)) != newest_card(receipt)
