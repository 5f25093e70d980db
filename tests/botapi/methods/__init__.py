"""The supported methods of the Bot API, one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.botapi.methods import editing, profile, reacting, sending
from tests.botapi.model import Call
from tests.botapi.world import World

Handler = Callable[[World, Call], Any]
HANDLERS: Mapping[str, Handler] = {
    **sending.HANDLERS,
    **editing.HANDLERS,
    **reacting.HANDLERS,
    **profile.HANDLERS,
}
