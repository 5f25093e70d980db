"""From "where does it hurt?" to a tool in place."""

from content.schema import Variant
from dialogs.limits import level, muscle_of, setup, setups, tools
from dialogs.matching import FITS_FROM, Scored
from dialogs.plan import dose
from dialogs.screen import Button, Picture, Screen
from dialogs.views.frame import Frame, Row, pairs, scores, singles

SHOWN_ELSE = 2
"""How many other meanings of a place are told: more is not read."""
SHOWN_PLACES, SHOWN_FOR, SHOWN_AGAINST = 3, 2, 1
"""How many places are told by name at most: of all, of those for a spot, of those against it."""


def location(frame: Frame) -> Screen:
    session = frame.session
    if session.maybe_zones:
        buttons = (Button(_label(frame, zone), f"zone:{zone}") for zone in session.maybe_zones)
        rows = (*singles(buttons), (frame.button("otherwise"),))
        which = frame.line("ui.location.which-body")
        return Screen(frame.line("ui.location.which"), (which,), rows, picture=frame.map())
    offered = [zone for zone in frame.content.zones.values() if zone.offered or zone.id in session.zones]
    rows = pairs(_zone(frame, zone.id) for zone in offered)
    body = [frame.line("ui.location.body")]
    if chosen := frame.places(session.zones):
        body.append(frame.line("ui.location.chosen", places=chosen))
        rows = (*rows, (frame.main("placed"),))
    return Screen(
        title=frame.line("ui.location.title"),
        body=tuple(body),
        buttons=(*rows, (Button(frame.line("ui.button.why"), "why:location"), frame.button("menu"))),
        picture=frame.map(),
    )


def _zone(frame: Frame, zone: str) -> Button:
    label = _label(frame, zone)
    if zone in frame.session.zones:
        return Button(frame.line("ui.location.ticked", place=label), f"nozone:{zone}")
    return Button(label, f"zone:{zone}")


def _label(frame: Frame, zone: str) -> str:
    """The place with its number on the picture, if it is there and has one."""
    label = frame.line(f"zones.{zone}.label")
    numbered = [each.id for each in frame.content.zones.values() if each.offered]
    if zone not in numbered or frame.map() is None:
        return label
    return frame.line("ui.location.numbered", number=numbered.index(zone) + 1, place=label)


def side(frame: Frame) -> Screen:
    words = ("ui.side-screen.worse", "ui.side-screen.worse-body")
    if not frame.session.both_sides:
        words = ("ui.side-screen.title", "ui.side-screen.body")
    sides = tuple(Button(frame.line(f"ui.button.{name}"), f"side:{name}") for name in ("left", "right"))
    rows = [sides] if frame.session.both_sides else [sides, (frame.button("side:both", "both"),)]
    rows.append((Button(frame.line("ui.button.why"), "why:side"), frame.button("other-places")))
    return Screen(frame.line(words[0]), (frame.line(words[1]),), tuple(rows))


def intensity(frame: Frame) -> Screen:
    rows = (*scores(), (Button(frame.line("ui.button.why"), "why:intensity"),))
    return Screen(frame.line("ui.intensity.title"), (frame.line("ui.intensity.body"),), rows)


def match(frame: Frame) -> Screen:
    """Few words: they stand under the picture, and a caption is short (1024 characters in Telegram)."""
    session, found, left = frame.session, frame.match(), frame.limits()
    likeliest = found.points[0].id
    muscle = muscle_of(frame.content, likeliest).id
    places = frame.some_places(session.zones, SHOWN_PLACES)
    pressing = any(tools(frame.content, candidate.id, left) for candidate in found.candidates)
    changes = frame.changes()
    body = (
        frame.line("ui.match.places", places=places, pain=session.pain_before),
        frame.line("ui.match.lead", muscle=frame.line(f"muscles.{muscle}.name")),
        _felt(frame, likeliest),
        *(_candidate(frame, candidate, found.points[0].score) for candidate in found.candidates),
        frame.line("ui.match.else"),
        *(("\n".join((frame.line("ui.match.changes"), *changes)),) if changes else ()),
        frame.line("ui.match.press" if pressing else "ui.match.no-pressing"),
    )
    actions = (
        frame.main("find" if pressing else "stretch"),
        frame.button("other-places"),
        frame.button("read:look-alikes", "look-alikes"),
    )
    rows = (*singles(actions), (frame.button("menu"),))
    picture = frame.picture(frame.content.points[likeliest].picture)
    return Screen(frame.line("ui.match.title"), body, rows, footer=frame.line("ui.match.honest"), picture=picture)


def _felt(frame: Frame, point: str) -> str:
    words = {part: frame.line(f"muscles.points.{point}.{part}") for part in ("name", "felt", "spill")}
    return frame.line("ui.match.felt", **words)


def _candidate(frame: Frame, candidate: Scored, best: int) -> str:
    """How well a spot fits beside the likeliest, with what speaks for it and against it."""
    name = frame.line(f"muscles.points.{candidate.id}.name")
    fits = "well" if candidate.score == best else "too" if candidate.score >= FITS_FROM else "less"
    places = frame.some_places(candidate.speaks_for, SHOWN_FOR)
    line = frame.line(f"ui.match.point-{fits}", name=name, places=places)
    if not candidate.speaks_against:
        return line
    against = frame.some_places(candidate.speaks_against, SHOWN_AGAINST)
    return f"{line} {frame.line('ui.match.against', places=against)}"


