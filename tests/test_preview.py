"""The preview over HTTP: what is written, pressed and drawn, and that nothing of it is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Unreachable
from bot.preview.transcript import Transcript
from dialogs import events
from dialogs.screen import Picture, Screen
from tests.desk import MOVING, SPOTS, Desk, Seat


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
    assert newest["body"]["rings"] == 1
    assert newest["body"]["stop_key"] == "Stop now"
    assert newest["body"]["countdown"].keys() == {"ends_at", "words", "label", "style"}


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
