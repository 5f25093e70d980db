"""What the page may send, and a clear answer to everything else."""

from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

_LARGEST: Final = 65_536
"""Bytes of a request body; the longest text takes a quarter of it."""


AttachmentKind = Literal["sticker", "photo", "voice"]

_Number = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""The whole numbers a page can count with."""


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Empty(Body):
    """No fields: the address says it all."""


class Written(Body):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
    """At most what Telegram takes in one message."""


class Pressed(Body):
    """`message` and `turn` may be old, `action` anything: the bot trusts none of them."""

    message: _Number
    action: Annotated[str, Field(min_length=1, max_length=64)]
    turn: _Number


LARGEST_FILE: Final = 4 * 2**20
"""Bytes of a request with a file; the page sends none of over a megabyte, which grows by its quotation marks."""


class Sent(Body):
    """A file of the user; `text` is empty where the page found it too big to send along."""

    name: Annotated[str, Field(max_length=255)]
    size: _Number
    text: str


class Speed(Body):
    factor: Annotated[float, Field(ge=1, le=60, allow_inf_nan=False)]


BodyT = TypeVar("BodyT", bound=Body)


async def read(request: Request, kind: type[BodyT], largest: int = _LARGEST) -> BodyT:
    """Raises HTTPException: 413 too large, 400 naming every field that is wrong."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > largest:
            raise HTTPException(413, f"The request is larger than {largest} bytes.")
    try:
        return kind.model_validate_json(raw)
    except ValidationError as problems:
        raise HTTPException(
            400, " ".join(_sentence(problem["loc"], problem["msg"]) for problem in problems.errors())
        ) from None


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place)) or 'body'}: {message}."
