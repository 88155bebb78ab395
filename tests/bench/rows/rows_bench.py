"""Times how long all rows of a large JSONL file take to be read, given ids and made into requests: `assay requests`.

    python rows_bench.py [--assay "build/release/assay"] [--other "OLD/assay"] [--rows N] [--runs N] [--folder DIR]

The rows (1,000,000) have about 1 kB each: an id, a question, four choices, an answer, a number and a nested object, made from a
fixed seed, half of them with characters that are escaped. What is printed goes to /dev/null. --other is timed in turn with the
first, run by run.
"""

import argparse
import json
import os
import pathlib
import random
import shlex
import statistics
import subprocess
import tempfile
import time

TASK = """task: rows
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: generate_until
doc_to_text: "{{question}}\\nAnswer:"
doc_to_target: "{{answer}}"
metric_list: [{metric: exact_match}]
metadata: {version: 1.0}
"""


def write_rows(path, count):
    draw = random.Random(7)
    words = ["".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randint(2, 9))) for _ in range(3000)]
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            text = " ".join(draw.choices(words, k=125))
            row = {"id": f"row-{i}", "question": text[:700], "choices": [text[700:730], text[730:760], text[760:790], 'd\u00e9j\u00e0 "vu" ' + text[790:800]],
                   "answer": i % 4, "score": i / 7.0, "source": {"page": i, "note": text[800:860]}}
            file.write(json.dumps(row, ensure_ascii=i % 2 == 0) + "\n")


def measured(command):
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--other")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", help="where the rows are made, and left for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "rows.jsonl").exists():
            write_rows(folder / "rows.jsonl", arguments.rows)
        (folder / "rows.yaml").write_text(TASK)
        results = {}
        for _ in range(arguments.runs):
            for name, program in (("assay", arguments.assay), ("other", arguments.other)):
                if program:
                    results.setdefault(name, []).append(measured(shlex.split(program) + ["requests", str(folder / "rows.yaml")]))
    print("| what | wall s: min | median | max | processor s: min | median | max | most MB |\n|---|---|---|---|---|---|---|---|")
    for name, values in results.items():
        columns = list(zip(*values))
        cells = [f"{pick(column):.2f}" for column in columns[:2] for pick in (min, statistics.median, max)]
        print(f"| {name} | {' | '.join(cells)} | {max(columns[2]):.0f} |")


if __name__ == "__main__":
    main()
