"""Makes text_metrics_expected.json in this folder, from the lines of texts.jsonl.

Usage: python make_text_metrics.py
Needs jiwer 4.0.0, RapidFuzz 3, NLTK 3.10, sacrebleu 2.6.0.
"""

import json
import pathlib
import sys
import types
from importlib.metadata import version

import jiwer
import rapidfuzz
import sacrebleu
from nltk.stem.porter import PorterStemmer
from nltk.translate import gleu_score, meteor_score
from rapidfuzz.distance import Levenshtein
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

FOLDER = pathlib.Path(__file__).parent
NO_WORDNET = types.SimpleNamespace(synsets=lambda word: [])
TOKENIZE = {"none": str.split, "13a": lambda text: Tokenizer13a()(text).split()}
WORDS = """\u00e9aed a\u00e9ed \u00e9\u00e9ed \u00e9\u00e9ing a\u00e9 \u00e9ies t\u00eates \u00e9t\u00e9s na\u00efvely \u00fcbung caf\u00e9s fa\u00e7ades
fianc\u00e9es \u6f22\u6f22ed \u6f22\u5b57ing \u8820\u8820ing o\u00e9led \u00e8y a\u00e8y \u00e8yed \u00e0\u00e0\u00e8\u00e8\u00e8ed voil\u00e0lly r\u00e9sum\u00e9ing
\u00e9tational na\u00efvet\u00e9ness""".split()


def rounded(value):
    return float(f"{value:.13g}")


def gleu(lines, tokenize, **options):
    answers = [TOKENIZE[tokenize](line["prediction"]) for line in lines]
    references = [[TOKENIZE[tokenize](r) for r in line["references"]] for line in lines]
    return gleu_score.corpus_gleu(references, answers, **options)


def main():
    with open(FOLDER / "texts.jsonl", encoding="ascii") as file:
        lines = [json.loads(line) for line in file]
    answers = [line["prediction"] for line in lines]
    firsts = [line["references"][0] for line in lines]
    standard = [jiwer.ToLowerCase(), jiwer.RemovePunctuation()]
    wer = jiwer.Compose([*standard, jiwer.RemoveMultipleSpaces(), jiwer.Strip(), jiwer.ReduceToListOfListOfWords()])
    cer = jiwer.Compose([*standard, jiwer.Strip(), jiwer.ReduceToListOfListOfChars()])

    corpora = [
        {"metric": "wer", "options": {}, "value": jiwer.wer(firsts, answers)},
        {"metric": "cer", "options": {}, "value": jiwer.cer(firsts, answers)},
        {"metric": "wer", "options": {"lowercase": True, "remove_punctuation": True},
         "value": jiwer.wer(firsts, answers, wer, wer)},
        {"metric": "cer", "options": {"lowercase": True, "remove_punctuation": True},
         "value": jiwer.cer(firsts, answers, cer, cer)},
    ]
    for tokenize in TOKENIZE:
        for options in [{}, {"min_len": 2}, {"max_len": 2}, {"min_len": 3, "max_len": 9}]:
            corpora.append({"metric": "gleu", "options": {"tokenize": tokenize, **options},
                            "value": gleu(lines, tokenize, **options)})

    columns = {name: [] for name in ["wer", "cer", "edit_distance", "edit_distance_normalized", "gleu", "meteor_none",
                                     "meteor_13a", "meteor_15", "self_bleu", "self_bleu_floor"]}
    for line in lines:
        answer, references = line["prediction"], line["references"]
        columns["wer"].append(jiwer.wer(references[0], answer))
        columns["cer"].append(jiwer.cer(references[0], answer))
        columns["edit_distance"].append(min(Levenshtein.distance(answer, r) for r in references))
        columns["edit_distance_normalized"].append(min(Levenshtein.normalized_distance(answer, r) for r in references))
        columns["gleu"].append(gleu([line], "13a"))
        for name, tokenize, options in [("none", "none", {}), ("13a", "13a", {}),
                                        ("15", "none", {"alpha": 0.85, "beta": 0.2, "gamma": 0.6})]:
            columns[f"meteor_{name}"].append(meteor_score.meteor_score(
                [TOKENIZE[tokenize](r) for r in references], TOKENIZE[tokenize](answer), wordnet=NO_WORDNET, **options))
        texts = [answer, *references]
        for name, options in [("self_bleu", {}), ("self_bleu_floor", {"smooth_method": "floor", "lowercase": True})]:
            scores = [sacrebleu.sentence_bleu(texts[i], texts[:i] + texts[i + 1:], **options).score
                      for i in range(len(texts))]
            columns[name].append(sum(scores) / len(scores))

    stemmer = PorterStemmer()
    versions = [version("jiwer"), rapidfuzz.__version__, version("nltk"), sacrebleu.__version__]
    expected = {
        "made_by": {"tool": "jiwer, RapidFuzz, NLTK, sacrebleu", "version": ", ".join(versions),
                    "command": "python make_text_metrics.py"},
        "corpora": [{**c, "value": rounded(c["value"])} for c in corpora],
        "lines": {name: [rounded(v) for v in values] for name, values in columns.items()},
        "stems": {word: stemmer.stem(word) for word in WORDS},
    }
    with open(FOLDER / "text_metrics_expected.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
