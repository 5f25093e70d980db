"""The shape of the content: facts once (ids, numbers, sources), words once a language.

Every number a user may be told is a `Figure` and carries the tags of its sources; `sources.yaml` says what a tag
stands for. Facts never hold prose, words never hold facts.

All of it stands in one file, long as it is: authors look here first.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content.lexicon import Lexicon
from content.model import Model
from content.phrases import Phrases

type_id = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, Field(pattern=type_id, max_length=32)]
Tags = Annotated[tuple[str, ...], Field(min_length=1)]
"""Source tags, such as S57 or DES; each is a key of sources.yaml."""

PLACES_PICTURE = "where-it-hurts"
"""Its numbers are those of the places with a button, in the order of zones.yaml."""


class Frozen(BaseModel):
    """Content never changes after it was loaded, and a misspelt key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Frozen):
    """One number with its unit and where it comes from."""

    value: int
    unit: Literal["s", "min", "h", "day", "week", "time", "of10", "year"]
    source: Tags


class Source(Frozen):
    """What a tag stands for. Stars: 1 blog or shop, 2 health service or maker, 3 study or guideline."""

    title: Annotated[str, Field(max_length=80)]
    stars: Literal[1, 2, 3]
    where: str


class Tier(StrEnum):
    """How soon a clinician is needed; the order of the members is the order of urgency."""

    A = "A"
    """Emergency now."""
    B = "B"
    """Same day."""
    C = "C"
    """A clinician before any tool."""
    D = "D"
    """The gentle version, and book a check."""
    T = "T"
    """Tool caution: an adapted route."""


REFERRED = (Tier.A, Tier.B, Tier.C)
"""These end the way to a tool; the others change it."""


class Load(StrEnum):
    """What a position, a set-up or a stretch asks of the body; a caution names the loads to avoid."""

    PRESSING = "pressing"
    LEVER = "lever"
    """A hook that multiplies the force of the arms."""
    KNOB = "knob"
    """A hard, small end."""
    HANDS = "hands"
    """Needs strong hands or shoulders."""
    FLOOR = "floor"
    """Getting down to the floor and up again."""
    BACK_LYING = "back-lying"
    STANDING = "standing"
    CROSSING = "crossing"
    """The leg crosses the midline of the body."""
    DEEP_BEND = "deep-bend"
    """The hip bends past 90 degrees."""
    TWIST = "twist"
    ASYMMETRIC = "asymmetric"
    KNEE = "knee"
    """Pull or weight on the knee of the sore side."""
    STRETCHING = "stretching"


class Adaptation(Frozen):
    """How a caution changes the plan: what is left out, and the lowest of all ceilings counts. The ceilings: `pressure`
    of 10, `hold` and `stretch_hold` how long."""

    avoid: tuple[Load, ...] = ()
    pressure: Figure | None = None
    hold: Figure | None = None
    stretch_hold: Figure | None = None


class Zone(Frozen):
    """A place where it may hurt."""

    id: Id
    area: Literal["back", "buttock", "hip", "thigh", "leg", "front"]
    offered: bool
    """Whether it has a button of its own; a place not offered can still be named in words."""
    raises: Id | None = None
    """The red flag this place raises when the pattern would otherwise fit."""
    asks: Id | None = None
    """The screening question to put (again) when this place is named."""
    source: Tags


class RedFlag(Frozen):
    """A reason to see a clinician first. `adaptation` only where the gentle version may go on (tier D)."""

    id: Id
    tier: Literal[Tier.A, Tier.B, Tier.C, Tier.D]
    adaptation: Adaptation | None = None
    source: Tags


class Caution(Frozen):
    """A reason to change the plan. `comfort` ones are asked only to make it easier, not because of a danger."""

    id: Id
    comfort: bool = False
    adaptation: Adaptation
    source: Tags


class Item(Frozen):
    """One line of a screening question: what a yes to it means."""

    id: Id
    flag: Id | None = None
    caution: Id | None = None
    tier: Literal[Tier.A, Tier.B, Tier.C, Tier.D] | None = None
    """Only where it differs from the flag's own tier."""
    listed: bool = True
    """Whether it stands in the first list too, or only in the pick-list."""

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if (self.flag is None) == (self.caution is None):
            raise ValueError("name either a flag or a caution")
        return self


