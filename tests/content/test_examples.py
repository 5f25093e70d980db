"""Examples and the model fitted to them: mistakes are told with file and line."""

import pytest

from content import examples, loader
from content.documents import ContentProblems
from content.examples import Example
from tests.content.draft import Draft


def test_a_label_after_bars_would_be_as_right(draft: Draft) -> None:
    draft.write("examples/en/more.yaml", "alarms:\n  dvt B: |\n    calf up like a balloon || below-knee, past-clot\n")
    told = examples.read(draft.root, "en", loader.load())
    assert told.alarms["dvt B"] == (Example("calf up like a balloon", frozenset({"below-knee", "past-clot"})),)


def test_unknown_labels_are_told_all_at_once_with_their_lines(draft: Draft) -> None:
    draft.write("examples/en/more.yaml", "alarms:\n  dtv: |\n    calf\nquiet:\n  odd: |\n    hello || nobody\n")
    with pytest.raises(ContentProblems) as told:
        examples.read(draft.root, "en", loader.load())
    assert [str(problem) for problem in told.value.problems] == [
        "examples/en/more.yaml:2: dtv is no flag, caution or topic",
        "examples/en/more.yaml:6: nobody, named after ||, is no flag, caution or topic",
    ]


def test_a_model_that_was_not_fitted_to_the_examples_is_told(draft: Draft) -> None:
    draft.write("examples/en/more.yaml", "quiet:\n  odd: |\n    hello\n")
    assert draft.problems() == ["models/en.json:1: not fitted to examples/en as they are now; run: make models"]


def test_a_wrong_example_is_told_before_the_model_that_does_not_fit(draft: Draft) -> None:
    draft.write("examples/en/more.yaml", "quiet:\n  odd: |\n    hello\n    good day || nobody\n")
    assert draft.problems() == [
        "examples/en/more.yaml:4: nobody, named after ||, is no flag, caution or topic",
        "models/en.json:1: not fitted to examples/en as they are now; run: make models",
    ]


@pytest.mark.parametrize(("text", "told"), [("{}", "no model (5 mistakes)"), ("[", "no model (1 mistakes)")])
def test_a_broken_model_is_told(draft: Draft, text: str, told: str) -> None:
    draft.write("models/en.json", text)
    (problem,) = draft.problems()
    assert problem.startswith(f"models/en.json:1: {told}")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ('"labels":["a","b"],"biases":[0.1],"features":{}', "no model"),
        ('"labels":["a"],"biases":[-1e9],"features":{}', "no model"),
        ('"labels":["a"],"biases":[0.1],"features":{"numb":[]}', "no model"),
        ('"labels":["a"],"biases":[0.1],"features":{"numb":[1.0,7,0.5]}', "no model"),
        ('"labels":["a"],"biases":[0.1],"features":{"numb":[1.0,0]}', "no model"),
    ],
)
def test_a_model_of_the_wrong_form_is_told_before_it_can_fail_a_message(draft: Draft, fields: str, told: str) -> None:
    draft.write("models/en.json", f'{{"examples":"{examples.digest(draft.root, "en")}","words":[],{fields}}}')
    (problem,) = draft.problems()
    assert problem.startswith(f"models/en.json:1: {told}")
