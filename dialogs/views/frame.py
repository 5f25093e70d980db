"""What every view needs: the words of the session's language and its buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from content.schema import PLACES_PICTURE, Content
from dialogs.dates import day, day_of_year
from dialogs.guide import Guide, city
from dialogs.limits import Limits, limits, posture
from dialogs.matching import Match, match
from dialogs.noted import label, noted
from dialogs.places import BOTH
from dialogs.screen import Button, Picture, Screen
from dialogs.session import Session

Row = tuple[Button, ...]


class Frame:
    """One session being drawn."""

    __slots__ = ("_phrases", "_sides", "content", "session")

    def __init__(self, session: Session, guide: Guide) -> None:
        self.session = session
        self.content: Content = guide.content
        self._phrases = guide.phrases(session.language)
        words = self._phrases.words
        self._sides = {
            "side": words[f"ui.side.{session.side}"],
            "other": words[f"ui.side.other-{session.side}"],
        }

    def line(self, key: str, /, **values: object) -> str:
        return self._phrases.line(key, **{**self._sides, **values})

    def lines(self, key: str, /, **values: object) -> tuple[str, ...]:
        return self._phrases.lines(key, **{**self._sides, **values})

    def day(self, at: date) -> str:
        return day(self._phrases, at)

    def day_of_year(self, at: date) -> str:
        return day_of_year(self._phrases, at)

    def button(self, action: str, key: str = "") -> Button:
        """A button whose words are those of its action."""
        return Button(self.line(f"ui.button.{key or action}"), action)

    def main(self, action: str, key: str = "") -> Button:
        return Button(self.line(f"ui.button.{key or action}"), action, "main")

    def danger(self, action: str, key: str = "") -> Button:
        return Button(self.line(f"ui.button.{key or action}"), action, "danger")

    def places(self, zones: Iterable[str]) -> str:
        return ", ".join(self.line(f"zones.{zone}.name") for zone in zones if zone != BOTH)

    def city(self, zone: str) -> str:
        return city(self._phrases, zone)

    def some_places(self, zones: Sequence[str], most: int) -> str:
        """All of these if they are at most so many, else fewer by name and how many more there are."""
        named = [zone for zone in zones if zone != BOTH]
        if len(named) <= most:
            return self.places(named)
        told = max(most - 1, 1)
        return self.line("ui.match.more", places=self.places(named[:told]), more=len(named) - told)

    def picture(self, *names: str | None) -> Picture | None:
        """The first of these that there is a file of: for the side of the session, else for both."""
        for name in filter(None, names):
            for file in (f"{name}-{self.session.side}", name):
                if file in self.content.pictures:
                    return Picture(file, self.line(f"pictures.{name}"))
        return None

    def map(self) -> Picture | None:
        """The picture of the places. In words it would say nothing that its buttons do not."""
        return self.picture(PLACES_PICTURE) if self.session.settings.pictures else None

    def posture(self) -> str:
        return posture(self.content, self.session)

    def languages(self) -> tuple[Button, ...]:
        """The other languages, each in its own words; none while there is only one."""
        others = (phrases for code, phrases in self.content.phrases.items() if code != self._phrases.language)
        return tuple(Button(phrases.line("ui.language"), f"language:{phrases.language}") for phrases in others)

    def match(self) -> Match:
        return match(self.content, self.session.zones)

    def limits(self) -> Limits:
        return limits(self.content, self.session)

    def all_noted(self) -> tuple[str, ...]:
        return noted(self.content, self.session)

    def noted(self, name: str) -> str:
        return label(self.content, self._phrases, name)

    def changes(self) -> tuple[str, ...]:
        """What gentle flags and cautions change, one sentence each."""
        cautions = (caution for caution in self.session.cautions if caution in self.content.cautions)
        gentle = any(self.content.flags[flag].adaptation for flag in self.session.flags if flag in self.content.flags)
        visit = self.lines("screening.tiers.D.lead") if gentle else ()
        rest = (self.line("ui.match.resting"),) if self.session.resting else ()
        return (*rest, *visit, *(self._change(caution) for caution in cautions))

    def _change(self, caution: str) -> str:
        """What changes, and whom to ask unless the caution is one of comfort only."""
        change = self.line(f"screening.cautions.{caution}.change")
        asks = not self.content.cautions[caution].comfort
        return f"{change} {self.line(f'screening.cautions.{caution}.advice')}" if asks else change


def in_words(frame: Frame, screen: Screen) -> Screen:
    """What the picture shows in place of the picture: below the words that it goes with."""
    if screen.picture is None:
        return screen
    words = frame.line("ui.picture", words=screen.picture.alt)
    if screen.countdown is not None:
        return replace(screen, picture=None, preface=(*screen.preface, words))
    if screen.body:
        return replace(screen, picture=None, body=(*screen.body, words))
    return replace(screen, picture=None, notice=(*screen.notice, words))


def scores(danger: Row = ()) -> tuple[Row, ...]:
    """Eleven numbers in two rows."""
    numbers = [Button(str(number), f"score:{number}") for number in range(11)]
    return (tuple(numbers[:6]), tuple(numbers[6:])) + ((danger,) if danger else ())


def stopping(screen: Screen) -> Row:
    """The buttons of a running routine that stay within reach, whatever takes the place of the others."""
    return tuple(button for row in screen.buttons for button in row if button.action in {"/stop", "pause"})


def rows_of(size: int, buttons: Iterable[Button]) -> tuple[Row, ...]:
    """So many in a row."""
    flat = tuple(buttons)
    return tuple(flat[index : index + size] for index in range(0, len(flat), size))


def pairs(buttons: Iterable[Button]) -> tuple[Row, ...]:
    """Two in a row."""
    return rows_of(2, buttons)


def singles(buttons: Iterable[Button]) -> tuple[Row, ...]:
    return tuple((button,) for button in buttons)
