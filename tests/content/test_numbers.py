"""Every number a user reads is a figure of the facts, or a quotation with the tag of its source."""

import re
from collections.abc import Iterator, Mapping

import pytest

from content.schema import Content

Quotation = tuple[str, str]
"""A piece of a text, and the tag of the source it rests on."""

AGE: Quotation = ("65 or over", "DES")
ADULT: Quotation = ("under 18", "DES")

QUOTED: Mapping[str, tuple[Quotation, ...]] = {
    "care.expect": (("12 to 36 hours", "S79"),),
    "screening.questions.you.lead": (ADULT,),
    "screening.items.knock.label": (("age 65+", "DES"),),
    "screening.items.knock.button": (("65+", "DES"),),
    "screening.items.under-18.label": (ADULT,),
    "screening.items.under-18.button": (ADULT,),
    "screening.items.teen-limp.label": (ADULT,),
    "screening.items.teen-limp.button": (ADULT,),
    "screening.items.teen-no-weight.label": (ADULT,),
    "screening.items.teen-no-weight.button": (ADULT,),
    "screening.items.pregnancy.label": (("last 3 months", "DES"),),
    "screening.items.operation.label": (("last 3 months", "DES"),),
    "screening.items.operation.button": (("3 months", "DES"),),
    "screening.items.first-pain.label": (("over 50 or under 20", "S28a"),),
    "screening.items.first-pain.button": (("over 50 or under 20", "S28a"),),
    "screening.items.morning-stiff.label": (("over 30 minutes", "S43"), ("over 3 months", "S42")),
    "screening.items.shoulders-hips.label": (("50 or over", "S44"),),
    "screening.items.shoulders-hips.button": (("50+", "S44"),),
    "screening.items.older.label": (AGE,),
    "screening.items.older.button": (AGE,),
    "screening.flags.cancer.advice": (("within 24 hours", "S34"),),
    "screening.flags.shingles.advice": (("within 3 days", "S35"),),
    "screening.flags.under-18.reason": (ADULT,),
    "screening.flags.pregnancy.advice": (("from 16 weeks", "S39"),),
    "screening.flags.below-knee.advice": (("4 to 6 weeks", "S12"),),
    "screening.flags.pmr.reason": (("50 or over", "S44"),),
    "screening.cautions.older.label": (AGE,),
    "screening.cautions.older.button": (AGE,),
    "zones.sacrum.advice": (AGE,),
    "topics.tool-what-is-thera-cane.answer": (("25 inches (64 cm)", "S87"), ("1 lb (450 g)", "S87")),
    "topics.tool-massage-gun.answer": (("30 to 60 seconds a spot", "S103"), ("about 2 minutes", "S103")),
    "topics.tool-partner-elbow.answer": (("30 minutes", "S51"),),
    "topics.tool-cost-copycats.answer": (("$30 to $40", "S87"), ("$100", "S104")),
    "topics.dose-too-much.answer": (("12 to 36 hours", "S79"),),
    "topics.not-easing.answer": (("1 to 2 points", "DES"), ("1 cm", "DES")),
    "topics.sensation-sharp-electric.answer": (("about 10 cm", "S55"),),
    "topics.after-sore.answer": (("12 to 36 hours", "S79"),),
    "topics.pregnant.answer": (("12 weeks after birth", "DES"), ("about 16 weeks", "S39")),
    "topics.hip-replacement.answer": (
        ("first 3 months", "DES"),
        ("6 to 12 weeks", "S41"),
        ("90 degrees", "S41"),
    ),
    "topics.osteoporosis-age.answer": (("over 65", "DES"), ("30 to 60 seconds", "S105")),
    "topics.teen-child.title": (ADULT,),
    "topics.teen-child.answer": (ADULT, ("age 8 to 15", "S37")),
    "topics.stretch-which-when.answer": (("3 to 4 out of 10", "DES"),),
    "topics.how-soon-better.answer": (
        ("within 1 week, after 2 to 4 sessions", "S76"),
        ("3 times in 3 months", "DES"),
    ),
    "topics.does-it-work-evidence.answer": (
        ("11 studies with 427 people", "S30"),
        ("7 studies with 251", "S30"),
    ),
}
"""Numbers that are no figure of the facts. Compared without regard to capitals."""


