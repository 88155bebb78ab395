"""Makes translation_expected.json in this folder: TER and ROUGE-3 of texts.jsonl, and the edits of hard pairs of texts.

Usage: python make_translation.py
Needs sacrebleu 2.6.0 and rouge-score 0.1.2. make_metrics.py makes texts.jsonl; the hard pairs are composed here.
"""

import itertools
import json
import pathlib
import random
import sys

import sacrebleu
from rouge_score import rouge_scorer
from sacrebleu.metrics import TER

FOLDER = pathlib.Path(__file__).parent
FLAGS = ["normalized", "no_punct", "asian_support", "case_sensitive"]


def rounded(value):
    return float(f"{value:.13g}")


def corpora(items):
    found = []
    for flags in itertools.product([False, True], repeat=len(FLAGS)):
        options = {name: True for name, flag in zip(FLAGS, flags) if flag}
        for which in ["single", "multi", "head"]:
            chosen = items[:20] if which == "head" else items
            lists = [item["references"][:1] if which == "single" else item["references"] for item in chosen]
            width = max(len(references) for references in lists)
            columns = [[r[i] if i < len(r) else None for r in lists] for i in range(width)]
            metric = TER(**options)
            score = metric.corpus_score([item["prediction"] for item in chosen], columns).score
            found.append({"metric": "ter", "options": options, "references": which, "score": score,
                          "signature": metric.get_signature().format(short=False)})
    return found


def moved(rng, words, moves, longest):
    words = list(words)
    for _ in range(moves):
        size = rng.randrange(1, min(longest, len(words)) + 1)
        start = rng.randrange(len(words) - size + 1)
        run = words[start:start + size]
        del words[start:start + size]
        to = rng.randrange(len(words) + 1)
        words[to:to] = run
    return words


def hard_pairs():
    """Pairs that reach the limits: many and far moves, few words, repeated words, and lengths that differ a lot."""
    rng = random.Random(20240201)
    pairs = []
    for _ in range(60):
        words = [str(rng.randrange(rng.choice([4, 10, 40, 1000]))) for _ in range(rng.choice([5, 10, 20, 40, 70]))]
        answer = moved(rng, words, rng.randrange(1, 6), rng.choice([2, 5, 14]))
        for _ in range(rng.choice([0, 0, 1, 4, 12])):
            answer[rng.randrange(len(answer))] = str(rng.randrange(50))
        pairs.append((answer, words))
    for _ in range(20):  # any order of few words: the limit of tries
        words = [rng.choice("abc") for _ in range(rng.randrange(3, 60))]
        pairs.append((rng.sample(words, len(words)), words))
    for answer_size, reference_size in [(1, 60), (2, 130), (1, 51), (3, 160), (60, 1), (130, 2), (80, 30), (30, 80), (100, 40)]:
        words = [str(rng.randrange(200)) for _ in range(max(answer_size, reference_size))]
        pairs.append((words[-answer_size:], words[:reference_size]))
        pairs.append((rng.sample(words, answer_size), words[:reference_size]))
    far = [str(i) for i in range(120)]
    pairs += [(far[60:] + far[:60], far), (far[45:] + far[:45], far), (far[::-1], far), (far[11:22] + far[:11] + far[22:], far),
              (far[80:] + far[:80], far[5:]), (["x"] * 40, ["x"] * 30), (["x"] * 30 + ["y"], ["y"] + ["x"] * 30)]
    return [(" ".join(a), " ".join(r)) for a, r in pairs]


def main():
    items = [json.loads(line) for line in (FOLDER / "texts.jsonl").read_text(encoding="ascii").splitlines()]
    scorers = {"plain": rouge_scorer.RougeScorer(["rouge3"], use_stemmer=False),
               "stemmed": rouge_scorer.RougeScorer(["rouge3"], use_stemmer=True)}
    lines = {"ter": [rounded(TER().sentence_score(i["prediction"], i["references"]).score) for i in items]}
    for kind, scorer in scorers.items():
        lines[f"rouge3_{kind}"] = [rounded(scorer.score_multi(i["references"], i["prediction"])["rouge3"].fmeasure)
                                   for i in items]
    pairs = []
    for answer, reference in hard_pairs():
        pairs.append({"answer": answer, "reference": reference,
                      "edits": TER().sentence_score(answer, [reference]).num_edits})
    expected = {
        "made_by": {"tool": "sacrebleu, rouge-score", "version": f"{sacrebleu.__version__}, 0.1.2",
                    "command": "python make_translation.py"},
        "corpora": corpora(items),
        "lines": lines,
        "pairs": pairs,
    }
    with open(FOLDER / "translation_expected.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
