"""Files over the preview: what the bot sends can be seen and saved, what the user sends arrives."""

from dataclasses import replace
from pathlib import Path

from bot.ports import File
from dialogs import events
from tests.desk import Desk

CHART = File("progress.png", "image/png", b"\x89PNG...", "Pain before and after.")
REPORT = File("report für <dich>.pdf", "application/pdf", b"%PDF-1.4", "One page.")


async def test_files_of_the_bot_can_be_seen_and_saved(desk: Desk) -> None:
    chat = await desk.new_chat()
    for file in (CHART, REPORT):
        await desk.channel.send_file(chat, file)
    shown, kept = await desk.messages(chat)
    answers = [await desk.client.get(f"/api/chats/{chat}/files/{message['id']}") for message in (shown, kept)]

    assert shown["body"] == {
        "name": "progress.png", "type": "image/png", "kilobytes": 1, "caption": "Pain before and after."
    }  # fmt: skip
    assert [answer.content for answer in answers] == [CHART.content, REPORT.content]
    assert answers[0].headers["content-disposition"].startswith("inline;")
    assert answers[1].headers["content-disposition"].startswith("attachment; filename*=utf-8''report%20f%C3%BCr%20%3C")
    assert answers[1].headers["x-content-type-options"] == "nosniff"


async def test_a_file_of_another_chat_or_none_is_not_found(desk: Desk) -> None:
    chat, other = await desk.new_chat(), await desk.new_chat()
    await desk.channel.send_file(chat, CHART)
    (message,) = await desk.messages(chat)
    for place in (f"{other}/files/{message['id']}", f"{chat}/files/1", f"{chat}/files/{10**30}"):
        assert (await desk.client.get(f"/api/chats/{place}")).status_code == 404


async def test_the_next_card_stands_below_a_file(desk: Desk) -> None:
    chat = await desk.new_chat()
    await desk.client.post(f"/api/chats/{chat}/text", json={"text": "/start"})
    _, card = await desk.messages(chat)
    await desk.channel.send_file(chat, CHART)
    tap = {"message": card["id"], "action": "where", "turn": card["body"]["turn"]}
    await desk.client.post(f"/api/chats/{chat}/tap", json=tap)

    assert [message["kind"] for message in await desk.messages(chat)] == ["text", "card", "file", "card"]


async def test_a_json_file_goes_to_the_bot_and_any_other_is_an_attachment(desk: Desk) -> None:
    chat = await desk.new_chat()
    for name, size, text in (("guide.JSON", 4, "{}ß"), ("holiday.jpg", 9, ""), ("guide.json", 20 * 2**20, "")):
        body = {"name": name, "size": size, "text": text}
        assert (await desk.client.post(f"/api/chats/{chat}/document", json=body)).status_code == 200

    assert desk.bot.received == ["{}ß".encode()]
    assert desk.bot.heard == [events.Attachment("document"), events.NotImported("too-big")]
    assert [message["body"] for message in await desk.messages(chat) if message["kind"] == "document"] == [
        {"name": "guide.JSON"}, {"name": "holiday.jpg"}, {"name": "guide.json"}
    ]  # fmt: skip


async def test_a_document_that_should_never_have_been_sent_is_refused(desk: Desk) -> None:
    chat = await desk.new_chat()
    body = {"name": "guide.json", "size": 5 * 2**20, "text": "x" * 5 * 2**20}

    assert (await desk.client.post(f"/api/chats/{chat}/document", json=body)).status_code == 413


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("preview.sqlite3*"))


async def test_what_was_said_is_erased_with_everything_else(desk: Desk, tmp_path: Path) -> None:
    chat, other = await desk.new_chat(), await desk.new_chat()
    for each in (chat, other):
        await desk.client.post(f"/api/chats/{each}/text", json={"text": f"pain in buttock {each}"})
        await desk.channel.send_file(each, replace(REPORT, content=f"page of {each}".encode()))
    await desk.channel.forget(chat)

    assert [message["kind"] for message in await desk.messages(chat)] == ["erased"]
    assert [message["kind"] for message in await desk.messages(other)] == ["text", "card", "file"]
    traces = bytes_of(tmp_path)
    assert f"buttock {chat}".encode() not in traces
    assert f"page of {chat}".encode() not in traces
    assert f"page of {other}".encode() in traces
