"""What no plan may break, whatever it was made for."""

from content.schema import Content, Variant
from dialogs.limits import limits
from dialogs.session import Session
from dialogs.steps import GetReady, Hold, Step


def variant_of(content: Content, present: GetReady, tool: str | None) -> Variant:
    """The set-up or stretch that a 'get ready' leads into."""
    if present.target in content.points:
        assert tool is not None
        variants = content.tools[tool].setups[present.target]
    else:
        every = (stretch for muscle in content.muscles.values() for stretch in muscle.stretches)
        variants = next(stretch.variants for stretch in every if stretch.id == present.target)
    return next(variant for variant in variants if variant.id == present.variant)


def assert_allowed(content: Content, session: Session) -> None:
    """What is still to come keeps to the loads, the ceilings and the cited maximum of a hold."""
    bounds, protocol = limits(content, session), content.protocol
    for present in session.plan[session.step :]:
        match present:
            case GetReady():
                assert bounds.allow(variant_of(content, present, session.tool)), present
            case Hold():
                assert present.seconds <= min(bounds.hold or 1000, protocol.longest_hold.value), present
                assert 1 <= present.low <= present.high <= (bounds.pressure or protocol.pressure_limit.value), present


def assert_short_enough(content: Content, plan: tuple[Step, ...]) -> None:
    """A fresh plan: at most two spots, within the limits of a spot and of a session."""
    holds = [present for present in plan if isinstance(present, Hold)]
    points = {hold.point for hold in holds}
    assert len(points) <= 2
    assert sum(hold.seconds for hold in holds) <= content.protocol.session_limit.value
    for point in points:
        assert sum(hold.seconds for hold in holds if hold.point == point) <= content.protocol.spot_limit.value
