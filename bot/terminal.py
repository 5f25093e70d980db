"""The conversation in a terminal: type a number to press that button, anything else is a message."""

import asyncio
import sys
from dataclasses import dataclass, field
from typing import Literal, TextIO

from bot.ports import File, Receipt
from bot.runtime import Runtime
from dialogs.events import Command, Event, Tap, Text
from dialogs.screen import Button, Screen

CHAT = 1


@dataclass(slots=True)
class TerminalChannel:
    """Prints every screen; the newest one's buttons can be pressed by their number."""

    out: TextIO
    buttons: tuple[Button, ...] = ()
    turn: int = 0
    drawn: int = field(default=0)

    def prepared(self, chat: int, screen: Screen, previous: Receipt | None) -> bool:
        """Always: there is no key."""
        del chat, screen, previous
        return True

    async def prepare(self, chat: int, screen: Screen, previous: Receipt | None) -> None:
        """Never called."""

    async def show(
        self, chat: int, screen: Screen, turn: int, placement: Literal["edit", "new"], previous: Receipt | None
    ) -> Receipt:
        """There is only one chat, and paper cannot be edited: every screen is printed below the last."""
        del chat, placement, previous
        self.buttons = tuple(button for row in screen.buttons for button in row)
        self.turn = turn
        self.drawn += 1
        print(f"\n{lines(screen)}", file=self.out, flush=True)
        return {"message": self.drawn}

    async def send_file(self, chat: int, file: File) -> None:
        """Its words; nothing is written to the disk."""
        del chat
        print(f"\n[{file.name}, {len(file.content) // 1000} kB] {file.caption}", file=self.out, flush=True)

    async def forget(self, chat: int) -> None:
        """What was printed is the user's."""


def lines(screen: Screen) -> str:
    """The screen as plain text, buttons numbered."""
    bell = "(signal) " * (screen.rings if screen.alert else 0)
    shown = (f"[{screen.picture.alt}]",) if screen.picture is not None else ()
    parts = [*shown, *screen.notice, *screen.preface, f"{bell}== {screen.title} =="]
    parts += map(str, screen.body)
    if screen.countdown is not None:
        ends = screen.countdown.ends_at
        parts.append(f"{screen.countdown.label}: {screen.countdown.words}, at {ends:%H:%M:%S} UTC")
    if screen.footer:
        parts.append(screen.footer)
    buttons = (button for row in screen.buttons for button in row)
    parts += [f"  {number}  {button.label}" for number, button in enumerate(buttons, start=1)]
    return "\n".join(parts)


def event(channel: TerminalChannel, line: str) -> Event:
    """What a typed line means: a slash command, '3' or '3.' for the third button, or a message."""
    text = line.strip()
    if text.startswith("/"):
        name, _, rest = text[1:].partition(" ")
        return Command(name.lower(), rest.strip())
    number = text.removesuffix(".")
    if number.isdecimal() and 0 < int(number) <= len(channel.buttons):
        return Tap(channel.buttons[int(number) - 1].action, channel.turn, on_card=True)
    return Text(text)


async def converse(channel: TerminalChannel, runtime: Runtime) -> None:
    """Until the end of the input."""
    print("Type a number to press a button, or write. Ctrl-D ends.", file=channel.out, flush=True)
    await runtime.handle(CHAT, Command("start"))
    await runtime.drawn(CHAT)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if not line.strip():
            continue
        handled = await runtime.handle(CHAT, event(channel, line))
        await runtime.drawn(CHAT)
        await runtime.filed(CHAT)
        if handled is not None and handled.toast:
            print(f"({handled.toast})", file=channel.out, flush=True)
