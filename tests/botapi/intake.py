"""From an HTTP request to a call on the ledger, checked against the specification."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.botapi import spec
from tests.botapi.model import ApiError, Call, Json, UploadedFile
from tests.botapi.world import World


async def read_body(request: web.Request) -> tuple[Json, dict[str, UploadedFile]]:
    """Parameters and files of a form-encoded, multipart or JSON request, the address included."""
    raw: Json = dict(request.query)
    files: dict[str, UploadedFile] = {}
    try:
        if request.content_type == "application/json":
            given = await request.json()
            return raw | (given if isinstance(given, dict) else {}), files
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file:
                    files[name] = UploadedFile(value.filename, value.file.read())
            else:
                raw[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error
    except ValueError as error:
        raise ApiError(400, "Bad Request: can't parse the request") from error
    return raw, files


def register(world: World, name: str, raw: Json, files: dict[str, UploadedFile], arrived: float) -> Call:
    """Put a call on the ledger; what does not fit the specification becomes violations."""
    method = spec.canonical(name)
    call = Call(method or name, raw, files, arrived)
    if method in spec.METHODS:
        call.params = _decoded(world, call, raw)
    chat_id = call.params.get("chat_id")
    call.chat_id = chat_id if isinstance(chat_id, int) else None
    world.calls.append(call)
    world.called.fire()
    return call


def _decoded(world: World, call: Call, raw: Json) -> Json:
    fields = spec.METHODS[call.method]
    params: Json = {}
    for name, text in raw.items():
        if name in fields:
            params[name] = _value(world, call, name, text)
        else:
            world.flag("param.unknown", call, name)
    attached = set(_strings(params))
    for name in call.files:
        if name not in fields and f"attach://{name}" not in attached:
            world.flag("param.unknown", call, f"file {name}")
    return params


def _value(world: World, call: Call, name: str, text: Any) -> Any:
    field = spec.METHODS[call.method][name]
    try:
        value = spec.decode(text, field["t"])
    except spec.Malformed as error:
        world.flag("param.type", call, f"{name}: {error}")
        return text
    for line in spec.problems(value, field["t"], name):
        world.flag("param.type", call, line)
    outside = spec.range_problem(value, field.get("n"), name)
    if outside:
        world.flag("param.range", call, outside)
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []
