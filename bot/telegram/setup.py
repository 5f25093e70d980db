"""What the bot says about itself on Telegram: commands and descriptions, in each language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from telegram import Bot, BotCommand

MAX_COMMANDS: Final = 100
MAX_COMMAND_DESCRIPTION: Final = 256
MAX_DESCRIPTION: Final = 512
MAX_SHORT_DESCRIPTION: Final = 120
"""Characters (Bot API: setMyCommands, BotCommand, setMyDescription, setMyShortDescription)."""
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Profile:
    """In one language. Raises ValueError that names everything Telegram would refuse."""

    commands: tuple[tuple[str, str], ...]
    """Name without the slash, and description."""
    description: str
    """Shown in the empty chat, before the first message."""
    short_description: str
    """Shown on the bot's page and in links to it."""

    def __post_init__(self) -> None:
        problems = [f"command {name!r}: not a name" for name, _ in self.commands if not _NAME.fullmatch(name)]
        for what, text, most in (
            *((f"command {name!r}: description", text, MAX_COMMAND_DESCRIPTION) for name, text in self.commands),
            ("description", self.description, MAX_DESCRIPTION),
            ("short description", self.short_description, MAX_SHORT_DESCRIPTION),
        ):
            problems += [] if 0 < len(text) <= most else [f"{what}: {len(text)} characters, not 1 to {most}"]
        if len(self.commands) > MAX_COMMANDS:
            problems.append(f"{len(self.commands)} commands, not up to {MAX_COMMANDS}")
        if problems:
            raise ValueError("; ".join(problems))


async def publish(bot: Bot, profiles: Mapping[str, Profile]) -> None:
    """Set what differs from what Telegram has. By two-letter language code (ISO 639-1); "" is for everybody else.

    Raises TelegramError; what was not set then will be at the next start.
    """
    for language, profile in profiles.items():
        await _publish(bot, language or None, profile)


async def _publish(bot: Bot, language: str | None, profile: Profile) -> None:
    commands = [BotCommand(name, text) for name, text in profile.commands]
    if list(await bot.get_my_commands(language_code=language)) != commands:
        await bot.set_my_commands(commands, language_code=language)
    if (await bot.get_my_description(language_code=language)).description != profile.description:
        await bot.set_my_description(profile.description, language_code=language)
    if (await bot.get_my_short_description(language_code=language)).short_description != profile.short_description:
        await bot.set_my_short_description(profile.short_description, language_code=language)
