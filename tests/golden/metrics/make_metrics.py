"""Makes texts.jsonl, texts_expected.json and stats_expected.json in this folder.

Usage: python make_metrics.py
Needs sacrebleu 2.6.0, rouge-score 0.1.2 and scipy. The sentences are composed here, from word lists of our own.
"""

import json
import logging
import pathlib
import random
import sys


import sacrebleu
import scipy
import scipy.stats
from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU, CHRF

FOLDER = pathlib.Path(__file__).parent
NUM_LINES = 560

ENGLISH = """the a an of to in and it is was runner measured temperature quickly slowly relational conditional rationally
happiness flies dying skies agreed feeding plastered motoring hopping falling hissing filing sizing troubled universities
national nationality geologically hopefulness generalizations oscillators controlling rolled enjoyed enjoyment spied cats
ponies caresses adjustment adoption effective formalize electrical goodness proceeding exceeds succeeded news innings outing
it's don't e-mail well-known state-of-the-art U.S. Dr. Mr. etc. A.I. C++ x2 3rd 1980s""".split()
FRENCH = """le la les un une des c'est l'\u00e9t\u00e9 d\u00e9j\u00e0 vu \u00e0 peine gar\u00e7on fran\u00e7aise \u0153uvre
na\u00efve o\u00f9 qu'il aujourd'hui h\u00f4tel for\u00eat ma\u00eetre \u00c9cole \u00c0 bient\u00f4t""".split()
GERMAN = "der die das Stra\u00dfe \u00dcbung sch\u00f6n gr\u00f6\u00dfer M\u00e4dchen l\u00e4uft nicht GRO\u1e9e".split()
RUSSIAN = """\u043c\u043e\u0434\u0435\u043b\u044c \u0438 \u043e\u0442\u0432\u0435\u0442 \u041c\u043e\u0441\u043a\u0432\u0430
\u0431\u044b\u0441\u0442\u0440\u043e \u0432 \u0433\u043e\u0440\u043e\u0434\u0435 \u0401\u043b\u043a\u0430""".split()
GREEK = "\u03bf \u03bb\u03cc\u03b3\u03bf\u03c2 \u039f\u0394\u039f\u03a3 \u03ba\u03b1\u03b9 \u03a3\u0391\u03a3".split()
CHINESE = """\u6a21\u578b \u56de\u7b54 \u95ee\u9898 \u3002 \uff0c \u6211\u4eec \u5317\u4eac \u5929\u6c14 \uff01 \u300c\u597d\u300d
\u4e00\u4e8c\u4e09 \u9fa5 \u3007""".split()
JAPANESE = "\u3053\u308c \u306f \u30c6\u30b9\u30c8 \u3067\u3059 \u3002 \u6771\u4eac \uff76\uff85".split()
ARABIC = "\u0627\u0644\u0646\u0645\u0648\u0630\u062c \u0633\u0624\u0627\u0644\u060c \u062c\u0648\u0627\u0628\u061f \u0663\u0664".split()
HINDI = "\u092f\u0939 \u090f\u0915 \u092a\u0930\u0940\u0915\u094d\u0937\u093e \u0939\u0948\u0964 \u0967\u0968".split()
LISTS = [ENGLISH] * 8 + [FRENCH] * 3 + [GERMAN, RUSSIAN, GREEK, CHINESE, CHINESE, JAPANESE, ARABIC, HINDI]
NUMBERS = ["3.14", "1,000", "1,234.56", "42", "-7", "5%", "$9.99", "2024-01-31", "10-", "7.", ".5", "\u00bd", "\u00b2", "12:30",
           "\u20ac5", "1.000.000,00", "0"]
MARKS = [".", ",", "!", "?", ";", ":", "...", "-", "--", "(", ")", "[x]", "{y}", "\"", "'", "\u201c", "\u201d", "\u2019", "\u00ab",
         "\u00bb", "\u2014", "\u2026", "/", "\\", "&", "&amp;", "&lt;b&gt;", "&quot;", "@", "#", "*", "_", "~", "^", "|", "<", ">",
         "=", "+", "`", "<skipped>", "\u00a7", "\u2192", "\u2211", "\u00a9", "\u00b0"]
ODD = ["\U0001f600", "\U0001f44d\U0001f3fd", "e\u0301", "\u0130stanbul", "\u212a", "\ufb01n", "\u00a0", "\u2028", "\u3000", "\t",
       "\u200b", "\u001c", "\u0085", "\ufeff", "-\n", "\n", "\r\n", "\U00020000", "\u01c5", "\ufffd", "\u20ac"]


