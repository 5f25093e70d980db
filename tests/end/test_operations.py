"""The real program as its operator sees it: by webhook, watched from outside, ended in good order."""

import signal
import time
from pathlib import Path

import aiohttp

from tests.botapi import BotApi
from tests.end.process import Program, free_port, page


async def test_by_webhook_and_watched_from_outside(tmp_path: Path) -> None:
    hook, status = free_port(), free_port()
    variables = {
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{hook}/telegram",
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{hook}",
        "BOT_HTTP_LISTEN": f"127.0.0.1:{status}",
    }
    async with BotApi() as server:
        user = server.user()
        await user.send_command("/start")
        async with Program(server, tmp_path, variables=variables) as program:
            await user.wait_for("Hello.", 15)
            await user.press("I agree, let us start")
            await user.wait_for("Right now", 10)
            assert await page(status, "/healthz") == (200, "ok\n")
            code, metrics = await page(status, "/metrics")
            assert code == 200
            assert 'bot_turns_total{event="Command",state="consent"} 1.0' in metrics
            began = time.monotonic()
            assert await program.end(signal.SIGTERM) == 0
            assert time.monotonic() - began < 5
        assert server.world.webhook is not None, "Telegram keeps what comes until the next start"
        await user.send("left buttock")
        async with Program(server, tmp_path):
            await server.wait_until(lambda: server.world.queue.pending() == [], 15)
            assert server.world.webhook is None
        assert server.violations == []


async def test_without_telegram_it_is_not_well_and_says_so(tmp_path: Path) -> None:
    status = free_port()
    async with BotApi() as server:
        await server.go_down()
        async with Program(server, tmp_path, variables={"BOT_HTTP_LISTEN": f"127.0.0.1:{status}"}):
            answer = (0, "")
            while answer[0] == 0:
                try:
                    answer = await page(status, "/healthz")
                except aiohttp.ClientConnectorError:
                    await server.user().wait_until(lambda: True)
            assert answer == (503, "telegram: no answer of late\n")


async def test_an_address_that_telegram_refuses_is_one_clear_line(tmp_path: Path) -> None:
    async with BotApi() as server:
        variables = {"BOT_WEBHOOK_URL": "http://bot.example.org/telegram", "BOT_WEBHOOK_LISTEN": "127.0.0.1:0"}
        async with Program(server, tmp_path, variables=variables) as program:
            assert await program.ended() == 2
            assert "BOT_WEBHOOK_URL: Telegram does not take it" in program.log.decode()
            assert "Traceback" not in program.log.decode()
