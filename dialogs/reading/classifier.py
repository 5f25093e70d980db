"""How likely each label is for some words, by a linear model that was fitted to examples."""

from collections.abc import Mapping
from math import exp, sqrt

from content.model import Model

Row = tuple[float, tuple[tuple[int, float], ...]]
"""How rare a feature is; labels by number, and what it weighs for each."""


class Classifier:
    def __init__(self, model: Model) -> None:
        self._labels = model.labels
        self._biases = model.biases
        self._features = model.features
        self._rows: dict[str, Row] = {}

    def judge(self, features: Mapping[str, float]) -> dict[str, float]:
        """Of each label the probability, 0 to 1, that it fits. `features`: their weights by name."""
        rows, known_names = self._rows, self._features
        known = [
            ((row := rows.get(name) or self._row(name))[1], weight * row[0])
            for name, weight in features.items()
            if name in known_names
        ]
        length = sqrt(sum([value * value for _, value in known])) or 1.0
        sums = list(self._biases)
        for weights, value in known:
            share = value / length
            for label, weight in weights:
                sums[label] += share * weight
        return {label: 1 / (1 + exp(-total)) for label, total in zip(self._labels, sums, strict=True)}

    def weights(self, name: str, labels: frozenset[str]) -> dict[str, float]:
        """How much a feature speaks for each of these labels, or against it."""
        if name not in self._features:
            return {}
        rarity, row = self._row(name)
        named = ((self._labels[label], weight) for label, weight in row)
        return {label: rarity * weight for label, weight in named if label in labels}

    def _row(self, name: str) -> Row:
        """Of a feature that the model knows; unpacked when it is first met."""
        row = self._rows.get(name)
        if row is None:
            rarity, *values = self._features[name]
            row = self._rows[name] = rarity, tuple(zip(map(int, values[::2]), values[1::2], strict=True))
        return row
