"""What a person sees and hears of a screen, over HTTP against the strict test server."""

import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import structlog
from telegram.error import BadRequest
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from bot.ports import ChannelError, MaybeShown, Receipt, TryLater, Unreachable
from bot.telegram.application import GuideBot
from bot.telegram.channel import TelegramChannel, newest_card
from bot.telegram.limiter import Limiter
from dialogs.screen import Button, Countdown, Picture, Screen
from tests.botapi.chat import User
from tests.botapi.faults import FaultKind
from tests.botapi.server import TOKEN, BotApi

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOME = Screen("Home", ("What now?",), ((Button("Go <1>", "go", "main"), Button("Ask", "ask")),))
NEXT = replace(HOME, title="Where does it hurt?")
HOLD = Screen(
    "Hold", ("Press & breathe",), countdown=Countdown(NOW + timedelta(seconds=30), "30 seconds", "Ends"), alert=True,
    stop_key="STOP",
)  # fmt: skip
REST = replace(HOLD, title="Rest")
FIND = replace(HOME, title="Find the spot", picture=Picture("points", "Three spots."))
SETUP = replace(HOME, title="Lie down", picture=Picture("setup", "Somebody lies down."))


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """Two different ones: what Telegram looks at is the head of the file."""
    files = {"points": tmp_path / "points.png", "setup": tmp_path / "setup.png"}
    for width, file in enumerate(files.values(), 90):
        file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, 60, 8, 2, 0, 0, 0))
    return files


@pytest.fixture
async def channel(api: BotApi, pictures: dict[str, Path]) -> AsyncIterator[TelegramChannel]:
    async with GuideBot(TOKEN, api_url=api.url, limiter=patient()) as bot:
        yield channel_of(bot, pictures)


def patient() -> Limiter:
    """In simulated time: there is a long while between any two calls."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 60.0
        return now

    return Limiter(clock=clock)


def channel_of(bot: GuideBot, pictures: Mapping[str, Path]) -> TelegramChannel:
    return TelegramChannel(
        bot,
        clock=lambda: NOW,
        key_up=lambda label: f"{label}: the key below stops at any time",
        key_down=lambda label: f"{label} put away",
        pictures=pictures,
    )


def drawing_calls(api: BotApi) -> list[str]:
    return [call.method for call in api.calls_to(1001)]


async def new(channel: TelegramChannel, screen: Screen, previous: Receipt | None = None) -> Receipt:
    return await channel.show(1001, screen, 7, "new", previous)


async def edit(channel: TelegramChannel, screen: Screen, previous: Receipt | None, turn: int = 7) -> Receipt:
    return await channel.show(1001, screen, turn, "edit", previous)


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


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("403", Unreachable),
        ("429", TryLater),
        ("500", TryLater),
        ("502", TryLater),
        ("reset_before", MaybeShown),
        ("reset_after", MaybeShown),
    ],
)
async def test_every_failed_send_has_its_meaning(
    api: BotApi, user: User, channel: TelegramChannel, kind: FaultKind, error: type[ChannelError]
) -> None:
    api.fail_next("sendMessage", kind, retry_after=9)
    with pytest.raises(error):
        await new(channel, HOME)


async def test_an_edit_whose_outcome_is_unknown_may_be_repeated(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    first = await new(channel, HOME)
    api.fail_next("editMessageText", "reset_after")
    with pytest.raises(TryLater):
        await edit(channel, NEXT, first)
    assert newest_card(await edit(channel, NEXT, first)) == newest_card(first)


async def test_a_refusal_says_how_long_to_wait_and_nothing_is_sent_meanwhile(api: BotApi, user: User) -> None:
    async with GuideBot(TOKEN, api_url=api.url, limiter=Limiter()) as bot:
        channel = channel_of(bot, {})
        api.fail_next("sendMessage", "429", retry_after=9)
        for _ in range(3):
            with pytest.raises(TryLater) as caught:
                await new(channel, HOME)
            assert 8 < caught.value.seconds < 10
        assert len(drawing_calls(api)) == 1


async def test_blocked_deleted_and_unknown_users_are_unreachable(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    with pytest.raises(Unreachable):
        await channel.show(404, HOME, 7, "new", None)
    user.block()
    with pytest.raises(Unreachable):
        await new(channel, HOME)
    user.unblock()
    user.deactivate()
    with pytest.raises(Unreachable):
        await new(channel, HOME)


async def test_a_server_that_is_down_is_tried_later(api: BotApi, user: User) -> None:
    bot = GuideBot(TOKEN, api_url=api.url, limiter=patient())
    await api.go_down()
    async with bot.request:
        with pytest.raises(TryLater) as caught:
            await new(channel_of(bot, {}), HOME)
    assert 1 <= caught.value.seconds <= 2


class OnlyPlainText(BaseRequest):
    """A Telegram that understands no markup at all."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    @override
    def read_timeout(self) -> float:
        return 5.0

    @override
    async def initialize(self) -> None: ...

    @override
    async def shutdown(self) -> None: ...

    @override
    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        given = request_data.parameters if request_data is not None else {}
        if "parse_mode" in given:
            return (
                400,
                b'{"ok":false,"description":"Bad Request: can\'t parse entities: Unclosed start tag at byte offset 1"}',
            )
        self.texts.append(str(given["text"]))
        return 200, b'{"ok":true,"result":{"message_id":5,"date":1,"chat":{"id":1001,"type":"private"}}}'


