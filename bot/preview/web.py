"""The web side of the preview: the page, what it may ask for, and what it may send."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.ports import Handled
from bot.preview import bodies
from bot.preview.channel import PreviewChannel
from bot.preview.guard import Guard
from bot.preview.stream import events, summary
from dialogs.events import Attachment, Command, Event, NotImported, Tap, TempoSet, Text, Unreachable

_STATIC: Final = Path(__file__).parent / "static"
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s|$)")
_LARGEST_NUMBER: Final = 2**53 - 1
"""That a page can count with; ids and sequence numbers stay far below."""


class Inbox(Protocol):
    """What the preview needs of the runtime."""

    async def handle(self, chat: int, event: Event, update_id: int | None = None) -> Handled | None: ...

    async def receive(self, chat: int, content: bytes) -> Handled | None:
        """Take a file that the user sent."""

    async def finish_phase(self, chat: int) -> None:
        """Fire the chat's pending step timer now; without one, nothing happens."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows of a bot before it speaks."""

    name: str
    description: str
    commands: Mapping[str, str]
    """Description by command (without the slash), in the order of the menu."""


class Preview(Starlette):
    """The web application; `bot.preview.server.serve` runs it."""

    def __init__(
        self, channel: PreviewChannel, inbox: Inbox, profile: Profile, pictures: Mapping[str, Path], host: str
    ) -> None:
        """`pictures`: files by name. `host`: where it listens; it answers to that name and to loopback only."""
        self._channel = channel
        api = _Api(channel, inbox, profile, pictures)
        chat = "/api/chats/{chat:int}"
        routes = [
            Route("/", api.page),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Route("/pictures/{picture}", api.picture),
            Route("/api/bot", api.bot),
            Route("/api/events", api.events),
            Route("/api/chats", api.chats, methods=["GET"]),
            Route("/api/chats", api.new_chat, methods=["POST"]),
            Route(chat, api.remove, methods=["DELETE"]),
            Route(f"{chat}/messages", api.messages),
            Route(f"{chat}/files/{{message:int}}", api.file),
            Route(f"{chat}/document", api.document, methods=["POST"]),
            Route(f"{chat}/text", api.text, methods=["POST"]),
            Route(f"{chat}/tap", api.tap, methods=["POST"]),
            Route(f"{chat}/speed", api.speed, methods=["POST"]),
            Route(f"{chat}/skip", api.skip, methods=["POST"]),
            Route(f"{chat}/sticker", api.sticker, methods=["POST"]),
            Route(f"{chat}/photo", api.photo, methods=["POST"]),
            Route(f"{chat}/voice", api.voice, methods=["POST"]),
        ]
        super().__init__(
            routes=routes,
            middleware=[
                # A name of another site that was made to point here is refused (DNS rebinding).
                Middleware(TrustedHostMiddleware, allowed_hosts=[*_LOOPBACK, host]),
                Middleware(Guard),
            ],
            exception_handlers={HTTPException: _told},
        )

    def hang_up(self) -> None:
        """Ends every open stream of events: a server cannot stop before."""
        self._channel.changed.close()


