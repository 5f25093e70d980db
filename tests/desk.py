"""A preview with a small scripted bot behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.ports import Handled, Receipt
from bot.preview.channel import PreviewChannel
from bot.preview.server import serve_on
from bot.preview.transcript import Transcript
from bot.preview.web import Preview, Profile
from bot.serving import listen
from content.loader import FOLDER
from dialogs import events
from dialogs.screen import Button, Countdown, Picture, Screen

PROFILE = Profile(
    "Pressure guide", "Guides you through a short routine.", {"start": "Begin", "stop": "Stop", "help": "Help"}
)


SHIPPED = ("images/points-left.jpg", "images/back-stretch-lying-loop-left.mp4")
SPOTS = Screen("Find the spot", ("Press gently.",), picture=Picture("points-left", "Three spots in a row."))
MOVING = Screen("Get ready", ("Lie down.",), picture=Picture("back-stretch-lying-loop-left", "A knee goes slowly up."))


@dataclass
class Seat:
    """Where one chat of the scripted bot stands."""

    place: str = "hello"
    turn: int = 0
    receipt: Receipt | None = None
    tempo: float = 1.0


class ScriptedBot:
    """A small bot with its own rules, drawing through the real channel: hello, where, ready, hold, done."""

    def __init__(self, channel: PreviewChannel) -> None:
        self.channel = channel
        self.seats: dict[int, Seat] = {}
        self.heard: list[events.Event] = []
        self.received: list[bytes] = []
        self.hold = timedelta(seconds=40)

    async def handle(self, chat: int, event: events.Event, update_id: int | None = None) -> Handled | None:
        self.heard.append(event)
        seat = self.seats.setdefault(chat, Seat())
        match event:
            case events.Command("start"):
                await self._go(chat, "hello")
            case events.Tap(action, turn, _) if turn == seat.turn:
                await self._go(chat, action, edit=True)
                return Handled()
            case events.Tap():
                return Handled("That button is from before.")
            case events.Text("Stop now"):
                await self._go(chat, "done")
            case events.Text() | events.Command() | events.Attachment():
                await self._show(chat, "new", notice=("I did not get that.",))
            case events.TempoSet(tempo):
                seat.tempo = tempo
            case _:
                return None
        return Handled()

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        self.received.append(content)
        return Handled()

    async def finish_phase(self, chat: int) -> None:
        if self.seats[chat].place == "hold":
            await self._go(chat, "rest")

    async def _go(self, chat: int, place: str, *, edit: bool = False) -> None:
        seat = self.seats[chat]
        seat.place, seat.turn = place, seat.turn + 1
        await self._show(chat, "edit" if edit else "new")

    async def _show(self, chat: int, placement: Any, notice: tuple[str, ...] = ()) -> None:
        seat = self.seats[chat]
        screen = replace(self._screen(seat), notice=notice)
        seat.receipt = await self.channel.show(chat, screen, seat.turn, placement, seat.receipt)

    def _screen(self, seat: Seat) -> Screen:
        ends_at = datetime.now(UTC) + self.hold / seat.tempo
        rows: tuple[tuple[Button, ...], ...]
        match seat.place:
            case "hello":
                rows = ((Button("I understand, go on", "where", "main"),), (Button("Not now", "done"),))
                return Screen("Before we begin", ("This is a guide, not a doctor.", "Stop whenever it hurts."), rows)
            case "where":
                rows = ((Button("Left", "ready"), Button("Right", "ready")), (Button("Back", "hello"),))
                return Screen("Which side?", ("Choose the sore one.",), rows)
            case "ready":
                rows = ((Button("Start", "hold", "main"),), (Button("It hurts badly", "done", "danger"),))
                return Screen("Ready?", ("Lie down and take the tool.",), rows, footer="Sources: /sources")
            case "hold" | "rest":
                title = "Hold still" if seat.place == "hold" else "Rest"
                clock = Countdown(ends_at, "40 seconds", "Ends")
                rows = ((Button("Pause", "ready"), Button("Ease off", "hold")),)
                return Screen(title, ("Press and breathe.",), rows, countdown=clock, alert=True, stop_key="Stop now")
            case _:
                return Screen("Done", ("Well done.",), ((Button("Again", "hello", "main"),),))


class Desk:
    """A preview with its scripted bot, and a client of it."""

    def __init__(self, folder: Path) -> None:
        self.transcript = Transcript(folder / "preview.sqlite3", lambda: datetime.now(UTC))
        pictures = {"hook": folder / "hook.png"}
        pictures["hook"].write_bytes(b"\x89PNG")
        pictures |= {Path(path).stem: FOLDER / path for path in SHIPPED}
        self.channel = PreviewChannel(self.transcript, 1.0, pictures)
        self.bot = ScriptedBot(self.channel)
        self.app = Preview(self.channel, self.bot, PROFILE, pictures, "127.0.0.1")
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://127.0.0.1:8080")

    async def new_chat(self) -> int:
        chat: int = (await self.client.post("/api/chats", json={})).json()["id"]
        return chat

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.client.get(f"/api/chats/{chat}/messages")).json()["messages"]
        return found

    async def close(self) -> None:
        await self.client.aclose()
        self.transcript.close()


@asynccontextmanager
async def served(app: Preview, port: int = 0) -> AsyncIterator[str]:
    """The address of the preview, served over a real socket for as long as the block runs."""
    listener = listen(f"127.0.0.1:{port}", "BOT_PREVIEW_LISTEN")
    port = listener.getsockname()[1]
    running = asyncio.create_task(serve_on(app, listener))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
