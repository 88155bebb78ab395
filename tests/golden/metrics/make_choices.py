"""Makes choices_expected.json in this folder.

Usage: python make_choices.py
Needs lm-eval, whose brier_score is the reference, and numpy. The log-probabilities are drawn here.
"""

import importlib.metadata
import json
import pathlib
import sys

import numpy
from lm_eval.api.metrics import brier_score
from lm_eval.utils import softmax

FOLDER = pathlib.Path(__file__).parent
NUM_SAMPLES = 200


def main():
    rng = numpy.random.default_rng(11)
    logprobs = numpy.round(-rng.gamma(2.0, 4.0, (NUM_SAMPLES, 4)), 4)
    targets = rng.integers(0, 4, NUM_SAMPLES)
    items = [(int(t), softmax(row)) for t, row in zip(targets, logprobs)]
    out = {
        "made_by": {"tool": "lm-eval", "version": importlib.metadata.version("lm-eval"), "command": "python make_choices.py"},
        "logprobs": logprobs.tolist(),
        "targets": targets.tolist(),
        "brier": float(brier_score(items)),
        "brier_of_samples": [float(brier_score([item])) for item in items],
    }
    with open(FOLDER / "choices_expected.json", "w", encoding="ascii", newline="\n") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
