"""Pictures in Telegram: one message, one upload, and never in the way of the words."""

import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.ports import MaybeShown, TryLater, Uploads
from bot.store.sqlite import SqliteStore
from bot.telegram.application import GuideBot
from bot.telegram.cards import Cards
from bot.telegram.channel import TelegramChannel, newest_card
from bot.telegram.pictures import REST, Pictures
from bot.telegram.screens import page
from dialogs.screen import Countdown, Picture, Screen
from tests.botapi.chat import User
from tests.botapi.faults import FaultKind
from tests.botapi.server import TOKEN, BotApi
from tests.drawing import HOME, NOW, drawing_calls, edit, new, patient

SPOTS = replace(HOME, title="Find the spot", picture=Picture("points", "Three spots."))
SETUP = replace(HOME, title="Lie down", picture=Picture("setup", "Somebody lies down."))
MOVING = replace(HOME, title="Get ready", picture=Picture("loop", "A knee goes up."))
CUE = Screen(
    "Get ready: stretch", ("Lie down.",), countdown=Countdown(NOW + timedelta(seconds=20), "20 seconds", "Ends"),
    alert=True, picture=MOVING.picture,
)  # fmt: skip


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """Two stills and a loop: what Telegram looks at is the head of the file."""
    files = {"points": tmp_path / "points.png", "setup": tmp_path / "setup.png", "loop": tmp_path / "loop.mp4"}
    for width, name in enumerate(("points", "setup"), 90):
        files[name].write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, 60, 8, 2, 0, 0, 0))
    files["loop"].write_bytes(b"\0\0\0\x14ftypmp42\0\0\0\0mp42")
    return files


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[GuideBot]:
    async with GuideBot(TOKEN, api_url=api.url, limiter=patient()) as bot:
        yield bot


