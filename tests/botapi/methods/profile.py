"""What the bot tells about itself, and how it wants its updates."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

from tests.botapi.model import Call, Json, bad_request
from tests.botapi.spec import UPDATE_KINDS
from tests.botapi.world import Webhook, World

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])[:/]")
TEXTS = {
    "Name": "name",
    "Description": "description",
    "ShortDescription": "short_description",
}


def get_me(world: World, call: Call) -> Json:
    """The bot itself."""
    flags = dict.fromkeys(
        ("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app"), False
    )
    return {**world.bot, "can_join_groups": True, **flags}


def set_webhook(world: World, call: Call) -> bool:
    """Push updates to an address; plain HTTP only on this machine."""
    url = str(call.params.get("url") or "")
    if not url:
        return delete_webhook(world, call)
    if not url.startswith("https://") and not LOOPBACK.match(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.get("secret_token")
    if secret is not None and re.fullmatch(r"[A-Za-z0-9_\-]{1,256}", str(secret)) is None:
        raise bad_request("secret token contains unallowed characters")
    remember_allowed(world, call)
    if call.params.get("drop_pending_updates"):
        world.queue.clear()
    world.webhook = Webhook(url, secret, info={"max_connections": call.params.get("max_connections", 40)})
    world.queue.signal.fire()
    return True


def delete_webhook(world: World, call: Call) -> bool:
    """Back to getUpdates."""
    world.webhook = None
    if call.params.get("drop_pending_updates"):
        world.queue.clear()
    world.queue.signal.fire()
    return True


def get_webhook_info(world: World, call: Call) -> Json:
    """State of the delivery."""
    hook = world.webhook or Webhook("")
    result = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(world.queue.pending())}
    if hook.last_error:
        result |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if world.queue.allowed:
        result["allowed_updates"] = sorted(world.queue.allowed)
    return result | hook.info


def remember_allowed(world: World, call: Call) -> None:
    """The list holds until another one is given; an empty one means the default."""
    given = call.params.get("allowed_updates")
    if not isinstance(given, list):
        return
    unknown = sorted(set(given) - UPDATE_KINDS)
    if unknown:
        world.flag("updates.unknown_kind", call, ", ".join(unknown))
    world.queue.allowed = frozenset(given) & UPDATE_KINDS or None


def set_my_commands(world: World, call: Call) -> bool:
    """The commands of one scope and language."""
    commands = call.params.get("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if re.fullmatch(r"/?[a-z0-9_]{1,32}", str(command.get("command", ""))) is None:
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", "")).strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[_scope(call)] = [
        {"command": command["command"].removeprefix("/"), "description": command["description"]} for command in commands
    ]
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return world.profile.commands.get(_scope(call), [])


def delete_my_commands(world: World, call: Call) -> bool:
    """Forget the commands of one scope and language."""
    world.profile.commands.pop(_scope(call), None)
    return True


def _scope(call: Call) -> tuple[str, str]:
    scope = call.params.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), _language(call)


def _language(call: Call) -> str:
    language = str(call.params.get("language_code") or "")
    if re.fullmatch(r"([a-z]{2})?", language) is None:
        raise bad_request("invalid language code specified")
    return language


def _set_text(field: str, world: World, call: Call) -> bool:
    world.profile.texts[field, _language(call)] = str(call.params.get(field) or "")
    return True


def _get_text(field: str, world: World, call: Call) -> Json:
    texts = world.profile.texts
    fallback = world.bot["first_name"] if field == "name" else ""
    return {field: texts.get((field, _language(call))) or texts.get((field, "")) or fallback}


HANDLERS: dict[str, Any] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    **{f"setMy{name}": partial(_set_text, field) for name, field in TEXTS.items()},
    **{f"getMy{name}": partial(_get_text, field) for name, field in TEXTS.items()},
}
