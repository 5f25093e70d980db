"""What else it could be: which part of a long list is shown at once."""

from typing import Literal

Page = Literal["first", "more"]

SHOWN_ELSE = 3
"""Places of which is told what else may hurt there."""
SHOWN_FIRST = 4
"""What is most often taken for the muscle; more is not read at once."""


def paged(page: str) -> slice:
    """Which of the lines stand on this page."""
    return slice(SHOWN_FIRST) if page == "first" else slice(SHOWN_FIRST, None)
