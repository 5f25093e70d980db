"""Serves the preview inside the program's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from typing_extensions import override

from bot.config import ConfigError
from bot.preview.web import Preview

_PATIENCE: Final = 2
"""Seconds that running requests get when the program stops."""


class ListenError(ConfigError):
    """The operator's: the address cannot be listened on."""


class _Server(uvicorn.Server):
    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the program around it, which cancels `serve` when it stops.
        yield


def listen(host: str, port: int) -> socket.socket:
    """Port 0 takes a free one. Raises ListenError, naming the setting to change."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ListenError(
            f"BOT_PREVIEW_LISTEN: cannot listen on {host}:{port} ({reason}); give another host:port"
        ) from problem


async def serve(app: Preview, host: str, port: int) -> None:
    """Runs until cancelled. Raises ListenError."""
    await serve_on(app, listen(host, port))


async def serve_on(app: Preview, listener: socket.socket) -> None:
    """Runs until cancelled, then stops taking requests, lets the running ones end, and closes `listener`."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    server = _Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    finally:
        app.hang_up()
        server.should_exit = True
        await running
