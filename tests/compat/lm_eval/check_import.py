"""Imports lm-evaluation-harness's own tasks with Python functions and compares the prompts, over rows that are made up here.

    python check_import.py --assay build/release/assay --work DIR [--only TEXT] [--seconds N]

1. `assay import lm-eval-task` of the whole tree: how many of the tasks with a `!function` are complete.
2. One task of each different set of functions: rows are drawn for the columns that the functions name until
   lm-evaluation-harness can make prompts of them; `assay requests` must then give the same prompts and answers.
Exit 1 where any prompt differs.
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import make_prompts  # noqa: E402
from check_prompts import targets_of  # noqa: E402

WORDS = ["The cat's nap", " a wet_road ", "no. Yes!", "caf\u00e9 [x] {y}", "It rained; we sat inside.", "Ten  birds\nsing", "B", "seven"]
ROWS = {"rows": []}


def value_for(column, draw):
    """A value that a column of this name might have, or now and then anything."""
    low = column.lower()
    texts = [draw.choice(WORDS) + str(i) for i in range(4)]
    anything = [lambda: draw.choice(WORDS), lambda: draw.randrange(0, 3), lambda: texts, lambda: draw.choice("ABCD"), lambda: str(draw.randrange(0, 3)),
                lambda: {"text": texts, "label": list("ABCD")}, lambda: str(texts), lambda: None, lambda: draw.random() < 0.5, lambda: "_ is " + draw.choice(WORDS)]
    if draw.random() < 0.2:
        return draw.choice(anything)()
    if low in ("label", "gold", "answer_idx", "answer_index", "cop", "target"):
        return draw.choice([anything[1], anything[3], anything[4]])()
    if "answer" in low or low == "correct" or "label" in low:
        return draw.choice([anything[1], anything[3], anything[0], anything[4]])()
    if low.endswith("s") and ("choice" in low or "option" in low or "ending" in low or "answer" in low):
        return draw.choice([anything[2], anything[5], anything[6]])()
    if low == "sentence":
        return "When _ came, " + draw.choice(WORDS)
    return draw.choice(WORDS)


def columns_of(texts):
    found = set()
    for text in texts:
        found |= set(re.findall(r"""\w\[["']([^"'\]]+)["']\]""", text)) | set(re.findall(r"""\.get\(["']([^"']+)["']""", text))
        for expression in re.findall(r"\{\{(.*?)\}\}", text, re.S) + re.findall(r"\{%(.*?)%\}", text, re.S):
            found |= set(re.findall(r"(?<![\w.'\"])([A-Za-z_]\w*)", expression))
        found |= set(re.findall(r"^\s*(?:doc_to_\w+|\w+): (\w+)$", text, re.M))
    return sorted(found - {"enumerate", "zip", "range", "chr", "ord", "each1", "each2", "each3"})


def load_dataset(path, name=None, **kwargs):
    import datasets

    class Any(datasets.DatasetDict):
        def __missing__(self, split):
            return self["train"]

        def __contains__(self, split):
            return True

    return Any({"train": datasets.Dataset.from_list(ROWS["rows"])})


def expected_of(manager, name, options):
    with manager_errors():
        task = next(iter(manager.load(name)["tasks"].values()))
        make_prompts.prepare(task, options)
        make_prompts.build(task, options, None)
        return list(make_prompts.lines_of(task))


class manager_errors:
    def __enter__(self):
        import io

        self.out, sys.stdout = sys.stdout, io.StringIO()

    def __exit__(self, *_):
        sys.stdout = self.out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=3.0, help="for one task's rows")
    arguments = parser.parse_args()
    make_prompts.quiet()
    import datasets
    import lm_eval
    from lm_eval.tasks import TaskManager

    assay = os.path.abspath(arguments.assay)
    tree = pathlib.Path(lm_eval.__file__).parent / "tasks"
    work = pathlib.Path(arguments.work).resolve()
    run = subprocess.run([assay, "import", "lm-eval-task", str(tree), "--out", str(work / "tasks")], capture_output=True, text=True)
    done, left = collections.defaultdict(list), collections.defaultdict(list)
    for line in run.stdout.splitlines():
        for word, into in ((": done: ", done), (": LEFT: ", left)):
            if word in line:
                file, what = line.split(word, 1)
                into[file].append(what)
    print(run.stdout.splitlines()[-1] if run.stdout else run.stderr)
    with_functions = [f for f in set(done) | set(left) if "!function" in pathlib.Path(f).read_text() or done[f] or left[f]]
    complete = sorted(f for f in done if f not in left or not left[f])
    print(f"with functions: {len(with_functions)}, complete: {len(complete)}")
    reasons = collections.Counter(re.sub(r"^.*?(\.py(:\d+)?: |\): )", "", what) for whats in left.values() for what in whats)
    for reason, count in reasons.most_common(40):
        print(f"  left {count:5} {reason[:150]}")

    datasets.load_dataset = load_dataset
    manager = TaskManager()
    by_shape = {}
    for file in complete:
        sources = []
        for what in done[file]:
            match = re.match(r"\S+ \(\S+?\.(\w+), (.*?)\)", what)
            sources.append(pathlib.Path(match[2]).read_text() + match[1] if match else what)
        by_shape.setdefault(hashlib.md5(repr(sorted(sources)).encode()).hexdigest(), (file, [s for s in sources]))
    same, different, unmade = 0, 0, []
    for file, sources in by_shape.values():
        made = work / "tasks" / pathlib.Path(file).relative_to(tree)
        text = made.read_text(errors="replace")
        name = re.search(r"^task: (.*)$", text, re.M)
        if not name or arguments.only not in file:
            continue
        columns = columns_of(sources + [text])
        draw = random.Random(5)
        began, lines = time.time(), None
        while lines is None and time.time() - began < arguments.seconds:
            ROWS["rows"] = []
            kinds = draw.randrange(1 << 30)
            for i in range(3):
                one = random.Random(kinds)  # the same kinds of values in all rows
                ROWS["rows"].append({column: value_for(column, one) for column in columns})
            try:
                lines = expected_of(manager, name[1].strip('"'), {"num_fewshot": 0, "limit": 3})
            except BaseException as error:  # noqa: BLE001
                if isinstance(error, KeyboardInterrupt):
                    raise
                lines = None
        if not lines:
            unmade.append(file)
            continue
        rows = work / "rows.jsonl"
        rows.write_text("".join(json.dumps(row) + "\n" for row in ROWS["rows"]))
        body = re.sub(r"^(dataset_path|dataset_name|test_split|validation_split|training_split|fewshot_split|num_fewshot): .*\n", "", text, flags=re.M)
        body = re.sub(r"^dataset_kwargs:\n(?:  .*\n)*", "", body, flags=re.M)
        trial = work / "trial.yaml"
        trial.write_text(f"{body}dataset_path: json\ndataset_kwargs: {{data_files: {{test: {rows}}}}}\ntest_split: test\nnum_fewshot: 0\n")
        ours = subprocess.run([assay, "requests", str(trial), "--compat", "lm-eval"], capture_output=True, text=True)
        found = [json.loads(line) for line in ours.stdout.splitlines()]
        trouble = ours.stderr.strip()[:300] if ours.returncode else None
        if trouble is None and len(found) != len(lines):
            trouble = f"{len(lines)} requests expected, {len(found)} made"
        for theirs, mine in zip(lines, found):
            for key in ("context", "continuation"):
                if trouble is None and (theirs.get(key) or "") != (mine.get(key) or ""):
                    trouble = f"{key}: expected {theirs.get(key)!r:.300}, got {mine.get(key)!r:.300}"
            if trouble is None and targets_of(theirs) != targets_of(mine):
                trouble = f"target: expected {targets_of(theirs)}, got {targets_of(mine)}"
        if trouble is None:
            same += 1
        else:
            different += 1
            print(f"DIFFERENT {file}: {trouble}")
    print(f"{len(by_shape)} sets of functions: {same} the same, {different} different, no rows found for {len(unmade)}")
    for file in unmade:
        print(f"  no rows: {file}")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
