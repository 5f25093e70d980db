"""The fitted model of one language: weights of features for each label. Written by `make models`, never by hand."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

MOST = 200.0
"""No weight, bias or number of a label is larger: beyond it is no model, and exp would overflow."""


class Model(BaseModel):
    """A linear classifier for each label (`flag:<id>`, `flag:<id> <tier>`, `topic:<id>`, `asked`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    examples: str
    """Digest of the examples it was fitted to."""
    words: tuple[str, ...]
    """Words that the examples use often: known ones, and such as a slip of typing may mean."""
    labels: tuple[str, ...]
    biases: tuple[float, ...]
    """One for each label."""
    features: Mapping[str, tuple[float, ...]]
    """By name: how telling it is, then pairs of the number of a label and the weight for it."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """A model of the wrong form would fail in the middle of somebody's message."""
        if len(self.biases) != len(self.labels):
            raise ValueError(f"{len(self.labels)} labels and {len(self.biases)} biases")
        if any(abs(bias) > MOST for bias in self.biases):
            raise ValueError(f"a bias beyond {MOST:g}")
        numbers = {float(number) for number in range(len(self.labels))}
        for name, values in self.features.items():
            if len(values) % 2 == 0 or not numbers.issuperset(values[1::2]) or max(map(abs, values)) > MOST:
                raise ValueError(f"the feature {name!r} is of the wrong form")
        return self


UNFITTED = Model(examples="", words=(), labels=(), biases=(), features={})
"""Knows nothing: every judgement is empty."""
