"""python-telegram-bot against the test server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, MessageHandler, filters

from tests.botapi import TOKEN, BotApi, User
from tests.botapi_tests.calls import ADA, Client, png


async def test_library_sends_edits_and_reads(server: BotApi, bot: Bot, ada: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    sent = await bot.send_message(
        ADA, 'End: <tg-time unix="1790000000" format="r">45 s</tg-time>', ParseMode.HTML, reply_markup=markup
    )
    assert sent.entities[0].type == MessageEntity.DATE_TIME
    edited = await bot.edit_message_text("next", ADA, sent.message_id, reply_markup=markup)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.edit_date is not None) == ("next", True)
    press = asyncio.create_task(ada.press("Go"))
    updates = await bot.get_updates(offset=-1, timeout=3)
    assert updates[0].callback_query is not None
    await updates[0].callback_query.answer("Fine")
    assert (await press).text == "Fine"
    assert server.violations == []


async def test_library_uploads_once_and_reuses_the_identifier(server: BotApi, bot: Bot, ada: User) -> None:
    sent = await bot.send_photo(ADA, png(64, 48), caption="<b>Side</b>", parse_mode=ParseMode.HTML)
    again = await bot.send_photo(ADA, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    assert (sent.caption, sent.photo[-1].width) == ("Side", 64)
    file = await bot.get_file(sent.photo[-1].file_id)
    assert file.file_size == len(png(64, 48))
    assert server.violations == []


async def test_library_reads_the_rest(server: BotApi, bot: Bot, ada: User) -> None:
    assert (await bot.get_me()).username == "guide_test_bot"
    assert (await bot.get_chat(ADA)).first_name == "Ada"
    assert await bot.set_my_commands([("start", "Begin")], language_code="de")
    assert [command.command for command in await bot.get_my_commands(language_code="de")] == ["start"]
    assert await bot.set_my_description("Guide")
    assert (await bot.get_my_description()).description == "Guide"
    assert (await bot.get_my_name()).name == "Guide"
    assert await bot.set_message_reaction(ADA, 1, "👍")
    assert (await bot.get_webhook_info()).url == ""
    assert server.violations == []


@pytest.mark.filterwarnings("ignore:.*retry_after.*:telegram.warnings.PTBDeprecationWarning")
async def test_library_raises_its_own_errors(server: BotApi, bot: Bot, ada: User) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "x")
    server.fail_next("sendMessage", "429", retry_after=9)
    with pytest.raises(RetryAfter):
        await bot.send_message(ADA, "x")
    server.clock.advance(9)
    server.fail_next("sendMessage", "502")
    with pytest.raises(NetworkError):
        await bot.send_message(ADA, "x")
    server.fail_next("sendMessage", "reset_after")
    with pytest.raises(NetworkError):
        await bot.send_message(ADA, "delivered")
    assert ada.last.text == "delivered"
    ada.block()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ADA, "x")


async def test_library_sees_the_conflict(server: BotApi, bot: Bot, call: Client) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.wait_until(lambda: server.calls[-1].method == "getUpdates")
    await call("getUpdates")
    with pytest.raises(Conflict):
        await poll


async def test_library_sends_what_this_bot_needs(server: BotApi, bot: Bot, ada: User) -> None:
    keys = ReplyKeyboardMarkup([["Stop"]], is_persistent=True, input_field_placeholder="Or write")
    sent = await bot.send_message(ADA, "hold", reply_markup=keys, reply_parameters=ReplyParameters(1))
    assert sent.reply_to_message is not None
    assert ada.reply_keyboard is not None
    end = MessageEntity(MessageEntity.DATE_TIME, 0, 4, unix_time=sent.date, date_time_format="r")
    card = await bot.send_message(ADA, "45 s", entities=[end], disable_notification=True)
    media = InputMediaPhoto(png(80, 60), caption="<b>Here</b>", parse_mode=ParseMode.HTML)
    await bot.edit_message_media(media, ADA, card.message_id)
    assert (ada.message(card.message_id).content, ada.last.media is not None) == ("Here", True)
    await bot.send_document(ADA, b"%PDF", filename="plan.pdf")
    await bot.send_message(ADA, "done", reply_markup=ReplyKeyboardRemove())
    assert await bot.delete_messages(ADA, [sent.message_id, card.message_id])
    assert ada.reply_keyboard is None
    assert server.violations == []


async def test_library_polls_across_a_restart(server: BotApi) -> None:
    ada = server.user(ADA)

    async def echo(update: Update, _: object) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"you said {update.effective_message.text}")

    def build() -> Application[Any, Any, Any, Any, Any, Any]:
        builder = Application.builder().token(TOKEN).base_url(f"{server.url}/bot").job_queue(None)
        application = builder.build()
        application.add_handler(MessageHandler(filters.ALL, echo))
        return application

    for text in ("one", "two"):
        await ada.send(text)
        async with build() as application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling()
            await ada.wait_for(f"you said {text}")
            await application.updater.stop()
            await application.stop()
    assert [message.text for message in ada.messages] == ["you said one", "you said two"]
    assert server.violations == []
