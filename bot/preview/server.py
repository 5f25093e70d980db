"""Serves the preview inside the program's own event loop."""

import socket

from bot import serving
from bot.preview.web import Preview


async def serve(app: Preview, host: str, port: int) -> None:
    """Runs until cancelled. Raises ListenError."""
    await serve_on(app, serving.listen(f"{host}:{port}", "BOT_PREVIEW_LISTEN"))


async def serve_on(app: Preview, listener: socket.socket) -> None:
    """Runs until cancelled, then stops taking requests, lets the running ones end, and closes `listener`."""
    await serving.serve(app, listener, app.hang_up)
