"""The published description of the Bot API: names, types and ranges of what a client may send."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.botapi.model import Json

_SPEC: Json = json.loads((Path(__file__).parent / "spec.json").read_text(encoding="utf-8"))
METHODS: Mapping[str, Json] = _SPEC["methods"]
UPDATE_KINDS: frozenset[str] = frozenset(_SPEC["update_kinds"])
_TYPES: Mapping[str, Json] = _SPEC["types"]
_CANONICAL = {name.lower(): name for name in _SPEC["method_names"]}
_SCALARS: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Malformed(ValueError):
    """A parameter whose text cannot be read as its type."""


def canonical(method: str) -> str | None:
    """The published spelling of a method name, or None for a name that the Bot API does not have."""
    return _CANONICAL.get(method.lower())


def structured(types: list[str]) -> bool:
    """Whether a parameter of these types is sent as JSON."""
    return not any(kind in _SCALARS or kind == "InputFile" for kind in types)


def decode(raw: Any, types: list[str]) -> Any:
    """Turn the text of a form field into a value; values of a JSON body pass unchanged.

    Raises Malformed where the text is not of that type.
    """
    if not isinstance(raw, str):
        return raw
    if structured(types):
        return _json(raw)
    if "Integer" in types and re.fullmatch(r"-?\d+", raw):
        return int(raw)
    if "String" in types or "InputFile" in types:
        return raw
    if "Boolean" in types and raw.lower() in _BOOLEANS:
        return _BOOLEANS[raw.lower()]
    if "Float" in types and re.fullmatch(r"-?\d+(\.\d+)?", raw):
        return float(raw)
    raise Malformed(f"{raw!r} is not of type {' or '.join(types)}")


def _json(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Malformed(f"not JSON: {error}") from error


def problems(value: Any, types: list[str], where: str) -> list[str]:
    """What is wrong with a decoded value; empty when it matches one of the types."""
    found = [_mismatch(value, kind, where) for kind in types]
    return min(found, key=len)


def range_problem(value: Any, bounds: list[int] | None, where: str) -> str | None:
    """A sentence when a length or number is outside of its documented range."""
    if bounds is None or isinstance(value, bool) or not isinstance(value, str | int):
        return None
    size = len(value) if isinstance(value, str) else value
    return None if bounds[0] <= size <= bounds[1] else f"{where}: {size} is outside of {bounds[0]}-{bounds[1]}"


def _mismatch(value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        return _list_mismatch(value, kind.removeprefix("Array of "), where)
    if kind in _SCALARS:
        right = isinstance(value, _SCALARS[kind]) and (kind in ("Boolean", "True") or not isinstance(value, bool))
        return [] if right else [f"{where}: {type(value).__name__} instead of {kind}"]
    if kind == "InputFile":
        return [] if isinstance(value, str) else [f"{where}: not a file"]
    if kind not in _TYPES or (kind == "KeyboardButton" and isinstance(value, str)):
        return []
    if not isinstance(value, dict):
        return [f"{where}: {type(value).__name__} instead of {kind}"]
    if "one_of" in _TYPES[kind]:
        return _union_mismatch(value, kind, where)
    return _object_mismatch(value, _TYPES[kind]["fields"], where)


def _list_mismatch(value: Any, kind: str, where: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{where}: {type(value).__name__} instead of an array"]
    return [line for i, item in enumerate(value) for line in _mismatch(item, kind, f"{where}[{i}]")]


def _union_mismatch(value: Json, kind: str, where: str) -> list[str]:
    for member in _TYPES[kind]["one_of"]:
        if value.get("type") == _tag(kind, member):
            return _mismatch(value, member, where)
    return [f"{where}: unknown {kind} type {value.get('type')!r}"]


@cache
def _tag(union: str, member: str) -> str:
    """`BotCommandScopeAllPrivateChats` of `BotCommandScope` is told by the type `all_private_chats`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", member.removeprefix(union)).lower()


def _object_mismatch(value: Json, fields: Json, where: str) -> list[str]:
    lines = [f"{where}: unknown field {name}" for name in value if name not in fields]
    lines += [f"{where}: field {name} is missing" for name in fields if "r" in fields[name] and name not in value]
    for name in value.keys() & fields.keys():
        lines += problems(value[name], fields[name]["t"], f"{where}.{name}")
        outside = range_problem(value[name], fields[name].get("n"), f"{where}.{name}")
        lines += [outside] if outside else []
    return lines
