"""The routine on the screen: one short message a phase, and what comes after."""

from typing import assert_never

from content.schema import Variant
from dialogs.cadence import hours_to_next
from dialogs.check import other_points
from dialogs.limits import stretch_of
from dialogs.routine import step
from dialogs.screen import Button, Countdown, Picture, Screen
from dialogs.session import Session, State
from dialogs.steps import Check, GetReady, Hold, Rest, RollOver, Step, StretchHold
from dialogs.views.frame import Frame, Row, scores, singles

SHOWN_SIGNS = 3
"""Reasons to see someone that stand in the summary, the urgent ones; a button shows all."""

HANDS_BUSY = frozenset({State.ROUTINE, State.PAUSED, State.SECOND, State.SETTLE})
"""States in which the one tall Stop key is up."""


def hands_busy(session: Session) -> bool:
    """Also at the set-up card of a second spot: the key would only go away and come back."""
    return session.state in HANDS_BUSY or (session.state is State.POSITION and bool(session.plan))


def routine(frame: Frame) -> Screen:
    present = step(frame.session)
    if present is None or isinstance(present, Check):
        return _check(frame, present)
    return Screen(
        title=_name(frame, present),
        preface=_preface(frame, present),
        body=_instruction(frame, present),
        buttons=_controls(frame, present),
        countdown=_countdown(frame),
        picture=_moving(frame, present),
    )


def _moving(frame: Frame, present: Step) -> Picture | None:
    """How to get into a stretch. A cue to press, hold or rest is words alone: nothing may delay it."""
    variant = _variant(frame, present) if isinstance(present, GetReady) else None
    return frame.picture(variant.loop, variant.picture) if variant is not None else None


def _variant(frame: Frame, present: Step | None) -> Variant | None:
    """The way the present stretch is done."""
    stretch = stretch_of(frame.content, present)
    if stretch is None or not isinstance(present, GetReady | StretchHold):
        return None
    return next((variant for variant in stretch.variants if variant.id == present.variant), None)


def _controls(frame: Frame, present: Step) -> tuple[Row, ...]:
    wrong = ((frame.danger("off"),),) if isinstance(present, Hold | StretchHold) else ()
    return (
        (frame.button("pause"), frame.danger("/stop", "stop")),
        *wrong,
        (frame.button("ease"), frame.button("more")),
        (frame.button("back"), frame.button("skip"), frame.button("menu", "ask")),
    )


def _countdown(frame: Frame) -> Countdown | None:
    session = frame.session
    if session.step_ends_at is None or session.length is None:
        return None
    seconds = round(session.length)
    words = frame.line("ui.routine.seconds", seconds=seconds) if seconds > 1 else frame.line("ui.routine.second")
    return Countdown(session.step_ends_at, words, frame.line("ui.routine.ends"), session.settings.countdown)


def _target(frame: Frame, target: str) -> str:
    """The name of a point or a stretch."""
    return frame.line(f"muscles.points.{target}.name" if target in frame.content.points else f"stretches.{target}.name")


def _name(frame: Frame, present: Step) -> str:
    match present:
        case GetReady():
            return frame.line("ui.routine.get-ready", name=_target(frame, present.target))
        case Hold():
            name = _target(frame, present.point)
            return frame.line("ui.routine.hold", number=present.number, of=present.of, name=name)
        case Rest():
            return frame.line("ui.routine.rest", number=present.number, of=present.of)
        case RollOver():
            return frame.line("ui.routine.roll-over")
        case StretchHold():
            name = _target(frame, present.stretch)
            return frame.line("ui.routine.stretch", number=present.number, of=present.of, name=name)
        case Check():
            return frame.line("ui.routine.check", name=_target(frame, present.point))
    assert_never(present)


def _instruction(frame: Frame, present: Step) -> tuple[str, ...]:
    match present:
        case GetReady():
            return _get_ready(frame, present)
        case Hold():
            eased = frame.session.eased
            high = min(present.high, present.low) if eased else present.high
            return (
                frame.line("ui.routine.hold-eased" if eased else "ui.routine.hold-body", low=present.low, high=high),
            )
        case Rest():
            kind = "press" if present.target in frame.content.points else "stretch"
            return (frame.line(f"ui.routine.rest-{kind}"),)
        case RollOver():
            release = frame.line(f"tools.{frame.session.tool}.release")
            lines = (release, frame.line(f"ui.routine.rest-{frame.posture()}"))
            last = frame.session.step + 1 >= len(frame.session.plan)
            return lines if last else (*lines, frame.line("ui.routine.stretches-next"))
        case StretchHold():
            key = f"stretches.{present.stretch}.{present.variant}"
            return (frame.line(f"{key}.cue"), frame.line(f"{key}.feel"))
        case Check():
            return ()
    assert_never(present)


