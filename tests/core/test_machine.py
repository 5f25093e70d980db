"""The table itself, and the picture of it."""

from collections import defaultdict

from content.schema import Content
from dialogs.diagram import mermaid
from dialogs.machine import ANY, MACHINE, TABLE, Row
from dialogs.session import State
from dialogs.views import VIEWS


def test_every_state_has_a_view() -> None:
    assert set(VIEWS) == set(State)


def test_every_state_has_words_of_help(content: Content) -> None:
    assert not [state for state in State if f"ui.help.{state}" not in content.phrases["en"]]


def test_no_row_stands_behind_one_that_always_wins() -> None:
    """A row without a guard ends the search for its trigger in its states."""
    settled: dict[str, set[State]] = defaultdict(set)
    hidden = []
    for row in TABLE:
        if set(row.source) <= settled[row.trigger]:
            hidden.append(row)
        if row.guard is None:
            settled[row.trigger] |= set(row.source)

    assert hidden == []


def test_stopping_and_red_flags_are_rows_of_every_state() -> None:
    for trigger in ("/stop", "flagged"):
        covered = {state for row in TABLE if row.trigger == trigger and row.guard is None for state in row.source}
        assert covered == set(ANY), trigger


def test_no_trigger_can_be_crafted_to_jump_to_a_state() -> None:
    assert not [name for name in MACHINE.events if name.startswith("to_")]


def test_the_machine_holds_no_model() -> None:
    assert MACHINE.models == []


def test_the_diagram_shows_every_move_and_no_other() -> None:
    lines = mermaid().splitlines()
    edges = {line.strip().split(":")[0] for line in lines[2:]}

    assert lines[:2] == ["stateDiagram-v2", "    [*] --> consent"]
    assert edges == {f"{source} --> {row.dest}" for row in TABLE if row.dest is not None for source in _sources(row)}


def test_the_diagram_names_the_clock() -> None:
    assert "routine --> paused: the clock [missed]" in mermaid()


def _sources(row: Row) -> tuple[str, ...]:
    return ("anywhere",) if row.source == ANY else tuple(row.source)
