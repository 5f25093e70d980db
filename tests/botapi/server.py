"""The HTTP side: tokens, parameters, faults, rate limits, long polling."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.botapi import spec
from tests.botapi.chat import User
from tests.botapi.faults import BAD_GATEWAY, Fault, FaultKind, Faults
from tests.botapi.intake import read_body, register
from tests.botapi.limits import DEFAULT_BUDGETS, Budget
from tests.botapi.methods import HANDLERS
from tests.botapi.model import (
    ApiError,
    Call,
    Clock,
    Json,
    Violation,
    forbidden,
    too_many_requests,
)
from tests.botapi.polling import Poller
from tests.botapi.webhook import WebhookSender
from tests.botapi.world import Chat, Settings, World

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
MAX_REQUEST = 60 * 1024 * 1024
WITHOUT_BUDGET = frozenset({"getChat"})


class BotApi:
    """A Bot API server on 127.0.0.1 with one bot and any number of simulated users.

    Use as an async context manager. `budgets=()` switches the limits of chats off; `answer_within` is how long
    (seconds) a press may wait for its answer before it counts as a violation, `answer_life` how long it can be
    answered at all.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        clock: Clock | None = None,
        budgets: tuple[Budget, ...] = DEFAULT_BUDGETS,
        min_retry_after: int = 3,
        answer_within: float = 5.0,
        answer_life: float = 150.0,
        username: str = "guide_test_bot",
    ) -> None:
        self.token = token
        self.clock = clock or Clock()
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Guide", "username": username}
        self.world = World(bot, self.clock, Settings(budgets, min_retry_after, answer_within, answer_life))
        self.faults = Faults()
        self.port = port
        self._users: dict[int, User] = {}
        self._poller = Poller(self.world)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._webhook = WebhookSender(self.world, self._execute)

    @property
    def url(self) -> str:
        """What a client takes in place of `https://api.telegram.org`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def violations(self) -> list[Violation]:
        """Mistakes that the real server would not answer; clear the list to start afresh."""
        return self.world.violations

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, in order of arrival."""
        return self.world.calls

    async def start(self) -> None:
        """Listen; `url` is known from here on."""
        app = web.Application(client_max_size=MAX_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/{rest:.*}", self._nothing)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.come_up()
        self._webhook.start()

    async def stop(self) -> None:
        """Stop listening and drop all connections."""
        await self._webhook.stop()
        await self.go_down()
        if self._runner is not None:
            await self._runner.cleanup()

    async def go_down(self) -> None:
        """Refuse every connection and drop the open ones; nothing that is stored gets lost."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        server = self._runner.server if self._runner is not None else None
        for connection in list(server.connections) if server is not None else []:
            if connection.transport is not None:
                connection.transport.abort()

    async def come_up(self) -> None:
        """Listen again, on the same port."""
        if self._runner is None or self._site is not None:
            return
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = int(self._runner.addresses[0][1])

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def user(
        self,
        user_id: int = 1001,
        *,
        first_name: str = "Ada",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> User:
        """The user with that identifier, who has not written to the bot yet when new."""
        if user_id not in self._users:
            names = {"last_name": last_name, "username": username, "language_code": language_code}
            given = {name: value for name, value in names.items() if value is not None}
            chat = Chat({"id": user_id, "is_bot": False, "first_name": first_name, **given}, self.clock)
            self.world.chats[user_id] = chat
            self._users[user_id] = User(self.world, chat)
        return self._users[user_id]

    def fail_next(
        self,
        method: str,
        kind: FaultKind,
        times: int = 1,
        *,
        retry_after: int = 3,
        seconds: float = 6.0,
        chat_id: int | None = None,
    ) -> None:
        """Let the next calls of a method (`*`: of any but getUpdates) fail.

        `429` takes `retry_after`, `slow` does the work and answers `seconds` later, `reset_before` closes the
        connection with nothing done, `reset_after` with everything done; `duplicate` delivers the next updates
        once more although they were confirmed, whatever the method.
        """
        if kind == "duplicate":
            self.world.queue.duplicates += times
        else:
            self.faults.add(Fault(method, kind, times, retry_after, seconds, chat_id))

    def calls_to(self, chat_id: int, *methods: str, since: float = 0.0) -> list[Call]:
        """The calls for one chat that arrived since that moment, of all methods if none is named."""
        return [
            call
            for call in self.calls
            if call.chat_id == chat_id and call.at >= since and (not methods or call.method in methods)
        ]

    def busiest_minute(self, chat_id: int) -> int:
        """The most calls within 60 s that spend the budget of this chat."""
        times = [call.at for call in self.calls_to(chat_id) if _spends(call)]
        return max((sum(start <= at < start + 60 for at in times) for start in times), default=0)

    async def wait_until(self, condition: Callable[[], bool], within: float = 5.0) -> None:
        """Wait until something that depends on the bot's calls is so. Raises TimeoutError."""
        end = time.monotonic() + within
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(
                    f"not so after {within} s; the last calls: {[call.method for call in self.calls[-5:]]}"
                )
            await self.world.called.wait(0.02)

    def unanswered(self) -> list[str]:
        """The data of all presses that the bot took and has not answered yet."""
        waiting = (press for press in self.world.presses.values() if press.delivered is not None)
        return [press.data for press in waiting if not press.answer.done()]

    async def _nothing(self, _: web.Request) -> web.StreamResponse:
        return _failure(ApiError(404, "Not Found"))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self.world.files.by_path(request.match_info["path"])
        if stored is None or request.match_info["token"] != self.token:
            return _failure(ApiError(404, "Not Found"))
        return web.Response(body=stored.content)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            self._authorize(request.match_info["token"])
            call = await self._read(request)
        except ApiError as error:
            return _failure(error)
        try:
            self._check_window(call)
            return await self._respond(request, call, self.faults.next(call.method, call.chat_id))
        except ApiError as error:
            call.status, call.description = error.code, error.description
            return _failure(error)

    def _authorize(self, token: str) -> None:
        if re.fullmatch(r"\d+:[\w\-]+", token) is None:
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != self.token:
            raise ApiError(401, "Unauthorized")

    async def _read(self, request: web.Request) -> Call:
        if self.world.logged_out:
            raise ApiError(401, "Unauthorized")
        arrived = self.clock.now()
        raw, files = await read_body(request)
        return register(self.world, request.match_info["method"], raw, files, arrived)

    async def _respond(self, request: web.Request, call: Call, fault: Fault | None) -> web.StreamResponse:
        if fault is not None:
            refusal = self._refusal(request, call, fault)
            if refusal is not None:
                return refusal
        result = await self._poller.poll(call) if call.method == "getUpdates" else self._execute(call)
        call.status, call.result = 200, result
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "reset_after":
            return _reset(request)
        return web.json_response({"ok": True, "result": result})

    def _refusal(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        """The answer of a fault that happens before anything is done."""
        if fault.kind == "429":
            self.world.limiter.close(_lane(call), fault.retry_after, self.clock.now())
            raise too_many_requests(fault.retry_after)
        if fault.kind == "403":
            raise forbidden("bot was blocked by the user")
        if fault.kind == "500":
            raise ApiError(500, "Internal Server Error: restart")
        if fault.kind == "502":
            call.status = 502
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        return _reset(request) if fault.kind == "reset_before" else None

    def _execute(self, call: Call) -> Any:
        """Do what a registered call asks for. Raises ApiError."""
        if spec.canonical(call.method) is None:
            raise ApiError(404, "Not Found: method not found")
        handler = HANDLERS.get(call.method)
        if handler is None:
            self.world.flag("method.not_supported", call, call.method)
            raise ApiError(400, "Bad Request: not supported by the test server")
        wait = self.world.limiter.take(_lane(call), self.clock.now()) if _spends(call) else None
        if wait is not None:
            raise too_many_requests(wait)
        return handler(self.world, call)

    def _check_window(self, call: Call) -> None:
        wait = self.world.limiter.window(_lane(call), self.clock.now())
        if wait is not None:
            self.world.flag("flood.inside_window", call, f"called although told to wait, now {wait} s")
            raise too_many_requests(wait)


def _spends(call: Call) -> bool:
    return call.chat_id is not None and "chat_id" in call.params and call.method not in WITHOUT_BUDGET


def _lane(call: Call) -> int | str:
    return call.chat_id if _spends(call) and call.chat_id is not None else call.method


def _failure(error: ApiError) -> web.StreamResponse:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
        headers["Retry-After"] = str(error.parameters.get("retry_after", ""))
    return web.json_response(body, status=error.code, headers=headers)


def _reset(request: web.Request) -> web.StreamResponse:
    """Close the connection; the returned answer is never seen."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