def _preface(frame: Frame, present: Step) -> tuple[str, ...]:
    """How to get there, step by step. The first card to press has been read already."""
    if not isinstance(present, GetReady) or (frame.session.step == 0 and present.target in frame.content.points):
        return ()
    if present.target in frame.content.points:
        return ("\n".join(frame.lines(f"tools.setups.{frame.session.tool}.{present.variant}.{present.target}")),)
    return ("\n".join(frame.lines(f"stretches.{present.target}.{present.variant}.steps")),)


def _get_ready(frame: Frame, present: GetReady) -> tuple[str, ...]:
    if present.target in frame.content.points:
        return (frame.line("ui.routine.get-ready-press"),)
    key = f"stretches.{present.target}.{present.variant}"
    return (frame.line("ui.routine.get-ready-stretch", way=frame.line(f"{key}.name"), cue=frame.line(f"{key}.cue")),)


def _check(frame: Frame, present: Check | None) -> Screen:
    name = _target(frame, present.point) if present is not None else ""
    danger = (frame.danger("off"), Button(frame.line("ui.button.stop"), "/stop"))
    return Screen(
        title=frame.line("ui.routine.check", name=name),
        body=(frame.line("ui.routine.check-body"),),
        buttons=(*scores(danger), (frame.button("menu"),)),
    )


def second(frame: Frame) -> Screen:
    points = other_points(frame.content, frame.session)
    buttons = [
        Button(frame.line("ui.button.second", point=frame.line(f"muscles.points.{point}.name")), f"second:{point}")
        for point in points
    ]
    rows = (*singles(buttons), (frame.main("enough"),), (frame.danger("/stop", "stop"), frame.button("menu")))
    return Screen(frame.line("ui.second.title"), (frame.line("ui.second.body"),), rows)


def paused(frame: Frame) -> Screen:
    session = frame.session
    present = step(session)
    name = _name(frame, present) if present is not None else ""
    stop = frame.danger("/stop", "stop")
    if session.late is not None:
        rows: tuple[Row, ...] = ((frame.main("resume", "go-on"),), (stop, frame.button("menu")))
        body = frame.line("ui.paused.away", name=name, seconds=round(session.late))
        return Screen(frame.line("ui.paused.away-title"), (body,), rows)
    left = "ui.paused.check" if session.remaining is None else "ui.paused.body"
    body = frame.line(left, seconds=round(session.remaining or 0))
    stretch, variant = stretch_of(frame.content, present), _variant(frame, present)
    wrong = (frame.button("read:mistake", "mistake"),) if stretch is not None and stretch.mistake is not None else ()
    rows = (
        (frame.main("resume"), stop),
        (frame.danger("off"),),
        (frame.button("back"), frame.button("skip"), frame.button("ease")),
        (*wrong, frame.button("menu")),
    )
    picture = frame.picture(variant.picture) if variant is not None else None
    return Screen(frame.line("ui.paused.title", name=name), (body,), rows, picture=picture)


def settle(frame: Frame) -> Screen:
    rows = ((frame.main("gone"), frame.danger("still")), (frame.button("menu"),))
    body = (frame.line("ui.settle.body"), frame.line("ui.settle.warn"))
    return Screen(frame.line("ui.settle.title"), body, rows)


def after(frame: Frame) -> Screen:
    rows = scores((frame.button("no-score"), frame.button("menu")))
    return Screen(frame.line("ui.after.title"), (frame.line("ui.after.body"),), rows)


def summary(frame: Frame) -> Screen:
    session = frame.session
    before, now = session.pain_before, session.pain_after
    body = [
        frame.line("ui.summary.scores" if before is not None else "ui.summary.scores-open", before=before, after=now)
    ]
    if before is not None and now is not None:
        trend = "better" if now < before else "same" if now == before else "worse"
        body.append(frame.line(f"ui.summary.{trend}"))
    body.append("\n".join((frame.line("ui.summary.now"), *frame.lines("care.after"))))
    body.append("\n".join((frame.line("ui.summary.expect"), *frame.lines("care.expect"))))
    body.append("\n".join((frame.line("ui.summary.see"), *frame.lines("care.see-someone")[:SHOWN_SIGNS])))
    if session.started_at is not None:
        hours = hours_to_next(frame.content.protocol, session, session.started_at)
        body.append(frame.line("care.again", hours=hours))
    asks = () if "session" in session.reminding.kinds else (frame.main("remind"),)
    buttons = (
        *asks,
        frame.button("read:see-someone", "see-someone"),
        frame.button("read:posture", "posture"),
        frame.button("progress"),
        frame.button("menu"),
    )
    return Screen(
        frame.line("ui.summary.title"),
        tuple(body),
        (*singles(buttons), (frame.button("home"),)),
        footer=frame.line("care.honest"),
    )
