"""Logs are events with fields. Never message text, pain scores or the token."""

import logging
import re
import secrets
from collections.abc import Mapping, MutableMapping
from hashlib import blake2s
from typing import Any, Literal

import structlog

TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
"""A bot token, wherever it slipped in: libraries put it into addresses and errors."""

DATA = re.compile(r"(?i)\b(received data was|can not load invalid json data)\b")
"""What libraries say before they print an update."""

NOISY = ("httpx", "httpcore", "telegram", "telegram.ext", "aiohttp", "transitions", "uvicorn", "asyncio")
"""Libraries whose INFO and DEBUG lines may carry addresses or what users wrote."""

SILENT = ("procrastinate", "psycopg")
"""Libraries whose errors name chats; whoever uses them tells what went wrong."""

_KEY = secrets.token_bytes(16)
"""Of this process alone: once it is gone, nobody can tell whose lines these were."""


def chat_hash(chat: int) -> str:
    """A short name for a chat that does not tell who it is, not even to somebody who tries all numbers."""
    return blake2s(str(chat).encode(), digest_size=6, key=_KEY).hexdigest()


def redacted(text: str) -> str:
    return TOKEN.sub("<token>", text)


def _redact(_logger: Any, _name: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: redacted(value) if isinstance(value, str) else value for key, value in fields.items()}


def _without_data(_logger: Any, _name: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Libraries put what they received into the message when they cannot read it: users' words."""
    text = fields.get("event")
    return fields if not isinstance(text, str) else {**fields, "event": DATA.split(text)[0]}


def _is_not_silent(record: logging.LogRecord) -> bool:
    """What such a library left lying in a task of its own when the database was gone: one for each of its jobs."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not kind.__module__.startswith(SILENT)


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Set up structlog, and the standard library's logging through it. Exceptions are redacted, too."""
    number = logging.getLevelNamesMapping()[level]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    renderer = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_data],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=number, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").addFilter(_is_not_silent)
