"""Keyboards: what the server refuses, and what it drops or cuts in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.botapi.entities import valid_url
from tests.botapi.model import Json, bad_request

Flag = Callable[[str, str], None]
"""Called with a rule and a detail for everything that the real server would not answer."""

STYLES = ("primary", "success", "danger")
INLINE_ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    ]
)
KEY_ACTIONS = frozenset(
    [
        "request_users",
        "request_chat",
        "request_managed_bot",
        "request_contact",
        "request_location",
        "request_poll",
        "web_app",
    ]
)
ROW_SHOWN, TOTAL_SHOWN = 8, 100  # what clients draw usably
ROW_KEPT, TOTAL_KEPT = 12, 300  # what the server keeps
MAX_MARKUP_BYTES = 10240


@dataclass
class ReplyMarkup:
    """What `reply_markup` asks for; `kind` is None when it asks for nothing."""

    kind: str | None = None
    inline: list[list[Json]] = field(default_factory=list)
    keys: list[list[str]] = field(default_factory=list)
    options: Json = field(default_factory=dict)


def read_markup(value: object, flag: Flag) -> ReplyMarkup:
    """Check a decoded `reply_markup`. Raises ApiError in the server's words."""
    if value is None or value == {}:
        return ReplyMarkup()
    if isinstance(value, str):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if len(json.dumps(value, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in value:
        return _inline(value, flag)
    if "keyboard" in value:
        return _reply_keyboard(value, flag)
    if value.get("remove_keyboard"):
        return ReplyMarkup("remove_keyboard")
    if value.get("force_reply"):
        return ReplyMarkup("force_reply", options=dict(value))
    return ReplyMarkup()


def _inline(value: Json, flag: Flag) -> ReplyMarkup:
    rows = _rows(value["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
    checked = [[_inline_button(button, flag) for button in row] for row in rows]
    kept = _fitting([[button for button in row if button is not None] for row in checked], flag)
    return ReplyMarkup("inline_keyboard" if kept else None, inline=kept)


def _reply_keyboard(value: Json, flag: Flag) -> ReplyMarkup:
    rows = _rows(value["keyboard"], "keyboard", "ReplyKeyboardMarkup")
    keys = [[_key(button, flag) for button in row] for row in rows]
    kept = _fitting([[{"text": key} for key in row if key] for row in keys], flag)
    options = {name: item for name, item in value.items() if name != "keyboard"}
    labels = [[str(key["text"]) for key in row] for row in kept]
    return ReplyMarkup("keyboard" if kept else None, keys=labels, options=options)


def _rows(value: object, name: str, kind: str) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{name}" of the {kind} must be an Array of Arrays')
    return value


def _fitting(rows: list[list[Json]], flag: Flag) -> list[list[Json]]:
    if any(not row for row in rows):
        flag("keyboard.empty_row", "a row without buttons is dropped")
    full = [row for row in rows if row]
    if any(len(row) > ROW_SHOWN for row in full):
        flag("keyboard.row", f"a row of {max(map(len, full))} buttons, {ROW_SHOWN} fit")
    total = sum(map(len, full))
    if total > TOTAL_SHOWN:
        flag("keyboard.total", f"{total} buttons, {TOTAL_SHOWN} fit")
    kept, left = [], TOTAL_KEPT
    for row in full:
        kept.append(row[: min(ROW_KEPT, left)])
        left -= len(kept[-1])
    return [row for row in kept if row]


def _inline_button(value: object, flag: Flag) -> Json | None:
    if not isinstance(value, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _check_text(value, "inline keyboard button")
    actions = sorted(INLINE_ACTIONS & value.keys())
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        flag("button.two_actions", f"{value['text']!r} has {' and '.join(actions)}")
    if not value["text"]:
        flag("button.empty_text", f"a button without text is dropped ({actions[0]})")
        return None
    _check_action(value, flag)
    return value


def _check_action(button: Json, flag: Flag) -> None:
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not valid_url(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    copied = button.get("copy_text")
    if isinstance(copied, dict) and not 1 <= len(str(copied.get("text", ""))) <= 256:
        flag("button.copy_text", f"{button['text']!r} copies {len(str(copied.get('text', '')))} characters")


def _check_text(button: Json, what: str) -> None:
    if "text" not in button:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if button.get("style") not in (None, "", *STYLES):
        raise bad_request(f"can't parse {what}: invalid button style specified")


def _key(value: object, flag: Flag) -> str:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    _check_text(value, "keyboard button")
    if len(KEY_ACTIONS & value.keys()) > 1:
        flag("button.two_actions", f"key {value['text']!r}")
    if not value["text"]:
        flag("button.empty_text", "a key without text is dropped")
    return str(value["text"])
