"""The HTML of `parse_mode=HTML`, read byte by byte as the real server reads it, with its error texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.botapi.cursor import Cursor, cannot_parse
from tests.botapi.model import Json, bad_request

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = frozenset(SIMPLE_TAGS) | {"a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
INT32 = 2**31 - 1


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of all offsets."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass
class Parsed:
    """Plain text and entities; `notes` tells what the real server would have dropped in silence."""

    text: str
    entities: list[Json] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class _Open:
    name: str
    argument: str
    extra: str
    offset: int
    begin: int
    order: int


def parse_html(source: str) -> Parsed:
    """Plain text and entities of the source. Raises ApiError with the byte offset of the mistake."""
    return _Parser(source).run()


def canonical_date_format(date_format: str) -> str | None:
    """`r`, or weekday, date and time in the documented order; None for anything else."""
    if date_format in ("r", "R"):
        return "r"
    if re.fullmatch(r"[tTdDwW]*", date_format) is None:
        return None
    parts = [("w" if re.search("[wW]", date_format) else "")]
    for short, long in (("d", "D"), ("t", "T")):
        parts.append(short if short in date_format else long if long in date_format else "")
    return "".join(parts)


class _Parser:
    def __init__(self, source: str) -> None:
        self.cursor = Cursor(source)
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.closed: list[tuple[int, Json]] = []
        self.notes: list[str] = []
        self.opened = 0

    def run(self) -> Parsed:
        while not self.cursor.at_end:
            if self.cursor.at("<"):
                self._tag()
            else:
                self._text()
        if self.open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.out)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
                "code units"
            )
        return Parsed(text, self._ordered(), self.notes)

    def _ordered(self) -> list[Json]:
        for _, entity in self.closed:
            if entity["type"] == "code":
                entity.pop("language", None)
        ordered = sorted(self.closed, key=lambda item: (item[1]["offset"], -item[1]["length"], item[0]))
        return [entity for _, entity in ordered]

    def _text(self) -> None:
        char = self.cursor.reference() if self.cursor.at("&") else None
        text = self.cursor.plain() if char is None else char
        self.out.append(text)
        self.offset += utf16_length(text)

    def _tag(self) -> None:
        begin = self.cursor.pos
        self.cursor.skip()
        if self.cursor.at("/"):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = self.cursor.name()
        if self.cursor.at_end:
            raise cannot_parse(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self.cursor.attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.cursor.skip()
        self.opened += 1
        argument, extra = _argument(name, attributes)
        self.open.append(_Open(name, argument, extra, self.offset, len(self.out), self.opened))

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {begin}")
        self.cursor.skip()
        name = self.cursor.name()
        self.cursor.skip_space()
        if not self.cursor.at(">"):
            raise cannot_parse(f"Unclosed end tag at byte offset {begin}")
        self.cursor.skip()
        opened = self.open.pop()
        if name and name != opened.name:
            raise cannot_parse(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.name}>", found "</{name}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)
        else:
            self.notes.append(f"empty <{opened.name}>")

    def _close(self, tag: _Open) -> None:
        entity = self._entity(tag)
        if entity is not None:
            span = {"offset": tag.offset, "length": self.offset - tag.offset}
            self.closed.append((tag.order, {"type": entity.pop("type"), **span, **entity}))

    def _entity(self, tag: _Open) -> Json | None:
        if tag.name in SIMPLE_TAGS:
            return {"type": SIMPLE_TAGS[tag.name]}
        if tag.name == "blockquote":
            return {"type": "expandable_blockquote" if tag.argument else "blockquote"}
        if tag.name == "tg-emoji":
            return _custom_emoji(tag.argument)
        if tag.name == "tg-time":
            return self._date_time(tag)
        if tag.name == "a":
            return self._link(tag.argument or "".join(self.out[tag.begin :]))
        return self._code(tag)

    def _date_time(self, tag: _Open) -> Json | None:
        date_format = canonical_date_format(tag.extra)
        if date_format is None:
            raise cannot_parse("Invalid date format used")
        if date_format != tag.extra:
            self.notes.append(f"date-time format {tag.extra!r} is not in the documented order")
        if re.fullmatch(r"-?\d+", tag.argument) is None or int(tag.argument) <= 0:
            self.notes.append(f"tg-time without a positive unix time: {tag.argument!r}")
            return None
        if int(tag.argument) > INT32:
            raise bad_request("ENTITY_DATE_INVALID")
        return {"type": "date_time", "unix_time": int(tag.argument), "date_time_format": date_format}

    def _link(self, url: str) -> Json | None:
        user = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if user:
            return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
        if not valid_url(url):
            self.notes.append(f"link without a valid address: {url!r}")
            return None
        return {"type": "text_link", "url": url}

    def _code(self, tag: _Open) -> Json | None:
        """`<pre><code class="language-x">` makes one entity out of two tags of the same extent."""
        last = self.closed[-1][1] if self.closed else None
        same = last is not None and (last["offset"], last["length"]) == (tag.offset, self.offset - tag.offset)
        if same and last is not None and tag.name == "pre" and "language" in last:
            last["type"] = "pre"
            return None
        inside_pre = bool(self.open) and self.open[-1].name == "pre" and self.open[-1].offset == tag.offset
        if tag.name == "code" and tag.argument and inside_pre:
            return {"type": "code", "language": tag.argument}
        return {"type": tag.name}


def _argument(name: str, attributes: dict[str, str]) -> tuple[str, str]:
    if name == "a":
        return attributes.get("href", ""), ""
    if name == "code":
        language = attributes.get("class", "")
        return (language.removeprefix("language-") if language.startswith("language-") else ""), ""
    if name == "tg-emoji":
        return attributes.get("emoji-id", ""), ""
    if name == "tg-time":
        return attributes.get("unix", ""), attributes.get("format", "")
    return ("1" if name == "blockquote" and "expandable" in attributes else ""), ""


def _custom_emoji(identifier: str) -> Json:
    if re.fullmatch(r"-?[1-9]\d{0,18}", identifier) is None:
        raise cannot_parse("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def valid_url(url: str) -> bool:
    """Whether a link leads anywhere: http, https, tg, or a bare domain."""
    if re.match(r"(?i)tg://\S", url):
        return True
    return re.fullmatch(r"(?i)(https?://)?([\w\-]+(\.[\w\-]+)+|localhost)(:\d+)?([/?#]\S*)?", url) is not None
