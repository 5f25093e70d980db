"""From parameters to the plain text and the entities of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.botapi.cursor import cannot_parse
from tests.botapi.entities import INT32, Parsed, canonical_date_format, parse_html, utf16_length
from tests.botapi.model import Json, bad_request

MAX_BYTES = 32768
MAX_ENTITIES = 100
MARKDOWN_V2_MARKS = "_*[~`>"
MARKDOWN_V2_RESERVED = "]()#+-=|{}.!"
GIVEN_TYPES = frozenset(
    [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
FOUND_TYPES = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"]
)
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+)|(?P<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)"
    r"|(?P<bot_command>(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@\w+)?(?![\w/]))|(?P<mention>(?<!\w)@[a-zA-Z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
_CONTROL = {code: " " for code in range(32) if chr(code) != "\n"}


@dataclass(frozen=True)
class Markup:
    """The names of the parameters that carry a text."""

    text: str = "text"
    entities: str = "entities"


CAPTION = Markup("caption", "caption_entities")


def read_text(params: Json, names: Markup) -> Parsed:
    """Text and entities as they end up in the message, before the limits of its kind are looked at."""
    text = str(params.get(names.text) or "")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise bad_request("text is too long")
    parsed = _parse(text, params, names)
    parsed.text = parsed.text.translate(_CONTROL)
    parsed.notes += nesting_problems(parsed.entities)
    if len(parsed.entities) > MAX_ENTITIES:
        parsed.notes.append(f"{len(parsed.entities)} entities, all after the first {MAX_ENTITIES} are lost")
    parsed = _trimmed(parsed)
    parsed.entities = sorted(parsed.entities + found_entities(parsed.text, parsed.entities), key=_order)
    return parsed


def _order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _parse(text: str, params: Json, names: Markup) -> Parsed:
    text = text.replace("\r", "")
    mode = str(params.get("parse_mode") or "").lower()
    if not text or mode in ("", "none"):
        return _explicit(text, params.get(names.entities))
    if mode == "html":
        return parse_html(text)
    if mode == "markdownv2":
        return _markdown_v2(text)
    if mode == "markdown":
        return _markdown(text)
    raise bad_request("unsupported parse_mode")


def _markdown_v2(text: str) -> Parsed:
    """Escaped plain text; a reserved character is refused, markup is left as it stands and noted."""
    out: list[str] = []
    notes = []
    escaped = False
    for char in text:
        if not escaped and char == "\\":
            escaped = True
            continue
        if not escaped and char in MARKDOWN_V2_MARKS:
            notes.append(f"MarkdownV2 markup {char!r} is not understood by the test server")
        elif not escaped and char in MARKDOWN_V2_RESERVED:
            raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        out.append(char)
        escaped = False
    return Parsed("".join(out), notes=notes)


def _markdown(text: str) -> Parsed:
    """Legacy Markdown: only whether every mark is closed; the markup is left as it stands and noted."""
    position = 0
    while found := re.compile(r"(?<!\\)[_*`\[]").search(text, position):
        end = text.find("]" if found[0] == "[" else found[0], found.end())
        if end < 0:
            offset = len(text[: found.start()].encode())
            raise cannot_parse(f"Can't find end of the entity starting at byte offset {offset}")
        position = end + 1
    return Parsed(text, notes=["legacy Markdown is not understood by the test server"])


def _explicit(text: str, given: object) -> Parsed:
    if given is None:
        return Parsed(text)
    if not isinstance(given, list):
        raise bad_request("can't parse entities JSON object")
    entities = [entity for entity in map(_explicit_entity, given) if entity is not None]
    for entity in entities:
        _check_position(text, entity)
    return Parsed(text, sorted(entities, key=_order))


def _explicit_entity(given: object) -> Json | None:
    if not isinstance(given, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    if "type" not in given:
        raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
    if given["type"] in FOUND_TYPES:
        return None
    if given["type"] not in GIVEN_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    for name in ("offset", "length"):
        if not isinstance(given.get(name), int):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    return _explicit_date(given) if given["type"] == "date_time" else dict(given)


def _explicit_date(given: Json) -> Json:
    if "unix_time" not in given:
        raise bad_request("can't parse MessageEntity: Can't find field \"unix_time\"")
    date_format = canonical_date_format(str(given.get("date_time_format") or ""))
    if date_format is None:
        raise bad_request("can't parse MessageEntity: Invalid date-time format specified")
    if int(given["unix_time"]) <= 0:
        raise bad_request("invalid date specified")
    if int(given["unix_time"]) > INT32:
        raise bad_request("ENTITY_DATE_INVALID")
    return {**given, "date_time_format": date_format}


def _check_position(text: str, entity: Json) -> None:
    offset, length = entity["offset"], entity["length"]
    if not 0 <= offset <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not 0 <= length <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect length {length}")
    total = utf16_length(text)
    if offset > total:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > total:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset "
            f"{offset + length}"
        )
    starts = _character_starts(text)
    if offset not in starts:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {_byte_offset(text, offset)}")
    if offset + length not in starts:
        where = _byte_offset(text, offset + length)
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at byte offset {where}"
        )


def _character_starts(text: str) -> set[int]:
    starts = {0}
    position = 0
    for char in text:
        position += 2 if char > "\uffff" else 1
        starts.add(position)
    return starts


def _byte_offset(text: str, utf16_offset: int) -> int:
    return len(text.encode("utf-16-le")[: utf16_offset * 2].decode("utf-16-le", "ignore").encode())


def nesting_problems(entities: list[Json]) -> list[str]:
    """Entities that the server splits or drops: code holds nothing, quotes do not nest, edges do not cross."""
    found = []
    for i, outer in enumerate(entities):
        for inner in entities[i + 1 :]:
            start, end = inner["offset"], inner["offset"] + inner["length"]
            outer_end = outer["offset"] + outer["length"]
            if start >= outer_end:
                continue
            pair = f"{inner['type']} in {outer['type']} at {start}"
            if end > outer_end:
                found.append(f"crossing entities: {pair}")
            elif {"code", "pre"} & {inner["type"], outer["type"]}:
                found.append(f"code cannot be combined: {pair}")
            elif "blockquote" in outer["type"] and "blockquote" in inner["type"]:
                found.append(f"nested quotes: {pair}")
    return found


def _trimmed(parsed: Parsed) -> Parsed:
    """Cut space at both ends as the server does; in front only up to the first entity."""
    text = parsed.text.rstrip(" \n")
    first = min((entity["offset"] for entity in parsed.entities), default=utf16_length(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[lead:]
    end = utf16_length(text)
    kept = []
    for entity in parsed.entities[:MAX_ENTITIES]:
        offset = entity["offset"] - lead
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return Parsed(text, kept, parsed.notes)


def found_entities(text: str, given: list[Json]) -> list[Json]:
    """Links, commands, mentions and tags that Telegram marks by itself, outside of code and links."""
    taken = [entity for entity in given if entity["type"] in ("code", "pre", "text_link", "text_mention")]
    result = []
    for match in _FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        if all(start >= e["offset"] + e["length"] or start + length <= e["offset"] for e in taken):
            result.append({"type": match.lastgroup, "offset": start, "length": length})
    return result
