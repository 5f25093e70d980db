"""The safety questions, the pick-list behind a yes, and where they lead."""

from dataclasses import replace

from content.schema import Item, Question, Tier
from dialogs.late import PRESSING, RESCREEN, asked
from dialogs.move import Move
from dialogs.screen import Button, Screen
from dialogs.views.frame import Frame, Row, singles, stopping


def screening(frame: Frame) -> Screen:
    question = frame.content.questions[frame.session.question]
    count = len(frame.content.questions)
    lead = [frame.line(f"screening.questions.{question.id}.lead")]
    if frame.session.referred:
        reasons = "; ".join(frame.line(f"screening.flags.{flag}.reason") for flag in frame.session.referred)
        lead.insert(0, frame.line("ui.screening.referred", reasons=reasons))
    return Screen(
        title=frame.line(f"screening.questions.{question.id}.title"),
        body=(*lead, _signs(frame, question)),
        buttons=(
            (frame.main("none"),),
            (frame.danger(f"yes:{question.id}", "yes"),),
            (Button(frame.line("ui.button.why"), f"why:{question.id}"), *_before(frame)),
        ),
        footer=frame.line("ui.screening.step", number=frame.session.question + 1, count=count),
    )


def _signs(frame: Frame, question: Question) -> str:
    """One line for each that is named before a yes."""
    listed = (item for item in question.items if item.listed)
    return "\n".join(
        frame.line("ui.screening.item", item=frame.line(f"screening.items.{item.id}.label")) for item in listed
    )


def _before(frame: Frame) -> Row:
    """The way to change the answer before."""
    return (frame.button("before"),) if frame.session.question else ()


def picking(frame: Frame) -> Screen:
    question = frame.content.questions[frame.session.question]
    many = question.choose == "many"
    rows = list(singles(_pick(frame, item) for item in question.items))
    if many and frame.session.picked:
        rows.append((frame.main("picked"),))
    rows += [(frame.button(f"unsure:{question.id}", "unsure"),), (frame.button("list"),)]
    return Screen(
        title=frame.line("ui.picking.title"),
        body=(frame.line("ui.picking.many" if many else "ui.picking.one"),),
        buttons=tuple(rows),
    )


def _pick(frame: Frame, item: Item) -> Button:
    label = frame.line(f"screening.items.{item.id}.button")
    if item.id in frame.session.picked:
        return Button(frame.line("ui.picking.ticked", item=label), f"unpick:{item.id}")
    return Button(label, f"pick:{item.id}")


def rescreen(frame: Frame) -> Screen:
    return Screen(
        title=frame.line("screening.rescreen.title"),
        body=(frame.line("screening.rescreen.lead"),),
        buttons=(
            (frame.main("none", "nothing-new"),),
            (frame.danger(f"yes:{RESCREEN}", "something-new"),),
            (Button(frame.line("ui.button.why"), "why:rescreen"),),
        ),
    )


def refer(frame: Frame) -> Screen:
    session, tier = frame.session, frame.session.tier or Tier.C
    body = list(frame.lines(f"screening.tiers.{tier}.lead"))
    for flag in session.flags[:2]:
        reason = frame.line(f"screening.flags.{flag}.reason")
        body.append(frame.line("ui.refer.reason", reason=reason))
        body += frame.lines(f"screening.flags.{flag}.advice")
    if session.flagged_by is not None:
        body += [frame.line("ui.refer.words", words=session.flagged_by), frame.line("ui.refer.correct")]
    elif session.swollen:
        body.append(frame.line("ui.refer.swollen"))
    elif not session.flags:
        body.append(frame.line(f"screening.unsure.{frame.content.questions[session.question].id}"))
    if tier is not Tier.A:
        body += [frame.line("ui.refer.no-diagnosis"), frame.line("screening.safety_net")]
    buttons = [frame.button("not-meant")] if session.flagged_by is not None else []
    buttons += [frame.button("read:gentle", "gentle")] if tier is Tier.C else []
    buttons.append(frame.button("home"))
    return Screen(frame.line(f"screening.tiers.{tier}.title"), tuple(body), singles(buttons))


def doubt(frame: Frame, screen: Screen) -> Screen:
    """One question back: did a message mean this?"""
    name = frame.session.doubt or ""
    answers = (frame.danger(f"meant:{name}", "meant"), frame.button("not-meant", "meant-not"))
    return _asked_back(screen, frame.line("ui.doubt", reason=_reason(frame, name)), answers)


def tapped(frame: Frame, screen: Screen, told: str) -> Screen:
    """One question back: is it so now, or was the older button pressed by a slip? Who is pressing meanwhile is told
    first what to do if it is so. `told`: as `Session.tapped`. While a clock runs the list of signs is left out, so that
    the clock stays in sight."""
    move = Move.of(told)
    about = _about(frame, move.arg) if move.trigger in {"late-yes", "late-unsure"} else ()
    answers = (frame.danger(f"so:{told}", "so"), frame.button("not-so", "meant-not"))
    return replace(
        _asked_back(screen, _told(frame, move), answers),
        preface=(frame.line("ui.tapped.let-go"),) if frame.session.state in PRESSING else (),
        body=about if screen.countdown is None else about[:1],
    )


def _asked_back(screen: Screen, title: str, answers: Row) -> Screen:
    """In place of the buttons and below any answer; stopping stays within reach."""
    stop = stopping(screen)
    rows = (answers, *((stop,) if stop else ()))
    return replace(screen, title=title, body=(), footer="", buttons=rows, picture=None)


def _reason(frame: Frame, name: str) -> str:
    """A red flag or a caution, in a few words."""
    kind, key = ("flags", "reason") if name in frame.content.flags else ("cautions", "label")
    return frame.line(f"screening.{kind}.{name}.{key}")


def _told(frame: Frame, move: Move) -> str:
    """What the button said, and the question about it."""
    match move.trigger:
        case "late-yes" | "late-unsure":
            answer = frame.line("ui.button." + ("yes" if move.trigger == "late-yes" else "unsure"))
            return frame.line("ui.tapped.answer", answer=answer)
        case "late-sign":
            sign = frame.line(f"screening.items.{move.arg}.button")
        case "meant":
            sign = _reason(frame, move.arg)
        case "bruise":
            sign = frame.line(f"ui.button.bruise-{move.arg}")
        case _:
            sign = frame.line("ui.tapped.still")
    return frame.line("ui.tapped.sign", sign=sign)


def _about(frame: Frame, name: str) -> tuple[str, str]:
    """The question that was answered, and what it names."""
    if name == RESCREEN:
        return frame.line("screening.rescreen.title"), frame.line("screening.rescreen.lead")
    question = frame.content.questions[asked(frame.content, name)]
    return frame.line(f"screening.questions.{question.id}.title"), _signs(frame, question)
