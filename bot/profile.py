"""What the bot says about itself before anybody speaks, from the words of the content."""

from dataclasses import dataclass

from content.phrases import Phrases

COMMANDS = (
    "start", "stop", "pause", "ask", "progress", "reminders",
    "settings", "privacy", "data", "delete", "sources", "help",
)  # fmt: skip
"""In the order of the menu."""


@dataclass(frozen=True, slots=True)
class About:
    """One language's commands (name without the slash, description) and descriptions."""

    commands: tuple[tuple[str, str], ...]
    description: str
    short: str


def about(phrases: Phrases) -> About:
    return About(
        commands=tuple((name, phrases.line(f"ui.command.{name}")) for name in COMMANDS),
        description=phrases.line("ui.profile.description"),
        short=phrases.line("ui.profile.short"),
    )
