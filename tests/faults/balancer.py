"""What stands before several programs: one address, whose requests go to each of them in turn."""

import itertools
from collections.abc import Sequence
from typing import Self

import aiohttp
from aiohttp import web


class Balancer:
    """`async with Balancer(ports) as balancer:` listens until the end of the block."""

    def __init__(self, ports: Sequence[int]) -> None:
        """Where the programs listen on this machine."""
        self._turns = itertools.cycle(ports)
        self._tries = len(ports)
        self._http: aiohttp.ClientSession | None = None
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        self.passed_to: list[int] = []
        """The port of each answer, in their order."""

    @property
    def url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/telegram"

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        if self._http is not None:
            await self._http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        """One that cannot be reached is passed over; what broke on the way is told, and comes again."""
        assert self._http is not None
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower().startswith("x-")}
        for port in itertools.islice(self._turns, self._tries):
            url = f"http://127.0.0.1:{port}{request.path}"
            try:
                async with self._http.post(url, data=body, headers=headers) as response:
                    self.passed_to.append(port)
                    return web.Response(status=response.status, body=await response.read())
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                break
        return web.Response(status=502)
