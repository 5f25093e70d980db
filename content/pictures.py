"""The pictures: which the facts name, which files there are, and whether every file is fit to be sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from content.documents import Folder, Location
from content.entries import entries, walk
from content.media import measure
from content.schema import PLACES_PICTURE, Content

IMAGES = "images"
SIDES = ("left", "right")
KINDS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".mp4": "MP4"}
"""What is in a file, by its suffix."""

ELSEWHERE = ("avatar", "cover")
"""Shown by no screen: the picture of the bot itself, and the one of the README."""

ASKING = frozenset({"picture", "loop", "mistake", "no_go", "slack"})
"""The facts that name a picture, besides the lines of a card."""

STILL_BYTES, LOOP_BYTES, ALL_BYTES = 300_000, 1_000_000, 8_000_000
"""Product rule: a picture comes at once on a bad line, and the repository stays small."""
PHOTO_SIDES, PHOTO_RATIO = 10_000, 20
"""Width and height together at most, and the longer to the shorter at most (Bot API, sendPhoto)."""
LOOP_PIXELS, LOOP_SECONDS = 720, 6
"""Product rule."""


@dataclass(frozen=True, slots=True)
class Named:
    """A picture that a fact asks for, and the place of the fact."""

    name: str
    path: str
    location: Location
    loop: bool = False


def named(content: Content) -> Iterator[Named]:
    """Every picture that is asked for; several facts may ask for the same one."""
    yield Named(PLACES_PICTURE, IMAGES, ())
    yield from (Named(name, IMAGES, ()) for name in ELSEWHERE)
    for path, location, entry in entries(content):
        for place, value in walk(entry, location):
            asks = place and (place[-1] in ASKING or place[-2:-1] == ("lines",))
            if asks and isinstance(value, str):
                yield Named(value, path, place, loop=place[-1] == "loop")


def drawn(root: Path) -> Mapping[str, str]:
    """The files of a content folder, by name without suffix."""
    paths = sorted((root / IMAGES).glob("*"))
    return {path.stem: f"{IMAGES}/{path.name}" for path in paths if path.suffix in KINDS}


def check_pictures(content: Content, folder: Folder) -> None:
    """Add every broken rule to `folder.problems`."""
    asked = list(named(content))
    for each in asked:
        _check_name(content, folder, each)
    total = 0
    known = {file for each in asked for file in _files(content, each.name)}
    for path in sorted((folder.root / IMAGES).glob("*")):
        place = f"{IMAGES}/{path.name}"
        if not path.is_file():
            folder.problem(place, (), "no file: only pictures belong here")
            continue
        if path.stem not in known or content.pictures.get(path.stem) != place:
            folder.problem(place, (), "nothing shows this picture: take it out, or name it in a fact")
        data = path.read_bytes()
        total += len(data)
        for problem in _unfit(path.suffix, data):
            folder.problem(place, (), problem)
    if total > ALL_BYTES:
        folder.problem(IMAGES, (), f"{total} bytes in all: {ALL_BYTES} at most")


def _files(content: Content, name: str) -> tuple[str, ...]:
    """The files that a picture should have, without suffix: one for each side, or a single one for both."""
    sided = tuple(f"{name}-{side}" for side in SIDES)
    return sided if not content.pictures.keys().isdisjoint(sided) or name not in content.pictures else (name,)


def _check_name(content: Content, folder: Folder, asked: Named) -> None:
    suffixes = {".mp4"} if asked.loop else KINDS.keys() - {".mp4"}
    files = _files(content, asked.name)
    for file in files:
        path = content.pictures.get(file)
        if path is None:
            folder.problem(asked.path, asked.location, f"the picture {IMAGES}/{file} is missing: render it")
        elif Path(path).suffix not in suffixes:
            folder.problem(
                asked.path, asked.location, f"{path} is named here, which takes {', '.join(sorted(suffixes))}"
            )
    for language, phrases in content.phrases.items():
        key = f"pictures.{asked.name}"
        says = key in phrases and "{side}" in phrases.line(key, side="{side}", other="{side}")
        if key in phrases and says != (len(files) > 1):
            rule = "there is one file for both sides: leave {side} out" if says else "say which: name {side}"
            folder.problem(f"texts/{language}/pictures.yaml", (asked.name,), rule)


def _unfit(suffix: str, data: bytes) -> Iterator[str]:
    """Why a file cannot be sent, or should not be."""
    media = measure(data)
    if media is None:
        yield "no JPEG, PNG or MP4, or a damaged one: render it again"
        return
    if KINDS.get(suffix, media.kind) != media.kind:
        yield f"a {media.kind} in a file named {suffix}: its name says what it is"
    limit = LOOP_BYTES if media.kind == "MP4" else STILL_BYTES
    if len(data) > limit:
        yield f"{len(data)} bytes: {limit} at most"
    longer, shorter = max(media.width, media.height), min(media.width, media.height)
    if media.kind != "MP4":
        if longer + shorter > PHOTO_SIDES or longer > PHOTO_RATIO * shorter:
            yield f"{media.width} x {media.height}: Telegram takes no photo of that shape"
    elif longer > LOOP_PIXELS or media.seconds > LOOP_SECONDS or not media.h264 or media.sound:
        kind = f"{media.width} x {media.height}, {media.seconds:g} s"
        yield f"a film of {kind}: {LOOP_PIXELS} pixels and {LOOP_SECONDS} s at most, H.264, without sound"