def unmatched(frame: Frame) -> Screen:
    session = frame.session
    reason = session.reason or "places"
    muscles = ", ".join(frame.line(f"muscles.{muscle}.name") for muscle in frame.content.muscles)
    body = [frame.line(f"ui.unmatched.{reason}", places=frame.places(session.zones), muscle=muscles)]
    if reason == "places":
        for zone in session.zones[:SHOWN_ELSE]:
            texts = {part: frame.line(f"zones.{zone}.{part}") for part in ("else", "advice")}
            body.append(frame.line("ui.unmatched.place", place=frame.line(f"zones.{zone}.label"), **texts))
    if reason == "nothing-left":
        body += [frame.line(f"screening.cautions.{caution}.advice") for caution in session.cautions]
    body.append(frame.line("ui.unmatched.care"))
    known = (frame.button("read:look-alikes", "look-alikes"),) if session.zones else ()
    buttons = (
        frame.main("other-places"),
        *known,
        frame.button("read:posture", "posture"),
        frame.button("menu"),
        frame.button("home"),
    )
    return Screen(frame.line("ui.unmatched.title"), tuple(body), singles(buttons))


def find(frame: Frame) -> Screen:
    left = frame.limits()
    points = [point.id for point in frame.match().candidates if tools(frame.content, point.id, left)]
    picture = frame.picture(*(muscle_of(frame.content, point).picture for point in points[:1]))
    body = [frame.line("ui.find.lead")]
    for point in points:
        name = frame.line(f"muscles.points.{point}.name")
        where = frame.lines(f"muscles.points.{point}.where")
        # The picture says much, and a caption is short: what each spot feels like was told with what could fit.
        shown = picture is not None and frame.session.settings.pictures
        feels = () if shown else (frame.line(f"muscles.points.{point}.feels"),)
        body.append("\n".join((name, *where, *feels)))
    body.append(frame.line("ui.find.question"))
    spots = tuple(Button(frame.line(f"muscles.points.{point}.button"), f"point:{point}", "main") for point in points)
    rows = (spots, (frame.button("no-point"),), (frame.button("read:no-go", "no-go"), frame.button("menu")))
    footer = frame.line("ui.find.never")
    return Screen(frame.line("ui.find.title"), tuple(body), rows, footer=footer, picture=picture)


def tool(frame: Frame) -> Screen:
    point = frame.session.points[0]
    usable = tools(frame.content, point, frame.limits())
    body = [
        frame.line("ui.tool.hint", tool=frame.line(f"tools.{each}.name"), hint=frame.line(f"tools.{each}.hint"))
        for each in usable
    ]
    if len(usable) < len(frame.content.tools):
        body.append(frame.line("ui.tool.hidden"))
    buttons = (Button(frame.line(f"tools.{each}.button"), f"tool:{each}") for each in usable)
    rows = (*pairs(buttons), (frame.button("other-point"), frame.button("menu")))
    name = frame.line(f"muscles.points.{point}.name")
    picture = frame.picture(frame.content.points[point].picture)
    return Screen(frame.line("ui.tool.title", point=name), tuple(body), rows, picture=picture)


def position(frame: Frame) -> Screen:
    session, left = frame.session, frame.limits()
    point, name = session.points[-1], session.tool or ""
    variant = setup(frame.content, name, point, left)
    card = frame.lines(f"tools.setups.{name}.{variant.id}.{point}") if variant is not None else ()
    words = {"tool": frame.line(f"tools.{name}.name"), "point": frame.line(f"muscles.points.{point}.name")}
    title = frame.line("ui.position.title", **words)
    numbered = tuple(
        frame.line("ui.position.line", number=number, text=text) for number, text in enumerate(card, start=1)
    )
    aside = () if session.plan else (frame.button("other-tool"),)
    if len(setups(frame.content, name, point, left)) > 1:
        aside = (*aside, frame.button("way"))
    picture = frame.picture(*_pictures(variant, session.line, len(card))) if variant is not None else None
    if session.line is not None and session.line < len(card):
        return _one_line(frame, title, numbered, aside, picture)
    return _in_place(frame, title, numbered if session.line is None else (), aside, picture)


def _pictures(variant: Variant, line: int | None, count: int) -> tuple[str | None, ...]:
    """What this line of the card is about, and the slack leg behind the last one; the whole set-up otherwise."""
    slack = line is not None and line >= count
    own = (variant.slack,) if slack else () if line is None else variant.lines[line : line + 1]
    return (*own, variant.loop, variant.picture)


def _one_line(frame: Frame, title: str, card: tuple[str, ...], aside: Row, picture: Picture | None) -> Screen:
    line = frame.session.line or 0
    progress = frame.line("ui.position.progress", number=line + 1, count=len(card))
    rows = ((frame.main("next-line"),), (frame.button("card"), *aside), (frame.button("menu"),))
    return Screen(title, (card[line],), rows, footer=progress, picture=picture)


def _in_place(frame: Frame, title: str, card: tuple[str, ...], aside: Row, picture: Picture | None) -> Screen:
    """The check before anything is pressed, below the whole card or after its last line."""
    low, high, seconds = dose(frame.content, frame.session)
    repeats = level(frame.content, frame.session).repeats.value
    body = (
        *(("\n".join(card),) if card else ()),
        frame.line("ui.position.check"),
        frame.line("ui.position.runs", holds=repeats, seconds=seconds, low=low, high=high),
    )
    steps = frame.button("steps" if card else "card")
    signs = (frame.button("read:signs", "signs"), frame.button("menu"))
    rows = ((frame.main("go"),), (frame.button("tight"), steps), *((aside,) if aside else ()), signs)
    return Screen(title, body, rows, footer=frame.line("ui.position.stop"), picture=picture)
