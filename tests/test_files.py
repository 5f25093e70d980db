"""Files made of what is kept: the picture, the page, the JSON."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.files import chart, page
from bot.files.backup import MOST_ROWS, read, write
from bot.files.jobs import Wanted
from content.schema import Content, Tier
from dialogs import progress, report
from dialogs.effects import Record
from dialogs.events import Imported, NotImported
from dialogs.guide import Guide
from dialogs.history import CheckIn, Dated, Referral
from dialogs.session import Session, Side
from tests.core import lives
from tests.records import NOW, everything, sessions


@pytest.fixture
def wanted(content: Content) -> Wanted:
    return everything(content)


# --- the picture ---


def test_the_picture_shows_each_side_with_scores_of_the_last_eight_weeks(content: Content) -> None:
    drawn = progress.chart(sessions(100, ("left", "right")), content.phrases["en"])

    assert drawn is not None
    assert [panel.label for panel in drawn.panels] == ["Left side", "Right side"]
    assert sum(len(panel.marks) for panel in drawn.panels) == 8 * 7
    assert 2 <= len(drawn.dates) <= progress.MOST_DATES
    assert (drawn.dates[0][0], drawn.dates[-1][0].date()) == (drawn.first, drawn.last.date())


def test_there_is_no_picture_before_two_sessions_can_be_compared(content: Content) -> None:
    words = content.phrases["en"]

    assert progress.chart(sessions(1), words) is None
    assert progress.chart([*sessions(1), *sessions(5, pain_after=None)], words) is None
    assert progress.chart(sessions(3, (None,)), words) is None
    assert progress.chart([Dated(NOW, CheckIn(3, bruise=False))], words) is None


def test_a_session_without_a_second_score_is_in_the_picture(content: Content) -> None:
    drawn = progress.chart([*sessions(4, pain_after=None), *sessions(2)], content.phrases["en"])

    assert drawn is not None
    assert [mark.after for mark in drawn.panels[0].marks].count(None) == 4


@pytest.mark.parametrize(("count", "sides"), [(2, ("left",)), (12, ("left", "right")), (90, ("right", "left"))])
def test_the_picture_is_opaque_and_small_enough_to_be_sent(
    content: Content, tmp_path: Path, count: int, sides: tuple[Side, ...]
) -> None:
    drawn = progress.chart(sessions(count, sides), content.phrases["en"])
    assert drawn is not None
    png = chart.draw(drawn)

    (tmp_path / "chart.png").write_bytes(png)
    with Image.open(tmp_path / "chart.png") as image:
        assert max(image.size) <= 1280
        alphas = image.convert("RGBA").getchannel("A").getextrema()
        dark, light = image.convert("L").getextrema()
    assert alphas == (255, 255)
    assert int(light) - int(dark) > 100
    assert len(png) < 200_000


def test_two_sessions_of_one_day_stand_side_by_side_in_the_picture() -> None:
    first, second, third, later = chart.apart([0.0, 0.25, 0.3, 9.0], 1.0)

    assert [second - first, third - second] == pytest.approx([1, 1])
    assert second == pytest.approx((0 + 0.25 + 0.3) / 3), "where they were"
    assert later == 9
    assert chart.apart([0.0, 2.0, 4.0], 1.0) == [0, 2, 4]
    assert chart.apart([], 1.0) == []


def test_letters_in_the_picture_are_a_twentieth_of_its_height() -> None:
    assert chart.LETTERS / 72 >= chart.HEIGHT / 20


# --- the page ---


def text(written: report.Report) -> str:
    rows = (" | ".join(line) for line in written.table)
    lists = (line for section in written.sections for line in (section.heading, *section.lines))
    return "\n".join((written.title, *written.lead, *rows, *lists, written.footer))


def test_the_page_says_what_was_done_and_told(content: Content) -> None:
    history = [
        Dated(NOW - timedelta(days=30), Referral(("leg-weakness",), Tier.B, "message", taken_back=True)),
        Dated(NOW - timedelta(days=20), Referral((), Tier.C, "screening")),
        *sessions(8, ("left", "right"), cautions=("osteoporosis",), cut_short=True),
        Dated(NOW, CheckIn(4, bruise=True)),
    ]

    told = text(report.report(Session(1, 1, 1, cautions=("blood-thinner",)), history, content.phrases["en"], NOW))

    for words in (
        "Self-reported", "no diagnosis and no advice", "Sessions: 8, from 14 Nov 2026 to 21 Nov 2026. Finished: 8.",
        "16 Nov 2026 | left | 3 | #2 middle | Ball in a sock | 270 s | 180 s | 6.0 | 3.0",
        "Middle of the buttock (left): 4",
        "Thin bones or long-term steroids. Sessions with it known: 8",
        "A blood thinner or a bleeding problem. Sessions with it known: 0",
        "2 Nov 2026: yes to a safety question, without saying to which line (before any tool;",
        "The person then said that the message had been misread", "22 Nov 2026: soreness 4 of 10, bruise",
        "something the person told: 8",
    ):  # fmt: skip
        assert words in told, f"{words!r} is not in:\n{told}"


def test_what_the_content_no_longer_knows_goes_by_its_id(content: Content) -> None:
    history = sessions(1, (None,), points=("gone-point",), zones=("gone-zone",), cautions=("gone-caution",))

    told = text(report.report(Session(1, 1, 1), history, content.phrases["en"], NOW))

    assert "gone-point" in told
    assert "gone-zone (no side): 1" in told
    assert "gone-caution" in told


@pytest.mark.parametrize("count", [0, 1, 90, 730])
def test_any_number_of_sessions_fits_on_one_page(content: Content, count: int) -> None:
    referral = Referral(("leg-weakness",), Tier.B, "place")
    long_ago = (Dated(NOW - timedelta(days=800 + day), referral) for day in range(9))
    history = [*long_ago, *sessions(count, ("left", "right"), cautions=tuple(content.cautions))]
    written = report.report(Session(1, 1, 1), history, content.phrases["en"], NOW)

    pdf = page.draw(written)

    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 1
    assert len(written.table) <= 2 * report.WEEKS + 3 or count == 0
    assert ("and 3 earlier" in text(written)) is True


# --- everything as JSON, and back ---


def test_the_file_holds_everything_and_comes_back(wanted: Wanted) -> None:
    made = json.loads(write(wanted))
    back = read(write(wanted), NOW)

    assert made.keys() == {"format", "version", "made_at", "session", "timers", "history"}
    assert made["timers"] == [{"kind": "reminder", "due_at": "2026-11-22T16:00:00+00:00"}]
    assert back == Imported(wanted.session, wanted.history)


def test_rows_of_the_first_release_are_read(wanted: Wanted) -> None:
    old = Record(NOW, {"zones": [], "side": None, "points": [], "tool": None, "pain_before": 5, "pain_after": None,
                       "finished": False, "pressed": {}, "cautions": []})  # fmt: skip

    back = read(write(replace(wanted, history=(old,))), NOW)

    assert isinstance(back, Imported)
    assert (back.rows[0].row["kind"], back.rows[0].row["pain_before"]) == ("session", 5)


def changed(wanted: Wanted, *path: str | int, value: object) -> bytes:
    whole: Any = json.loads(write(wanted))
    place = whole
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return json.dumps(whole).encode()


TOMORROW = (NOW + timedelta(days=3)).isoformat()
BAD: dict[str, tuple[str, Callable[[Wanted], bytes]]] = {
    "nothing": ("unreadable", lambda _: b""),
    "half a file": ("unreadable", lambda wanted: write(wanted)[:-40]),
    "no text": ("unreadable", lambda _: bytes(range(256))),
    "deep nesting": ("unreadable", lambda _: b"[" * 200_000),
    "deep nesting, whole": ("unreadable", lambda _: b'{"format":' * 100_000 + b"1" + b"}" * 100_000),
    "a number without end": ("unreadable", lambda _: b"9" * 10_000),
    "another bot": ("foreign", lambda _: b'{"format": "habits", "version": 1}'),
    "no object": ("foreign", lambda _: b"[1, 2, 3]"),
    "a later release": ("newer", lambda wanted: changed(wanted, "version", value=2)),
    "a version in words": ("damaged", lambda wanted: changed(wanted, "version", value="one")),
    "something more": ("damaged", lambda wanted: changed(wanted, "extra", value=1)),
    "no session": ("damaged", lambda wanted: changed(wanted, "session", value={})),
    "a session nested too deep": (
        "damaged", lambda wanted: changed(wanted, "session", "session", "results", value=[[[[[]]]]]),
    ),
    "words as a score": ("damaged", lambda wanted: changed(wanted, "history", 0, "row", "pain_before", value="six")),
    "a number in words": ("damaged", lambda wanted: changed(wanted, "history", 0, "row", "pain_before", value="6")),
    "a score of eleven": ("damaged", lambda wanted: changed(wanted, "history", 0, "row", "pain_after", value=11)),
    "a day of pressing": (
        "damaged", lambda wanted: changed(wanted, "history", 0, "row", "pressed", value={"gmed-middle": 86_400}),
    ),
    "somebody's words": (
        "damaged", lambda wanted: changed(wanted, "history", 0, "row", "zones", value=["my poor left hip"]),
    ),
    "an unknown kind": ("damaged", lambda wanted: changed(wanted, "history", 0, "row", "kind", value="diary")),
    "a time without a zone": (
        "damaged", lambda wanted: changed(wanted, "history", 0, "started_at", value="2026-11-20T10:00:00"),
    ),
    "the year one": (
        "damaged", lambda wanted: changed(wanted, "history", 0, "started_at", value="0001-01-01T00:00:00+23:00"),
    ),
    "half a letter": ("damaged", lambda wanted: changed(wanted, "session", "session", "language", value="\ud800")),
    "the future": ("future", lambda wanted: changed(wanted, "history", 0, "started_at", value=TOMORROW)),
    "a future day": (
        "future", lambda wanted: changed(wanted, "session", "session", "trained_on", value=[TOMORROW[:10]]),
    ),
    "too many rows": (
        "too-many",
        lambda wanted: changed(wanted, "history", value=[{"started_at": NOW.isoformat(), "row": {}}] * (MOST_ROWS + 1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_as_it_was_written_is_told_by_its_reason(wanted: Wanted, name: str) -> None:
    reason, made = BAD[name]

    assert read(made(wanted), NOW) == NotImported(reason)  # type: ignore[arg-type]


def test_what_the_other_server_knew_and_this_one_does_not_is_left_out(guide: Guide) -> None:
    theirs = lives.regular(guide, 2)
    strange = replace(
        theirs.session, language="xx", cautions=("gone", "osteoporosis"), flags=("gone",), referred=("gone",),
        results=(*theirs.session.results, replace(theirs.session.results[0], points=("gone",), started_at=theirs.now)),
    )  # fmt: skip
    theirs.session = strange

    chat = lives.screened(guide).send_file(theirs).tap("take")

    assert chat.session.language == "en"
    assert chat.session.cautions == ("osteoporosis",)
    assert (chat.session.flags, chat.session.referred) == ((), ())
    assert len(chat.session.results) == 2
