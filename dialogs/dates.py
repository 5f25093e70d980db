"""Days in words, written in one way wherever they are told: nobody takes the month for the day."""

from datetime import date

from content.phrases import Phrases


def day(phrases: Phrases, at: date) -> str:
    """'22 Nov'"""
    return phrases.line("ui.date.day", day=at.day, month=_month(phrases, at))


def day_of_year(phrases: Phrases, at: date) -> str:
    """'22 Nov 2026'"""
    return phrases.line("ui.date.year", day=at.day, month=_month(phrases, at), year=at.year)


def _month(phrases: Phrases, at: date) -> str:
    return phrases.lines("ui.date.months")[at.month - 1]
