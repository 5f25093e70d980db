"""Updates pushed to the bot: one at a time in each lane, repeated until they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp

from tests.botapi.intake import register
from tests.botapi.model import ApiError, Call, Json
from tests.botapi.updates import Pending
from tests.botapi.world import Webhook, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
REQUEST_TIMEOUT = 60.0
RETRY_DELAYS = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)  # seconds; the last one is repeated


class WebhookSender:
    """Delivers pending updates while a webhook is set."""

    def __init__(self, world: World, execute: Callable[[Call], Any]) -> None:
        self._world = world
        self._execute = execute
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._main: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Watch the queue."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT))
        self._main = asyncio.create_task(self._watch(self._session))

    async def stop(self) -> None:
        """Stop watching; deliveries under way are dropped."""
        tasks = [task for task in (self._main, *self._lanes.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _watch(self, session: aiohttp.ClientSession) -> None:
        while True:
            hook = self._world.webhook
            for item in self._world.queue.pending() if hook is not None else []:
                running = self._lanes.get(item.lane)
                if hook is not None and (running is None or running.done()):
                    self._lanes[item.lane] = asyncio.create_task(self._deliver(session, hook, item))
            await self._world.queue.signal.wait(1.0)

    async def _deliver(self, session: aiohttp.ClientSession, hook: Webhook, item: Pending) -> None:
        """Push one update until it is taken, too old, or the webhook is gone."""
        attempt = 0
        while self._world.webhook is hook and item in self._world.queue.pending():
            if await self._push(session, hook, item):
                self._world.queue.remove(item)
                break
            await asyncio.sleep(RETRY_DELAYS[min(attempt, len(RETRY_DELAYS) - 1)])
            attempt += 1
        # The lane is free only when this task is done, which is after this very step.
        asyncio.get_running_loop().call_soon(self._world.queue.signal.fire)

    async def _push(self, session: aiohttp.ClientSession, hook: Webhook, item: Pending) -> bool:
        headers = {SECRET_HEADER: hook.secret_token} if hook.secret_token else {}
        if item.press is not None and item.press.delivered is None:
            item.press.delivered = self._world.clock.now()
        try:
            async with session.post(hook.url, json=item.render(), headers=headers) as response:
                if 200 <= response.status < 300:
                    self._call_in_reply(await response.read(), response.content_type, await _json(response))
                    return True
                hook.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            hook.last_error = f"Connection failed: {type(error).__name__}"
        hook.last_error_at = int(self._world.clock.now())
        return False

    def _call_in_reply(self, body: bytes, content_type: str, given: Json | None) -> None:
        """A reply may carry one call, whose result is lost."""
        if not body or content_type != "application/json" or not given or "method" not in given:
            return
        params = {name: value for name, value in given.items() if name != "method"}
        call = register(self._world, str(given["method"]), params, {}, self._world.clock.now())
        with suppress(ApiError):
            call.result = self._execute(call)


async def _json(response: aiohttp.ClientResponse) -> Json | None:
    with suppress(ValueError, aiohttp.ContentTypeError):
        given = await response.json()
        return given if isinstance(given, dict) else None
    return None
