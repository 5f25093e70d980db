"""How a message would be understood, as JSON: for people who tune the words, and for other programs."""

import json
from collections.abc import Iterable
from typing import TextIO

from content.schema import Content
from dialogs.matching import match
from dialogs.reading import Reader


def explain(text: str, content: Content, reader: Reader) -> dict[str, object]:
    """The reading of one message, with the keys and in the order of the `explain` command. JSON values only."""
    reading = reader.read(text)
    fit = match(content, reading.zones)
    return {
        "text": text,
        "red_flags": [{"id": flag.id, "tier": flag.tier.value} for flag in reading.flags],
        "zones": list(reading.zones),
        "side": reading.side,
        "numb": reading.numb,
        "ask": reading.ask,
        "fits": "other" if reading.elsewhere and not reading.zones else fit.fits,
        "points": [{"id": point.id, "score": point.score} for point in fit.points],
        "topic": reading.topic and (content.topics[reading.topic].within or reading.topic),
        "confidence": reading.confidence,
    }


def run(lines: Iterable[str], out: TextIO, content: Content, reader: Reader) -> None:
    """Write one line of JSON for each line read, at once: the other end may wait for it before it sends the next."""
    for line in lines:
        out.write(json.dumps(explain(line.rstrip("\r\n"), content, reader)) + "\n")
        out.flush()
