"""The fitted model: made of the examples, a second voice beside the patterns, never a reason to be slow or silent."""

from collections.abc import Mapping
from math import exp

import pytest

from content import examples, loader
from content.examples import Example, Examples
from content.model import UNFITTED, Model
from content.schema import Content, Tier
from dialogs.reading import Reader
from dialogs.reading.classifier import Classifier
from dialogs.reading.excerpt import READ, excerpt
from dialogs.reading.words import Message, Pause, Word

CHATTER = "we had a lovely week at the lake and the kids went swimming every day and then it rained on friday. "


@pytest.fixture(scope="module")
def reader(content: Content) -> Reader:
    return Reader(content, "en")


def made(features: Mapping[str, tuple[float, ...]], *biases: float) -> Classifier:
    labels = tuple(f"label{number}" for number in range(len(biases)))
    return Classifier(Model(examples="", words=(), labels=labels, biases=biases, features=features))


def test_a_judgement_is_the_logistic_of_the_weights_on_a_vector_of_length_one() -> None:
    classifier = made({"numb": (3.0, 0, 2.0, 1, -1.0), "leg": (4.0, 1, 0.5)}, 0.5, -0.5)
    judged = classifier.judge({"numb": 1.0, "leg": 1.0, "never seen": 1.0})
    assert judged["label0"] == pytest.approx(1 / (1 + exp(-(0.5 + 0.6 * 2.0))))
    assert judged["label1"] == pytest.approx(1 / (1 + exp(-(-0.5 - 0.6 + 0.8 * 0.5))))


def test_words_never_seen_leave_the_biases() -> None:
    assert made({"numb": (3.0, 0, 2.0)}, 0.0).judge({"qwertz": 1.0}) == {"label0": 0.5}


def test_an_example_teaches_its_label_and_is_silent_about_those_named_beside_it() -> None:
    def lines(*texts: str) -> tuple[Example, ...]:
        return tuple(Example(text, frozenset()) for text in texts)

    taught = Examples(
        alarms={"pmr": lines("stiff"), "pmr A": lines("stiff, and my sight goes")},
        quiet={"chat": (Example("hello", frozenset({"pmr"})),)},
        harmless={"question": lines("is stiffness bad")},
        questions={"how-long": lines("how long")},
        worries={"am-i-ill": lines("i am stiff, is it bad")},
    )
    learnt = {lesson.text: ({*lesson.labels}, {*lesson.silent}) for lesson in examples.lessons(taught)}
    topics = {"topic:how-long", "topic:am-i-ill", "asked"}
    assert learnt["stiff"] == ({"flag:pmr"}, topics | {"flag:pmr A"})
    assert learnt["stiff, and my sight goes"] == ({"flag:pmr", "flag:pmr A"}, topics)
    assert learnt["hello"] == (set(), {"flag:pmr", "topic:pmr"})
    assert learnt["is stiffness bad"] == (set(), topics)
    assert learnt["how long"] == ({"topic:how-long", "asked"}, set())
    assert learnt["i am stiff, is it bad"] == ({"topic:am-i-ill", "asked"}, {"flag:pmr", "flag:pmr A"})


def test_every_flag_and_caution_has_examples_and_every_topic_these_or_patterns(content: Content) -> None:
    given, lexicon = examples.read(loader.FOLDER, "en", content), content.lexicons["en"]
    assert set(lexicon.alarms) <= set(given.alarms)
    assert set(content.topics) == {*given.questions, *given.worries, *lexicon.asking.alone}


def test_without_a_model_the_patterns_still_count(content: Content) -> None:
    unfitted = Reader(content.model_copy(update={"models": {"en": UNFITTED}}), "en")
    assert [flag.id for flag in unfitted.read("both my legs are numb").flags] == ["both-legs"]
    assert unfitted.read("how long do i hold it").topic is None


def test_an_alarm_is_not_drowned_by_chatter(reader: Reader) -> None:
    alarm = "i cant feel when i wee any more. "
    for text in (2 * CHATTER + alarm + 2 * CHATTER, 20 * CHATTER + alarm + 19 * CHATTER):
        assert [(flag.id, flag.tier) for flag in reader.read(text).flags] == [("cauda-equina", Tier.A)]
    assert reader.read(40 * CHATTER).flags == ()


def test_a_flag_quotes_a_few_words_of_the_message(reader: Reader) -> None:
    for text in ("my crotch fell asleep on tuesday", CHATTER + "the left calf is like a rock, hot and shiny"):
        for flag in reader.read(text).flags:
            assert flag.words in text
            assert 0 < len(flag.words.split()) <= 12


def message(*sentences: str) -> Message:
    words: list[Word] = []
    for sentence in sentences:
        for number, text in enumerate(sentence.split()):
            words.append(Word(text, None, 0, 0, Pause.NONE if number else Pause.STOP))
    return Message("", tuple(words), Pause.STOP)


def test_a_message_of_usual_length_is_read_whole() -> None:
    usual = message("word " * READ)
    assert excerpt(usual, {}) is usual


def test_of_a_long_message_the_weightiest_passages_are_read_in_their_order() -> None:
    long = message(*(f"{word} {'and the day was long ' * 6}" for word in ("alpha", "beta", "gamma", "delta", "omega")))
    weights = {"beta": {"a": 3.0}, "delta": {"a": 2.0, "b": 1.0}}
    read = [word.text for word in excerpt(long, weights).words]
    assert len(read) <= READ < len(long.words)
    assert [word for word in read if word in weights] == ["beta", "delta"]


def test_the_words_of_a_passage_speak_together_only_for_the_same_flag() -> None:
    filler = "and the day was long " * 6
    long = message(
        *(f"{words} {filler}" for words in ("first", "numb legs", "year dirty", "then", "never beads", "last"))
    )
    weights = {"numb": {"a": 2.0}, "legs": {"a": 2.5}, "year": {"b": 3.0}, "dirty": {"c": 3.0}, "never": {"d": 3.5}}
    assert "numb" in [word.text for word in excerpt(long, weights).words]


def test_words_of_one_meaning_count_once() -> None:
    filler = "and the day was long " * 6
    long = message(*(f"{words} {filler}" for words in ("first", "monday friday", "then", "monday tuesday", "wee", "x")))
    weights = {"monday": {"a": 2.0}, "tuesday": {"a": 2.0}, "friday": {"a": 2.0}, "wee": {"a": 3.0}}
    assert "wee" in [word.text for word in excerpt(long, weights).words]


def test_the_beginning_of_a_long_message_is_always_read() -> None:
    long = message(*(f"{word} {'and the day was long ' * 6}" for word in ("alpha", "beta", "gamma", "delta", "omega")))
    weights = {word: {"a": 1.0} for word in ("beta", "gamma", "delta", "omega")}
    assert "alpha" in [word.text for word in excerpt(long, weights).words]
