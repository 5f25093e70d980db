"""Telegram as one way to reach people: updates in, screens out."""

import os

# Without it python-telegram-bot 22 warns of a coming change at every 429 it reports.
os.environ.setdefault("PTB_TIMEDELTA", "true")
