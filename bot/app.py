"""The composition root: the only place that builds things and that asks for the time."""

import asyncio
import gc
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot import config, log
from bot.clock import SteadyClock
from bot.engine import embedded
from bot.files.maker import Maker
from bot.lifetime import Intake, Lifetime
from bot.metrics import Metrics
from bot.ports import Channel, Engine, Fire, Store
from bot.profile import about
from bot.replicas import Watch
from bot.runtime import Runtime
from bot.serving import ListenError, listen
from bot.store import StoreError, UnreadableSession
from bot.store.opening import open_store
from bot.store.sqlite import SqliteStore
from bot.store.timed import TimedStore
from content.loader import FOLDER, load
from content.schema import Content
from dialogs.guide import FALLBACK, Guide
from dialogs.urgent import urgent

if TYPE_CHECKING:
    from bot.telegram.application import GuideBot
    from bot.telegram.receiver import Receiver

NEW_OBJECTS = 10_000
"""After which garbage is looked for: what a few turns leave. At the default of 700 it takes 4 % of the time."""
SWEPT_EVERY = timedelta(days=1)

_log = structlog.get_logger()


now = SteadyClock()


def content(settings: config.Config, *, pictures: bool = False) -> Content:
    """The content this process works with; `pictures`: their files are checked, too. Raises ContentProblems."""
    return load(_folder(settings), pictures=pictures)


def _folder(settings: config.Config) -> Path:
    return settings.bot_content_dir or FOLDER


async def run(settings: config.Config) -> None:
    """Telegram when there is a token, the browser preview otherwise; until SIGTERM or Ctrl-C."""
    log.configure(settings.bot_log_level, settings.bot_log_format)
    guide = Guide.of(content(settings), settings.bot_retention_days)
    metrics = Metrics()
    with _status_listener(settings) as listener:
        store = TimedStore(await open_store(settings.shared_database, settings.database_path), metrics)
        try:
            await (_telegram if settings.token else _preview)(
                settings, guide, store, Lifetime(metrics, store, listener)
            )
        finally:
            await store.close()


def _status_listener(settings: config.Config) -> socket.socket:
    """Raises ListenError. An address that nobody chose, and somebody else has, is no reason not to start."""
    try:
        return listen(settings.bot_http_listen, "BOT_HTTP_LISTEN")
    except ListenError as error:
        if "bot_http_listen" in settings.model_fields_set:
            raise
        _log.warning("status_page_elsewhere", reason=str(error))
        return listen("127.0.0.1:0", "BOT_HTTP_LISTEN")


async def _telegram(settings: config.Config, guide: Guide, store: Store, lifetime: Lifetime) -> None:
    from bot.telegram.application import GuideBot
    from bot.telegram.channel import TelegramChannel
    from bot.telegram.limiter import Limiter

    words = guide.phrases(FALLBACK)
    limiter = Limiter(per_second=settings.bot_messages_per_second, meter=lifetime.metrics)
    bot = GuideBot(settings.token or "", api_url=settings.telegram_api_url, limiter=limiter)
    channel = TelegramChannel(
        bot,
        clock=now,
        key_up=lambda _: words.line("ui.key-up"),
        key_down=lambda _: words.line("ui.key-down"),
        pictures=_pictures(settings, guide),
        uploads=store,
    )
    runtime = Runtime(
        store=store, channel=channel, guide=guide, clock=now, tempo=lambda _: settings.tempo, maker=_maker(settings),
        engine=_engine(settings, store), meter=lifetime.metrics,
    )  # fmt: skip
    receiver = _receiver(bot, runtime, guide, store, lifetime.metrics)
    intake = _intake(settings, bot, receiver)

    async def serve() -> None:
        try:
            async with _running(runtime, settings, intake.start, intake.stop, _watch(settings, runtime)):
                _log.info("telegram", speed=settings.tempo, by=type(intake).__name__.lower())
                await _introduce(bot, guide)
                await asyncio.Event().wait()
        finally:
            await bot.shutdown()  # last: until the runtime has stopped, cues go out

    await lifetime.of(serve(), runtime, now, intake)


def _receiver(bot: "GuideBot", runtime: Runtime, guide: Guide, store: Store, metrics: Metrics) -> "Receiver":
    from bot.telegram.channel import newest_card
    from bot.telegram.receiver import Desk, Receiver

    async def newest(chat: int) -> int | None:
        try:
            stored = await store.load(chat)
        except UnreadableSession:
            return None  # whoever takes the press says so
        return newest_card(stored.receipt) if stored is not None else None

    desk = Desk(newest, lambda event: urgent(event, guide), guide.phrases(FALLBACK).line("ui.private-only"))
    receiver = Receiver(bot, runtime, desk, metrics, clock=time.monotonic)
    metrics.watch("bot_updates_waiting", "Updates behind another of their chat.", lambda: receiver.turns.waiting)
    return receiver


