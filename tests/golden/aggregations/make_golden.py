"""Makes aggregations.json: what lm-evaluation-harness 0.4.13 and scikit-learn make of made-up samples, aggregation by
aggregation.

    pip install lm-eval==0.4.13 scikit-learn && python make_golden.py

`choices`: samples of a multiple-choice task, each with the log-likelihoods of three choices and the right one; `texts`: answers
and references; `rolling`: log-likelihoods of texts with their words and bytes; `words`: log-likelihoods of last words.
"""

import json
import pathlib
import random

import numpy
import sklearn
from lm_eval.api import metrics
from sklearn.metrics import f1_score, matthews_corrcoef

VERSION = "0.4.13"


def softmax(scores):
    exps = numpy.exp(numpy.array(scores) - max(scores))
    return exps / exps.sum()


def main():
    draw = random.Random(11)
    choices = []
    for i in range(40):
        right = draw.randrange(3)
        scores = [-draw.randrange(8, 80) / 8 for _ in range(3)]
        if draw.random() < 0.5:
            scores[right] = -0.5
        choices.append({"id": str(i), "scores": scores, "right": right})
    gold = [one["right"] for one in choices]
    made = [int(numpy.argmax(one["scores"])) for one in choices]
    two = [(g % 2, p % 2) for g, p in zip(gold, made)]
    acc = [float(g == p) for g, p in zip(gold, made)]
    texts = [("the cat sat on the mat", "the cat sat on a mat"), ("it rains", "it rained all day"), ("one two three four five", "one two three four six"),
             ("hello there my old friend", "hello there, my friend")]
    pairs = [(reference, answer) for answer, reference in texts]
    rolling = [{"text": "a few words " * (i + 1), "logprob": -draw.randrange(40, 400) / 8} for i in range(9)]
    by_words = [(one["logprob"], len(one["text"].split()) + 1) for one in rolling]  # with the empty piece behind the last blank
    by_bytes = [(one["logprob"], len(one["text"].encode())) for one in rolling]
    words = [-draw.randrange(1, 60) / 8 for _ in range(12)]
    brier = [(one["right"], softmax(one["scores"])) for one in choices]
    expected = {
        "choices": {
            "acc": {"mean": metrics.mean(acc), "median": metrics.median(acc), "nanmean": float(metrics.nanmean(acc)),
                    "perplexity": metrics.perplexity(acc)},
            "mcc": {"matthews_corrcoef": float(metrics.matthews_corrcoef(list(zip(gold, made))))},
            "f1": {"macro_f1": float(f1_score(gold, made, average="macro")), "micro_f1": float(f1_score(gold, made, average="micro")),
                   "weighted_f1": float(f1_score(gold, made, average="weighted"))},
            "brier_score": {"brier_score": float(metrics.brier_score(brier))},
        },
        "two_choices": {"f1": {"f1": float(metrics.f1_score(two)), "matthews_corrcoef": float(metrics.matthews_corrcoef(two))},
                        "mcc": {"matthews_corrcoef": float(matthews_corrcoef(*zip(*two))), "f1": float(metrics.f1_score(two))}},
        "texts": {"bleu": {"bleu": metrics.bleu(pairs), "ter": metrics.ter(pairs)},
                  "chrf": {"chrf": metrics.chrf(pairs), "chrf++": metrics.chrfpp(pairs)},
                  "chrf++": {"chrf++": metrics.chrfpp(pairs)}, "ter": {"ter": metrics.ter(pairs)}},
        "rolling": {"word_perplexity": {"weighted_perplexity": metrics.weighted_perplexity(by_words),
                                        "bits_per_byte": metrics.bits_per_byte(by_words)},
                    "byte_perplexity": {"weighted_perplexity": metrics.weighted_perplexity(by_bytes),
                                        "bits_per_byte": metrics.bits_per_byte(by_bytes)},
                    "bits_per_byte": {"bits_per_byte": metrics.bits_per_byte(by_bytes),
                                      "weighted_perplexity": metrics.weighted_perplexity(by_bytes)}},
        "words": {"perplexity": {"perplexity": metrics.perplexity(words), "mean": metrics.mean(words), "median": metrics.median(words)}},
    }
    out = {"made_by": {"tool": "lm-evaluation-harness, scikit-learn", "version": f"{VERSION}, {sklearn.__version__}",
                       "command": "python make_golden.py"},
           "choices": choices, "two_choices": [{"right": g, "chosen": p} for g, p in two],
           "texts": [{"answer": a, "reference": r} for a, r in texts], "rolling": rolling, "words": words, "expected": expected}
    (pathlib.Path(__file__).parent / "aggregations.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