def sentence(rng):
    words = []
    vocabulary = rng.choice(LISTS)
    for _ in range(rng.choice([1, 2, 3, 5, 8, 8, 12, 12, 20])):
        roll = rng.random()
        if roll < 0.08:
            words.append(rng.choice(NUMBERS))
        elif roll < 0.16:
            words.append(rng.choice(MARKS))
        elif roll < 0.19:
            words.append(rng.choice(ODD))
        elif roll < 0.24:
            words.append(rng.choice(rng.choice(LISTS)))
        else:
            words.append(rng.choice(vocabulary))
        if rng.random() < 0.1:
            words[-1] += rng.choice(MARKS[:12])
    glue = "" if vocabulary in (CHINESE, JAPANESE) and rng.random() < 0.7 else " "
    return glue.join(words)


def text(rng):
    return "\n".join(sentence(rng) for _ in range(rng.choice([1, 1, 1, 1, 2, 3])))


def changed(rng, original):
    """The text with some of its words dropped, swapped, repeated or replaced."""
    words = original.split(" ")
    for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 8])):
        if not words:
            break
        at = rng.randrange(len(words))
        what = rng.randrange(7)
        if what == 0:
            del words[at]
        elif what == 1:
            words.insert(at, words[rng.randrange(len(words))])
        elif what == 2:
            words[at] = rng.choice(rng.choice(LISTS))
        elif what == 3:
            other = rng.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        elif what == 4:
            words[at] = words[at].upper()
        elif what == 5:
            words[at] += rng.choice(MARKS)
        else:
            words.insert(at, rng.choice(NUMBERS))
    result = " ".join(words)
    return result + rng.choice(["", "", "", "", " ", "\n", " ."])


def lines():
    rng = random.Random(20240131)
    fixed = [
        ("", ["a reference"]), ("an answer", [""]), ("", [""]), (" \n\t", ["a"]), (".", ["."]), ("...", [". . ."]),
        ("the the the the the the the", ["The cat is on the mat.", "There is a cat on the mat."]),
        ("a " * 200, ["a " * 150 + "b"]), ("x" * 500, ["x" * 400, "y"]), ("\n\n\n", ["a\nb"]), ("a\nb\nc", ["c\nb\na"]),
        ("\n".join("a b c d".split()), ["a b c d"]), ("1.2.3,4,5-6-7", ["1.2.3,4,5 - 6-7"]), ("\u4f60\u597d", ["\u4f60 \u597d"]),
        ("(hi) 'tis \"so\" !", ["(hi) 'tis \"so\"!"]), ("yyyyyy yyyyyyed syzygying", ["yyyyyy yyyyyyed syzygy"]),
        ("0", ["0"]), ("\u0000 a", ["a"]), ("a b c", ["a b", "a b c d"]), ("\u0661\u0662, 3", ["\u0661\u0662 , 3"]),
    ]
    result = list(fixed)
    while len(result) < NUM_LINES:
        main = text(rng)
        references = [main] + [changed(rng, main) for _ in range(rng.choice([0, 0, 0, 1, 2]))]
        answer = text(rng) if rng.random() < 0.04 else changed(rng, main)
        result.append((answer, references))
    return result


def rounded(value):
    return float(f"{value:.13g}")


def corpus(metric, answers, references):
    width = max(len(r) for r in references)
    columns = [[r[i] if i < len(r) else None for r in references] for i in range(width)]
    score = metric.corpus_score(answers, columns)
    return {"score": score.score, "signature": metric.get_signature().format(short=False)}


