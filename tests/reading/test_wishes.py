"""What somebody wants to happen, said in words."""

import pytest

from tests.reading.reader import read


@pytest.mark.parametrize(
    ("intent", "texts"),
    [
        ("stop", "stop|STOP!!|please stop|stop please|stpo|make it stop|halt|enough|quit|need to stop|can you stop|🛑"),
        ("stop", "i have to stop my leg is tingling|stop this please it hurts|that is enough for today"),
        ("pause", "pause|wait|hang on|one sec|just a sec|give me a minute|hold on|1 sec"),
        ("ready", "ready|im ready|yes lets go|yep ready|ok go|ready when you are"),
        ("resume", "resume|go on|continue|carry on|keep going"),
        ("erase", "yes delete it|delete everything|yeah go ahead and delete"),
        ("skip", "skip|next|skip this|next one"),
        ("back", "back|previous|go back|again?"),
        ("more", "10 more seconds|longer|a bit longer|more time"),
        ("ease", "too much|too hard|ease off|hurts too much|softer|ouch"),
        ("yes", "yes|yeah|sure|ok|👍|thats right|its fine|it is good|y"),
        ("done", "thats it"),
        ("wrong-side", "wrong side|i meant right|its the right side actually|its left|not left, right"),
        ("sound", "i cant hear it|no sound|does it beep?"),
        ("tight", "leg wont go floppy|it stays tense|i cant get my leg loose"),
        ("slack", "its floppy|my leg is slack now"),
        ("going-well", "its easing|feels good|hurts less now"),
        ("recheck", "safety questions again|repeat the safety questions please|safety check"),
        ("menu", "menu|to the menu please|home"),
        ("why", "why|why do you ask|what for?"),
        ("no", "no|nope|nah|not really"),
        ("upset", "I feel like crying|i could cry|im crying here|so fed up|im scared|i just feel so sad|i hate this"),
        ("may-go-on", "can i go on?|can i carry on now|is it ok to continue|may we go on|when can i start again?"),
        ("normal", "is this normal|is that ok?|is it meant to hurt|am i doing this right?"),
        ("which-side", "which side do you mean|left or right?|my left or your left|which leg is it"),
        ("time-left", "how many more|how many left?|how many more holds"),
        ("help", "what?|huh|i dont get it|what do you mean"),
        ("ease", "it hurts more now|the pain is worse|its getting worse"),
        ("done", "done already|ive done that already"),
        ("stop", "nope stop|no no stop"),
        ("time-left", "how long left?|how much longer|how many seconds|time left please|is it over yet|nearly there?"),
        ("none", "none|none of these|nothing new|no to all|none of them|i dont have any of those|none thank god"),
        ("well", "all good|nope all fine|im fine|everything is ok"),
        ("unsure", "not sure|idk|dont know|maybe|a bit|yes a little|sort of"),
        ("dulled", "ive had a few beers|im a bit drunk|just smoked a joint|took a codeine an hour ago"),
        ("start", "start|begin|lets start"),
        ("hello", "hello|hi there|good morning"),
        ("done", "done|finished|that is all|im done"),
        ("off", "ouch sharp pain|sharp|it feels electric|electric shock"),
        ("help", "help|help me|what can i do"),
        ("thanks", "thanks|thank you|cheers|thx"),
    ],
)
def test_a_wish_in_words(intent: str, texts: str) -> None:
    assert {text: read(text).intent for text in texts.split("|")} == dict.fromkeys(texts.split("|"), intent)


@pytest.mark.parametrize(
    "text",
    [
        "I want to end it all",
        "i dont want to live anymore",
        "no point in living",
        "i took an overdose",
        "I took too many painkillers on purpose",
        "kms",
        "id rather be dead",
    ],
)
def test_words_of_despair_are_a_crisis(text: str) -> None:
    assert read(text).intent == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "when should i stop",
        "don't stop",
        "do not stop the timer",
        "why does it stop?",
        "bus stop",
        "the pain never stops",
    ],
)
def test_stop_in_a_question_or_a_denial_is_no_wish(text: str) -> None:
    assert read(text).intent != "stop"


