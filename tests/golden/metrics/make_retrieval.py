"""Makes retrieval.json in this folder: scikit-learn's ndcg_score and average_precision_score of random rankings of our own.

Usage: python make_retrieval.py
Needs scikit-learn. ndcg_score ranks every document, so k is no more than the number retrieved, or all that is relevant is
retrieved; the average precision is given where all of it is.
"""

import json
import pathlib
import random

import numpy
import sklearn
from sklearn.metrics import average_precision_score, ndcg_score

FOLDER = pathlib.Path(__file__).parent


def main():
    rng = random.Random(20240701)
    cases = []
    while len(cases) < 160:
        documents = [f"d{i}" for i in range(rng.choice([2, 3, 5, 8, 20]))]
        graded = rng.random() < 0.6
        gains = {d: rng.choice([1, 2, 3, 0.5, 10]) if graded else 1 for d in rng.sample(documents, rng.randrange(1, len(documents)))}
        retrieved = rng.sample(documents, rng.randrange(1, len(documents) + 1))
        complete = set(gains) <= set(retrieved)
        k = rng.randrange(1, len(retrieved) + 1) if not complete or rng.random() < 0.6 else None
        truth = [gains.get(d, 0) for d in documents]
        score = [len(documents) - retrieved.index(d) if d in retrieved else -i for i, d in enumerate(documents)]
        ndcg = ndcg_score(numpy.array([truth]), numpy.array([score]), k=k)
        precision = average_precision_score([t > 0 for t in truth], score) if complete and k is None else None
        cases.append({"relevant": gains if graded else list(gains), "retrieved": retrieved, "k": k, "ndcg": float(ndcg),
                      "map": None if precision is None else float(precision)})
    expected = {"made_by": {"tool": "scikit-learn", "version": sklearn.__version__, "command": "python make_retrieval.py"}, "cases": cases}
    with open(FOLDER / "retrieval.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
