"""Whatever else is dropped of a flood: stop and warning signs count."""

import pytest

from dialogs.events import Attachment, Command, Edited, Event, Tap, Text, Unreachable
from dialogs.guide import Guide
from dialogs.urgent import ENOUGH, urgent


@pytest.mark.parametrize(
    "event",
    [
        Text("stop"), Text("STOP!!"), Text("pause"), Text("it went numb"), Text("i cannot feel my leg any more"),
        Edited("i have lost control of my bladder"), Command("stop"), Command("pause"),
        Command("ask", "my chest hurts and my left arm goes numb"), Tap("/stop", 1, on_card=True),
        Tap("pause", 0, on_card=False), Tap("off", 1, on_card=True), Unreachable(),
    ],
)  # fmt: skip
def test_it_counts(event: Event, guide: Guide) -> None:
    assert urgent(event, guide)


@pytest.mark.parametrize(
    "event",
    [
        Text("hello"), Text("how hard should i press?"), Text(""), Text("\ud800"), Edited("left"), Command("start"),
        Tap("agree", 1, on_card=True), Tap("", 0, on_card=False), Attachment("sticker"),
        Text("hello " * ENOUGH + "stop"),
    ],
)  # fmt: skip
def test_it_can_be_sent_again(event: Event, guide: Guide) -> None:
    assert not urgent(event, guide)