class Question(Frozen):
    """One tap of the screening: a list, then None of these, or a pick-list."""

    id: Id
    choose: Literal["one", "many"]
    unsure: Literal[Tier.A, Tier.B, Tier.C]
    """What an answer 'yes, but I cannot say which' counts as: never onward."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Screening(Frozen):
    flags: tuple[RedFlag, ...]
    questions: tuple[Question, ...]
    full_again: Figure
    """After this many days the one-line question is not enough."""


class TriggerPoint(Frozen):
    """A point of a muscle. `scores`: by zone id, 3 core, 2 usual, 1 spill, below 0 argues against."""

    id: Id
    number: int
    picture: Id | None = None
    """Where it is felt, and where that may spread."""
    scores: Mapping[Id, Annotated[int, Field(ge=-3, le=3)]]
    source: Tags


class Variant(Frozen):
    """One way to do something, the first of a list being the preferred one. `picture`: None where none would be right,
    such as that of another point. `loop`: the same in motion, shown instead. `lines`: what each line of a card is
    about when it is read by itself, None: the whole. `slack`: how the leg is let go of."""

    id: Id
    position: Literal["lying", "side-lying", "sitting", "standing", "wall"]
    loads: tuple[Load, ...]
    picture: Id | None = None
    loop: Id | None = None
    lines: tuple[Id | None, ...] = ()
    slack: Id | None = None
    source: Tags


class Stretch(Frozen):
    id: Id
    mistake: Id | None = None
    """The picture of what goes wrong most often; its words say what to do instead."""
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]


class LookAlike(Frozen):
    """Something else that may hurt there: one line of the words `look-alikes`, in the same order."""

    source: Tags


class Muscle(Frozen):
    """A muscle with its points (in the order of their numbers) and its stretches (in the order they are done)."""

    id: Id
    points: Annotated[tuple[TriggerPoint, ...], Field(min_length=1)]
    stretches: tuple[Stretch, ...]
    picture: Id | None = None
    """All its points."""
    no_go: Id | None = None
    """The picture of where not to press."""
    look_alikes: tuple[LookAlike, ...] = ()
    """None, or one for each line of the words."""
    source: Tags


class Tool(Frozen):
    """A tool and its ways to reach each point, the preferred way first."""

    id: Id
    setups: Mapping[Id, Annotated[tuple[Variant, ...], Field(min_length=1)]]
    source: Tags


class Level(Frozen):
    """A rung of the ladder, from the nth session on."""

    id: Id
    from_session: Figure
    hold: Figure
    repeats: Figure
    spots: Figure
    low: Figure
    high: Figure


class Protocol(Frozen):
    """The dose. Lengths in seconds."""

    get_ready: Figure
    rest: Figure
    roll_over: Figure
    change_over: Figure
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    longest_hold: Figure
    hold_choices: Annotated[tuple[Figure, ...], Field(min_length=1)]
    """Lengths of a hold that a person may choose, the shortest first."""
    extra: Figure
    """What one press on 'more time' adds."""
    spot_limit: Figure
    session_limit: Figure
    pressure_limit: Figure
    """Above this it is too much, whatever else."""
    eased_to: Figure
    """At or below this a spot counts as eased."""
    stretch_hold: Figure
    longest_stretch: Figure
    stretch_repeats: Figure
    stretch_rest: Figure
    week_one: Figure
    """How long the first, careful week lasts."""
    again_first: Figure
    """Hours to the next session in the first week."""
    again: Figure
    gap: Figure
    """Hours to leave between two sessions at least."""
    soreness: Figure
    """Hours of soreness that are nothing to worry about."""
    check_in: Figure
    """Hours after a session at which its soreness is asked for."""
    nudge: Figure
    """Minutes of sitting after which to stand up."""
    quiet_from: Figure
    quiet_to: Figure
    """Hours of the day between which nothing comes by itself."""
    review: Figure
    give_up: Figure


class Topic(Frozen):
    id: Id
    group: Id
    dose: bool = False
    """The answer is about how hard or how long: it begins with the figures of the person who asks."""
    slack: bool = False
    """The answer is how to let the leg go floppy: at a set-up card it is that of the set-up."""
    within: Id | None = None
    """The wider topic it is a part of: whoever reads what the program understood (`explain`) is told that one."""
    picture: Id | None = None
    source: Tags


class Content(Frozen):
    """Everything the product may say, built once and passed in. Keys are ids; of words and models, languages."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    sources: Mapping[str, Source]
    zones: Mapping[str, Zone]
    flags: Mapping[str, RedFlag]
    cautions: Mapping[str, Caution]
    questions: tuple[Question, ...]
    full_again: Figure
    muscles: Mapping[str, Muscle]
    points: Mapping[str, TriggerPoint]
    tools: Mapping[str, Tool]
    protocol: Protocol
    topics: Mapping[str, Topic]
    timezones: tuple[str, ...]
    """IANA names, in the order they are offered."""
    phrases: Mapping[str, Phrases]
    lexicons: Mapping[str, Lexicon]
    models: Mapping[str, Model]
    pictures: Mapping[str, str]
    """The files there are, under the content folder, by picture and side: points-left, or no-go for both sides."""
