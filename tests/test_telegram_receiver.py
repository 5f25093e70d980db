"""Updates over HTTP: every press is answered, every event arrives once and in order, whatever fails."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import structlog

from bot.ports import Handled
from bot.store import StoreError
from bot.telegram.application import GuideBot
from bot.telegram.flood import UPDATES
from bot.telegram.limiter import Limiter
from dialogs.events import Attachment, Command, Flooded, Tap, Text, Unreachable
from tests.botapi.chat import User
from tests.botapi.server import TOKEN, BotApi
from tests.receiving import Dropped, Inbox, Json, receiver_of, receiving, update_from

CARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "7:go"}]]}


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def bot(api: BotApi, inbox: Inbox) -> AsyncIterator[GuideBot]:
    async with receiving(api, inbox) as bot:
        yield bot


async def card(api: BotApi, bot: GuideBot) -> User:
    """Somebody who wrote message 1 and was shown a card, message 2."""
    user = api.user()
    await user.send("hello")
    await bot.send_message(user.id, "card", api_kwargs={"reply_markup": CARD})
    return user


async def test_what_people_send_arrives_in_order(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = api.user()
    await user.send_command("/start", "abc")
    await user.send("it hurts")
    await user.send_voice()
    user.block()
    await api.user().wait_until(lambda: len(inbox.events) == 4)
    assert inbox.of(user.id) == [Command("start", "abc"), Text("it hurts"), Attachment("voice"), Unreachable()]
    assert inbox.update_ids == sorted(set(inbox.update_ids), key=lambda update_id: update_id or 0)


async def test_a_press_is_told_from_one_on_an_old_card(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    await bot.send_message(user.id, "another", api_kwargs={"reply_markup": CARD})
    await user.press("Go", 2)
    await user.press("Go", 3)
    assert inbox.of(user.id)[1:] == [Tap("go", 7, on_card=True), Tap("go", 7, on_card=False)]


async def test_a_press_is_answered_with_the_toast(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    inbox.handled = Handled(toast="Paused")
    assert (await user.press("Go")).text == "Paused"
    inbox.handled = Handled()
    assert (await user.press("Go")).text is None


async def test_a_repeated_press_is_answered_too(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    inbox.handled = None
    assert (await user.press("Go")).text is None


async def test_forged_data_is_a_press_that_gets_an_answer(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    await user.forge("to_state:home; DROP TABLE")
    assert inbox.of(user.id)[-1] == Tap("", 0, on_card=False)


async def test_a_failure_is_logged_without_words_and_the_press_answered(
    api: BotApi, bot: GuideBot, inbox: Inbox
) -> None:
    user = await card(api, bot)
    await user.wait_until(lambda: bool(inbox.events))
    inbox.error = ValueError("secret words")
    with structlog.testing.capture_logs() as logs:
        assert (await user.press("Go")).text is None
        await api.user().wait_until(lambda: bool(logs))
    assert (logs[0]["event"], logs[0]["kind"], logs[0]["error"]) == ("update_failed", "callback_query", "ValueError")
    assert "in handle" in logs[0]["where"]
    assert "secret words" not in str(logs)


async def test_after_a_failure_the_next_update_is_handled(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = api.user()
    inbox.error = ValueError()
    await user.send("one")
    await user.send("two")
    await api.user().wait_until(lambda: len(inbox.events) == 2)


async def test_a_press_that_is_too_old_to_answer_still_counts(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    await api.user().wait_until(lambda: bool(inbox.events))
    inbox.gate[user.id] = asyncio.Event()
    press = user.tap("Go")
    await api.user().wait_until(lambda: press.delivered is not None)
    api.clock.advance(151)
    with structlog.testing.capture_logs() as logs:
        inbox.gate[user.id].set()
        await user.wait_until(lambda: any(call.status == 400 for call in api.calls))
    assert inbox.of(user.id)[-1] == Tap("go", 7, on_card=True)
    assert logs == []
    assert [violation.rule for violation in api.violations] == ["callback.unanswered"]
    api.violations.clear()


async def test_a_chat_that_is_stuck_holds_up_nobody(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    stuck, other = api.user(1), api.user(2)
    inbox.gate[stuck.id] = asyncio.Event()
    for number in range(25):
        await stuck.send(str(number))
    await other.send("hello")
    await other.wait_until(lambda: bool(inbox.of(other.id)))
    assert inbox.of(stuck.id) == []
    inbox.gate[stuck.id].set()
    await api.user().wait_until(lambda: len(inbox.of(stuck.id)) == 25)
    assert inbox.of(stuck.id) == [Text(str(number)) for number in range(25)]


async def test_a_slow_answer_does_not_hold_up_the_next_word(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    api.fail_next("answerCallbackQuery", "slow", seconds=0.6)
    user.tap("Go")
    await api.user().wait_until(lambda: len(inbox.events) == 2)
    await user.send("stop")
    async with asyncio.timeout(0.4):
        await api.user().wait_until(lambda: inbox.of(user.id)[-1] == Text("stop"))


async def take(api: BotApi, inbox: Inbox, *updates: Json) -> Dropped:
    """Without a network in between: the test server has neither groups nor other bots."""
    dropped = Dropped()
    async with GuideBot(TOKEN, api_url=api.url, limiter=Limiter()) as bot:
        receiver = receiver_of(bot, inbox, dropped)
        try:
            for update in updates:
                await receiver.take(update)
        finally:
            await receiver.stop()
    return dropped


async def test_a_group_is_told_once_that_this_is_private(api: BotApi, inbox: Inbox) -> None:
    groups = (-5, -5, -6, -5)
    dropped = await take(api, inbox, *(update_from(chat, number) for number, chat in enumerate(groups)))
    told = [(call.chat_id, call.params["text"]) for call in api.calls if call.method == "sendMessage"]
    assert told == [(-5, "In private only, please."), (-6, "In private only, please.")]
    assert inbox.events == []
    assert dropped.kinds == [("message", "not private")] * 4


async def test_what_other_bots_write_is_ignored(api: BotApi, inbox: Inbox) -> None:
    await take(api, inbox, update_from(1001, 1, bot=True), update_from(1001, 2))
    assert inbox.update_ids == [2]


async def test_nobody_speaks_for_another(api: BotApi, inbox: Inbox) -> None:
    dropped = await take(api, inbox, update_from(1001, 1, sender=1002))
    assert inbox.events == []
    assert dropped.kinds == [("message", "somebody else")]


async def test_whoever_takes_an_update_by_hand_sees_it_fail(api: BotApi, inbox: Inbox) -> None:
    inbox.error = ValueError("not saved")
    with pytest.raises(ValueError, match="not saved"):
        await take(api, inbox, update_from(1001, 1))


async def test_what_cannot_be_read_is_dropped_by_kind_and_without_words(api: BotApi, inbox: Inbox) -> None:
    broken: Json = {"update_id": 1, "message": {"text": "secret words", "chat": "secret"}}
    with structlog.testing.capture_logs() as logs:
        dropped = await take(api, inbox, broken, {"update_id": 2, "message": 7}, update_from(1001, 3))
    assert inbox.update_ids == [3]
    assert dropped.kinds == [("message", "unreadable")] * 2
    assert [log["event"] for log in logs] == ["update_unreadable"] * 2
    assert "secret" not in str(logs)


async def test_a_flood_is_told_once_and_then_only_what_is_urgent_counts(api: BotApi, inbox: Inbox) -> None:
    flood = [update_from(1001, number) for number in range(UPDATES + 20)]
    dropped = await take(api, inbox, *flood, update_from(1001, 900, text="stop"), update_from(1001, 901))
    assert [event for _, event in inbox.events] == [*[Text("hello")] * UPDATES, Flooded(), Text("stop")]
    assert dropped.kinds == [("message", "flood")] * 21


async def test_every_press_of_a_flood_is_answered(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = await card(api, bot)
    for _ in range(UPDATES + 10):
        await user.press("Go")
    assert api.unanswered() == []
    assert len(inbox.of(user.id)) == UPDATES + 1


async def test_an_update_that_cannot_be_saved_waits_and_those_after_it_wait_behind_it(
    api: BotApi, bot: GuideBot, inbox: Inbox
) -> None:
    receiver = receiver_of(bot, inbox)
    inbox.error = StoreError("database is locked")
    first = asyncio.create_task(receiver.take(update_from(1001, 1, text="one"), until_saved=True))
    second = asyncio.create_task(receiver.take(update_from(1001, 2, text="two"), until_saved=True))
    await api.user().wait_until(lambda: bool(inbox.events))
    inbox.error = None
    await asyncio.gather(first, second)
    words = [event.text for _, event in inbox.events if isinstance(event, Text)]
    assert (set(words[:-1]), words[-1]) == ({"one"}, "two")
