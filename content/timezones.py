"""The time zones there are: those of the tzdata package, so that every machine has the same clock changes."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@cache
def names() -> frozenset[str]:
    """Every IANA name, old ones too."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone of that name. Raises KeyError for one that does not exist."""
    if name not in names():
        raise KeyError(f"{name} is no time zone")
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
