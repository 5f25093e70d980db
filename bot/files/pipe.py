"""How the two processes talk: each message is its length in eight bytes, and a pickle."""

import pickle
import struct
from typing import Final

LENGTH: Final = struct.Struct(">Q")


def packed(value: object) -> bytes:
    content = pickle.dumps(value)
    return LENGTH.pack(len(content)) + content


def unpacked(content: bytes) -> object:
    """Only for what the other process wrote: neither side lets anybody else near the pipe."""
    value: object = pickle.loads(content)  # noqa: S301 - see above
    return value
