"""How long it takes to understand a message, short or as long as can be."""

from functools import partial

from content.loader import load
from dialogs.reading import Reader
from tests.bench.core import timed
from tests.bench.table import Row, percentiles, spread
from tests.samples.evaluate import FOLDER, samples

LONGEST = 4096
ROUNDS = 5

WEIGHTY = "pain hip buttock left right can not walk stand leg foot numb fell hot swollen back chest pee "


def rows() -> list[Row]:
    """Each sample by itself; then messages of the greatest length, the best of some rounds for each."""
    reader = Reader(load(), "en")
    texts = [str(line["text"]) for line in samples(FOLDER)]
    usual = [1e3 * seconds for text in texts for seconds in timed(partial(reader.read, text), 1)]
    story = ". ".join(texts)
    longest = {story[:LONGEST], story.replace(".", "").replace("?", "")[:LONGEST], (WEIGHTY * 60)[:LONGEST]}
    heavy = [1e3 * min(timed(partial(reader.read, text), ROUNDS)) for text in sorted(longest)]
    return [
        Row(f"reading a message, {len(usual)} samples", "p50 2 ms", percentiles(usual, "ms")),
        Row("reading the longest messages there can be", "20 ms", spread(heavy, "ms")),
    ]
