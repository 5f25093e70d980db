"""The safety questions, the pick-list behind a yes, and where they lead."""

from dataclasses import replace

from content.schema import Item, Tier
from dialogs.late import RESCREEN
from dialogs.screen import Button, Screen
from dialogs.views.frame import Frame, Row, singles, stopping


def screening(frame: Frame) -> Screen:
    question = frame.content.questions[frame.session.question]
    listed = (item for item in question.items if item.listed)
    items = (frame.line("ui.screening.item", item=frame.line(f"screening.items.{item.id}.label")) for item in listed)
    count = len(frame.content.questions)
    lead = [frame.line(f"screening.questions.{question.id}.lead")]
    if frame.session.referred:
        reasons = "; ".join(frame.line(f"screening.flags.{flag}.reason") for flag in frame.session.referred)
        lead.insert(0, frame.line("ui.screening.referred", reasons=reasons))
    return Screen(
        title=frame.line(f"screening.questions.{question.id}.title"),
        body=(*lead, "\n".join(items)),
        buttons=(
            (frame.main("none"),),
            (frame.danger(f"yes:{question.id}", "yes"),),
            (Button(frame.line("ui.button.why"), f"why:{question.id}"), *_before(frame)),
        ),
        footer=frame.line("ui.screening.step", number=frame.session.question + 1, count=count),
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
    """One question back, in place of the buttons and below any answer; stopping stays within reach."""
    flag = frame.session.doubt or ""
    kind = "flags" if flag in frame.content.flags else "cautions"
    reason = frame.line(f"screening.{kind}.{flag}." + ("reason" if kind == "flags" else "label"))
    stop = stopping(screen)
    rows = (
        (frame.danger(f"meant:{flag}", "meant"), frame.button("not-meant", "meant-not")),
        *((stop,) if stop else ()),
    )
    return replace(screen, title=frame.line("ui.doubt", reason=reason), body=(), footer="", buttons=rows, picture=None)