class _Api:
    def __init__(self, channel: PreviewChannel, inbox: Inbox, profile: Profile, pictures: Mapping[str, Path]) -> None:
        self._channel = channel
        self._inbox = inbox
        self._profile = profile
        self._pictures = pictures

    async def page(self, _: Request) -> FileResponse:
        return FileResponse(_STATIC / "index.html")

    async def picture(self, request: Request) -> FileResponse:
        found = self._pictures.get(request.path_params["picture"])
        if found is None:
            raise HTTPException(404, "There is no such picture.")
        return FileResponse(found)

    async def bot(self, _: Request) -> JSONResponse:
        return JSONResponse(asdict(self._profile))

    async def events(self, request: Request) -> StreamingResponse:
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdecimal() or int(after) > _LARGEST_NUMBER:
            raise HTTPException(400, "after: a sequence number is a whole number from 0.")
        return StreamingResponse(events(self._channel, int(after)), media_type="text/event-stream")

    async def chats(self, _: Request) -> JSONResponse:
        transcript = self._channel.transcript
        listed = [summary(chat, self._channel) for chat in transcript.chats()]
        return JSONResponse({"now": transcript.now(), "seq": transcript.seq, "chats": listed})

    async def new_chat(self, request: Request) -> JSONResponse:
        await bodies.read(request, bodies.Empty)
        return JSONResponse(summary(self._channel.new_chat(), self._channel), 201)

    async def remove(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        # As in Telegram, where deleting a chat also blocks the bot: its timers stop.
        await self._inbox.handle(chat, Unreachable())
        self._channel.remove(chat)
        return JSONResponse({})

    async def messages(self, request: Request) -> JSONResponse:
        transcript = self._channel.transcript
        found = [asdict(message) for message in transcript.messages(self._chat(request))]
        return JSONResponse({"now": transcript.now(), "seq": transcript.seq, "messages": found})

    async def text(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        text = (await bodies.read(request, bodies.Written)).text
        self._channel.write(chat, "text", {"text": text})
        command = _COMMAND.match(text)
        event = Command(command[1].lower(), text[command.end() :].strip()) if command else Text(text)
        return await self._handled(chat, event)

    async def tap(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        pressed = await bodies.read(request, bodies.Pressed)
        message = self._channel.transcript.message(chat, pressed.message)
        if message is None or message.kind != "card":
            raise HTTPException(404, f"Chat {chat} has no message {pressed.message} with buttons.")
        on_card = self._channel.is_newest_card(message)
        return await self._handled(chat, Tap(pressed.action, pressed.turn, on_card))

    async def file(self, request: Request) -> Response:
        """What the bot sent: pictures are shown, everything else is kept."""
        chat, message = self._chat(request), self._channel.transcript.message(self._chat(request), _message(request))
        content = message and self._channel.transcript.attached(chat, message.id)
        if message is None or content is None:
            raise HTTPException(404, "There is no such file.")
        kind, name = str(message.body["type"]), quote(str(message.body["name"]))
        shown = "inline" if kind.startswith("image/") else "attachment"
        headers = {"Content-Disposition": f"{shown}; filename*=utf-8''{name}"}
        return Response(content, media_type=kind, headers=headers)

    async def document(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        sent = await bodies.read(request, bodies.Sent, bodies.LARGEST_FILE)
        self._channel.write(chat, "document", {"name": sent.name})
        if not sent.name.casefold().endswith(".json"):
            return await self._handled(chat, Attachment("document"))
        if not sent.text and sent.size:
            return await self._handled(chat, NotImported("too-big"))
        await self._inbox.receive(chat, sent.text.encode("utf-8", "replace"))
        return JSONResponse({"toast": None})

    async def sticker(self, request: Request) -> JSONResponse:
        return await self._attached(request, "sticker")

    async def photo(self, request: Request) -> JSONResponse:
        return await self._attached(request, "photo")

    async def voice(self, request: Request) -> JSONResponse:
        return await self._attached(request, "voice")

    async def speed(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        factor = (await bodies.read(request, bodies.Speed)).factor
        self._channel.set_tempo(chat, factor)
        return await self._handled(chat, TempoSet(factor))

    async def skip(self, request: Request) -> JSONResponse:
        chat = self._chat(request)
        await bodies.read(request, bodies.Empty)
        self._channel.write(chat, "skip", {})
        await self._inbox.finish_phase(chat)
        return JSONResponse({})

    async def _attached(self, request: Request, kind: bodies.AttachmentKind) -> JSONResponse:
        chat = self._chat(request)
        await bodies.read(request, bodies.Empty)
        self._channel.write(chat, kind, {})
        return await self._handled(chat, Attachment(kind))

    async def _handled(self, chat: int, event: Event) -> JSONResponse:
        handled = await self._inbox.handle(chat, event)
        return JSONResponse({"toast": handled and handled.toast})

    def _chat(self, request: Request) -> int:
        chat: int = request.path_params["chat"]
        if chat > _LARGEST_NUMBER or self._channel.transcript.chat(chat) is None:
            raise HTTPException(404, f"There is no chat {chat}.")
        return chat


def _message(request: Request) -> int:
    number: int = request.path_params["message"]
    return min(number, _LARGEST_NUMBER)


async def _told(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, HTTPException)  # noqa: S101 - what it is registered for
    return JSONResponse({"error": problem.detail}, problem.status_code, problem.headers)
