"""Makes drop.json in this folder: DROP scores of the official script, assignments of scipy, and what Python's float() reads.

Usage: python make_drop.py DROP_EVAL.py
DROP_EVAL.py is allennlp_rc/eval/drop_eval.py of github.com/allenai/allennlp-reading-comprehension at 02bc7a41; it needs
numpy and scipy. The answers are composed here, from word lists of our own.
"""

import importlib.util
import json
import pathlib
import random
import sys

import numpy
import scipy
from scipy.optimize import linear_sum_assignment

FOLDER = pathlib.Path(__file__).parent

WORDS = """the a an of river bridge Bridge BRIDGES yards yard field-goal touch-down the-end John John's O'Neil St. Mr. U.S. and
seventeen half x2 3rd 1980s caf\u00e9 na\u00efve \u0130zmir \u03a3\u0391\u03a3 \u6771\u4eac a\u00f1o a.m. 'the' (a) theatre an! A""".split()
NUMBERS = """0 5 5.0 5. .5 -5 +7 1,000 1000 1000.0 1_000 1__0 _5 1e3 1e16 1e17 1e-5 0.0001 0.00001 1e400 -1e400 inf Infinity nan
12:30 5% $5 3/4 2,5 1.000.000 \u0663 \u0661\u0662.5 \uff15 \u00bd 007 00 1e 1e+ 0x10 12345678901234567890 0.1 33.333333333333336""".split()
ODD = ["", " ", "-", "--", ".", "a-b", "5-6", "1-yard", "\t", "x\ty", "5\t", "the\tcat", "\u00a0", "x\u00a0y", "\n", "a\nb", "...",
       "\u2013", "5\u20136", "\u200b", "it's", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]


def span(rng):
    parts = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        roll = rng.random()
        parts.append(rng.choice(NUMBERS if roll < 0.3 else ODD if roll < 0.4 else WORDS))
    return rng.choice([" ", " ", " ", "  ", "-"]).join(parts)


def changed(rng, spans):
    spans = list(spans)
    for _ in range(rng.choice([0, 1, 1, 2])):
        what = rng.randrange(5)
        at = rng.randrange(len(spans)) if spans else 0
        if what == 0 and len(spans) > 1:
            del spans[at]
        elif what == 1:
            spans.insert(at, span(rng))
        elif what == 2:
            rng.shuffle(spans)
        elif what == 3 and spans:
            spans[at] = spans[at].upper() + "."
        elif spans:
            spans[at] += " " + span(rng)
    return spans


def drop_cases(official, rng):
    cases = []
    for _ in range(700):
        golds = []
        for _ in range(rng.choice([1, 1, 2])):
            golds.append([span(rng) for _ in range(rng.choice([1, 1, 1, 2, 3, 5]))])
        answer = changed(rng, golds[0]) if rng.random() < 0.85 else [span(rng)]
        golds = [gold for gold in golds if gold[0].strip() != ""] or [["5"]]
        scores = [official.get_metrics(answer, gold) for gold in golds]
        cases.append([answer, golds, float(max(s[0] for s in scores)), float(max(s[1] for s in scores))])
    for answer, gold in [(["a", "a", "b"], ["a b", "b", "b"]), (["x", "x", "y"], ["x", "y", "y"]), ([], ["x"]), (["x", "y"], ["y", "x"]),
                         ([f"w{i} z" for i in range(30)], [f"w{i * 7 % 30} z" for i in range(30)])]:
        em, f1 = official.get_metrics(answer, gold)
        cases.append([answer, [gold], float(em), float(f1)])
    return cases


def assignments(rng):
    cases = []
    for rows, columns in [(1, 1), (1, 6), (6, 1), (3, 3), (4, 7), (7, 4), (12, 12), (25, 20), (2, 30), (0, 3), (3, 0)]:
        for kind in range(4):
            make = [lambda: round(rng.random(), 3), lambda: float(rng.randrange(3)), lambda: -rng.random() * 1e6, lambda: 0.0][kind]
            table = [[make() for _ in range(columns)] for _ in range(rows)]
            array = numpy.array(table).reshape(rows, columns)
            row, column = linear_sum_assignment(array, maximize=True)
            cases.append([rows, columns, array.flatten().tolist(), float(array[row, column].sum())])
    return cases


def floats():
    texts = NUMBERS + ODD + [" 5 ", "\u20035\u2003", "+", "-", "+-5", "1e5_0", "1_0.0_1", "1_.5", "1._5", "-inf", "+Infinity", "infinit", "-nan",
                             "i\u0307nf", "1e-400", "5e-324", "0e0", "\u0665\u0666", "\U0001d7ce\U0001d7d8\U0001d7ff", "1 2", "\u22125", "1e\u0663", "1,0",
                             "nan1", "1\u0000", "\u00b2", "0b1", "1d5", "0_0", "1e1_", "9" * 400]
    cases = []
    for text in texts:
        try:
            cases.append([text, repr(float(text))])
        except ValueError:
            cases.append([text, None])
    return cases


def main():
    spec = importlib.util.spec_from_file_location("drop_eval", sys.argv[1])
    official = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(official)
    rng = random.Random(20240229)
    normalized = [[text, official._normalize_answer(text)] for text in WORDS + NUMBERS + ODD + [span(rng) for _ in range(150)]]
    expected = {
        "made_by": {"tool": "drop_eval.py of allennlp-reading-comprehension, scipy, Python",
                    "version": f"02bc7a41, {scipy.__version__}, {sys.version.split()[0]}", "command": "python make_drop.py drop_eval.py"},
        "normalized": normalized,
        "cases": drop_cases(official, rng),
        "assignments": assignments(rng),
        "floats": floats(),
    }
    with open(FOLDER / "drop.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
