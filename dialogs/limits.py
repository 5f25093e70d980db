"""What may be done at most: all cautions and gentle flags of a session put together, and what is left to choose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.schema import Adaptation, Content, Figure, Level, Load, Muscle, Stretch, Variant
from dialogs.session import Session
from dialogs.steps import GetReady, Rest, Step, StretchHold


@dataclass(frozen=True, slots=True)
class Limits:
    """The union of what to avoid and the lowest of all ceilings (None: no ceiling)."""

    avoid: frozenset[Load] = frozenset()
    pressure: int | None = None
    hold: int | None = None
    stretch_hold: int | None = None
    way: str | None = None
    """The variant of the set-up that the user asked for; the preferred one where it is not allowed."""

    def allow(self, variant: Variant) -> bool:
        return self.avoid.isdisjoint(variant.loads)

    def hold_of(self, rung: Level) -> int:
        """Seconds of a hold on this rung, under the ceiling."""
        return min(rung.hold.value, self.hold or rung.hold.value)


def limits(content: Content, session: Session) -> Limits:
    """The limits of a session: its cautions, its flags with a gentle version, the length of a hold that was chosen."""
    adaptations = [content.cautions[caution].adaptation for caution in session.cautions if caution in content.cautions]
    flags = (content.flags[flag] for flag in session.flags if flag in content.flags)
    adaptations += [flag.adaptation for flag in flags if flag.adaptation is not None]
    if session.resting:
        adaptations.append(Adaptation(avoid=(Load.PRESSING,)))
    return Limits(
        avoid=frozenset(load for adaptation in adaptations for load in adaptation.avoid),
        pressure=_lowest(_values(adaptation.pressure for adaptation in adaptations)),
        hold=_lowest((session.settings.hold, *_values(adaptation.hold for adaptation in adaptations))),
        stretch_hold=_lowest(_values(adaptation.stretch_hold for adaptation in adaptations)),
        way=session.way,
    )


def _values(figures: Iterable[Figure | None]) -> Iterator[int]:
    return (figure.value for figure in figures if figure is not None)


def _lowest(ceilings: Iterable[int | None]) -> int | None:
    return min((ceiling for ceiling in ceilings if ceiling is not None), default=None)


def rung_of(content: Content, number: int) -> Level:
    """The rung of the ladder for the session with this number."""
    ladder = content.protocol.levels
    return next((rung for rung in reversed(ladder) if rung.from_session.value <= number), ladder[0])


def level(content: Content, session: Session) -> Level:
    """The rung for this session, or the one that comes next; on the last one a longer hold may have been chosen."""
    rung = rung_of(content, session.sessions_done + (not session.same_rung))
    if session.settings.hold is None or rung is not content.protocol.levels[-1]:
        return rung
    seconds = min(limits(content, session).hold or 0, content.protocol.longest_hold.value)
    return _longer(rung, seconds) if seconds > rung.hold.value else rung


def _longer(rung: Level, seconds: int) -> Level:
    """With longer holds, and no more seconds on a spot than before: they are fewer."""
    repeats = max(rung.hold.value * rung.repeats.value // seconds, 1)
    return rung.model_copy(
        update={
            "hold": rung.hold.model_copy(update={"value": seconds}),
            "repeats": rung.repeats.model_copy(update={"value": repeats}),
        }
    )


def is_gentle(content: Content, flag: str) -> bool:
    """Whether a red flag leaves a gentle version to go on with."""
    return flag in content.flags and content.flags[flag].adaptation is not None


def setups(content: Content, tool: str, point: str, bounds: Limits) -> tuple[Variant, ...]:
    """The ways to reach the point with the tool that the limits leave, the preferred one first."""
    return tuple(filter(bounds.allow, content.tools[tool].setups[point]))


def setup(content: Content, tool: str, point: str, bounds: Limits) -> Variant | None:
    """The way asked for, else the preferred one, or None where the limits leave none."""
    ways = setups(content, tool, point, bounds)
    return next((variant for variant in ways if variant.id == bounds.way), next(iter(ways), None))


def tools(content: Content, point: str, bounds: Limits) -> tuple[str, ...]:
    """The tools that may reach the point, in the order of the content."""
    return tuple(tool for tool in content.tools if setup(content, tool, point, bounds) is not None)


def muscle_of(content: Content, point: str) -> Muscle:
    """The muscle that the point belongs to."""
    return next(muscle for muscle in content.muscles.values() if any(each.id == point for each in muscle.points))


def stretches(content: Content, point: str, bounds: Limits) -> tuple[tuple[Stretch, Variant], ...]:
    """The stretches of the point's muscle, each in the preferred variant that the limits leave."""
    muscle = muscle_of(content, point)
    chosen = ((stretch, next(filter(bounds.allow, stretch.variants), None)) for stretch in muscle.stretches)
    return tuple((stretch, variant) for stretch, variant in chosen if variant is not None)


def stretch_of(content: Content, present: Step | None) -> Stretch | None:
    """The stretch that a step of a routine belongs to; None where it is about pressing."""
    match present:
        case GetReady(target=name) | Rest(target=name) | StretchHold(stretch=name):
            every = (stretch for muscle in content.muscles.values() for stretch in muscle.stretches)
            return next((stretch for stretch in every if stretch.id == name), None)
    return None


def posture(content: Content, session: Session) -> str:
    """How the body is placed by the present set-up: 'lying', 'sitting' or 'standing'."""
    if session.tool is None or not session.points:
        return "standing"
    variant = setup(content, session.tool, session.points[-1], limits(content, session))
    kinds = {"lying": "lying", "side-lying": "lying", "sitting": "sitting"}
    return kinds.get(variant.position, "standing") if variant is not None else "standing"
