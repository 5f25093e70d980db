"""How likely each label is for some words, by a linear model that was fitted to examples."""

from collections.abc import Mapping
from math import exp, sqrt

from content.model import Model

Row = tuple[tuple[int, float], ...]


class Classifier:
    def __init__(self, model: Model) -> None:
        self._labels = model.labels
        self._biases = model.biases
        self._features = model.features
        self._rows: dict[str, Row] = {}

    def judge(self, features: Mapping[str, float]) -> dict[str, float]:
        """Of each label the probability, 0 to 1, that it fits. `features`: their weights by name."""
        known = [
            (self._row(name), weight * self._features[name][0])
            for name, weight in features.items()
            if name in self._features
        ]
        length = sqrt(sum(value * value for _, value in known)) or 1.0
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
        rarity = self._features[name][0]
        named = ((self._labels[label], weight) for label, weight in self._row(name))
        return {label: rarity * weight for label, weight in named if label in labels}

    def _row(self, name: str) -> Row:
        """Labels by number, and what the feature weighs for each; unpacked when it is first met."""
        row = self._rows.get(name)
        if row is None:
            values = self._features[name]
            row = self._rows[name] = tuple(zip(map(int, values[1::2]), values[2::2], strict=True))
        return row