class Clock:
    """The time of a channel; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path / "bot.db")
    yield store
    await store.close()


def channel_of(
    bot: GuideBot, pictures: Mapping[str, Path], uploads: Uploads | None = None, clock: Clock | None = None
) -> TelegramChannel:
    return TelegramChannel(
        bot, clock=clock or Clock(), key_up=str, key_down=str, pictures=pictures, uploads=uploads
    )  # fmt: skip


@pytest.fixture
def channel(bot: GuideBot, pictures: dict[str, Path]) -> TelegramChannel:
    return channel_of(bot, pictures)


def uploads_of(api: BotApi) -> int:
    return sum(len(call.files) for call in api.calls)


def media_of(user: User) -> str | None:
    return user.last.media.kind if user.last.media is not None else None


async def test_a_card_goes_from_text_to_photo_to_loop_and_back_in_one_message(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    for screen, kind in ((SPOTS, "photo"), (MOVING, "animation"), (SETUP, "photo"), (MOVING, "animation")):
        receipt = await edit(channel, screen, receipt)
        assert media_of(user) == kind
        assert str(user.last.caption).startswith(screen.title)
        assert user.last.rows == [["Go <1>", "Ask"]]
    assert len(user.messages) == 1
    assert drawing_calls(api) == ["sendMessage", *["editMessageMedia"] * 4]
    assert uploads_of(api) == 3, "the loop was named by its file_id the second time"


async def test_a_cue_with_a_loop_is_one_new_audible_message_with_its_end(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    await new(channel, CUE)
    assert drawing_calls(api) == ["sendAnimation"]
    assert (media_of(user), user.last.silent) == ("animation", False)
    assert user.last.entity("date_time") is not None


async def test_from_start_the_first_picture_costs_no_further_call(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    before = len(drawing_calls(api))
    await edit(channel, SPOTS, receipt)
    assert len(drawing_calls(api)) == before + 1


async def test_after_a_restart_nothing_goes_up_again(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path], tmp_path: Path
) -> None:
    for _ in range(2):
        store = await SqliteStore.open(tmp_path / "bot.db")
        channel = channel_of(bot, pictures, store)
        await edit(channel, MOVING, await new(channel, SPOTS))
        await store.close()
    assert media_of(user) == "animation"
    assert uploads_of(api) == 2


async def test_a_picture_that_was_drawn_anew_goes_up_anew(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path], store: SqliteStore
) -> None:
    await new(channel_of(bot, pictures, store), SPOTS)
    pictures["points"].write_bytes(pictures["points"].read_bytes() + b"\0")
    await new(channel_of(bot, pictures, store), SPOTS)
    assert uploads_of(api) == 2


async def test_a_file_id_of_another_bot_is_not_used(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path], store: SqliteStore
) -> None:
    await new(channel_of(bot, pictures, store), SPOTS)
    kept = await store.uploads()
    assert [name.split("/")[:3] for name in kept] == [["telegram", TOKEN.partition(":")[0], "points"]]


async def test_a_file_id_that_telegram_forgot_makes_the_picture_go_up_again(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path], store: SqliteStore
) -> None:
    await new(channel_of(bot, pictures, store), SPOTS)
    ((name, good),) = (await store.uploads()).items()
    await store.keep_upload(name, "A" * 40)
    await new(channel_of(bot, pictures, store), SPOTS)
    assert media_of(user) == "photo"
    ((_, anew),) = (await store.uploads()).items()
    assert anew not in {good, "A" * 40}
    api.violations.clear()  # the same bytes went up twice, as they had to


@pytest.mark.parametrize("kind", ["500", "502", "reset_after"])
async def test_a_failed_upload_never_holds_up_the_words(
    api: BotApi, user: User, channel: TelegramChannel, kind: FaultKind
) -> None:
    api.fail_next("sendPhoto", kind)
    with structlog.testing.capture_logs() as logs:
        receipt = await new(channel, SPOTS)
    assert (user.last.text, newest_card(receipt)) == ("Find the spot\n\nWhat now?", user.last.id)
    assert receipt["picture"] is None
    assert [log["event"] for log in logs] == ["picture_failed"]


async def test_an_upload_that_hangs_does_not_hold_up_the_words_of_its_own_chat(
    api: BotApi, user: User, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.cards.UPLOAD_SECONDS", 0.1)
    api.fail_next("sendPhoto", "slow", seconds=3600)
    receipt = await new(channel, SPOTS)
    assert (user.last.text, newest_card(receipt)) == ("Find the spot\n\nWhat now?", user.last.id)
    await new(channel, CUE)
    assert media_of(user) == "animation", "nothing is in the way of the next cue"


async def test_a_failed_upload_into_a_card_leaves_a_text_in_place(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    api.fail_next("editMessageMedia", "502")
    await edit(channel, SPOTS, receipt)
    assert [message.text for message in user.messages] == ["Find the spot\n\nWhat now?"]


async def test_where_the_picture_came_and_the_answer_did_not_the_words_follow(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, HOME)
    api.fail_next("editMessageMedia", "reset_after")
    receipt = await edit(channel, SPOTS, receipt)
    assert user.last.text == "Find the spot\n\nWhat now?"
    assert newest_card(receipt) == user.last.id


async def test_a_photo_that_cannot_become_another_is_followed_by_the_words(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    receipt = await new(channel, SPOTS)
    api.fail_next("editMessageMedia", "502")
    receipt = await edit(channel, SETUP, receipt)
    assert [message.content.split("\n")[0] for message in user.messages] == ["Find the spot", "Lie down"]
    assert receipt["picture"] is None


async def test_a_picture_that_failed_rests_and_is_tried_again_later(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path]
) -> None:
    clock = Clock()
    channel = channel_of(bot, pictures, clock=clock)
    api.fail_next("sendPhoto", "502")
    await new(channel, SPOTS)
    await new(channel, SPOTS)
    assert drawing_calls(api) == ["sendPhoto", "sendMessage", "sendMessage"]
    await new(channel, SETUP)
    assert media_of(user) == "photo", "the others go on"
    clock.now += REST
    await new(channel, SPOTS)
    assert str(user.last.caption).startswith("Find the spot")


async def test_a_picture_whose_file_is_gone_is_words_alone(
    api: BotApi, user: User, channel: TelegramChannel, pictures: dict[str, Path]
) -> None:
    pictures["points"].unlink()
    await new(channel, SPOTS)
    assert user.last.text == "Find the spot\n\nWhat now?"


async def test_a_picture_that_telegram_refuses_is_words_alone(
    api: BotApi, user: User, channel: TelegramChannel, pictures: dict[str, Path]
) -> None:
    pictures["points"].write_bytes(b"no picture at all")
    await new(channel, SPOTS)
    assert user.last.text == "Find the spot\n\nWhat now?"


async def test_a_known_picture_that_may_have_come_is_not_sent_twice(
    api: BotApi, user: User, channel: TelegramChannel
) -> None:
    await new(channel, SPOTS)
    api.fail_next("sendPhoto", "reset_after")
    with pytest.raises(MaybeShown):
        await new(channel, SPOTS)
    assert len(user.messages) == 2


async def test_too_many_calls_are_no_failure_of_the_picture(api: BotApi, user: User, channel: TelegramChannel) -> None:
    api.fail_next("sendPhoto", "429")
    with pytest.raises(TryLater):
        await new(channel, SPOTS)
    assert user.messages == []


async def test_a_text_too_long_for_a_caption_comes_whole_and_alone(user: User, channel: TelegramChannel) -> None:
    long = "x" * 1100
    receipt = await edit(channel, replace(SETUP, body=(long,)), await new(channel, SPOTS))
    assert user.last.text == f"Lie down\n\n{long}"
    assert receipt["picture"] is None


async def test_nobody_waits_for_a_picture_that_goes_up_for_somebody_else(pictures: dict[str, Path]) -> None:
    shelf = Pictures(pictures, None, bot="1", clock=Clock())
    async with shelf.taking("points") as known:
        assert known is None
        assert shelf.busy("points")
        assert not shelf.busy("setup")
    assert not shelf.busy("points")


async def test_while_a_picture_goes_up_for_one_the_words_come_to_another(
    api: BotApi, user: User, bot: GuideBot, pictures: dict[str, Path]
) -> None:
    shelf = Pictures(pictures, None, bot="1", clock=Clock())
    cards = Cards(bot, shelf)
    async with shelf.taking("points"):
        card = await cards.send(user.id, page(SPOTS, 1, NOW), "points", cue=False, silent=True)
    assert card.picture is None
    assert user.last.text is not None
    assert uploads_of(api) == 0
