"""Slips of typing: the likeliest word is meant."""

import pytest

from tests.reading.reader import READER


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("botom", "bottom"),
        ("buttocsk", "buttocks"),
        ("breat", "breath"),
        ("truggling", "struggling"),
        ("chestpain", "chest pain"),
        ("cantfeel", "can not feel"),
        ("buttcheck", "butt cheek"),
        ("numbbb", "numb"),
        ("legend", "legend"),
        ("therapist", "therapist"),
        ("qzxvvk", "qzxvvk"),
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert " ".join(READER.spelt(typed)) == meant
