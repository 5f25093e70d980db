"""The pictures of the shipped content, and every rule about them with a bad example."""

import struct

import pytest

from content.documents import ContentProblems
from content.loader import FOLDER, load
from content.media import Media, measure
from tests.content.draft import Draft

LOOP = "images/back-stretch-lying-loop-left.mp4"
STILL = "images/setup-ball-wall-left.jpg"


def png(width: int, height: int, size: int = 0) -> bytes:
    """The head of a picture, filled up to a size."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return head + bytes(max(size - len(head), 0))


def problems(draft: Draft) -> list[str]:
    try:
        load(draft.root, pictures=True)
    except ContentProblems as problems:
        return str(problems).splitlines()
    return []


def line_of(draft: Draft, path: str, text: str) -> int:
    return draft.read(path).partition(text)[0].count("\n") + 1


def test_the_shipped_pictures_are_all_there_all_used_and_fit_to_be_sent() -> None:
    load(FOLDER, pictures=True)


def test_every_shipped_picture_is_said_in_one_or_a_few_plain_sentences() -> None:
    content = load(FOLDER)
    for name in content.pictures:
        base = name.removesuffix("-left").removesuffix("-right")
        text = content.phrases["en"].line(f"pictures.{base}", side="left", other="right")
        assert text.endswith(".")
        assert len(text) <= 250, name


def test_a_missing_file_is_told_at_the_facts_that_name_it_and_does_not_keep_the_bot_from_starting(
    draft: Draft,
) -> None:
    (draft.root / "images/setup-thera-cane-side-right.jpg").unlink()
    message = "the picture images/setup-thera-cane-side-right is missing: render it"
    places = [
        f"{path}:{line_of(draft, path, 'picture: setup-thera-cane-side')}: {message}"
        for path in ("tools.yaml", "topics.yaml")
    ]
    assert problems(draft) == places
    assert "setup-thera-cane-side-right" not in load(draft.root).pictures


def test_one_file_may_stand_for_both_sides_but_not_beside_them(draft: Draft) -> None:
    images = draft.root / "images"
    (images / "points-left.jpg").rename(images / "points.jpg")
    found = problems(draft)
    assert any("the picture images/points-left is missing" in problem for problem in found)
    assert "images/points.jpg:1: nothing shows this picture: take it out, or name it in a fact" in found
    (images / "points-right.jpg").unlink()
    draft.change("texts/en/pictures.yaml", 'points: "The {side} hip', 'points: "The hip')
    assert problems(draft) == []


def test_a_file_that_nothing_shows_is_told(draft: Draft) -> None:
    (draft.root / "images/knee-left.jpg").write_bytes((draft.root / STILL).read_bytes())
    assert problems(draft) == ["images/knee-left.jpg:1: nothing shows this picture: take it out, or name it in a fact"]


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        (STILL, b"GIF89a", "no JPEG, PNG or MP4, or a damaged one: render it again"),
        (STILL, b"\xff\xd8\xff", "no JPEG, PNG or MP4, or a damaged one: render it again"),
        (STILL, png(1000, 800, 300_001), "300001 bytes: 300000 at most"),
        (STILL, png(9_000, 1_001), "9000 x 1001: Telegram takes no photo of that shape"),
        (STILL, png(2_001, 100), "2001 x 100: Telegram takes no photo of that shape"),
        (LOOP, bytes(1_000_001), "no JPEG, PNG or MP4, or a damaged one: render it again"),
    ],
)
def test_a_file_that_cannot_be_sent_is_told(draft: Draft, path: str, data: bytes, told: str) -> None:
    (draft.root / path).write_bytes(data)
    assert problems(draft) == [f"{path}:1: {told}"]


def test_a_film_is_short_small_silent_and_of_one_kind(draft: Draft) -> None:
    film = (FOLDER / LOOP).read_bytes()
    (draft.root / LOOP).write_bytes(film + bytes(1_000_000 - len(film)))
    assert problems(draft) == []
    (draft.root / LOOP).write_bytes(film + bytes(1_000_001 - len(film)))
    assert problems(draft) == [f"{LOOP}:1: 1000001 bytes: 1000000 at most"]
    for spoilt in (film.replace(b"avc1", b"hvc1"), slower(film)):
        (draft.root / LOOP).write_bytes(spoilt)
        (problem,) = problems(draft)
        assert problem.startswith(f"{LOOP}:1: a film of 540 x 540, ")


def slower(film: bytes) -> bytes:
    """The same film, said to last twice as long."""
    at = film.index(b"mvhd") + 20
    (length,) = struct.unpack(">I", film[at : at + 4])
    return film[:at] + struct.pack(">I", 2 * length) + film[at + 4 :]


def test_all_pictures_together_stay_small(draft: Draft) -> None:
    sizes = 0
    for path in sorted((draft.root / "images").glob("*.jpg")):
        path.write_bytes(path.read_bytes().ljust(300_000, b"\0"))
        sizes += 300_000
    total = sizes + sum(path.stat().st_size for path in (draft.root / "images").glob("*.mp4"))
    assert problems(draft) == [f"images:1: {total} bytes in all: 8000000 at most"]


def test_a_loop_is_a_film_and_a_picture_is_not(draft: Draft) -> None:
    path = "muscles/gluteus-medius.yaml"
    line = draft.change(path, "picture: back-stretch-seated", "picture: back-stretch-lying-loop")
    assert f"{path}:{line}: images/back-stretch-lying-loop-left.mp4 is named here, which takes .jpeg, .jpg, .png" in (
        problems(draft)
    )


def test_every_language_says_what_a_picture_shows(draft: Draft) -> None:
    line = line_of(draft, "texts/en/pictures.yaml", "no-go:")
    text = next(line for line in draft.read("texts/en/pictures.yaml").splitlines() if line.startswith("no-go:"))
    draft.change("texts/en/pictures.yaml", text + "\n", "")
    assert draft.problems() == ["texts/en/pictures.yaml:2: the text pictures.no-go is missing: add it"]
    draft.change("texts/en/pictures.yaml", "\npoints:", "\nno-go: 'The {side} hip.'\npoints:")
    assert problems(draft) == [f"texts/en/pictures.yaml:{line}: there is one file for both sides: leave {{side}} out"]


def test_a_picture_with_sides_is_said_with_its_side(draft: Draft) -> None:
    line = draft.change("texts/en/pictures.yaml", "Someone stands with the {side} hip", "Someone stands with the hip")
    assert problems(draft) == [f"texts/en/pictures.yaml:{line}: say which: name {{side}}"]


def test_a_text_of_a_picture_that_nothing_names_is_told(draft: Draft) -> None:
    draft.change("texts/en/pictures.yaml", "\navatar:", "\nknee: 'A knee.'\navatar:")
    (problem,) = draft.problems()
    assert problem.endswith("nothing uses this text: take it out, or mend its key")


def test_sizes_are_read_from_the_head_of_a_file() -> None:
    assert measure(png(90, 60)) == Media("PNG", 90, 60)
    assert measure((FOLDER / STILL).read_bytes()) == Media("JPEG", 1080, 1080)
    film = measure((FOLDER / LOOP).read_bytes())
    assert film is not None
    assert (film.kind, film.width, film.height, film.h264, film.sound) == ("MP4", 540, 540, True, False)
    assert 1 < film.seconds <= 6


@pytest.mark.parametrize("path", [STILL, LOOP])
def test_half_a_file_is_no_picture_and_no_error(path: str) -> None:
    whole = (FOLDER / path).read_bytes()
    for length in range(0, 600, 7):
        assert measure(whole[:length]) is None or path == STILL
