"""Makes the JSON files beside it: the requests and scores of lm-evaluation-harness's own tasks over the rows of rows.py.

    pip install lm-eval==0.4.13 && python make_tasks.py

A file a family: the rows of each dataset, configuration and split; and of each task what it asks, the made-up answers, and the
metrics that come of them. GPQA's choices are put in our order, because there the order depends on the rows before.
"""

import hashlib
import json
import os
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
sys.path.insert(0, str(HERE.parents[1] / "compat" / "lm_eval"))
sys.path.insert(0, str(HERE))
import make_prompts  # noqa: E402
import rows  # noqa: E402

GPQA_KINDS = ("zeroshot", "n_shot", "cot_zeroshot", "cot_n_shot", "generative_n_shot")
FAMILIES = {  # file -> [(task, number of examples or None for its own)]
    "choices": [(task, shots)
                for task in ("hellaswag", "winogrande", "copa", "boolq", "arc_easy", "arc_challenge", "piqa", "openbookqa", "sciq",
                             "commonsense_qa", "social_iqa") for shots in (None, 2)] + [("race", None), ("race", 1)],
    "truthfulqa": [("truthfulqa_mc1", None), ("truthfulqa_mc2", None)],
    "mmlu": [("mmlu", None), ("mmlu_anatomy", 2), ("mmlu_high_school_us_history", 3)],
    "mmlu_pro": [("mmlu_pro", 2), ("mmlu_pro_biology", None), ("mmlu_pro_computer_science", None)],
    "gpqa": [(f"gpqa_{part}_{kind}", None) for part in ("main", "diamond", "extended") for kind in GPQA_KINDS]
            + [(f"gpqa_main_{kind}", 1) for kind in GPQA_KINDS],
}
ANSWERS = ["So the answer is (B).", "The answer is (A). Yes.", "I think (C) or (D)", "none of them", "answer is J", "b"]
DATA = {}


def load_dataset(path, name=None, **kwargs):
    import datasets

    configurations = DATA[path]
    found = configurations[name] if name is not None else configurations["default"]
    return datasets.DatasetDict({split: datasets.Dataset.from_list(list(items)) for split, items in found.items()})


def our_shuffle(original):
    """random.shuffle, but for the four choices of a row of GPQA: those in the order of the filter `shuffle`."""
    def clean(text):
        return " " if text is None else text.strip().replace(" [title]", ". ").replace("  ", " ")

    def shuffle(self, items):
        row = next((r for r in rows.GPQA if len(items) == 4 and clean(r["Correct Answer"]) == items[3]), None)
        if row is None:
            return original(self, items)
        key = "gpqa 1234 " + row["Question"]
        order = sorted(range(4), key=lambda i: hashlib.sha256(f"{key}/{i}".encode()).hexdigest())
        items[:] = [items[i] for i in order]
        return None

    return shuffle


def without_examples_in_the_task(text):
    """What TruthfulQA's own question begins with, behind the six solved ones that stand in front there."""
    return text[text.rindex("\n\nQ: ") + 2:]


def requests_of(task):
    """One entry a sample: its contexts and continuations."""
    out = []
    for line in make_prompts.lines_of(task):
        if task.config.task.startswith("truthfulqa"):
            line["context"] = without_examples_in_the_task(line["context"])
        if not out or out[-1]["sample"] != line["sample"]:
            out.append({"sample": line["sample"], "type": line["type"], "contexts": [], "target": line["target"]})
            out[-1].update({key: line[key] for key in ("stop", "sampling", "choices") if key in line})
            if "continuation" in line:
                out[-1]["continuations"] = []
        one = out[-1]
        one["contexts"].append(line["context"])
        if "continuation" in line:
            one["continuations"].append(line["continuation"])
    for one in out:  # the same text only once
        for key in ("contexts", "continuations"):
            if key in one and len(set(one[key])) == 1:
                one[key] = one[key][:1]
    return out


def answers_of(task):
    from make_golden import json_of

    draw = random.Random(11)
    samples = {}
    for i, instance in enumerate(task.instances):
        if instance.request_type == "generate_until":
            instance.resps = [ANSWERS[i % len(ANSWERS)]]
        else:
            instance.resps = [(-draw.randrange(1, 160) / 8, draw.random() < 0.3)]
        samples.setdefault(instance.doc_id, []).append(instance)
    task.apply_filters()
    out = {"responses": [json_of(instance.resps) for instance in task.instances], "metrics": {}, "aggregated": {}}
    for name in task.instances[0].filtered_resps:
        values = {}
        for instances in samples.values():
            for metric, value in task.process_results(instances[0].doc, [one.filtered_resps[name] for one in instances]).items():
                values.setdefault(metric, []).append(value)
        for metric, items in values.items():
            out["metrics"][f"{metric},{name}"] = json_of(items)
            out["aggregated"][f"{metric},{name}"] = json_of(task.aggregation()[metric](items))
    return out


def main():
    make_prompts.quiet()
    sys.path.insert(0, str(HERE.parent / "prompts"))
    import datasets
    from lm_eval.tasks import TaskManager

    folder = pathlib.Path(sys.modules["lm_eval"].__file__).parent / "tasks" / "mmlu" / "default"
    rows.MMLU_SUBJECTS += sorted(f.stem[5:] for f in folder.glob("mmlu_*.yaml"))
    DATA.update(rows.data())
    datasets.load_dataset = load_dataset
    random.Random.shuffle = our_shuffle(random.Random.shuffle)
    random.shuffle = random._inst.shuffle
    manager = TaskManager()
    for family, cases in FAMILIES.items():
        used, out = {}, []
        for name, shots in cases:
            for task in manager.load(name)["tasks"].values():
                make_prompts.prepare(task, {"num_fewshot": shots})
                make_prompts.build(task, {}, None)
                configuration = task.config.dataset_name or "default"
                used.setdefault(task.config.dataset_path, {})[configuration] = DATA[task.config.dataset_path][configuration]
                out.append({"task": task.config.task, "num_fewshot": shots, "requests": requests_of(task), "answers": answers_of(task)})
        for configurations in used.values():  # the same rows only once
            names = list(configurations)
            for i, name in enumerate(names):
                same = next((other for other in names[:i] if same_rows(configurations[other], configurations[name])), None)
                if same is not None:
                    configurations[name] = same
        made_by = {"tool": "lm-evaluation-harness", "version": make_prompts.VERSION, "command": "python make_tasks.py"}
        text = json.dumps({"made_by": made_by, "data": used, "tasks": out}, ensure_ascii=True, separators=(",", ":"))
        (HERE / f"{family}.json").write_text(text + "\n")
        print(f"{family}: {len(out)} tasks, {len(text)} bytes")


def same_rows(one, other):
    return not isinstance(one, str) and one == other


if __name__ == "__main__":
    main()
