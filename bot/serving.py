"""Small web servers inside the program's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from bot.config import ConfigError

PATIENCE: Final = 1
"""Seconds that running requests get when the program stops."""


class ListenError(ConfigError):
    """The operator's: the address cannot be listened on."""


class _Server(uvicorn.Server):
    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the program around it, which cancels `serve` when it stops.
        yield


def listen(address: str, variable: str) -> socket.socket:
    """`address`: host:port; port 0 takes a free one. Raises ListenError, naming the variable to change."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ListenError(f"{variable}: cannot listen on {address} ({reason}); give another host:port") from problem


async def serve(app: ASGIApp, listener: socket.socket, hang_up: Callable[[], None] = lambda: None) -> None:
    """Runs until cancelled, then stops taking requests, lets the running ones end, and closes `listener`.

    `hang_up`: ends what would never end by itself.
    """
    config = uvicorn.Config(
        app,
        interface="asgi3",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # nobody asks for the address of a client
        timeout_graceful_shutdown=PATIENCE,
    )
    server = _Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    finally:
        hang_up()
        server.should_exit = True
        await running
