"""Left, right or both."""

import pytest

from tests.reading.reader import read


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("right at the top of the bum", None),
        ("all right, it is the dimple", None),
        ("it hurts right now", None),
        ("i left it too long", None),
        ("right at the top of my left buttock", "left"),
        ("was right side in the summer, this time left", "left"),
        ("worse on the left, right is fine", "left"),
        ("left, no sorry right", "right"),
        ("left more than right", "left"),
        ("left and right", "both"),
        ("actually left and right", "both"),
        ("not the left, the right", "right"),
        ("R glute", "right"),
        ("lower right back", "right"),
        ("low back right then", "right"),
        ("isn't the left side at all, right bum", "right"),
        ("my wife's is on the right, mine is on the left", "left"),
        ("both cheeks, the left is worse", "left"),
        ("mostly right, a little left", "right"),
        ("when i lie on my left side the right bum hurts", "right"),
        ("sore when i lie on my left side", "left"),
        ("no tingling, right side", "right"),
        ("belt line, right of the spine", "right"),
        ("lower back on the left only, the right is grand", "left"),
        ("right buttock. the left hurt last month but that cleared", "right"),
    ],
)
def test_side(text: str, side: str | None) -> None:
    assert read(text).side == side
