"""Files over Telegram: silent, below the screen, and what keeps them back."""

import struct

import pytest

from bot.ports import ChannelError, File, MaybeShown, TryLater, Unreachable
from bot.telegram.channel import TelegramChannel, newest_card
from tests.botapi.chat import User
from tests.botapi.faults import FaultKind
from tests.botapi.server import BotApi
from tests.drawing import HOME, NEXT

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 1280, 960, 8, 2, 0, 0, 0)
CHART = File("progress.png", "image/png", PNG, "Pain before and after.")
REPORT = File("report.pdf", "application/pdf", b"%PDF-1.4", "One page.")


async def test_a_picture_is_shown_and_a_file_is_kept_both_silently(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    await channel.send_file(user.id, CHART)
    await channel.send_file(user.id, REPORT)

    picture, page = user.messages
    assert [call.method for call in api.calls_to(user.id)] == ["sendPhoto", "sendDocument"]
    assert (picture.content, page.content) == ("Pain before and after.", "One page.")
    assert (user.download(picture), user.download(page)) == (CHART.content, REPORT.content)
    assert picture.silent
    assert page.silent


async def test_the_next_screen_stands_below_a_file_and_the_one_after_is_edited(
    user: User, channel: TelegramChannel
) -> None:
    first = await channel.show(user.id, HOME, 1, "new", None)
    await channel.send_file(user.id, REPORT)
    same = await channel.show(user.id, HOME, 1, "edit", first)
    below = await channel.show(user.id, NEXT, 2, "edit", same)
    edited = await channel.show(user.id, HOME, 3, "edit", below)

    assert same == first
    assert newest_card(below) == newest_card(edited) == user.last.id
    assert len(user.messages) == 3


@pytest.mark.parametrize(
    ("kind", "error"), [("429", TryLater), ("403", Unreachable), ("500", TryLater), ("reset_after", MaybeShown)]
)
async def test_what_keeps_a_file_back_is_told_as_for_screens(
    api: BotApi, user: User, channel: TelegramChannel, kind: FaultKind, error: type[ChannelError]
) -> None:
    api.fail_next("sendDocument", kind)

    with pytest.raises(error):
        await channel.send_file(user.id, REPORT)
