"""Rules across the files of facts: ids that exist, units and sources of every number, a dose that stays in bounds."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from content.documents import Folder, Location
from content.entries import entries, muscle_path, walk
from content.phrases import Phrases
from content.schema import Content, Figure, Id, Load, Muscle, Tier, Tool, Variant
from content.timezones import names
from content.wording import wording

Found = tuple[str, Location, str]
"""A broken rule: the file, the place in it, and what to mend."""

OTHER_UNITS: Mapping[str, str] = {
    "low": "of10",
    "high": "of10",
    "pressure": "of10",
    "pressure_limit": "of10",
    "eased_to": "of10",
    "from_session": "time",
    "repeats": "time",
    "spots": "time",
    "stretch_repeats": "time",
    "week_one": "day",
    "full_again": "day",
    "again_first": "h",
    "check_in": "h",
    "nudge": "min",
    "quiet_from": "h",
    "quiet_to": "h",
    "again": "h",
    "gap": "h",
    "soreness": "h",
    "review": "week",
    "give_up": "week",
}
"""The unit the program reads a figure in, by the name of the figure; all others are seconds."""


def check(content: Content, folder: Folder, reference: Phrases) -> None:
    """Add every broken rule to `folder.problems`. `reference`: the words that ship, by which the program was made."""
    for path, location, problem in (*_file_names(folder), *_facts(content)):
        folder.problem(path, location, problem)
    for phrases in content.phrases.values():
        for path, location, problem in wording(content, phrases, reference):
            folder.problem(path, location, problem)


def _file_names(folder: Folder) -> Iterator[Found]:
    """A muscle's file is named by its id, so that no two files can be the same muscle."""
    for path, document in folder.documents.items():
        name = PurePosixPath(path)
        if path.startswith("muscles/") and isinstance(document.data, dict) and document.data["id"] != name.stem:
            yield path, ("id",), f"the id {document.data['id']} is not the file's name: name it {name.stem}"


def _facts(content: Content) -> Iterator[Found]:
    for path, location, entry in entries(content):
        for place, value in walk(entry, location):
            yield from ((path, place, problem) for problem in _value(content, place, value))
    yield from _repeated_ids(content)
    yield from _zones(content)
    yield from _topics(content)
    yield from _timezones(content)
    yield from _items(content)
    yield from _flags(content)
    for muscle in content.muscles.values():
        yield from _muscle(content, muscle)
    for index, tool in enumerate(content.tools.values()):
        yield from _tool(content, index, tool)
    yield from _ladder(content)


def _value(content: Content, place: Location, value: object) -> Iterator[str]:
    if "source" in place[-2:-1] and value not in content.sources:
        yield f"the source {value} is not in sources.yaml: add it there, or mend the tag"
    if isinstance(value, Figure):
        unit = OTHER_UNITS.get(str(place[-1]), "s")
        if value.unit != unit:
            yield f"{place[-1]} is read in the unit {unit}, not {value.unit}: convert the value"
        if value.value < 1:
            yield f"{place[-1]} is {value.value}: it must be at least 1"


def _repeated_ids(content: Content) -> Iterator[Found]:
    """Ids that words are found by, and that other files name: each stands for one thing only."""
    questions = [(index, question) for index, question in enumerate(content.questions)]
    asked = [("screening.yaml", ("questions", index, "id"), question.id) for index, question in questions]
    items = [
        ("screening.yaml", ("questions", index, "items", number, "id"), item.id)
        for index, question in questions
        for number, item in enumerate(question.items)
    ]
    levels = [("protocols.yaml", ("levels", n, "id"), level.id) for n, level in enumerate(content.protocol.levels)]
    targets = [
        (muscle_path(muscle), (kind, index, "id"), name)
        for muscle in content.muscles.values()
        for kind, names in (
            ("points", [point.id for point in muscle.points]),
            ("stretches", [stretch.id for stretch in muscle.stretches]),
        )
        for index, name in enumerate(names)
    ]
    for group in (asked, items, levels, targets):
        seen: set[str] = set()
        for path, location, name in group:
            if name in seen:
                yield path, location, f"the id {name} is taken already"
            seen.add(name)


def _zones(content: Content) -> Iterator[Found]:
    questions = {question.id for question in content.questions}
    for index, zone in enumerate(content.zones.values()):
        if zone.raises is not None and zone.raises not in content.flags:
            yield "zones.yaml", (index, "raises"), f"{zone.id} raises {zone.raises}, which is no red flag"
        if zone.asks is not None and zone.asks not in questions:
            yield "zones.yaml", (index, "asks"), f"{zone.id} asks {zone.asks}, which is no screening question"


def _topics(content: Content) -> Iterator[Found]:
    for index, topic in enumerate(content.topics.values()):
        if topic.within is not None and (topic.within not in content.topics or content.topics[topic.within].within):
            yield "topics.yaml", (index, "within"), f"{topic.id} is within {topic.within}, which is no wider topic"


