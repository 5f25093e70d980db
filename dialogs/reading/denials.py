"""A no to a safety question: only where the whole message is nothing but that."""

from content.lexicon import Denials
from content.notation import Patterns
from dialogs.reading.chart import Chart
from dialogs.reading.reading import Denial
from dialogs.reading.words import Pause

WELL = "wish:well:alone"
KINDS: tuple[tuple[Denial, str], ...] = (
    ("nothing", "denials:nothing"),
    ("well", WELL),
    ("unchanged", "denials:unchanged"),
    ("unhurt", "denials:unhurt"),
    ("passed", "denials:passed"),
)
"""Each with its patterns, the one that says most first."""


def spoken(denials: Denials, well: Patterns) -> frozenset[str]:
    """Every word that may stand in a denial: patterns pass over light words, some of which ("mostly") take it back."""
    lists = (denials.nothing, denials.unchanged, denials.unhurt, denials.passed, denials.beside, well)
    return frozenset(word for each in lists for pattern in each for part in pattern.parts for word in part.symbols)


def read_denial(chart: Chart, spoken: frozenset[str]) -> Denial | None:
    """What a message says no to; None where any word says anything else, or where it asks."""
    message = chart.message
    pauses = (message.ending, *(word.pause for word in message.words))
    if Pause.QUESTION in pauses or not spoken.issuperset(word.text for word in message.words):
        return None
    around = chart.covered("denials:beside") | chart.covered("denials:nothing")
    for kind, name in KINDS:
        covered = chart.covered(name)
        if covered and len(covered | around) == len(message.words):
            return kind
    return None
