"""Actions that answer above the screen and move nothing: questions, pages to read, hints."""

from dialogs.limits import muscle_of, posture, stretch_of
from dialogs.places import matched
from dialogs.routine import step
from dialogs.session import Result
from dialogs.turn import Turn

OF_THE_MUSCLE = ("no-go", "look-alikes")
"""Pages to read on that each muscle has of its own; the others are general care."""


def why(turn: Turn) -> None:
    """Why a question is asked: a safety question by its id, any other by its screen."""
    if turn.arg in {question.id for question in turn.guide.content.questions}:
        turn.notify(f"screening.questions.{turn.arg}.why")
    else:
        turn.notify("screening.rescreen.why" if turn.arg == "rescreen" else f"ui.why.{turn.arg}")


def progress(turn: Turn) -> None:
    rows = [row for result in turn.session.results if (row := _row(turn, result)) is not None]
    if rows:
        turn.notify("ui.progress.rows", rows="\n".join(rows))
    else:
        turn.notify("ui.progress.none")


def _row(turn: Turn, result: Result) -> str | None:
    if result.pain_before is None:
        return None
    words = turn.guide.phrases(turn.session.language)
    after = words.line("ui.progress.open") if result.pain_after is None else str(result.pain_after)
    return words.line(
        "ui.progress.row", date=f"{result.started_at:%d.%m.}", side=words.line(f"ui.side.{result.side}"),
        before=result.pain_before, after=after,
    )  # fmt: skip


def privacy(turn: Turn) -> None:
    turn.notify("ui.privacy")


def kept(turn: Turn) -> None:
    """What is stored about this chat, in words."""
    session = turn.session
    zones = (turn.guide.phrases(session.language).line(f"zones.{zone}.label") for zone in session.zones)
    turn.notify(
        "ui.data",
        sessions=len(session.results),
        places=", ".join(zones) or "-",
        cautions=len((*session.cautions, *session.flags)),
        screened=f"{session.screened_at:%d.%m.%Y}" if session.screened_at else "-",
    )


def sources(turn: Turn) -> None:
    turn.notify("ui.sources")


def help_(turn: Turn) -> None:
    turn.notify(f"ui.help.{turn.session.state}")


def nothing_kept(turn: Turn) -> None:
    turn.notify("ui.notice.nothing-kept")


def nothing_runs(turn: Turn) -> None:
    turn.notify("ui.notice.nothing-runs")


def still_running(turn: Turn) -> None:
    turn.notify("ui.notice.still-running")


def read(turn: Turn) -> None:
    """Something to read on: general care, or what the muscle or the stretch in question asks for."""
    stretch = stretch_of(turn.guide.content, step(turn.session))
    if turn.arg == "mistake" and stretch is not None:
        turn.notify(f"stretches.{stretch.id}.mistake")
    elif turn.arg in OF_THE_MUSCLE:
        points = turn.session.points or tuple(point.id for point in matched(turn).points)
        turn.notify(f"muscles.{muscle_of(turn.guide.content, points[0]).id}.{turn.arg}")
    else:
        turn.notify(f"care.{turn.arg}")


def slack(turn: Turn) -> None:
    turn.notify(f"care.slack-{posture(turn.guide.content, turn.session)}")


def menu(turn: Turn) -> None:
    turn.update(menu="groups")


def group(turn: Turn) -> None:
    turn.update(menu=turn.arg)


def topic(turn: Turn) -> None:
    turn.notify(f"topics.{turn.arg}.answer", turn.guide.content.topics[turn.arg].source)


def stay(_turn: Turn) -> None:
    """Nothing changes; the screen is drawn again."""


def doubt(turn: Turn) -> None:
    if turn.reading.doubtful is not None:
        turn.update(doubt=turn.reading.doubtful.id)


def not_meant(turn: Turn) -> None:
    """A doubtful message was harmless."""
    turn.update(doubt=None)


def offer_topics(turn: Turn) -> None:
    reading = turn.reading
    turn.update(offered=reading.nearest or ((reading.topic,) if reading.topic is not None else ()))
    turn.notify("ui.notice.nearest")


def no_answer(turn: Turn) -> None:
    """A question about something else: honest, and no guess."""
    turn.notify("ui.notice.no-answer")


def unclear(turn: Turn) -> None:
    turn.notify("ui.notice.unclear")


def attachment(turn: Turn) -> None:
    turn.notify("ui.notice.attachment")


def flooded(turn: Turn) -> None:
    turn.notify("ui.notice.flooded")


def edited(turn: Turn) -> None:
    turn.notify("ui.notice.edited")


def unknown_command(turn: Turn) -> None:
    turn.notify("ui.notice.unknown-command")


def numb(turn: Turn) -> None:
    turn.notify("ui.notice.numb")


def unwell(turn: Turn) -> None:
    turn.notify("ui.notice.unwell")


def crisis(turn: Turn) -> None:
    turn.notify("ui.notice.crisis")


def hello(turn: Turn) -> None:
    turn.notify("ui.notice.hello")


def thanks(turn: Turn) -> None:
    turn.notify("ui.notice.thanks")
