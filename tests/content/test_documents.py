"""Files are read strictly: what YAML would swallow in silence is a problem with its path and line."""

from pathlib import Path

import pytest

from content.documents import ContentProblems, Folder, Problem

UNREADABLE = {
    "empty": (b"# only a remark\n", 1, "this file is empty"),
    "not UTF-8": (b"a: \xff\n", 1, "this file is not UTF-8 text"),
    "unclosed": (b"a: 1\nb: [c\nd: e\n", 3, "not valid YAML: did not find expected ',' or ']'"),
    "two documents": (b"a: b\n---\nc: d\n", 2, "not valid YAML: but found another document"),
    "code": (
        b"a: b\nc: !!python/object:os.x {}\n",
        2,
        "not valid YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.x'",
    ),
    "alias": (b"a: b\nc: *d\n", 2, "not valid YAML: found undefined alias"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_broken_file_is_one_problem_with_its_line(tmp_path: Path, case: str) -> None:
    data, line, message = UNREADABLE[case]
    (tmp_path / "a.yaml").write_bytes(data)
    folder = Folder(tmp_path)
    assert folder.read("a.yaml").data is None
    assert folder.problems == [Problem("a.yaml", line, message)]


def test_a_file_with_control_characters_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \x07\n")
    folder = Folder(tmp_path)
    folder.read("a.yaml")
    assert [problem.message.splitlines()[0] for problem in folder.problems] == [
        "not valid YAML: unacceptable character #x0007: control characters are not allowed"
    ]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.read("a.yaml")
    assert folder.problems == [Problem("a.yaml", 1, "this file cannot be read: No such file or directory")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key a stands here twice"),
        ("- {a: 1,\n   a: 2}\n", 2, "the key a stands here twice"),
        ("a: 1\n2: b\n", 2, "the key 2 is not text: put it in quotes"),
        ("true: b\n", 1, "the key true is not text: put it in quotes"),
    ],
)
def test_a_doubtful_key_is_a_problem(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    folder = Folder(tmp_path)
    folder.read("a.yaml")
    assert folder.problems == [Problem("a.yaml", line, message)]


def test_words_that_yaml_would_turn_into_something_else_stay_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("yes: no\non: off\nday: 2024-01-31\nsure: true\n<<: x\n", encoding="utf-8")
    folder = Folder(tmp_path)
    data = folder.read("a.yaml").data
    assert data == {"yes": "no", "on": "off", "day": "2024-01-31", "sure": True, "<<": "x"}
    assert folder.problems == []


def test_a_place_that_is_not_in_the_file_has_the_line_of_what_is_above_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# words\na:\n  b: c\n  d:\n    - e\n    - f\n", encoding="utf-8")
    document = Folder(tmp_path).read("a.yaml")
    places = (("a", "d", 1), ("a", "d"), ("a", "d", 7), ("a", "b", "x", "y"), ("z",), ())
    assert [document.line(place) for place in places] == [6, 4, 4, 3, 2, 2]


def test_a_value_of_the_wrong_kind_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a:\n  - 1\n  - b\n  - 3\n  - c\n", encoding="utf-8")
    folder = Folder(tmp_path)
    assert folder.parse("a.yaml", dict[str, list[int]]) is None
    message = "Input should be a valid integer, unable to parse string as an integer"
    assert folder.problems == [Problem("a.yaml", 3, f"a.1: {message}"), Problem("a.yaml", 5, f"a.3: {message}")]


def test_problems_are_told_once_each_and_in_the_order_of_files_and_lines() -> None:
    first, second, third = Problem("a.yaml", 9, "x"), Problem("a.yaml", 10, "x"), Problem("b.yaml", 1, "x")
    problems = ContentProblems([third, second, first, second])
    assert problems.problems == (first, second, third)
    assert str(problems) == "a.yaml:9: x\na.yaml:10: x\nb.yaml:1: x"
