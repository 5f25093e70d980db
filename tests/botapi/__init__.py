"""A strict Telegram Bot API server for tests: real HTTP, simulated users, faults on demand."""

from tests.botapi.chat import NotOnScreen, User
from tests.botapi.limits import DEFAULT_BUDGETS, Budget
from tests.botapi.model import Answer, Call, Clock, Event, Message, Press, ReplyKeyboard, Violation
from tests.botapi.server import TOKEN, BotApi

__all__ = [
    "DEFAULT_BUDGETS",
    "TOKEN",
    "Answer",
    "BotApi",
    "Budget",
    "Call",
    "Clock",
    "Event",
    "Message",
    "NotOnScreen",
    "Press",
    "ReplyKeyboard",
    "User",
    "Violation",
]
