"""The composition root: the only place that builds things and that asks for the time."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot import config, log
from bot.ports import Channel, Store
from bot.profile import about
from bot.replicas import Watch
from bot.runtime import Runtime
from bot.store.sqlite import SqliteStore
from content.loader import FOLDER, load
from content.schema import Content
from dialogs.guide import FALLBACK, Guide

_log = structlog.get_logger()


def now() -> datetime:
    return datetime.now(UTC)


def content(settings: config.Config, *, pictures: bool = False) -> Content:
    """The content this process works with; `pictures`: their files are checked, too. Raises ContentProblems."""
    return load(_folder(settings), pictures=pictures)


def _folder(settings: config.Config) -> Path:
    return settings.bot_content_dir or FOLDER


async def run(settings: config.Config) -> None:
    """Telegram when there is a token, the browser preview otherwise; until SIGTERM or Ctrl-C."""
    log.configure(settings.bot_log_level, settings.bot_log_format)
    guide = Guide.of(content(settings))
    store = await _store(settings)
    try:
        await (_telegram if settings.token else _preview)(settings, guide, store)
    finally:
        await store.close()


async def _store(settings: config.Config) -> Store:
    """Raises ConfigError, StoreError."""
    if settings.shared_database is None:
        return await SqliteStore.open(settings.database_path)
    try:
        from bot.store.postgres import PostgresStore
    except ModuleNotFoundError as error:
        raise config.ConfigError(
            f"DATABASE_URL: PostgreSQL needs {error.name}. Run: pip install -r requirements-postgres.txt"
        ) from None
    return await PostgresStore.open(settings.shared_database)


async def _telegram(settings: config.Config, guide: Guide, store: Store) -> None:
    from bot.telegram.application import GuideBot, build
    from bot.telegram.channel import TelegramChannel, newest_card
    from bot.telegram.limiter import Limiter
    from bot.telegram.polling import Polling
    from bot.telegram.receiver import Receiver

    words = guide.phrases(FALLBACK)
    bot = GuideBot(settings.token or "", api_url=settings.telegram_api_url, limiter=Limiter())
    channel = TelegramChannel(
        bot,
        clock=now,
        key_up=lambda _: words.line("ui.key-up"),
        key_down=lambda _: words.line("ui.key-down"),
        pictures=_pictures(settings, guide),
        uploads=store,
    )
    runtime = Runtime(store=store, channel=channel, guide=guide, clock=now, tempo=lambda _: settings.tempo)
    application = build(bot)

    async def newest(chat: int) -> int | None:
        stored = await store.load(chat)
        return newest_card(stored.receipt) if stored is not None else None

    Receiver(application, runtime, newest=newest, private_only=words.line("ui.private-only")).connect()
    polling = Polling(bot, application)
    watch = Watch(store, runtime, now) if settings.shared_database is not None else None
    async with _running(runtime, polling.start, polling.stop, watch):
        _log.info("telegram", speed=settings.tempo)
        introduction = asyncio.create_task(_introduce(bot, guide))
        await _stopped()
        introduction.cancel()


async def _introduce(bot: object, guide: Guide) -> None:
    """Commands and descriptions; a failure leaves the old ones standing and is no reason not to serve."""
    from telegram import Bot
    from telegram.error import TelegramError

    from bot.telegram.setup import Profile, publish

    profiles = {}
    for language, phrases in guide.content.phrases.items():
        each = about(phrases)
        code = "" if language == FALLBACK else language
        profiles[code] = Profile(commands=each.commands, description=each.description, short_description=each.short)
    try:
        if isinstance(bot, Bot):
            await publish(bot, profiles)
    except TelegramError as error:
        _log.warning("introduction_failed", error=type(error).__name__)


async def _preview(settings: config.Config, guide: Guide, store: Store) -> None:
    from bot.preview.channel import PreviewChannel
    from bot.preview.server import listen, serve_on
    from bot.preview.transcript import Transcript
    from bot.preview.web import Preview, Profile

    host, _, port = settings.bot_preview_listen.rpartition(":")
    listener = listen(host, int(port))
    each = about(guide.phrases(FALLBACK))
    profile = Profile("Trigger point guide", each.description, dict(each.commands))
    transcript = Transcript(settings.database_path.with_suffix(".preview.sqlite3"), now)
    pictures = _pictures(settings, guide)
    channel = PreviewChannel(transcript, settings.tempo, pictures)
    runtime = Runtime(store=store, channel=channel, guide=guide, clock=now, tempo=channel.tempo)
    web = Preview(channel, runtime, profile, pictures, host)
    serving: list[asyncio.Task[None]] = []

    async def start() -> None:
        serving.append(asyncio.create_task(serve_on(web, listener)))
        print(f"Open http://{host}:{port}/ in a browser: this is the preview, no Telegram needed.", flush=True)
        print("For Telegram, set TELEGRAM_BOT_TOKEN (from @BotFather) and start again.", flush=True)

    async def stop() -> None:
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        transcript.close()

    async with _running(runtime, start, stop):
        await _stopped()


def _pictures(settings: config.Config, guide: Guide) -> dict[str, Path]:
    return {name: _folder(settings) / path for name, path in guide.content.pictures.items()}


async def walk(settings: config.Config, channel: Channel, converse: Callable[[Runtime], Awaitable[None]]) -> None:
    """The conversation on another channel of this process, such as the terminal, without leaving a trace."""
    from tempfile import TemporaryDirectory

    log.configure("WARNING", "text")
    guide = Guide.of(content(settings))
    with TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "walk.sqlite3")
        runtime = Runtime(store=store, channel=channel, guide=guide, clock=now, tempo=lambda _: settings.tempo)
        try:
            async with _running(runtime, _nothing, _nothing):
                await converse(runtime)
        finally:
            await store.close()


async def _nothing() -> None:
    """Nothing to start or stop beside the runtime."""


@asynccontextmanager
async def _running(
    runtime: Runtime,
    start: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
    watch: Watch | None = None,
) -> AsyncIterator[None]:
    """Cues that are due go out as soon as the channel is up; at the end, no event comes in before the runtime stops."""
    gc.freeze()  # what is built by now stays: a collection that looked through it would hold up a cue for 50 ms
    gc.enable()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runtime.stop)
        stack.push_async_callback(stop)
        await start()
        await runtime.start()
        if watch is not None:
            stack.push_async_callback(watch.stop)
            await watch.start()
        yield


async def _stopped() -> None:
    """Returns when the process is asked to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
