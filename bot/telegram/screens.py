"""A screen as a Telegram message: pure, from `Screen` to text and keyboard."""

import hashlib
import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from telegram import KeyboardButton, ReplyKeyboardMarkup

from dialogs.screen import Button, Countdown, Moment, Screen

MAX_UNITS: Final = 4096
"""UTF-16 code units of a message after parsing (Bot API, sendMessage)."""
MAX_CAPTION_UNITS: Final = 1024
"""Of a picture's caption (Bot API, sendPhoto)."""
COARSE_SECONDS: Final = 59
"""Above this, clients count down in whole minutes."""

Keyboard = Mapping[str, Sequence[Sequence[Mapping[str, str]]]]
"""An InlineKeyboardMarkup of the Bot API."""

_GAP: Final = "\n\n"
_STYLES: Final[Mapping[str, Mapping[str, str]]] = {
    "plain": {}, "main": {"style": "success"}, "danger": {"style": "danger"},
}  # fmt: skip
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_DATA: Final = re.compile(r"([0-9a-z]{1,12}):([!-~]{1,48})")


@dataclass(frozen=True, slots=True)
class Page:
    """What is sent: `html`, or `plain` where Telegram cannot parse it."""

    html: str
    plain: str
    keyboard: Keyboard | None


def page(screen: Screen, turn: int, now: datetime) -> Page:
    """`now`, aware: whether the countdown is long enough to need the time of day too."""
    fitting = _cut(screen, now)
    return Page(
        html=_GAP.join(_paragraphs(fitting, now, marked=True)),
        plain=_plain(fitting, now),
        keyboard=_keyboard(screen, turn),
    )


def fingerprint(screen: Screen, turn: int) -> str:
    """Equal for screens that look and work alike, whether they are to be heard or not."""
    return hashlib.blake2b(repr((replace(screen, alert=False, rings=1), turn)).encode(), digest_size=8).hexdigest()


def utf16_units(text: str) -> int:
    """The length Telegram counts in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def callback_data(turn: int, action: str) -> str:
    """At most 64 bytes for an action of at most 48."""
    return f"{_base36(turn)}:{action}"


def read_callback_data(data: str | None) -> tuple[int, str] | None:
    """Turn and action; None for anything `callback_data` does not write. Never raises: anybody can send anything."""
    match = _DATA.fullmatch(data or "")
    return (int(match[1], 36), match[2]) if match else None


def stop_keyboard(label: str) -> ReplyKeyboardMarkup:
    """One key as tall as the phone's own keyboard: that is what it gets where `resize_keyboard` is not set."""
    return ReplyKeyboardMarkup([[KeyboardButton(label)]], is_persistent=True)


def _base36(number: int) -> str:
    rest, digit = divmod(number, 36)
    return (_base36(rest) if rest else "") + _DIGITS[digit]


def _keyboard(screen: Screen, turn: int) -> Keyboard | None:
    rows = [[_key(button, turn) for button in row] for row in screen.buttons]
    return {"inline_keyboard": rows} if rows else None


def _key(button: Button, turn: int) -> Mapping[str, str]:
    return {"text": button.label, "callback_data": callback_data(turn, button.action), **_STYLES[button.style]}


def _plain(screen: Screen, now: datetime) -> str:
    return _GAP.join(_paragraphs(screen, now, marked=False))


def _paragraphs(screen: Screen, now: datetime, *, marked: bool) -> list[str]:
    countdown = _countdown(screen.countdown, now, marked=marked) if screen.countdown else ""
    parts = [
        *(_tagged("", text, marked=marked) for text in (*screen.notice, *screen.preface)),
        _tagged("b", screen.title, marked=marked),
        *(_paragraph(each, marked=marked) for each in screen.body),
        countdown,
        _tagged("i", screen.footer, marked=marked),
    ]
    return [part for part in parts if part]


def _paragraph(body: str | Moment, *, marked: bool) -> str:
    if isinstance(body, str) or not marked:
        return _tagged("", str(body), marked=marked)
    clock = _instant(math.ceil(body.at.timestamp()), "wDt", body.words, marked=marked)
    return f"{_tagged('', body.text, marked=marked)} {clock}".strip()


def _tagged(tag: str, text: str, *, marked: bool) -> str:
    if not marked or not text:
        return text
    escaped = html.escape(text, quote=False)
    return f"<{tag}>{escaped}</{tag}>" if tag else escaped


def _countdown(countdown: Countdown, now: datetime, *, marked: bool) -> str:
    end = math.ceil(countdown.ends_at.timestamp())
    style = "r" if countdown.style == "counts" else "T"
    clock = _instant(end, style, countdown.words, marked=marked)
    if countdown.style == "counts" and (countdown.ends_at - now).total_seconds() > COARSE_SECONDS:
        utc = datetime.fromtimestamp(end, UTC).strftime("%H:%M:%S UTC")
        clock += f" ({_instant(end, 'T', utc, marked=marked)})"
    return f"{_tagged('', countdown.label, marked=marked)} {clock}".strip()


def _instant(unix: int, style: str, fallback: str, *, marked: bool) -> str:
    if not marked:
        return fallback
    return f'<tg-time unix="{unix}" format="{style}">{html.escape(fallback, quote=False)}</tg-time>'


def _cut(screen: Screen, now: datetime) -> Screen:
    """Shorten what is missed least until it fits: preface, body, notice, footer, title; never the countdown."""
    if _excess(screen, now) <= 0:
        return screen
    screen = replace(screen, preface=tuple(map(str, _trimmed(screen.preface, _excess(screen, now)))))
    screen = replace(screen, body=_trimmed(screen.body, _excess(screen, now)))
    screen = replace(screen, notice=tuple(map(str, _trimmed(screen.notice, _excess(screen, now)))))
    screen = replace(screen, footer=_shortened(screen.footer, _excess(screen, now)))
    return replace(screen, title=_shortened(screen.title, _excess(screen, now)))


def _trimmed(paragraphs: tuple[str | Moment, ...], excess: int) -> tuple[str | Moment, ...]:
    """Without at least `excess` UTF-16 units at its end, if there are so many. A moment goes whole."""
    kept = [each for each in paragraphs if each != ""]
    while kept and excess > 0:
        last = kept.pop()
        shorter = "" if isinstance(last, Moment) else _shortened(last, excess)
        kept += [shorter] if shorter else []
        length = utf16_units(str(last))
        excess -= length - utf16_units(shorter) + (0 if shorter else len(_GAP))
    return tuple(kept)


def _excess(screen: Screen, now: datetime) -> int:
    return utf16_units(_plain(screen, now)) - MAX_UNITS


def _shortened(text: str, excess: int) -> str:
    """Without at least `excess` UTF-16 units at its end, marked by an ellipsis; empty when nothing would be left."""
    if excess <= 0:
        return text
    keep = utf16_units(text) - excess - 1
    if keep <= 0:
        return ""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * keep].decode("utf-16-le", "ignore").rstrip() + "…"
