"""Pain scores."""

import pytest

from tests.reading.reader import read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6", 6),
        ("7/10", 7),
        ("10/10", 10),
        ("about 6", 6),
        ("six out of ten", 6),
        ("maybe 4 or 5", 5),
        ("5-6", 6),
        ("was 7 now 4", 4),
        ("eight", 8),
        ("4.5", 5),
        ("3 years", None),
        ("since 5 days", None),
        ("30 seconds", None),
        ("L5", None),
        ("point 2", None),
        ("#3", None),
        ("11", None),
        ("15/10", None),
        ("im 45", None),
        ("this one", None),
        ("deep ache in the middle of my left buttock, about 6", 6),
        ("it hurts when i sit for long and when i drive, maybe 7", 7),
        ("i do it on tuesdays and thursdays in the evening, at 7", None),
    ],
)
def test_a_pain_score_and_no_other_number(text: str, number: int | None) -> None:
    assert read(text).number == number
