"""How often a cue is heard, as the person has chosen."""

from typing import assert_never

from dialogs.screen import Rings
from dialogs.session import Session, State
from dialogs.steps import GetReady, Hold, Rest, RollOver, StretchHold


def rings(session: Session) -> Rings:
    match session.settings.cues:
        case "calm":
            return 0 if _is_quiet(session) else 1
        case "usual":
            return 1
        case "strong":
            return 2
    assert_never(session.settings.cues)


def _is_quiet(session: Session) -> bool:
    """Nothing begins or ends that somebody presses or stretches for. A rest ends a hold: that one is not quiet."""
    if session.state is not State.ROUTINE or session.step >= len(session.plan):
        return False
    before = session.plan[session.step - 1] if session.step else None
    return isinstance(session.plan[session.step], GetReady | Rest | RollOver) and not isinstance(
        before, Hold | StretchHold
    )
