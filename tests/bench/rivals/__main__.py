"""`python -m tests.bench.rivals NAME PORT API FOLDER`: one bot behind a webhook, written the usual way.

`ptb-echo`: python-telegram-bot as it comes. `aiogram-echo`: aiogram 3 as it comes. `ptb-dialog`: a step of a dialog
with ConversationHandler, a reminder by JobQueue, state in PicklePersistence.
"""

import argparse
import warnings
from collections.abc import Callable, Mapping
from typing import Any

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
SECRET = "benchmark"
PATH = "hook"


def ptb_echo(port: int, api: str, folder: str) -> None:
    from telegram.ext import ApplicationBuilder, MessageHandler

    async def echo(update: Any, _: Any) -> None:
        await update.message.reply_text(update.message.text)

    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(None, echo))
    _run_ptb(application, port)


def ptb_dialog(port: int, api: str, folder: str) -> None:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup
    from telegram.ext import (
        ApplicationBuilder,
        CallbackQueryHandler,
        CommandHandler,
        ConversationHandler,
        PicklePersistence,
    )

    async def remind(context: Any) -> None:
        await context.bot.send_message(context.job.chat_id, "Still there?")

    async def start(update: Any, context: Any) -> int:
        context.chat_data["began"] = True
        context.job_queue.run_once(remind, 600, chat_id=update.effective_chat.id, name=str(update.effective_chat.id))
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("I agree", callback_data="agree")]])
        await update.message.reply_text("Hello. Read the three lines, then tap to start.", reply_markup=keyboard)
        return 1

    async def agree(update: Any, _: Any) -> int:
        await update.callback_query.answer()
        return int(ConversationHandler.END)

    warnings.simplefilter("ignore")  # of what per_message=False means
    conversation = ConversationHandler(
        [CommandHandler("start", start)], {1: [CallbackQueryHandler(agree)]}, [], name="session", persistent=True
    )
    kept = PicklePersistence(f"{folder}/state.pickle")
    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").persistence(kept).build()
    application.add_handler(conversation)
    _run_ptb(application, port)


def _run_ptb(application: Any, port: int) -> None:
    url = f"http://127.0.0.1:{port}/{PATH}"
    application.run_webhook("127.0.0.1", port, PATH, webhook_url=url, secret_token=SECRET)


def aiogram_echo(port: int, api: str, folder: str) -> None:
    from aiogram import Bot, Dispatcher  # type: ignore[import-not-found]
    from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]
    from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]
    from aiogram.webhook.aiohttp_server import (  # type: ignore[import-not-found]
        SimpleRequestHandler,
        setup_application,
    )
    from aiohttp import web

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    async def echo(message: Any) -> None:
        await message.answer(message.text)

    dispatcher.message.register(echo)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(application, f"/{PATH}")
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=port, print=None)


RIVALS: Mapping[str, Callable[[int, str, str], None]] = {
    "ptb-echo": ptb_echo,
    "aiogram-echo": aiogram_echo,
    "ptb-dialog": ptb_dialog,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=RIVALS)
    parser.add_argument("port", type=int)
    parser.add_argument("api")
    parser.add_argument("folder")
    given = parser.parse_args()
    RIVALS[given.name](given.port, given.api, given.folder)


if __name__ == "__main__":
    main()
