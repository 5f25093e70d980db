"""A cursor over the bytes of a markup: names, attributes, character references."""

from __future__ import annotations

import re

from tests.botapi.model import ApiError, bad_request

NAMED_CHARACTERS = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}

_SPACE = frozenset(b" \t\r\n\0\v")
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?")
_NAME_TOKEN = re.compile(rb"[a-zA-Z0-9.\-]*")


def cannot_parse(reason: str) -> ApiError:
    """The refusal of a text with broken markup."""
    return bad_request(f"can't parse entities: {reason}")


class Cursor:
    """A place in the source; offsets in its error texts count bytes."""

    def __init__(self, source: str) -> None:
        # A terminating zero spares a length check at every look ahead.
        self._data = source.encode("utf-8", "surrogatepass") + b"\0"
        self._end = len(self._data) - 1
        self.pos = 0

    @property
    def at_end(self) -> bool:
        """Nothing is left."""
        return self.pos >= self._end

    def at(self, char: str) -> bool:
        """Whether that ASCII character is next."""
        return self._data[self.pos] == ord(char)

    def skip(self) -> None:
        """Go one byte on."""
        self.pos += 1

    def skip_space(self) -> None:
        """Go to the next byte that is no space."""
        while not self.at_end and self._data[self.pos] in _SPACE:
            self.pos += 1

    def plain(self) -> str:
        """What stands before the next `<` or `&`, at least one character of it."""
        start = self.pos
        self.pos += 1
        while not self.at_end and self._data[self.pos] not in b"<&":
            self.pos += 1
        return self._data[start : self.pos].decode("utf-8", "surrogatepass")

    def name(self) -> str:
        """A tag's name, up to a space or `>`."""
        start = self.pos
        while self._data[self.pos] not in _SPACE and not self.at(">"):
            self.pos += 1
        return self._data[start : self.pos].decode("utf-8", "replace").lower()

    def reference(self) -> str | None:
        """The character meant by `&…;`; None, without going on, where there is none."""
        found = _REFERENCE.match(self._data, self.pos)
        if found is None:
            return None
        if found[3] is not None:
            char = NAMED_CHARACTERS.get(found[3])
        else:
            code = int(found[1], 16) if found[1] else int(found[2])
            char = chr(code) if 0 < code < 0x10FFFF else None
        if char is not None:
            self.pos = found.end()
        return char

    def attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Everything before the `>` of a start tag that began at the byte `begin`."""
        found: dict[str, str] = {}
        while not self.at(">"):
            self.skip_space()
            if self.at(">"):
                break
            name = self._attribute_name()
            if not name:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self.skip_space()
            self._expect_more(tag, begin)
            found[name] = self._value(tag, begin) if self.at("=") else ""
        return found

    def _attribute_name(self) -> str:
        start = self.pos
        while self._data[self.pos] not in _SPACE and self._data[self.pos] not in b"=>/\"'":
            self.pos += 1
        return self._data[start : self.pos].decode("utf-8", "replace")

    def _expect_more(self, tag: str, begin: int) -> None:
        if self.at_end:
            raise cannot_parse(f'Unclosed start tag "{tag}" at byte offset {begin}')

    def _value(self, tag: str, begin: int) -> str:
        self.skip()
        self.skip_space()
        self._expect_more(tag, begin)
        value = self._quoted() if self.at('"') or self.at("'") else self._name_token()
        if self.at_end:
            raise cannot_parse(f"Unclosed start tag at byte offset {begin}")
        return value

    def _name_token(self) -> str:
        found = _NAME_TOKEN.match(self._data, self.pos)
        start = self.pos
        self.pos = found.end() if found else start
        if self._data[self.pos] not in _SPACE and not self.at(">"):
            raise cannot_parse(f"Unexpected end of name token at byte offset {start}")
        return self._data[start : self.pos].decode().lower()

    def _quoted(self) -> str:
        quote = chr(self._data[self.pos])
        self.skip()
        value = bytearray()
        while not self.at_end and not self.at(quote):
            char = self.reference() if self.at("&") else None
            if char is None:
                value.append(self._data[self.pos])
                self.skip()
            else:
                value += char.encode("utf-8", "surrogatepass")
        self.pos += not self.at_end
        return value.decode("utf-8", "replace")
