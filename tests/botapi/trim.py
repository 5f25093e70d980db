"""Cut the full machine-readable Bot API description down to what the test server checks.

Usage: python tests/botapi/trim.py FULL.json > tests/botapi/spec.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = [
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendAnimation",
    "sendDocument",
    "sendChatAction",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "getChat",
    "pinChatMessage",
    "unpinChatMessage",
    "setMessageReaction",
    "getFile",
    "logOut",
    "close",
]
PRIMITIVES = {"Integer", "Float", "String", "Boolean", "True", "InputFile"}
UNSUPPORTED_TYPES = {"InputRichMessage"}  # recursive and large; the server refuses the parameter itself
LENGTH = re.compile(r"(\d+)-(\d+) (?:characters|bytes)(?! after)")
VALUES = re.compile(r"Values between (\d+)-(\d+)")


def field(source: dict[str, Any]) -> dict[str, Any]:
    """One parameter or field: `t` types, `r` required, `n` allowed length or value."""
    result: dict[str, Any] = {"t": source["types"]}
    if source["required"]:
        result["r"] = 1
    found = LENGTH.search(source["description"]) or VALUES.search(source["description"])
    if found:
        result["n"] = [int(found[1]), int(found[2])]
    return result


def fields(source: dict[str, Any]) -> dict[str, Any]:
    """All fields of a method or a type, by name."""
    return {item["name"]: field(item) for item in source.get("fields", [])}


def element(type_name: str) -> str:
    """The type inside `Array of Array of X`."""
    return type_name.rsplit("Array of ", 1)[-1]


def referenced(types: dict[str, Any], start: set[str]) -> dict[str, Any]:
    """Every type reachable from the names in start."""
    result: dict[str, Any] = {}
    queue = sorted(start)
    while queue:
        name = queue.pop()
        if name in result or name in PRIMITIVES | UNSUPPORTED_TYPES:
            continue
        if "subtypes" in types[name]:
            result[name] = {"one_of": types[name]["subtypes"]}
            queue += types[name]["subtypes"]
        else:
            result[name] = {"fields": fields(types[name])}
            queue += [element(kind) for item in types[name].get("fields", []) for kind in item["types"]]
    return dict(sorted(result.items()))


def trim(full: dict[str, Any]) -> dict[str, Any]:
    """The part of the description that the server needs."""
    methods = {name: fields(full["methods"][name]) for name in METHODS}
    start = {element(kind) for params in methods.values() for item in params.values() for kind in item["t"]}
    return {
        "version": full["version"],
        "method_names": sorted(full["methods"]),
        "update_kinds": [item["name"] for item in full["types"]["Update"]["fields"] if item["name"] != "update_id"],
        "methods": methods,
        "types": referenced(full["types"], start),
    }


if __name__ == "__main__":
    json.dump(trim(json.loads(Path(sys.argv[1]).read_text())), sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")