def doses(content: Content) -> dict[str, tuple[str, ...]]:
    """Numbers that are figures of the facts, as the texts say them."""
    protocol = content.protocol
    first, early, full = protocol.levels
    longest = f"at {protocol.longest_hold.value} seconds"
    target = f"{full.low.value} to {full.high.value} out of 10"
    thin, older = content.cautions["osteoporosis"].adaptation, content.cautions["older"].adaptation
    assert thin.pressure is not None
    assert older.hold is not None
    one, two, three = (point.number for point in content.muscles["gluteus-medius"].points)
    return {
        "care.signs": (f"above {protocol.pressure_limit.value} of 10",),
        "topics.find-which-number.title": (f"{one}, {two} or {three}",),
        "topics.setup-lying-how.answer": (target,),
        "topics.tool-partner-elbow.answer": (f"pass {full.high.value}",),
        "topics.dose-how-hard.answer": (
            target,
            f"stay at {first.low.value} to {first.high.value}",
            f"past {protocol.pressure_limit.value}",
        ),
        "topics.dose-how-long.answer": (
            f"{full.hold.value} seconds, rest {protocol.rest.value} seconds, and do that {full.repeats.value} times",
            f"{first.hold.value} seconds, {first.repeats.value} times",
            longest,
            f"{protocol.session_limit.value // 60} minutes of pressing",
            f"{protocol.spot_limit.value // 60} minutes on one spot",
        ),
        "topics.dose-how-often.answer": (
            f"in week {protocol.week_one.value // 7}",
            f"about {protocol.again_first.value} hours",
            f"after week {protocol.week_one.value // 7}",
            f"{protocol.gap.value} hours apart",
            f"after {protocol.soreness.value} hours",
        ),
        "topics.dose-too-much.answer": (f"up to {full.hold.value * full.repeats.value // 60} minutes each",),
        "topics.release-how-know.answer": (f"drops to {protocol.eased_to.value} out of 10", longest),
        "topics.not-easing.answer": (longest,),
        "topics.breathing-timer.answer": (f"{early.hold.value} or {full.hold.value} seconds",),
        "topics.after-sore.answer": (f"past {protocol.soreness.value} hours",),
        "topics.osteoporosis-age.answer": (
            f"at most {thin.pressure.value} out of 10",
            f"{older.hold.value}-second holds",
        ),
        "topics.stretch-which-when.answer": (
            f"for {protocol.stretch_hold.value} seconds, {protocol.stretch_repeats.value} times",
        ),
        "topics.how-soon-better.answer": (
            f"at {protocol.review.value} weeks",
            f"at {protocol.give_up.value} weeks",
        ),
        "topics.does-it-work-evidence.answer": (f"{protocol.review.value} to {protocol.give_up.value} weeks",),
        "ui.button.more": (f"+{protocol.extra.value} s",),
    }


EMERGENCY = "999 UK · 112 EU · 911 US/Canada · 000 Australia · 111 New Zealand"
SCALE = re.compile(r"\bof 10\b|\b0 to 10\b|\b0 is (no pain|nothing), 10 is the worst\b")
NUMBER = re.compile(r"(?<![\w#{])\d+")


def texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every English text with its key, in small letters."""
    for key, words in content.phrases["en"].words.items():
        yield key, (words if isinstance(words, str) else " ".join(words)).lower()


def numbers(text: str) -> set[str]:
    """The numbers told, without emergency numbers and the top of the pain scale."""
    return set(NUMBER.findall(SCALE.sub("", text.replace(EMERGENCY.lower(), ""))))


def sources(content: Content, key: str) -> set[str]:
    """The tags that the facts give for what a text is about."""
    file, *path = key.split(".")
    if file == "topics":
        return set(content.topics[path[0]].source)
    if file == "zones":
        return set(content.zones[path[0]].source)
    if file == "care":
        return {tag for topic in content.topics.values() if topic.group in {"dose", "feelings"} for tag in topic.source}
    kind, name = path[0], path[1]
    if kind in {"flags", "cautions"}:
        return set((content.flags if kind == "flags" else content.cautions)[name].source)
    asked = [
        item
        for question in content.questions
        for item in question.items
        if name in {item.id, question.id}
    ]  # fmt: skip
    named = [(content.flags[item.flag] if item.flag else content.cautions[item.caution or ""]) for item in asked]
    return {tag for each in named for tag in each.source}


def test_every_number_told_is_a_figure_or_a_quotation(content: Content) -> None:
    figures = doses(content)
    for key, text in texts(content):
        known = " ".join((*(piece for piece, _ in QUOTED.get(key, ())), *figures.get(key, ())))
        assert numbers(text) <= numbers(known.lower()), key


@pytest.mark.parametrize("key", QUOTED)
def test_a_quotation_stands_in_its_text_and_its_source_is_named_there(content: Content, key: str) -> None:
    text = dict(texts(content))[key]
    for piece, tag in QUOTED[key]:
        assert piece.lower() in text
        assert tag in sources(content, key)


def test_a_dose_in_the_words_is_that_of_the_facts(content: Content) -> None:
    told = dict(texts(content))
    for key, pieces in doses(content).items():
        for piece in pieces:
            assert piece.lower() in told[key]
