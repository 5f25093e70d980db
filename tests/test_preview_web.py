"""What the preview refuses, and what it serves."""

import json
from html.parser import HTMLParser

import pytest

from tests.desk import PROFILE, Desk


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


async def test_a_loop_is_served_as_a_film_and_in_parts(desk: Desk) -> None:
    part = await desk.client.get("/pictures/back-stretch-lying-loop-left", headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.headers["content-type"], part.content[4:]) == (206, "video/mp4", b"ftyp")
    assert "media-src 'self'" in part.headers["content-security-policy"]
