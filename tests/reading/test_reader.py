"""Whatever is typed has a reading."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.schema import Tier
from tests.reading.reader import CONTENT, read
from tests.samples.evaluate import FOLDER, samples


@given(st.text(max_size=300))
@example("\ud800 pee")
@example("\u202eeep tnac\u202c")
@example("مؤخرتي تؤلمني")
@example("मेरे बाएं कूल्हे में दर्द")
@example("😀" * 300)
@example("&#99999999999; &lt;<<<b")
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_reading(text: str) -> None:
    reading = read(text)

    assert reading == read(text)
    assert set(reading.zones) <= set(CONTENT.zones)
    assert 0 <= reading.confidence <= 1


WEIGHTY = [
    "numb",
    "bum",
    "both",
    "legs",
    "not",
    "no",
    "can",
    "pee",
    "my",
    "left",
    "right",
    "is",
    "if",
    "6",
    ",",
    ".",
    "?",
]


@given(
    st.lists(
        st.sampled_from(WEIGHTY),
        max_size=60,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_order_of_weighty_words_has_a_reading(words: list[str]) -> None:
    reading = read(" ".join(words))

    assert reading.number is None or 0 <= reading.number <= 10
    assert reading.doubtful is None or {flag.tier for flag in reading.flags} <= {Tier.D, Tier.T}


HEAVY = {
    "one word": "numb " * 900,
    "a pair": "numb bum " * 500,
    "a question": "is it " * 800,
    "numbers": "1 " * 2048,
    "all numbers": " ".join(str(number % 100) for number in range(1400)),
    "letters": "qzx vvk jjw " * 400,
    "markup": "<b>" * 1400,
    "emoji": "😀" * 4096,
    "a story": " ".join(str(line["text"]) for line in samples(FOLDER))[:4096],
}


@pytest.mark.parametrize("name", HEAVY)
def test_the_longest_message_has_a_reading(name: str) -> None:
    assert read(HEAVY[name]) == read(HEAVY[name])
