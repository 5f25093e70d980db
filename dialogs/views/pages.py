"""Start, menu, side pages, and what stands above or instead of a screen: notices and the topics menu."""

from collections.abc import Sequence
from dataclasses import replace

from content.schema import Load, Topic
from dialogs.limits import setup, stretch_of
from dialogs.pages import last_result
from dialogs.plan import dose
from dialogs.routine import step
from dialogs.screen import Button, Picture, Screen
from dialogs.session import Notice, Offer, State
from dialogs.soreness import is_clear
from dialogs.views.frame import Frame, Row, pairs, singles, stopping

PRESSING = frozenset({"choosing", "dose", "setup"})
"""Groups of topics whose answers tell how to press."""
OPEN = frozenset({State.HOME, State.SUMMARY})
"""Nothing is asked here."""
SHOWN_ELSE = 3
"""Places of which is told what else may hurt there."""


def consent(frame: Frame) -> Screen:
    return Screen(
        title=frame.line("ui.consent.title"),
        body=frame.lines("ui.consent.body"),
        buttons=singles((frame.main("agree"), frame.button("privacy"), *frame.languages())),
    )


def home(frame: Frame) -> Screen:
    session = frame.session
    body, first = [frame.line("ui.home.body")], []
    if session.plan:
        body.append(frame.line("ui.home.unfinished"))
    elif session.return_to is not None:
        body.append(frame.line("ui.home.prepared"))
    if session.referred:
        reasons = "; ".join(frame.line(f"screening.flags.{flag}.reason") for flag in session.referred)
        body.append(frame.line("ui.home.referred", reasons=reasons))
    if is_clear(session, frame.content.protocol) is False:
        body.append(frame.line("ui.home.sore"))
        first.append("check-in")
    early = bool(session.results) and session.results[-1].cut_short
    if early:
        body.append(frame.line("ui.home.early"))
        first.append("read:see-someone")
    if session.plan or session.return_to is not None:
        first.append("continue")
    same = _same(frame)
    again = ["same"] if same else []
    rows = _starts(frame, [*first, "new", *again] if early else [*first, *again, "new"])
    pages = pairs(frame.button(action) for action in ("progress", "reminders", "settings", "menu"))
    return Screen(title=frame.line("ui.home.title"), body=(*body, *same), buttons=(*rows, *pages))


def _same(frame: Frame) -> tuple[str, ...]:
    """What "same as last time" would be; nothing where there was no last time."""
    last = last_result(frame.session)
    if last is None or last.tool is None:
        return ()
    points = ", ".join(frame.line(f"muscles.points.{point}.name") for point in last.points)
    side, tool = frame.line(f"ui.side.{last.side}"), frame.line(f"tools.{last.tool}.name")
    return (frame.line("ui.home.last", points=points, tool=tool, side=side),)


def _starts(frame: Frame, actions: Sequence[str]) -> list[Row]:
    """One in a row. The first is the one to tap, unless somebody should see to a check first."""
    keys = {action: action.removeprefix("read:") for action in actions}
    first = frame.button if frame.session.referred else frame.main
    return [((first if action == actions[0] else frame.button)(action, keys[action]),) for action in actions]


def deleting(frame: Frame) -> Screen:
    rows = singles((frame.danger("erase"), frame.button("home", "keep")))
    return Screen(frame.line("ui.deleting.title"), (frame.line("ui.deleting.body"),), rows)


def forgotten(frame: Frame) -> Screen:
    rows = ((frame.main("again"),),)
    return Screen(frame.line("ui.forgotten.title"), (frame.line("ui.forgotten.body"),), rows)


def notice(frame: Frame) -> tuple[str, ...]:
    """The answer above the screen, with its sources."""
    note = frame.session.notice
    if note is None:
        return ()
    titles = dict.fromkeys(frame.content.sources[tag].title for tag in note.sources)
    sources = (frame.line("ui.sources-line", sources="; ".join(titles)),) if titles else ()
    return (
        *_barred(frame, note),
        *_of_places(frame, note),
        *frame.lines(note.key, **note.values),
        *_own_dose(frame, note),
        *sources,
    )


def scores(frame: Frame, screen: Screen) -> Screen:
    """The screen; where its buttons need no question above them, the scores have a title of their own."""
    note = frame.session.notice
    if note is None or not note.key.startswith("ui.progress.") or frame.session.state not in OPEN:
        return screen
    return replace(screen, title=frame.line("ui.progress.title"), body=screen.notice, notice=())