@pytest.mark.parametrize("placement", ["edit", "new"])
async def test_refused_markup_is_sent_as_plain_text(
    placement: Literal["edit", "new"], monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = OnlyPlainText()
    monkeypatch.setattr("bot.telegram.transport.AiohttpRequest.do_request", telegram.do_request)
    channel = channel_of(GuideBot(TOKEN, api_url="http://127.0.0.1:1", limiter=patient()), {})
    calm = replace(HOLD, alert=False, stop_key=None)
    with structlog.testing.capture_logs() as logs:
        receipt = await channel.show(1001, calm, 7, placement, {"message": 5})
    assert newest_card(receipt) == 5
    assert telegram.texts == ["Hold\n\nPress & breathe\n\nEnds 30 seconds"]
    assert [(log["event"], log["log_level"]) for log in logs] == [("entities_refused", "error")]


async def test_a_picture_carries_the_text_as_its_caption(user: User, channel: TelegramChannel) -> None:
    await new(channel, FIND)
    assert user.last.media is not None
    assert (user.last.caption, user.last.rows) == ("Find the spot\n\nWhat now?", [["Go <1>", "Ask"]])
    assert user.last.silent


async def test_a_picture_goes_up_once(api: BotApi, user: User, channel: TelegramChannel) -> None:
    await new(channel, FIND, await edit(channel, FIND, await new(channel, HOME)))
    await new(channel, SETUP)
    assert sum(len(call.files) for call in api.calls) == 2


async def test_cards_turn_into_pictures_and_pictures_into_others_in_place(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    for screen in (FIND, replace(FIND, title="Is it here?"), SETUP):
        receipt = await edit(channel, screen, receipt)
        assert len(user.messages) == 1
        assert user.last.media is not None
        assert str(user.last.caption).startswith(screen.title)
        assert user.last.rows == [["Go <1>", "Ask"]]
    methods = ["sendMessage", "editMessageMedia", "editMessageCaption", "editMessageMedia"]
    assert drawing_calls(api) == methods


async def test_a_picture_is_followed_by_a_new_text(user: User, channel: TelegramChannel) -> None:
    receipt = await edit(channel, HOME, await new(channel, FIND))
    assert [message.content.split("\n")[0] for message in user.messages] == ["Find the spot", "Home"]
    assert newest_card(receipt) == user.last.id


async def test_without_its_picture_a_screen_is_text(user: User, channel: TelegramChannel) -> None:
    await new(channel, replace(FIND, picture=Picture("unknown", "Nothing.")))
    await new(channel, replace(FIND, body=("x" * 1100,)))
    assert [message.media for message in user.messages] == [None, None]


async def test_a_mistake_of_ours_is_not_hidden(api: BotApi, user: User, channel: TelegramChannel) -> None:
    with pytest.raises(BadRequest):
        await new(channel, Screen("T", buttons=((Button("x", "a" * 80),),)))
    api.violations.clear()
