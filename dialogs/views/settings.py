"""The settings: what is chosen and what it does, line by line, and the choices in rows of the same order."""

from collections.abc import Iterable

from dialogs.screen import Button, Screen
from dialogs.settings import AS_PLANNED, COUNTDOWNS, CUES
from dialogs.views.frame import Frame, Row, singles
from dialogs.views.pages import noted

HOLDS_IN_A_ROW = 3


def settings(frame: Frame) -> Screen:
    chosen = frame.session.settings
    pictures, one = _switch(frame, "pictures", on=chosen.pictures), _switch(frame, "stepwise", on=chosen.one_by_one)
    rows = (
        *_holds(frame),
        _row(frame, "cues", CUES, chosen.cues),
        _row(frame, "countdown", COUNTDOWNS, chosen.countdown),
        (pictures,),
        (one,),
        *singles(frame.languages()),
        *singles(noted(frame)),
        (frame.button("answer-again"),),
        (frame.button("home"),),
    )
    return Screen(title=frame.line("ui.settings.title"), body=_says(frame), buttons=rows)


def _says(frame: Frame) -> tuple[str, ...]:
    """One line for each setting."""
    chosen = frame.session.settings
    hold = "planned" if chosen.hold is None else "chosen"
    return (
        frame.line(f"ui.settings.hold-{hold}", seconds=chosen.hold),
        frame.line(f"ui.settings.cues-{chosen.cues}"),
        frame.line(f"ui.settings.countdown-{chosen.countdown}"),
        frame.line(f"ui.settings.pictures-{_state(on=chosen.pictures)}"),
        frame.line(f"ui.settings.stepwise-{_state(on=chosen.one_by_one)}"),
    )


def _holds(frame: Frame) -> tuple[Row, ...]:
    chosen = frame.session.settings.hold
    seconds = [figure.value for figure in frame.content.protocol.hold_choices]
    lengths = [frame.line("ui.settings.hold", seconds=each) for each in seconds]
    flat = [
        _choice(frame, f"hold:{AS_PLANNED}", frame.line("ui.button.hold-planned"), is_set=chosen is None),
        *(
            _choice(frame, f"hold:{each}", label, is_set=chosen == each)
            for each, label in zip(seconds, lengths, strict=True)
        ),
    ]
    return tuple(tuple(flat[at : at + HOLDS_IN_A_ROW]) for at in range(0, len(flat), HOLDS_IN_A_ROW))


def _row(frame: Frame, name: str, choices: Iterable[str], chosen: str) -> Row:
    return tuple(
        _choice(frame, f"{name}:{each}", frame.line(f"ui.button.{name}-{each}"), is_set=each == chosen)
        for each in choices
    )


def _choice(frame: Frame, action: str, label: str, *, is_set: bool) -> Button:
    return Button(frame.line("ui.settings.ticked", choice=label) if is_set else label, action)


def _switch(frame: Frame, name: str, *, on: bool) -> Button:
    return frame.button(f"{name}:{_state(on=not on)}", f"{name}-{_state(on=not on)}")


def _state(*, on: bool) -> str:
    return "on" if on else "off"
