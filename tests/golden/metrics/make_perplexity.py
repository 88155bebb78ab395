"""Makes perplexity_expected.json in this folder from the predictions in texts.jsonl.

Usage: python make_perplexity.py
Needs lm-eval, whose aggregations are the reference. Words and bytes are counted as its tasks count them.
"""

import importlib.metadata
import json
import pathlib
import random
import re
import sys

from lm_eval.api import metrics

FOLDER = pathlib.Path(__file__).parent


def main():
    rng = random.Random(12)
    with open(FOLDER / "texts.jsonl", encoding="ascii") as lines:
        texts = [json.loads(line)["prediction"] for line in lines]
    words = [len(re.split(r"\s+", text)) for text in texts]
    num_bytes = [len(text.encode("utf-8")) for text in texts]
    logprobs = [round(-rng.expovariate(1.0) * 0.8 * (n + 1), 4) for n in num_bytes]
    # An empty text has no bytes to divide by.
    kept = [i for i, n in enumerate(num_bytes) if n > 0]
    by_word = [(logprobs[i], words[i]) for i in kept]
    by_byte = [(logprobs[i], num_bytes[i]) for i in kept]
    out = {
        "made_by": {"tool": "lm-eval", "version": importlib.metadata.version("lm-eval"), "command": "python make_perplexity.py"},
        "logprobs": logprobs,
        "words": words,
        "word_perplexity": metrics.weighted_perplexity(by_word),
        "byte_perplexity": metrics.weighted_perplexity(by_byte),
        "bits_per_byte": metrics.bits_per_byte(by_byte),
        "perplexity_of_tenths": metrics.perplexity([x / 10.0 for x in logprobs]),
    }
    with open(FOLDER / "perplexity_expected.json", "w", encoding="ascii", newline="\n") as file:
        json.dump(out, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
