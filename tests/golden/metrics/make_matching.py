"""Makes matching_expected.json in this folder.

Usage: python make_matching.py crfm_helm-0.5.16-py3-none-any.whl
Needs the wheel only: the functions are taken from it by name, without HELM's dependencies.
"""

import ast
import itertools
import json
import pathlib
import re
import string
import sys
import zipfile

FOLDER = pathlib.Path(__file__).parent
NAMES = ["normalize_text", "exact_match", "quasi_exact_match", "prefix_exact_match", "quasi_prefix_exact_match"]
TEXTS = ["Yes", "yes", " Yes.", "Yes, they are", "yesterday", "The answer", "answer", "An answer!", "ans-wer", "a", "A",
         "the", "...", "", " ", "b", "B. the second", "\u00c9t\u00e9", "\u00e9t\u00e9 2024", "a\u00f1o", "the a\u00f1o", "x y", "x  y\n",
         "x y z", "\u201cYes\u201d"]


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        source = wheel.read("helm/benchmark/metrics/evaluate_reference_metrics.py").decode()
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name in NAMES]
    helm = {"re": re, "string": string}
    exec(compile(ast.Module(functions, []), "helm", "exec"), helm)
    cases = []
    for gold, answer in itertools.product(TEXTS, TEXTS):
        # HELM strips an answer before it compares.
        stripped = answer.strip()
        cases.append([gold, answer, *[int(helm[name](gold, stripped)) for name in NAMES[2:]]])
    version = re.search(r"helm-([0-9.]+)-", sys.argv[1]).group(1)
    expected = {"made_by": {"tool": "crfm-helm", "version": version, "command": "python make_matching.py WHEEL"},
                "columns": ["reference", "answer", *NAMES[2:]], "cases": cases}
    with open(FOLDER / "matching_expected.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
