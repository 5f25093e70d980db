"""The pictures of the shipped content, and every rule about them with a bad example."""

import struct
from zlib import crc32

import pytest

from content.documents import ContentProblems
from content.loader import FOLDER, load
from content.media import Media, measure
from tests.content.draft import Draft
from tests.docs import contact_sheet
from tests.end.process import ROOT

LOOP = "images/back-stretch-lying-loop-left.mp4"
STILL = "images/setup-ball-wall-left.jpg"
DRAWN = "images/setup-ball-wall-left.png"
DAMAGED = "no JPEG, PNG or MP4, or a damaged one: render it again"


def png(width: int, height: int, size: int = 0) -> bytes:
    """A picture of that many pixels, filled up to a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    bare = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    return bare.replace(chunk(b"IDAT", b""), chunk(b"IDAT", bytes(max(size - len(bare), 0))))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))


def longer_jpeg(data: bytes, size: int) -> bytes:
    """The same picture with comments in it, up to a size."""
    while missing := size - len(data):
        length = min(missing - 4 if missing < 60_000 else 50_000, 60_000)
        data = data[:2] + b"\xff\xfe" + struct.pack(">H", length + 2) + bytes(length) + data[2:]
    return data


def longer_film(data: bytes, size: int) -> bytes:
    """The same film with a box of nothing behind it, up to a size."""
    return data + struct.pack(">I4s", size - len(data), b"free") + bytes(size - len(data) - 8)


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


def test_the_contact_sheet_shows_every_picture() -> None:
    content = load(FOLDER)
    sheet = contact_sheet(content)
    assert sheet == (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8"), "run: make graph"
    assert all(f"(../content/{path})" in sheet or f'"../content/{path}"' in sheet for path in content.pictures.values())


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
        (STILL, b"GIF89a", DAMAGED),
        (STILL, b"\xff\xd8\xff", DAMAGED),
        (DRAWN, png(1000, 800, 300_001), "300001 bytes: 300000 at most"),
        (DRAWN, png(9_000, 1_001), "9000 x 1001: Telegram takes no photo of that shape"),
        (DRAWN, png(2_001, 100), "2001 x 100: Telegram takes no photo of that shape"),
        (DRAWN, png(0, 0), DAMAGED),
        (DRAWN, png(90, 0), DAMAGED),
        (DRAWN, png(90, 60)[:-1], DAMAGED),
        (DRAWN, png(90, 60) + b"\0", DAMAGED),
        (DRAWN, png(90, 60).replace(b"IDAT", b"IDAX"), DAMAGED),
        (DRAWN, png(90, 60).replace(chunk(b"IDAT", b""), b""), DAMAGED),
        (STILL, png(90, 60), "a PNG in a file named .jpg: its name says what it is"),
        (LOOP, bytes(1_000_001), DAMAGED),
    ],
)
def test_a_file_that_cannot_be_sent_is_told(draft: Draft, path: str, data: bytes, told: str) -> None:
    shipped = draft.root / (LOOP if path == LOOP else STILL)
    shipped.unlink()
    (draft.root / path).write_bytes(data)
    assert problems(draft) == [f"{path}:1: {told}"]


def test_a_jpeg_that_is_cut_off_damaged_or_empty_is_told(draft: Draft) -> None:
    whole = (FOLDER / STILL).read_bytes()
    frame = whole.index(b"\xff\xc2") + 5
    scan = whole.index(b"\xff\xda")
    spoilt = {
        "cut off": whole[: len(whole) // 2],
        "no end marker": whole[:-2],
        "an end marker in the middle": whole[: len(whole) // 2] + b"\xff\xd9" + whole[len(whole) // 2 :],
        "no picture in it": whole[:scan] + b"\xff\xd9",
        "no height": whole[:frame] + bytes(2) + whole[frame + 2 :],
        "no marker": whole[:scan] + b"\0" + whole[scan + 1 :],
        "something behind it": whole + b"\0",
    }
    for why, data in spoilt.items():
        (draft.root / STILL).write_bytes(data)
        assert problems(draft) == [f"{STILL}:1: {DAMAGED}"], why


def test_a_film_named_as_a_picture_is_told(draft: Draft) -> None:
    (draft.root / STILL).write_bytes((FOLDER / LOOP).read_bytes())
    assert problems(draft) == [f"{STILL}:1: a MP4 in a file named .jpg: its name says what it is"]


def test_a_film_that_is_cut_off_or_empty_is_told(draft: Draft) -> None:
    whole = (FOLDER / LOOP).read_bytes()
    length = whole.index(b"mvhd") + 20
    wide = whole.index(b"tkhd") + 80
    spoilt = {
        "cut off": whole[: len(whole) // 2],
        "one byte less": whole[:-1],
        "no picture in it": whole[: whole.index(b"mdat") - 4],
        "no time": whole[:length] + bytes(4) + whole[length + 4 :],
        "no width": whole[:wide] + bytes(4) + whole[wide + 4 :],
        "no video": whole.replace(b"vide", b"meta"),
    }
    for why, data in spoilt.items():
        (draft.root / LOOP).write_bytes(data)
        assert problems(draft) == [f"{LOOP}:1: {DAMAGED}"], why


def test_a_film_is_short_small_silent_and_of_one_kind(draft: Draft) -> None:
    film = (FOLDER / LOOP).read_bytes()
    (draft.root / LOOP).write_bytes(longer_film(film, 1_000_000))
    assert problems(draft) == []
    (draft.root / LOOP).write_bytes(longer_film(film, 1_000_001))
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
        path.write_bytes(longer_jpeg(path.read_bytes(), 300_000))
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
    for length in (*range(0, 600, 7), *range(600, len(whole), 997)):
        assert measure(whole[:length]) is None


def test_each_line_of_a_card_shows_what_it_is_about(draft: Draft) -> None:
    path, lines = "texts/en/tools.yaml", draft.read("texts/en/tools.yaml").splitlines(keepends=True)
    card = lines.index("    floor:\n") + 1
    draft.write(path, "".join((*lines[: card + 1], *lines[card + 2 :])))
    told = "tools.yaml names 6 pictures for its lines: as many lines, or other pictures there"
    assert draft.problems() == [f"{path}:{card + 1}: {told}"]


def test_a_picture_of_a_line_has_to_be_there(draft: Draft) -> None:
    path = "tools.yaml"
    line = draft.change(path, "lines: [~, ~, near-ball-floor,", "lines: [~, ~, near-knee,")
    assert f"{path}:{line}: the picture images/near-knee-left is missing: render it" in problems(draft)
