"""Makes labels_expected.json in this folder.

Usage: python make_labels.py
Needs scikit-learn and numpy. Labels, scores and weights are drawn here.
"""

import json
import pathlib
import sys
import warnings

import numpy
import sklearn
from sklearn import metrics

FOLDER = pathlib.Path(__file__).parent
NAMES = ["entailment", "neutral", "contradiction", "unsure", "none of these"]


def drawn(rng, labels, n, accuracy, skew):
    """Targets of uneven classes and predictions of which about `accuracy` are right."""
    shares = numpy.array([skew ** k for k in range(len(labels))])
    targets = rng.choice(len(labels), n, p=shares / shares.sum())
    others = rng.integers(0, len(labels), n)
    predicted = numpy.where(rng.random(n) < accuracy, targets, others)
    return [labels[k] for k in predicted], [labels[k] for k in targets]


def label_case(name, predicted, targets, weights, positive):
    options = {"sample_weight": weights}
    found = {}
    for measure in ["f1", "precision", "recall"]:
        score = getattr(metrics, measure + "_score")
        for average in ["macro", "micro", "weighted"]:
            found[f"{measure}:average={average}"] = score(targets, predicted, average=average, **options)
        if positive is not None:
            found[f"{measure}:pos_label={positive}"] = score(
                [t == positive for t in targets], [p == positive for p in predicted], **options)
    found["balanced_accuracy"] = metrics.balanced_accuracy_score(targets, predicted, **options)
    found["mcc"] = metrics.matthews_corrcoef(targets, predicted, **options)
    found["cohen_kappa"] = metrics.cohen_kappa_score(targets, predicted, **options)
    if all(label.isdigit() for label in targets + predicted):
        numbers = [int(t) for t in targets], [int(p) for p in predicted]
        for kind in ["linear", "quadratic"]:
            found[f"cohen_kappa:weights={kind}"] = metrics.cohen_kappa_score(*numbers, weights=kind, **options)
    return {"name": name, "predicted": predicted, "targets": targets, "weights": weights,
            "expected": {key: float(value) for key, value in found.items()}}


def ranking_case(name, scores, positive, weights):
    options = {"sample_weight": weights}
    return {"name": name, "scores": scores, "positive": positive, "weights": weights,
            "expected": {"auroc": float(metrics.roc_auc_score(positive, scores, **options)),
                         "average_precision": float(metrics.average_precision_score(positive, scores, **options))}}


def main():
    warnings.simplefilter("ignore")
    rng = numpy.random.default_rng(13)
    labels = []
    for name, names, n, accuracy, skew, positive in [
            ("two", ["0", "1"], 60, 0.7, 0.5, "1"), ("three", NAMES[:3], 120, 0.6, 0.6, "neutral"),
            ("rare", NAMES, 150, 0.5, 0.15, "neutral"), ("ratings", ["1", "2", "3", "5", "10"], 120, 0.4, 0.9, "3"),
            ("chance", NAMES[:2], 50, 0.0, 0.9, "neutral"), ("right", NAMES[:4], 30, 1.0, 0.9, "unsure")]:
        predicted, targets = drawn(rng, names, n, accuracy, skew)
        labels.append(label_case(name, predicted, targets, None, positive))
        weights = [round(float(w), 3) for w in rng.uniform(0.1, 4.0, n)]
        labels.append(label_case(name + ", weighted", predicted, targets, weights, positive))
    # A class that is only predicted, and one that is never predicted.
    labels.append(label_case("apart", ["a", "b", "b", "c"], ["a", "a", "d", "d"], None, "a"))
    rankings = []
    for name, n, digits, shift in [("smooth", 100, 9, 0.8), ("tied", 100, 1, 0.5), ("few", 6, 0, 0.3), ("apart", 20, 6, 9.0)]:
        positive = [int(k % 3 == 0) for k in range(n)]
        scores = [round(float(s), digits) for s in rng.normal(0.0, 1.0, n) + shift * numpy.array(positive)]
        rankings.append(ranking_case(name, scores, positive, None))
        weights = [float(w) for w in rng.integers(1, 5, n)]
        rankings.append(ranking_case(name + ", weighted", scores, positive, weights))
    out = {
        "made_by": {"tool": "scikit-learn", "version": sklearn.__version__, "command": "python make_labels.py"},
        "labels": labels,
        "rankings": rankings,
    }
    with open(FOLDER / "labels_expected.json", "w", encoding="ascii", newline="\n") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
