"""A no to a safety question: the whole message, or none."""

import pytest

from tests.reading.reader import read


@pytest.mark.parametrize(
    ("denial", "texts"),
    [
        ("nothing", "no|nope|none|none of those|nope nothing like that|No, none of the above.|none thank god|never"),
        ("nothing", "i dont have any of those|no to all|nothing applies|no i dont have any of that|no. none at all|👎"),
        ("well", "nope all fine|all good thanks|no, im fine"),
        ("unchanged", "nothing new|nope nothing new thanks|no changes|same as before|nothing changed since last time"),
        ("unhurt", "no bruise|no bruise or swelling|no bruising and no swelling|there is no swelling"),
        ("passed", "gone|its gone|yes its gone now|the tingling has gone|it has gone away"),
    ],
)
def test_a_whole_message_that_is_a_no(denial: str, texts: str) -> None:
    assert {text: read(text).denial for text in texts.split("|")} == dict.fromkeys(texts.split("|"), denial)


@pytest.mark.parametrize(
    "text",
    [
        "none of these apart from number 3",
        "none just one",
        "none except the last",
        "nothing but the fever",
        "none mostly",
        "mostly none of these",
        "no only the first",
        "none so far",
        "none left",
        "no more",
        "no fever",
        "i think none",
        "not really",
        "not yet",
        "none?",
        "same as before except the fall",
        "no bruise but it swells",
        "swelling",
        "it has not gone",
        "not gone yet",
        "almost gone",
        "these",
        "new",
        "",
    ],
)
def test_any_word_more_and_it_is_asked_about(text: str) -> None:
    assert read(text).denial is None