def main():
    logging.getLogger("sacrebleu").setLevel(logging.ERROR)
    items = lines()
    answers = [a for a, _ in items]
    multi = [r for _, r in items]
    single = [r[:1] for r in multi]
    with open(FOLDER / "texts.jsonl", "w", encoding="ascii", newline="\n") as out:
        for number, (answer, references) in enumerate(items):
            out.write(json.dumps({"id": str(number), "prediction": answer, "references": references}) + "\n")

    bleu_options = [{}]
    for tokenizer in ["none", "char", "intl", "zh"]:
        bleu_options.append({"tokenize": tokenizer})
        bleu_options.append({"tokenize": tokenizer, "lowercase": True})
    bleu_options += [{"smooth_method": "floor"}, {"smooth_method": "floor", "smooth_value": 0.5}, {"smooth_method": "add-k"},
                     {"smooth_method": "add-k", "smooth_value": 0.25, "tokenize": "intl"}, {"smooth_method": "none"},
                     {"lowercase": True}, {"max_ngram_order": 2}, {"max_ngram_order": 9}, {"effective_order": True},
                     {"max_ngram_order": 1, "smooth_method": "none", "effective_order": True}]
    chrf_options = [{}, {"word_order": 2}, {"word_order": 1, "beta": 3}, {"lowercase": True}, {"whitespace": True},
                    {"eps_smoothing": True}, {"word_order": 2, "eps_smoothing": True, "whitespace": True, "lowercase": True},
                    {"char_order": 3, "beta": 1}, {"char_order": 0, "word_order": 2}]
    corpora = []
    for name, make, all_options in [("bleu", BLEU, bleu_options), ("chrf", CHRF, chrf_options)]:
        for options in all_options:
            for which, references, count in [("single", single, len(items)), ("multi", multi, len(items)), ("head", multi, 20)]:
                found = corpus(make(**options), answers[:count], references[:count])
                corpora.append({"metric": name, "options": options, "references": which, **found})

    rouge_types = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    scorers = {"plain": rouge_scorer.RougeScorer(rouge_types, use_stemmer=False),
               "stemmed": rouge_scorer.RougeScorer(rouge_types, use_stemmer=True)}
    columns = {"bleu": [], "bleu_floor_zh": [], "chrf": [], "chrf_plus_plus": []}
    for kind in scorers:
        for rouge_type in rouge_types:
            columns[f"{rouge_type}_{kind}"] = []
    columns["rougeLsum_recall"] = []
    for answer, references in items:
        columns["bleu"].append(sacrebleu.sentence_bleu(answer, references).score)
        columns["bleu_floor_zh"].append(
            sacrebleu.sentence_bleu(answer, references, smooth_method="floor", tokenize="zh").score)
        columns["chrf"].append(CHRF().sentence_score(answer, references).score)
        columns["chrf_plus_plus"].append(CHRF(word_order=2).sentence_score(answer, references).score)
        for kind, scorer in scorers.items():
            scores = scorer.score_multi(references, answer)
            for rouge_type in rouge_types:
                columns[f"{rouge_type}_{kind}"].append(scores[rouge_type].fmeasure)
            if kind == "plain":
                columns["rougeLsum_recall"].append(scores["rougeLsum"].recall)
    command = "python make_metrics.py"
    expected = {
        "made_by": {"tool": "sacrebleu, rouge-score", "version": f"{sacrebleu.__version__}, 0.1.2", "command": command},
        "corpora": corpora,
        "lines": {name: [rounded(v) for v in values] for name, values in columns.items()},
    }
    with open(FOLDER / "texts_expected.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")

    stats = scipy.stats
    probabilities = [1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.2, 0.4, 0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.9999, 1 - 1e-9]
    freedoms = [1, 2, 3, 4, 5, 9, 29, 30, 99, 528, 2999, 100000, 0.5, 2.5]
    proportions = [(0, 1), (1, 1), (0, 10), (1, 10), (5, 10), (10, 10), (3, 7), (57, 100), (999, 1000), (12345, 54321)]
    wilson = []
    for successes, n in proportions:
        for level in [0.8, 0.95, 0.99]:
            interval = stats.binomtest(successes, n).proportion_ci(confidence_level=level, method="wilson")
            wilson.append([successes, n, level, interval.low, interval.high])
    sample = [0.3, -1.25, 4.0, 2.5, 2.5, 0.0, 7.75, -3.5, 1.0]
    mean_interval = stats.t.interval(0.9, len(sample) - 1, loc=sum(sample) / len(sample), scale=stats.sem(sample))
    table = {
        "made_by": {"tool": "scipy", "version": scipy.__version__, "command": command},
        "normal_quantile": [[p, stats.norm.ppf(p)] for p in probabilities],
        "normal_cdf": [[x, stats.norm.cdf(x)] for x in [-8.0, -3.0, -1.0, -0.1, 0.0, 0.5, 1.96, 4.0, 7.0]],
        "t_quantile": [[p, df, stats.t.ppf(p, df)] for df in freedoms for p in probabilities if p > 1e-9 or df >= 3],
        "t_cdf": [[t, df, stats.t.cdf(t, df)] for df in freedoms for t in [-50.0, -2.0, -0.3, 0.0, 1.0, 2.776, 12.0]],
        "incomplete_beta": [[a, b, x, stats.beta.cdf(x, a, b)] for a in [0.5, 1, 3.5, 40] for b in [0.5, 2, 17]
                            for x in [0.0, 0.001, 0.1, 0.5, 0.93, 1.0]],
        "wilson": wilson,
        "t_interval": {"values": sample, "level": 0.9, "low": mean_interval[0], "high": mean_interval[1]},
    }
    with open(FOLDER / "stats_expected.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(table, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
