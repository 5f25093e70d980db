"""The `explain` command says how a message would be understood, as one line of JSON."""

import io
import json

import pytest

from bot.explain import explain, run
from content.loader import load
from dialogs.reading import Reader

CONTENT = load()
READER = Reader(CONTENT, "en")
KEYS = ["text", "red_flags", "zones", "side", "numb", "ask", "fits", "points", "topic", "confidence"]


def explained(text: str) -> dict[str, object]:
    return explain(text, CONTENT, READER)


def lines(*texts: str) -> list[dict[str, object]]:
    out = io.StringIO()
    run((f"{text}\n" for text in texts), out, CONTENT, READER)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_keys_stand_in_their_order() -> None:
    assert list(explained("left bum")) == KEYS


def test_a_painful_place() -> None:
    found = explained("upper left buttock, a bit numb")

    assert found["zones"] == ["buttock-upper"]
    assert found["side"] == "left"
    assert found["numb"] is True
    assert found["fits"] == "gmed"
    assert found["points"] == [
        {"id": "gmed-back", "score": 3},
        {"id": "gmed-middle", "score": 2},
        {"id": "gmed-front", "score": 1},
    ]


def test_a_red_flag() -> None:
    assert explained("both my legs went numb")["red_flags"] == [{"id": "both-legs", "tier": "A"}]


@pytest.mark.parametrize(
    ("text", "fits"), [("knee", "other"), ("shoulder", "other"), ("hip", "unclear"), ("", "unclear")]
)
def test_what_does_not_fit(text: str, fits: str) -> None:
    assert explained(text)["fits"] == fits


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_an_empty_message_gives_empty_lists_and_nulls(text: str) -> None:
    assert explained(text) == {
        "text": text,
        "red_flags": [],
        "zones": [],
        "side": None,
        "numb": False,
        "ask": False,
        "fits": "unclear",
        "points": [],
        "topic": None,
        "confidence": 0.0,
    }


def test_one_line_out_for_each_line_in() -> None:
    found = lines("both legs numb", "", "how hard should i press", "line\u2028break")

    assert [entry["text"] for entry in found] == ["both legs numb", "", "how hard should i press", "line\u2028break"]
    assert found[2]["topic"] == "dose-how-hard"


def test_a_part_of_a_topic_is_told_as_the_whole() -> None:
    assert lines("what is a trigger point?")[0]["topic"] == "does-it-work-evidence"


def test_a_line_is_answered_before_the_next_is_read() -> None:
    class Watched(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed = len(self.getvalue().splitlines())

    out = Watched()

    def asking() -> object:
        for number in range(3):
            assert out.flushed == number
            yield "hip\n"

    run(asking(), out, CONTENT, READER)  # type: ignore[arg-type]
    assert out.flushed == 3