def _timezones(content: Content) -> Iterator[Found]:
    for index, name in enumerate(content.timezones):
        if name not in names():
            yield "timezones.yaml", (index,), f"{name} is no time zone: write it as in Europe/London"
        if name in content.timezones[:index]:
            yield "timezones.yaml", (index,), f"{name} stands here twice"


def _items(content: Content) -> Iterator[Found]:
    asked: set[Id | None] = set()
    for index, question in enumerate(content.questions):
        for number, item in enumerate(question.items):
            place = ("questions", index, "items", number)
            if item.flag is not None and item.flag not in content.flags:
                yield "screening.yaml", (*place, "flag"), f"{item.id} names {item.flag}, which is no red flag"
            if item.caution is not None and item.caution not in content.cautions:
                yield "screening.yaml", (*place, "caution"), f"{item.id} names {item.caution}, which is no caution"
            asked |= {item.flag, item.caution}
    for index, flag in enumerate(content.flags):
        if flag not in asked:
            yield "screening.yaml", ("flags", index), f"nothing asks about {flag}: add an item"
    for index, caution in enumerate(content.cautions):
        if caution not in asked:
            yield "cautions.yaml", (index,), f"nothing asks about {caution}: add an item in screening.yaml"


def _flags(content: Content) -> Iterator[Found]:
    for index, flag in enumerate(content.flags.values()):
        if (flag.tier is Tier.D) != (flag.adaptation is not None):
            yield "screening.yaml", ("flags", index), f"{flag.id}: an adaptation goes with tier D, and only with it"


def _muscle(content: Content, muscle: Muscle) -> Iterator[Found]:
    for index, point in enumerate(muscle.points):
        scores: Location = ("points", index, "scores")
        for zone in sorted(point.scores.keys() - content.zones.keys()):
            yield muscle_path(muscle), (*scores, zone), f"{point.id} scores {zone}, which is no zone"
        for zone in sorted(content.zones.keys() - point.scores.keys()):
            yield muscle_path(muscle), scores, f"{point.id} has no score for {zone}: add one, 0 if it says nothing"
    for index, stretch in enumerate(muscle.stretches):
        place: Location = ("stretches", index, "variants")
        yield from _variants(muscle_path(muscle), place, stretch.id, stretch.variants, Load.STRETCHING)


def _tool(content: Content, index: int, tool: Tool) -> Iterator[Found]:
    setups: Location = (index, "setups")
    for point in sorted(tool.setups.keys() - content.points.keys()):
        yield "tools.yaml", (*setups, point), f"{tool.id} reaches {point}, which is no point"
    for point in sorted(content.points.keys() - tool.setups.keys()):
        yield "tools.yaml", setups, f"{tool.id} has no set-up for {point}: add one"
    for point, variants in tool.setups.items():
        yield from _variants("tools.yaml", (*setups, point), f"{tool.id}.{point}", variants, Load.PRESSING)


def _variants(path: str, place: Location, name: str, variants: tuple[Variant, ...], load: Load) -> Iterator[Found]:
    """Each way has an id of its own, and the load by which a caution can rule it out."""
    ids = [variant.id for variant in variants]
    for index, variant in enumerate(variants):
        if variant.id in ids[:index]:
            yield path, (*place, index, "id"), f"the id {variant.id} is taken already"
        if load not in variant.loads:
            problem = f"{name}: {variant.id} lacks the load {load}, so no caution could rule it out: add it"
            yield path, (*place, index, "loads"), problem


def _ladder(content: Content) -> Iterator[Found]:
    protocol = content.protocol
    starts = [level.from_session.value for level in protocol.levels]
    if starts[0] != 1 or starts != sorted(set(starts)):
        problem = "levels: the first starts at session 1, and each later one at a later session"
        yield "protocols.yaml", ("levels",), problem
    choices = [choice.value for choice in protocol.hold_choices]
    low, high = protocol.levels[0].hold.value, protocol.longest_hold.value
    if choices != sorted(set(choices)) or not low <= choices[0] <= choices[-1] <= high:
        problem = f"hold_choices: the shortest first, between {low} s (the first level) and {high} s (longest_hold)"
        yield "protocols.yaml", ("hold_choices",), problem
    for index, level in enumerate(protocol.levels):
        place: Location = ("levels", index)
        pressing = level.hold.value * level.repeats.value
        if level.hold.value > protocol.longest_hold.value:
            yield "protocols.yaml", (*place, "hold"), f"{level.id}: a hold of {level.hold.value} s is over longest_hold"
        if pressing > protocol.spot_limit.value:
            yield "protocols.yaml", (*place, "repeats"), f"{level.id}: {pressing} s on a spot are over spot_limit"
        if pressing * level.spots.value > protocol.session_limit.value:
            total = pressing * level.spots.value
            yield "protocols.yaml", (*place, "spots"), f"{level.id}: {total} s in a session are over session_limit"
        if not level.low.value <= level.high.value <= protocol.pressure_limit.value:
            yield "protocols.yaml", (*place, "high"), f"{level.id}: low, high and pressure_limit are not in order"
