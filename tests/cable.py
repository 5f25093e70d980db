"""A line to a server that can be cut without a word."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Cable:
    """Between an engine and its database: what goes through it may be lost without a word, as when a host is gone."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._ends: list[asyncio.Task[None]] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return self._parts._replace(netloc=f"{self._parts.username}@127.0.0.1:{port}").geturl()

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for writer in self._writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def cut(self) -> None:
        """Of the connections there are; further ones get through."""
        for end in self._ends:
            end.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        self._writers += [writer, ours]
        ends = [asyncio.create_task(_pass_on(*pair)) for pair in ((reader, ours), (theirs, writer))]
        self._ends += ends
        await asyncio.wait(ends)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(2**16):
        target.write(data)
    target.close()
