"""The table as a picture: a Mermaid state diagram, made from the rows and nothing else."""

from collections import defaultdict

from dialogs.machine import ANY, TABLE, Row
from dialogs.session import State


def mermaid() -> str:
    """The state diagram. What may happen anywhere is one edge from `anywhere`; rows that move nothing are left out."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in TABLE:
        if row.dest is not None:
            for source in _sources(row):
                label = _label(row)
                if label not in edges[source, row.dest.value]:
                    edges[source, row.dest.value].append(label)
    lines = ["stateDiagram-v2", f"    [*] --> {State.CONSENT}"]
    lines += [f"    {source} --> {dest}: {', '.join(labels)}" for (source, dest), labels in edges.items()]
    return "\n".join(lines)


def _sources(row: Row) -> tuple[str, ...]:
    return ("anywhere",) if row.source == ANY else tuple(state.value for state in row.source)


def _label(row: Row) -> str:
    """The trigger, with the guard's name where there is one; the clock's rows say so."""
    trigger = {"tick": "the clock", "reminder": "the clock (reminder)"}.get(row.trigger, row.trigger)
    return f"{trigger} [{row.guard.__name__.replace('_', ' ')}]" if row.guard else trigger
