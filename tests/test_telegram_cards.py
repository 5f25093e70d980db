"""What each failure of a call means, markup that is refused, and pictures: against the strict test server."""

from dataclasses import replace
from typing import Any, Literal

import pytest
import structlog
from telegram.error import BadRequest
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from bot.ports import ChannelError, MaybeShown, Refused, TryLater, Unreachable
from bot.telegram.application import GuideBot
from bot.telegram.channel import TelegramChannel, newest_card
from bot.telegram.limiter import Limiter
from dialogs.screen import Button, Picture, Screen
from tests.botapi.chat import User
from tests.botapi.faults import FaultKind
from tests.botapi.server import TOKEN, BotApi
from tests.drawing import FIND, HOLD, HOME, NEXT, SETUP, channel_of, drawing_calls, edit, new, patient


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("403", Unreachable),
        ("429", Refused),
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
            with pytest.raises(Refused) as caught:
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
