"""The fitted model of one language: weights of features for each label. Written by `make models`, never by hand."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


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


UNFITTED = Model(examples="", words=(), labels=(), biases=(), features={})
"""Knows nothing: every judgement is empty."""
