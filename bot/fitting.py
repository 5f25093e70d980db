"""Fits the model of each language to its examples: `make models`. Not needed, and never imported, to run the bot.

One logistic regression for each label, on tf-idf vectors of length 1. The features that weigh least are left out, the
rest fitted again and small weights dropped: the smaller model was no worse on messages it had not seen.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator

import numpy
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from content import examples as source
from content.examples import Lesson
from content.loader import FOLDER, load
from content.model import UNFITTED, Model
from content.schema import Content
from dialogs.reading.reader import Reader

FEATURES = 8000
SMALLEST = 0.6
"""Weights below this are dropped."""
STRENGTH = 30.0
"""Inverse of the regularization."""
OFTEN = 3
"""A word used this often is one that people may mean."""


def fit(content: Content, language: str) -> Model:
    """The model of one language."""
    examples = source.read(FOLDER, language, content)
    labels = source.labels(examples)
    messages = list(source.lessons(examples))
    words = _often(content, language, messages)
    reader = Reader(_knowing(content, language, words), language)
    vectorizer = DictVectorizer()
    raw = vectorizer.fit_transform([reader.features(lesson.text) for lesson in messages]).tocsc()
    names = vectorizer.get_feature_names_out()
    seen = numpy.flatnonzero((raw > 0).sum(0).A1 > 1)
    first, _, _ = _fitted(raw[:, seen], messages, labels)
    telling = numpy.sort(seen[numpy.argsort(-numpy.abs(first).max(0), kind="stable")[:FEATURES]])
    weights, biases, rarity = _fitted(raw[:, telling], messages, labels)
    return Model(
        examples=source.digest(FOLDER, language),
        words=words,
        labels=tuple(labels),
        biases=tuple(round(float(bias), 3) for bias in biases),
        features={
            str(names[column]): (round(float(rarity[number]), 3), *_pairs(weights[:, number]))
            for number, column in enumerate(telling)
            if numpy.abs(weights[:, number]).max() >= SMALLEST
        },
    )


def _often(content: Content, language: str, messages: list[Lesson]) -> tuple[str, ...]:
    """The words that stand in several messages, in the order of the alphabet."""
    reader = Reader(content, language)
    counts = Counter(word for lesson in messages for word in reader.spelt(lesson.text))
    return tuple(sorted(word for word, count in counts.items() if count >= OFTEN and word.isalpha()))


def _knowing(content: Content, language: str, words: tuple[str, ...]) -> Content:
    """The content with a model that knows words, and nothing else."""
    model = UNFITTED.model_copy(update={"words": words})
    return content.model_copy(update={"models": {**content.models, language: model}})


def _pairs(weights: numpy.ndarray) -> Iterator[float]:
    for label, weight in enumerate(weights):
        if abs(weight) >= SMALLEST:
            yield from (label, round(float(weight), 2))


def _fitted(
    raw: sparse.csc_matrix, messages: list[Lesson], labels: list[str]
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Weights (labels x features), biases, and how rare each feature is."""
    rarity = numpy.log(1 + raw.shape[0] / (raw > 0).sum(0).A1)
    scaled = raw @ sparse.diags(rarity)
    lengths = numpy.sqrt(scaled.multiply(scaled).sum(1)).A1
    vectors = (sparse.diags(1 / numpy.maximum(lengths, 1e-9)) @ scaled).tocsr()
    fits = [_one(vectors, messages, label) for label in labels]
    return numpy.stack([each.coef_[0] for each in fits]), numpy.array([each.intercept_[0] for each in fits]), rarity


def _one(vectors: sparse.csr_matrix, messages: list[Lesson], label: str) -> LogisticRegression:
    spoken = numpy.flatnonzero([label not in lesson.silent for lesson in messages])
    fits = numpy.array([label in messages[number].labels for number in spoken])
    weight = {"asked": 1, "flag": 2, "topic": 4}[label.partition(":")[0]]
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight={True: weight, False: 1}, random_state=0)
    return model.fit(vectors[spoken], fits)


def main() -> None:
    """Write models/<language>.json for every language that has examples."""
    content = load(FOLDER, fitted=False)
    for language in content.lexicons:
        path = FOLDER / "models" / f"{language}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(_text(fit(content, language)), encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(FOLDER)}: {path.stat().st_size // 1024} kB\n")


def _text(model: Model) -> str:
    """As JSON with a line for each feature."""
    head = model.model_dump_json(exclude={"features"}).removesuffix("}")
    rows = [f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row)}" for name, row in model.features.items()]
    return head + ',"features":{\n' + ",\n".join(rows) + "\n}}\n"


if __name__ == "__main__":
    main()
