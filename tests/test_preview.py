"""The preview over HTTP: what it takes, what it refuses, and that nothing written is lost."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.ports import Handled, Receipt, Unreachable
from bot.preview.channel import PreviewChannel
from bot.preview.server import ListenError, listen, serve, serve_on
from bot.preview.stream import events as events_of
from bot.preview.transcript import Transcript
from bot.preview.web import Preview, Profile
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


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    await desk.close()


@asynccontextmanager
async def served(app: Preview, port: int = 0) -> AsyncIterator[str]:
    """The address of the preview, served over a real socket for as long as the block runs."""
    listener = listen("127.0.0.1", port)
    port = listener.getsockname()[1]
    running = asyncio.create_task(serve_on(app, listener))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_what_is_written_becomes_a_bubble_and_an_event(desk: Desk) -> None:
    chat = await desk.new_chat()
    answer = await desk.client.post(f"/api/chats/{chat}/text", json={"text": "  outside of my hip "})
    assert answer.json() == {"toast": None}
    assert desk.bot.heard == [events.Text("outside of my hip")]
    mine, card = await desk.messages(chat)
    assert (mine["kind"], mine["body"]) == ("text", {"text": "outside of my hip"})
    assert (card["kind"], card["body"]["title"]) == ("card", "Before we begin")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/start", events.Command("start")),
        ("/Stop@guide_bot now", events.Command("stop", "now")),
        ("/", events.Text("/")),
        ("/no-such", events.Text("/no-such")),
        ("1/2", events.Text("1/2")),
    ],
)
async def test_a_slash_command_is_told_from_text(desk: Desk, text: str, event: events.Event) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": text})
    assert desk.bot.heard == [event]


async def test_a_press_edits_the_newest_card_and_an_alert_is_a_new_message(desk: Desk) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    card = (await desk.messages(chat))[-1]
    for turn, action in enumerate(["where", "ready"], start=1):
        press = {"message": card["id"], "action": action, "turn": turn}
        await desk.client.post(f"/api/chats/{chat}/tap", json=press)
    edited = (await desk.messages(chat))[-1]
    assert (edited["id"], edited["body"]["title"]) == (card["id"], "Ready?")
    assert edited["seq"] > card["seq"]

    await desk.client.post(f"/api/chats/{chat}/tap", json={"message": card["id"], "action": "hold", "turn": 3})
    newest = (await desk.messages(chat))[-1]
    assert newest["id"] > card["id"]
    assert newest["body"]["alert"] is True
    assert newest["body"]["stop_key"] == "Stop now"
    assert newest["body"]["countdown"].keys() == {"ends_at", "words", "label"}


async def test_a_press_says_whether_its_message_is_the_newest_card(desk: Desk) -> None:
    chat = await desk.new_chat()
    for _ in range(2):
        await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    old, new = [message for message in await desk.messages(chat) if message["kind"] == "card"]
    for message in (old, new):
        press = {"message": message["id"], "action": "any", "turn": 99}
        answer = await desk.client.post(f"/api/chats/{chat}/tap", json=press)
        assert answer.json() == {"toast": "That button is from before."}
    assert desk.bot.heard[-2:] == [events.Tap("any", 99, on_card=False), events.Tap("any", 99, on_card=True)]


async def test_an_edit_without_a_receipt_is_a_new_message(desk: Desk) -> None:
    chat = await desk.new_chat()
    first = await desk.channel.show(chat, Screen("One"), 1, "new", None)
    second = await desk.channel.show(chat, Screen("Two", stop_key="Stop"), 2, "edit", None)
    third = await desk.channel.show(chat, Screen("Three"), 3, "edit", second)
    assert first["message"] != second["message"] == third["message"]
    assert (second["key"], third["key"]) == ("Stop", None)


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
async def test_an_attachment_is_shown_and_told(desk: Desk, kind: str) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/{kind}", json={})
    assert desk.bot.heard == [events.Attachment(kind)]
    assert (await desk.messages(chat))[0]["kind"] == kind


async def test_the_speed_of_one_chat_is_told_and_kept(desk: Desk) -> None:
    fast, slow = await desk.new_chat(), await desk.new_chat()
    await desk.client.post(f"/api/chats/{fast}/speed", json={"factor": 20})
    assert desk.bot.heard == [events.TempoSet(20.0)]
    assert (desk.channel.tempo(fast), desk.channel.tempo(slow)) == (20.0, 1.0)
    listed = (await desk.client.get("/api/chats")).json()["chats"]
    assert [chat["tempo"] for chat in listed] == [20.0, 1.0]


async def test_skipping_ends_the_running_phase(desk: Desk) -> None:
    chat = await desk.new_chat()
    desk.bot.seats[chat] = Seat(place="hold")
    await desk.client.post(f"/api/chats/{chat}/skip", json={})
    assert [message["kind"] for message in await desk.messages(chat)] == ["skip", "card"]
    assert (await desk.messages(chat))[-1]["body"]["title"] == "Rest"


async def test_a_restart_of_the_server_loses_nothing(tmp_path: Path) -> None:
    before = Desk(tmp_path)
    chat = await before.new_chat()
    await before.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    await before.client.post(f"/api/chats/{chat}/speed", json={"factor": 5})
    written, listed = await before.messages(chat), (await before.client.get("/api/chats")).json()["chats"]
    await before.close()

    after = Desk(tmp_path)
    assert await after.messages(chat) == written
    assert (await after.client.get("/api/chats")).json()["chats"] == listed
    assert await after.new_chat() > chat
    await after.close()


async def test_a_deleted_file_does_not_mint_the_ids_of_remembered_chats(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    old = Transcript(tmp_path / "old", lambda: now)
    new = Transcript(tmp_path / "new", lambda: now + timedelta(minutes=1))
    remembered = {old.new_chat().id for _ in range(3)}
    assert len(remembered) == 3
    assert new.new_chat().id not in remembered
    old.close()
    new.close()


async def test_a_transcript_makes_the_folder_it_is_kept_in(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "data" / "preview.sqlite3", lambda: datetime.now(UTC))
    assert transcript.new_chat().id > 0
    transcript.close()


async def test_a_removed_chat_is_out_of_reach(desk: Desk) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    assert (await desk.client.delete(f"/api/chats/{chat}")).status_code == 200
    assert desk.bot.heard[-1] == events.Unreachable()
    assert (await desk.client.get(f"/api/chats/{chat}/messages")).status_code == 404
    assert (await desk.client.get("/api/chats")).json()["chats"] == []
    with pytest.raises(Unreachable):
        await desk.channel.show(chat, Screen("Hello?"), 1, "new", None)
    assert await desk.new_chat() != chat


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("text", "{", "JSON"),
        ("text", "[]", "object"),
        ("text", "{}", "text: Field required"),
        ("text", '{"text": 5}', "text: "),
        ("text", '{"text": "   "}', "text: "),
        ("text", json.dumps({"text": "a" * 4097}), "4096"),
        ("text", '{"text": "a", "as": "b"}', "as: "),
        ("tap", '{"message": 1, "action": "a"}', "turn: "),
        ("tap", '{"message": "1", "action": "a", "turn": 1}', "message: "),
        ("tap", '{"message": 99999999999999999999, "action": "a", "turn": 1}', "message: "),
        ("tap", '{"message": 1, "action": "", "turn": 1}', "action: "),
        ("speed", '{"factor": 0.5}', "factor: "),
        ("speed", '{"factor": 61}', "factor: "),
        ("speed", '{"factor": "2"}', "factor: "),
        ("speed", '{"factor": NaN}', "factor: "),
        ("skip", '{"to": 1}', "to: "),
        ("photo", "null", "object"),
    ],
)
async def test_bad_input_is_told_what_is_wrong(desk: Desk, path: str, body: str, told: str) -> None:
    chat = await desk.new_chat()
    headers = {"Content-Type": "application/json"}
    answer = await desk.client.post(f"/api/chats/{chat}/{path}", content=body, headers=headers)
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert (desk.bot.heard, await desk.messages(chat)) == ([], [])


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    chat, other = await desk.new_chat(), await desk.new_chat()
    await desk.client.post(f"/api/chats/{other}/text", json={"text": "/start"})
    mine, card = await desk.messages(other)
    tap = {"action": "where", "turn": 1}
    for answer in [
        await desk.client.get("/api/chats/5/messages"),
        await desk.client.get(f"/api/chats/{10**30}/messages"),
        await desk.client.post(f"/api/chats/{chat}/tap", json={"message": card["id"], **tap}),
        await desk.client.post(f"/api/chats/{other}/tap", json={"message": mine["id"], **tap}),
        await desk.client.get("/pictures/no-such"),
        await desk.client.get("/no/such/page"),
    ]:
        assert answer.status_code == 404
        assert answer.json()["error"]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 30])
async def test_a_sequence_number_is_a_whole_number(desk: Desk, after: str) -> None:
    answer = await desk.client.get("/api/events", params={"after": after})
    assert (answer.status_code, "after" in answer.json()["error"]) == (400, True)


async def test_other_web_sites_are_kept_out(desk: Desk) -> None:
    chat = await desk.new_chat()
    path, body = f"/api/chats/{chat}/text", b'{"text": "hi"}'
    sent = {"Content-Type": "application/json"}
    for headers, status in [
        ({**sent, "Host": "evil.example"}, 400),
        ({**sent, "Host": "127.0.0.1.evil.example:8080"}, 400),
        ({**sent, "Origin": "http://evil.example"}, 403),
        ({**sent, "Origin": "http://127.0.0.1:9999"}, 403),
        ({**sent, "Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 415),
    ]:
        answer = await desk.client.post(path, content=body, headers=headers)
        assert (headers, answer.status_code) == (headers, status)
    foreign = {"Origin": "http://evil.example"}
    assert (await desk.client.delete(f"/api/chats/{chat}", headers=foreign)).status_code == 403
    assert desk.bot.heard == []

    own = {**sent, "Origin": "http://127.0.0.1:8080"}
    assert (await desk.client.post(path, content=body, headers=own)).status_code == 200
    named = {**sent, "Host": "localhost:8080", "Origin": "http://localhost:8080"}
    assert (await desk.client.post(path, content=body, headers=named)).status_code == 200


async def test_a_large_request_is_not_read_to_its_end(desk: Desk) -> None:
    chat = await desk.new_chat()
    answer = await desk.client.post(f"/api/chats/{chat}/text", json={"text": "a" * 70_000})
    assert (answer.status_code, "65536" in answer.json()["error"]) == (413, True)


class _Asked(HTMLParser):
    """Collects what a page would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[str] = []
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.handlers += [name for name in names if name.startswith("on") or name == "style"]
        self.loaded += [names[name] or "" for name in ("src", "href") if name in names]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(tag)


