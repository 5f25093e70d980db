"""The environment, read once and checked as a whole: a mistake names its variable and what to do."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dialogs.guide import KEEP_DAYS

TELEGRAM = "https://api.telegram.org"
_POSTGRES = ("postgresql://", "postgres://")


class ConfigError(Exception):
    """The operator's to mend: every mistake in the environment, a line each."""


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("give host:port, such as 127.0.0.1:8080")
    return value


def _database(value: str) -> str:
    if value.startswith(_POSTGRES):
        return _postgres(value)
    if not value.startswith("sqlite:///") or not value.removeprefix("sqlite:///"):
        raise ValueError(
            "give sqlite:///path/to/file or postgresql://user:password@host/name; unset: an SQLite file under ./data/"
        )
    return value


def _postgres(value: str) -> str:
    try:
        parts = urlsplit(value)
        named = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise ValueError("give postgresql://user:password@host:5432/name, the name of the database included")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()) is None:
        raise ValueError("give 1 to 256 letters, digits, _ or -")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("give an address that begins with http:// or https://")
    return value.rstrip("/")


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("give DEBUG, INFO, WARNING or ERROR")
    return value.upper()


Listen = Annotated[str, AfterValidator(_listen)]


class Config(BaseSettings):
    """Field names are the variables in lower case; descriptions are the lines of `--help`."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True)

    telegram_bot_token: SecretStr | None = Field(None, description="the bot's token; unset: the browser preview")
    telegram_bot_token_file: Path | None = Field(None, description="a file with the token, instead of the token")
    telegram_api_url: Annotated[str, AfterValidator(_address)] = Field(
        TELEGRAM, description="a test server or a Bot API server of your own"
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///data/bot.sqlite3", repr=False,
        description="where sessions are kept: sqlite:///path, or postgresql://… for more than one process",
    )  # fmt: skip
    bot_webhook_url: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="where Telegram reaches this bot, https://…; unset: long polling"
    )
    bot_webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        None, description="what Telegram sends along to prove itself; unset: derived from the token"
    )
    bot_webhook_listen: Listen = Field("127.0.0.1:8443", description="where the webhook listens, behind a proxy")
    bot_http_listen: Listen = Field("127.0.0.1:9090", description="/healthz and /metrics")
    bot_messages_per_second: float = Field(
        30, gt=0, allow_inf_nan=False,
        description="messages to all chats together; Telegram's own limit is 30 unless it granted more",
    )  # fmt: skip
    bot_preview_listen: Listen = Field("127.0.0.1:8080", description="the browser preview's address")
    bot_content_dir: Path | None = Field(None, description="another content folder, of the same shape")
    bot_speed: float = Field(
        1.0, gt=0, le=1000, allow_inf_nan=False,
        description="how much faster than real time holds, rests and reminders run, for trying: 20, or as a share 0.05",
    )  # fmt: skip
    bot_retention_days: int = Field(
        KEEP_DAYS, ge=1, le=3650,
        description="after how many days a session, or a chat that nobody uses, is deleted",
    )  # fmt: skip
    bot_log_level: Annotated[str, AfterValidator(_level)] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    bot_log_format: Literal["text", "json"] = Field("text", description="text or json")

    @property
    def tempo(self) -> float:
        """How many times faster than real time. Both ways to write it mean quicker: a hold never gets longer."""
        return max(self.bot_speed, 1 / self.bot_speed)

    @property
    def shared_database(self) -> str | None:
        """The PostgreSQL that several processes may share; None where the database is a file."""
        return self.database_url if self.database_url.startswith(_POSTGRES) else None

    @property
    def database_path(self) -> Path:
        """The SQLite file. With PostgreSQL, the usual one: the preview keeps what it has shown beside it."""
        if self.shared_database is not None:
            return Path("data/bot.sqlite3")
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def token(self) -> str | None:
        """The token, from the variable or the file."""
        if self.telegram_bot_token is not None:
            return self.telegram_bot_token.get_secret_value().strip()
        if self.telegram_bot_token_file is not None:
            return self.telegram_bot_token_file.read_text(encoding="utf-8").strip()
        return None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.bot_content_dir is not None and not self.bot_content_dir.is_dir():
            raise ValueError(f"BOT_CONTENT_DIR: {self.bot_content_dir} is no folder")
        if self.telegram_bot_token is not None and self.telegram_bot_token_file is not None:
            raise ValueError("TELEGRAM_BOT_TOKEN: set it or TELEGRAM_BOT_TOKEN_FILE, not both")
        try:
            token = self.token
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError("TELEGRAM_BOT_TOKEN_FILE: this file cannot be read as text") from error
        if token is not None and ":" not in token:
            raise ValueError("TELEGRAM_BOT_TOKEN: a token looks like 123456:ABC…; copy it from BotFather again")
        return self


def read() -> Config:
    """The configuration of this process. Raises ConfigError with every mistake; no value is shown."""
    try:
        return Config()
    except ValidationError as error:
        lines = []
        for detail in error.errors(include_url=False, include_input=False):
            message = detail["msg"].removeprefix("Value error, ")
            name = ".".join(str(part) for part in detail["loc"]).upper()
            lines.append(f"{name}: {message}" if name else message)
        raise ConfigError("\n".join(lines)) from None


def help_text() -> str:
    """The variables, a line each."""
    width = max(len(name) for name in Config.model_fields)
    return "\n".join(
        f"  {name.upper():<{width}}  {field.description}" + (
            f" (default {field.default})" if isinstance(field.default, str | int) else ""
        )
        for name, field in Config.model_fields.items()
    )  # fmt: skip