@pytest.mark.parametrize(
    ("tool", "texts"),
    [
        ("thera-cane", "thera cane|theracane|thera-cane|therocane|the hook"),
        ("back-knobber", "backnobber|back nobber|back knobber|Back-Knobber|the s shaped one"),
        ("ball", "tennis ball|tenis ball|lacrosse ball|a ball"),
        ("fingers", "fingers|my thumbs|knuckles"),
    ],
)
def test_tools_however_they_are_spelt(tool: str, texts: str) -> None:
    assert {text: read(text).tool for text in texts.split("|")} == dict.fromkeys(texts.split("|"), tool)


@pytest.mark.parametrize(
    "text",
    [
        "one side of my face is drooping",
        "my speech is slurred and my arm is weak",
        "i think im having a stroke",
        "my leg has suddenly gone cold and white",
        "worst headache of my life",
        "ive lost the sight in one eye",
        "my throat is swelling up",
        "call an ambulance",
    ],
)
def test_an_emergency_that_is_none_of_the_flags_is_heard(text: str) -> None:
    assert read(text).intent == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "my face dropped when i saw the price",
        "is slurred speech a sign of a stroke?",
        "cold feet",
        "no stroke, no fits",
    ],
)
def test_what_only_sounds_like_an_emergency_is_none(text: str) -> None:
    assert read(text).intent != "emergency"


def test_a_figure_of_speech_stops_nothing() -> None:
    assert read("that feels so good i could faint").intent is None


def test_yesterdays_drink_dulls_nothing() -> None:
    assert read("had a few beers last night").intent != "dulled"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("the second one", 2),
        ("2nd one please", 2),
        ("number 3", 3),
        ("option two", 2),
        ("the last one", -1),
        ("probably the first", 1),
        ("the second spot i guess", 2),
        ("the upper one", 0),
        ("one of them", 0),
        ("the first one hurts", None),
        ("2", None),
    ],
)
def test_one_of_several_by_its_place(text: str, choice: int | None) -> None:
    assert read(text).choice == choice


@pytest.mark.parametrize(
    ("text", "number"), [("number two i think", 2), ("spot 3 probably", 3), ("option 1", 1), ("two of them hurt", None)]
)
def test_one_of_several_by_the_number_on_it(text: str, number: int | None) -> None:
    assert read(text).numbered == number


@pytest.mark.parametrize(
    "text",
    [
        "im crying with laughter",
        "im scared of needles",
        "im not sad",
        "the baby was crying all night",
        "it hurts down there",
        "i want to end it all",
    ],
)
def test_what_only_sounds_sad(text: str) -> None:
    assert read(text).intent != "upset"


@pytest.mark.parametrize(
    ("intent", "texts"),
    [
        ("upset", "i feel so low, nothing ever helps|nothing helps|everything is hopeless|feeling really down today"),
        ("upset", "i feel low|I feel depressed|its all pointless|nothing i try works|ive lost all hope|my mood is low"),
        (
            "crisis",
            "i cant go on like this|i cant go on|no point any more|i cant take this any more|cant take it anymore",
        ),
        ("crisis", "i cant go on like this any more|theres no point anymore|i feel so low, i cant go on like this"),
        ("crisis", "there is no point in going on"),
    ],
)
def test_low_spirits_are_no_alarm_of_the_body(intent: str, texts: str) -> None:
    for text in texts.split("|"):
        found = read(text)

        assert (text, found.intent, found.flags, found.doubtful) == (text, intent, (), None)


@pytest.mark.parametrize(
    "text",
    [
        "i cant go",
        "i cant go to the toilet",
        "cant pee, i feel so low",
        "nothing helps the pain at night",
        "nothing eases it, even lying down",
        "i feel so low, chest pain since this morning",
        "everything is hopeless and both my legs are numb",
        "i cant take this pain any more",
    ],
)
def test_low_spirits_hide_no_alarm(text: str) -> None:
    assert read(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "i feel it low down on the left",
        "i feel low back pain",
        "no hope of a wall here",
        "which point any more",
        "im down now",
    ],
)
def test_what_only_sounds_low(text: str) -> None:
    assert read(text).intent not in {"upset", "crisis"}