def _engine(settings: config.Config, store: Store) -> Callable[[Fire], Engine]:
    """Several processes share a queue; one has its timers in memory."""
    if settings.shared_database is None:
        return partial(embedded.Engine, now, stored=store.timers)
    from bot.engine import postgres

    return partial(postgres.Engine, now, url=settings.shared_database)


def _watch(settings: config.Config, runtime: Runtime) -> Watch | None:
    """A file has one process, which leaves nothing behind while it runs."""
    return Watch(runtime) if settings.shared_database is not None else None


def _intake(settings: config.Config, bot: "GuideBot", receiver: "Receiver") -> Intake:
    from bot.telegram.polling import Polling
    from bot.telegram.webhook import Place, Webhook, secret_of

    if settings.bot_webhook_url is None:
        return Polling(bot, receiver)
    chosen = settings.bot_webhook_secret
    secret = chosen.get_secret_value() if chosen is not None else secret_of(settings.token or "")
    listener = listen(settings.bot_webhook_listen, "BOT_WEBHOOK_LISTEN")
    return Webhook(bot, receiver, Place(settings.bot_webhook_url, secret), listener)


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


async def _preview(settings: config.Config, guide: Guide, store: Store, lifetime: Lifetime) -> None:
    from bot.preview.channel import PreviewChannel
    from bot.preview.server import serve_on
    from bot.preview.transcript import Transcript
    from bot.preview.web import Preview, Profile

    host, _, port = settings.bot_preview_listen.rpartition(":")
    listener = listen(settings.bot_preview_listen, "BOT_PREVIEW_LISTEN")
    each = about(guide.phrases(FALLBACK))
    profile = Profile("Trigger point guide", each.description, dict(each.commands))
    transcript = Transcript(settings.database_path.with_suffix(".preview.sqlite3"), now)
    pictures = _pictures(settings, guide)
    channel = PreviewChannel(transcript, settings.tempo, pictures)
    runtime = Runtime(
        store=store, channel=channel, guide=guide, clock=now, tempo=channel.tempo, maker=_maker(settings),
        engine=_engine(settings, store), meter=lifetime.metrics,
    )  # fmt: skip
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

    async def serve() -> None:
        try:
            async with _running(runtime, settings, start, stop, _watch(settings, runtime)):
                await asyncio.Event().wait()
        finally:
            transcript.close()

    await lifetime.of(serve(), runtime, now)


def _maker(settings: config.Config) -> Maker:
    return Maker(settings.database_path.parent / "matplotlib")


def _pictures(settings: config.Config, guide: Guide) -> dict[str, Path]:
    return {name: _folder(settings) / path for name, path in guide.content.pictures.items()}


async def walk(settings: config.Config, channel: Channel, converse: Callable[[Runtime], Awaitable[None]]) -> None:
    """The conversation on another channel of this process, such as the terminal, without leaving a trace."""
    from tempfile import TemporaryDirectory

    log.configure("WARNING", "text")
    guide = Guide.of(content(settings))
    with TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "walk.sqlite3")
        runtime = Runtime(
            store=store, channel=channel, guide=guide, clock=now, tempo=lambda _: settings.tempo,
            maker=Maker(Path(folder)), engine=partial(embedded.Engine, now, stored=store.timers),
        )  # fmt: skip
        try:
            async with _running(runtime, settings, _nothing, _nothing):
                await converse(runtime)
        finally:
            await store.close()


async def _nothing() -> None:
    """Nothing to start or stop beside the runtime."""


@asynccontextmanager
async def _running(
    runtime: Runtime,
    settings: config.Config,
    start: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
    watch: Watch | None = None,
) -> AsyncIterator[None]:
    """Cues that are due go out as soon as the channel is up; at the end, no event comes in before the runtime stops."""
    gc.freeze()  # what is built by now stays: a collection that looked through it would hold up a cue for 50 ms
    gc.set_threshold(NEW_OBJECTS, 20, 50)
    gc.enable()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runtime.stop)
        stack.push_async_callback(stop)
        await start()
        await runtime.start()
        if watch is not None:
            stack.push_async_callback(watch.stop)
            await watch.start()
        sweeping = asyncio.create_task(_sweep_daily(runtime, timedelta(days=settings.bot_retention_days)))
        yield
        sweeping.cancel()


async def _sweep_daily(runtime: Runtime, kept: timedelta) -> None:
    """A day that fails is no reason not to serve, nor not to try again the next day."""
    while True:
        try:
            await runtime.sweep(now() - kept)
        except StoreError:
            _log.exception("sweep_failed")
        await asyncio.sleep(SWEPT_EVERY.total_seconds())
