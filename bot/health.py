"""How the process is, for whoever watches it from outside: /healthz and /metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import CONTENT_TYPE, Metrics
from bot.ports import Store
from bot.store import StoreError

PATIENCE: Final = 2.0
"""Seconds a check may take."""

Check = Callable[[], Awaitable[str | None]]
"""What is wrong, in words; None: nothing."""


def status_page(checks: Mapping[str, Check], metrics: Metrics) -> Starlette:
    """GET /healthz: 200, or 503 and a line for each check that fails. GET /metrics: for Prometheus."""

    async def healthz(_: Request) -> Response:
        reasons = await asyncio.gather(*(_reason(check) for check in checks.values()))
        wrong = [f"{name}: {reason}\n" for name, reason in zip(checks, reasons, strict=True) if reason is not None]
        return PlainTextResponse("".join(wrong) or "ok\n", 503 if wrong else 200)

    async def page(_: Request) -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE)

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", page)])


async def _reason(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"


def database(store: Store) -> Check:
    """Whether a transaction gets through."""

    async def check() -> str | None:
        try:
            await store.load(0)  # nobody has this number
        except StoreError as error:
            return str(error)
        return None

    return check


def line(healthy: Callable[[], bool]) -> Check:
    """Whether somebody answers."""

    async def check() -> str | None:
        return None if healthy() else "no answer of late"

    return check


def loop(late: Callable[[], float]) -> Check:
    """Whether the event loop gets round; where it does not at all, nobody answers here either."""

    async def check() -> str | None:
        return None if late() < PATIENCE else f"held up for {late():.1f} s"

    return check