async def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(desk: Desk) -> None:
    page = await desk.client.get("/")
    asked = _Asked()
    asked.feed(page.text)
    assert (asked.handlers, asked.inline) == ([], [])
    files = [address for address in asked.loaded if not address.startswith("#")]
    assert "/static/chat.js" in files
    for address in files:
        assert (await desk.client.get(address)).status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_bot_introduces_itself_and_has_its_pictures(desk: Desk) -> None:
    told = (await desk.client.get("/api/bot")).json()
    assert (told["name"], list(told["commands"])) == (PROFILE.name, ["start", "stop", "help"])
    assert (await desk.client.get("/pictures/hook")).headers["content-type"] == "image/png"


async def test_a_card_says_what_its_picture_shows_and_whether_it_moves(desk: Desk) -> None:
    chat = await desk.new_chat()
    unknown = replace(SPOTS, picture=Picture("no-such", "Nothing."))
    for screen in (SPOTS, MOVING, unknown):
        await desk.channel.show(chat, screen, 1, "new", None)
    assert [message["body"]["picture"] for message in await desk.messages(chat)] == [
        {"name": "points-left", "alt": "Three spots in a row.", "loop": False},
        {"name": "back-stretch-lying-loop-left", "alt": "A knee goes slowly up.", "loop": True},
        None,
    ]


