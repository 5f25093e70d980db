"""Files that people send: what may be one of ours is fetched, once the words below it are saved."""

from collections.abc import AsyncIterator

import pytest

from bot.files.courier import LARGEST
from bot.store import StoreError
from bot.telegram.application import GuideBot
from dialogs.events import Attachment, NotImported, Text
from tests.botapi.server import BotApi
from tests.receiving import Inbox, receiver_of, receiving, update_from


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def bot(api: BotApi, inbox: Inbox) -> AsyncIterator[GuideBot]:
    async with receiving(api, inbox) as bot:
        yield bot


async def test_a_json_file_is_fetched_and_what_is_written_below_it_is_read(
    api: BotApi, bot: GuideBot, inbox: Inbox
) -> None:
    user = api.user()
    await user.send_document(name="Guide.JSON", content=b"{}")
    await user.send_document("my leg went numb", name="guide.json", content=b"[]")
    await user.wait_until(lambda: len(inbox.received) == 2)

    assert sorted(inbox.received) == [(user.id, b"[]"), (user.id, b"{}")]
    assert inbox.of(user.id) == [Text("my leg went numb")]


async def test_any_other_file_is_an_attachment(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = api.user()
    await user.send_document(name="letter.pdf")
    await user.wait_until(lambda: bool(inbox.events))

    assert inbox.of(user.id) == [Attachment("document")]
    assert inbox.received == []


@pytest.mark.parametrize("size", [LARGEST + 1, 21 * 2**20])
async def test_a_file_that_is_too_big_is_not_fetched(api: BotApi, bot: GuideBot, inbox: Inbox, size: int) -> None:
    user = api.user()
    await user.send_document(name="guide.json", content=bytes(size))
    await user.wait_until(lambda: bool(inbox.events))

    assert inbox.of(user.id) == [NotImported("too-big")]
    assert "getFile" not in [call.method for call in api.calls]


async def test_a_file_that_does_not_come_through_is_told(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = api.user()
    api.fail_next("getFile", "500")
    await user.send_document(name="guide.json", content=b"{}")
    await user.wait_until(lambda: bool(inbox.events))

    assert inbox.of(user.id) == [NotImported("lost")]


async def test_a_file_that_cannot_be_saved_is_tried_again(api: BotApi, bot: GuideBot, inbox: Inbox) -> None:
    user = api.user()
    inbox.error = StoreError("database is locked")
    await user.send_document(name="guide.json", content=b"{}")
    await user.wait_until(lambda: bool(inbox.received))
    inbox.error = None
    await user.wait_until(lambda: len(inbox.received) > 1)

    assert set(inbox.received) == {(user.id, b"{}")}


async def test_what_keeps_a_file_back_is_told_although_it_could_not_be_saved_at_first(
    api: BotApi, bot: GuideBot, inbox: Inbox
) -> None:
    user = api.user()
    inbox.error = StoreError("database is locked")
    await user.send_document(name="guide.json", content=bytes(LARGEST + 1))
    await user.wait_until(lambda: bool(inbox.events))
    inbox.error = None
    await user.wait_until(lambda: len(inbox.events) > 1)

    assert inbox.of(user.id)[-1] == NotImported("too-big")


async def test_a_file_is_not_fetched_before_the_words_below_it_are_saved(
    api: BotApi, bot: GuideBot, inbox: Inbox
) -> None:
    update = update_from(1001, 1)
    file = {"file_id": "guide", "file_unique_id": "guide", "file_name": "guide.json"}
    message = {key: value for key, value in update["message"].items() if key != "text"}
    inbox.error = StoreError("database is locked")
    receiver = receiver_of(bot, inbox)

    with pytest.raises(StoreError):
        await receiver.take({**update, "message": {**message, "document": file, "caption": "hello"}})
    await receiver.stop()

    assert inbox.of(1001) == [Text("hello")]
    assert "getFile" not in [call.method for call in api.calls]