def _of_places(frame: Frame, note: Notice) -> tuple[str, ...]:
    """What else may hurt where this person hurts, before what else there is."""
    if not note.key.endswith(".look-alikes"):
        return ()
    return tuple(frame.line(f"zones.{zone}.else") for zone in frame.session.zones[:SHOWN_ELSE])


def _barred(frame: Frame, note: Notice) -> tuple[str, ...]:
    """Before an answer that tells how to press: that this person should not."""
    topic = _topic_of(frame, note)
    if topic is None or topic.group not in PRESSING or Load.PRESSING not in frame.limits().avoid:
        return ()
    return (frame.line("ui.match.no-pressing"),)


def _topic_of(frame: Frame, note: Notice) -> Topic | None:
    kind, _, rest = note.key.partition(".")
    return frame.content.topics.get(rest.partition(".")[0]) if kind == "topics" else None


def _own_dose(frame: Frame, note: Notice) -> tuple[str, ...]:
    """The person's own figures behind an answer about how hard and how long: theirs may be lower."""
    session, topic = frame.session, _topic_of(frame, note)
    if topic is None or topic.group != "dose" or session.tool is None:
        return ()
    low, high, seconds = dose(frame.content, session)
    return (frame.line("ui.position.yours", low=low, high=high, seconds=seconds),)


def pictured(frame: Frame) -> Picture | None:
    """The picture that goes with the answer above the screen."""
    note, content = frame.session.notice, frame.content
    match note.key.split(".") if note is not None else []:
        case ["topics", topic, "answer"]:
            return frame.picture(content.topics[topic].picture) if topic in content.topics else None
        case ["care", "slack-lying" | "slack-sitting" | "slack-standing"]:
            return frame.picture(_slack(frame))
        case ["muscles", muscle, "no-go"]:
            return frame.picture(content.muscles[muscle].no_go)
        case ["stretches", _, "mistake"]:
            stretch = stretch_of(content, step(frame.session))
            return frame.picture(stretch.mistake) if stretch is not None else None
    return None


def offer(frame: Frame, screen: Screen, offered: Offer) -> Screen:
    """One question about a file that was sent, in place of the screen and its buttons."""
    span = "ui.import.offer" if offered.sessions else "ui.import.offer-empty"
    first, last = (frame.day_of_year(at) if at is not None else "" for at in (offered.first, offered.last))
    rows = ((frame.main("take"), frame.button("leave")),)
    return replace(
        screen,
        title=frame.line("ui.import.title"),
        body=(frame.line(span, sessions=offered.sessions, first=first, last=last), frame.line("ui.import.means")),
        footer="",
        buttons=rows,
        picture=None,
    )


def _slack(frame: Frame) -> str | None:
    """How the leg is let go of in the present set-up; only asked for at a set-up card."""
    session = frame.session
    variant = setup(frame.content, session.tool or "", session.points[-1], frame.limits())
    return variant.slack if variant is not None else None


def menu(frame: Frame, screen: Screen) -> Screen:
    """Topics, or files, in place of the screen's buttons; stopping stays within reach."""
    session, topics = frame.session, frame.content.topics
    if session.menu == "data":
        chosen = singles((frame.button("file:report", "report"), frame.button("file:data", "data")))
        more: Row = (frame.button("close"),)
    elif session.offered:
        chosen = singles(_topic(frame, topic) for topic in session.offered)
        more = (frame.button("menu", "all-topics"), frame.button("close"))
    elif session.menu == "groups":
        groups = dict.fromkeys(topic.group for topic in topics.values())
        chosen = singles(Button(frame.line(f"topics.groups.{group}"), f"group:{group}") for group in groups)
        more = (frame.button("close"),)
    else:
        chosen = singles(_topic(frame, topic.id) for topic in topics.values() if topic.group == session.menu)
        more = (frame.button("menu", "all-topics"), frame.button("close"))
    lead = frame.line("ui.menu.near" if session.offered else "ui.menu.title")
    stop = stopping(screen)
    return replace(
        screen, notice=screen.notice or (lead,), buttons=(*chosen, more, *((stop,) if stop else ()))
    )  # fmt: skip


def _topic(frame: Frame, topic: str) -> Button:
    return Button(frame.line(f"topics.{topic}.title"), f"topic:{topic}")