async def test_a_loop_is_served_as_a_film_and_in_parts(desk: Desk) -> None:
    part = await desk.client.get("/pictures/back-stretch-lying-loop-left", headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.headers["content-type"], part.content[4:]) == (206, "video/mp4", b"ftyp")
    assert "media-src 'self'" in part.headers["content-security-policy"]


async def follow(url: str, after: int) -> AsyncGenerator[dict[str, Any], None]:
    """The changes a page would see, without the beats."""
    async with httpx.AsyncClient() as client, client.stream("GET", f"{url}/api/events?after={after}") as stream:
        async for line in stream.aiter_lines():
            change = json.loads(line.removeprefix("data: ")) if line else {"beat": 0}
            if "beat" not in change:
                yield change


async def test_a_page_that_lost_the_line_catches_up_and_goes_on_live(desk: Desk) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    seen = desk.transcript.seq
    card = (await desk.messages(chat))[-1]
    await desk.client.post(f"/api/chats/{chat}/tap", json={"message": card["id"], "action": "where", "turn": 1})
    async with asyncio.timeout(10), served(desk.app) as url:
        changes = follow(url, seen)
        missed = await anext(changes)
        assert (missed["message"]["id"], missed["message"]["body"]["title"]) == (card["id"], "Which side?")
        other = await desk.new_chat()
        assert (await anext(changes))["chat"]["id"] == other
        await desk.client.delete(f"/api/chats/{other}")
        last = await anext(changes)
        assert (last["gone"], last["seq"]) == (other, desk.transcript.seq)
        await changes.aclose()


async def test_a_silent_stream_says_that_it_lives(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.preview.stream._BEAT", 0.01)
    stream = events_of(desk.channel, 0)
    beats = [json.loads((await anext(stream)).removeprefix("data: "))["beat"] for _ in range(3)]
    assert beats == sorted(beats)
    assert beats[0] == pytest.approx(desk.transcript.now(), abs=60_000)


async def test_stopping_ends_open_streams_without_a_complaint(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.new_chat()
    async with asyncio.timeout(10):
        async with served(desk.app) as url:
            changes = follow(url, 0)
            await anext(changes)
        assert [change async for change in changes] == []
    assert [record.message for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_a_taken_port_is_told_with_the_name_of_the_setting(desk: Desk) -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(ListenError, match=r"BOT_PREVIEW_LISTEN.*127\.0\.0\.1"):
        await serve(desk.app, "127.0.0.1", taken.getsockname()[1])
