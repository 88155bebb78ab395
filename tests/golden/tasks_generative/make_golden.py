"""Makes data/ and cases/*.json: what lm-evaluation-harness's OWN tasks (its YAML files and hooks) make of rows of ours.

    pip install "lm-eval[math]==0.4.13" rouge-score scikit-learn && python make_golden.py

Only where a task's rows come from is changed, and that nothing is downloaded or run: metrics of `evaluate` that need either
are replaced (SQuAD's by its definition, code_eval by nothing). The rows and the made-up answers are
in rows.py. A case has every request in order and, where there are answers, each filter's results and each metric's values.
"""

import collections
import json
import os
import pathlib
import random
import re
import shutil
import string
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
os.environ["HF_ALLOW_CODE_EVAL"] = "0"
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "compat" / "lm_eval")]
import make_prompts  # noqa: E402
import rows  # noqa: E402


def folder_of(path, config):
    return HERE / "data" / path / config if config else HERE / "data" / path


def write_data():
    shutil.rmtree(HERE / "data", ignore_errors=True)
    for path, configs in rows.ROWS.items():
        for config, splits in configs.items():
            folder = folder_of(path, config)
            folder.mkdir(parents=True, exist_ok=True)
            for split, items in splits.items():
                (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in items))
    # A split that has no usual name is named in the dataset's card, as on the hub.
    files = "".join(f"  - split: {split}\n    path: full/{split}.jsonl\n" for split in rows.ROWS["google-research-datasets/mbpp"]["full"])
    (folder_of("google-research-datasets/mbpp", "") / "README.md").write_text(
        f"---\nconfigs:\n- config_name: full\n  data_files:\n{files}---\n")


def squad_words(text):
    """The words of a text as the official script of SQuAD 2.0 compares them."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def squad_f1(gold, made):
    gold, made = squad_words(gold), squad_words(made)
    if not gold or not made:
        return float(gold == made)
    same = sum((collections.Counter(gold) & collections.Counter(made)).values())
    return 2.0 * same / (len(gold) + len(made))


class SquadV2:
    """The metric squad_v2 of `evaluate`, which has to be downloaded, at its threshold of 1."""

    def compute(self, predictions, references):
        values = {}
        for made, right in zip(predictions, references):
            golds = [a for a in right["answers"]["text"] if squad_words(a)]
            for key, score in (("exact", lambda a, b: float(squad_words(a) == squad_words(b))), ("f1", squad_f1)):
                value = max(score(gold, made["prediction_text"]) for gold in golds or [""])
                values.setdefault(key, []).append(value)
                values.setdefault(("HasAns_" if golds else "NoAns_") + key, []).append(value)
        return {key: 100.0 * sum(items) / len(items) for key, items in values.items()}


class NoCode:
    def compute(self, references, predictions, k):
        return ({f"pass@{n}": 0.0 for n in k}, {})


def replace_loading():
    import datasets
    import evaluate

    def load_dataset(path, name=None, **kwargs):
        splits = rows.ROWS[path][name or ""]
        return datasets.DatasetDict({split: datasets.Dataset.from_list(items) for split, items in splits.items()})

    datasets.load_dataset = load_dataset
    evaluate.load = lambda name, *args, **kwargs: SquadV2() if name == "squad_v2" else NoCode()


def prepare(task, options):
    make_prompts.prepare(task, options)
    if task.config.task.startswith("mbpp"):  # its examples, which are rows of the dataset, are rows of ours
        examples = [dict(row, is_fewshot=True) for row in rows.MBPP_PROMPT[1:4]]
        task.sampler = type(task.sampler)(examples, rnd=None)
        task.config.fewshot_config.samples = examples
        task.fewshot_cfg.samples = examples


def json_of(value):
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [json_of(v) for v in value]
    return make_prompts.json_ready(value)


def answers_of(case, task):
    answers = rows.ANSWERS.get(case)
    if isinstance(answers, dict):  # of BBH by the kind of subtask
        return [[text] for text in answers[rows.BBH_KINDS[task.config.dataset_name]]]
    return answers


def answered(task, case):
    """What lm-evaluation-harness makes of made-up answers; None where there are none."""
    kind = task.instances[0].request_type
    draw = random.Random(7)
    answers = answers_of(case, task)
    generated = [one for one in task.instances if one.request_type == kind]
    for instance in task.instances:
        if instance.request_type == "generate_until":
            if answers is None:
                return None
            instance.resps = list(answers[instance.doc_id])
        elif instance.request_type == "loglikelihood":
            instance.resps = [(-draw.randrange(1, 160) / 8, draw.random() < 0.3)]
        else:
            instance.resps = [-draw.randrange(1, 800) / 8]
    task.apply_filters()
    out = {"responses": [json_of(one.resps) for one in generated], "filtered": {}, "metrics": {}, "aggregated": {}}
    for name in generated[0].filtered_resps:
        out["filtered"][name] = [json_of(one.filtered_resps[name]) for one in generated]
        values = {}
        for doc_id in sorted({one.doc_id for one in generated}):
            mine = [one for one in task.instances if one.doc_id == doc_id]
            for metric, value in task.process_results(mine[0].doc, [one.filtered_resps[name] for one in mine]).items():
                values.setdefault(metric, []).append(value)
        for metric, items in values.items():
            if metric.startswith(("pass", "bertscore", "best_")):
                continue
            if all(isinstance(item, (int, float)) for item in items):
                out["metrics"][f"{metric},{name}"] = items
            aggregate = task.aggregation().get(metric, lambda each: sum(each) / len(each))
            try:
                out["aggregated"][f"{metric},{name}"] = json_of(aggregate(items))
            except Exception as error:  # noqa: BLE001  it is what a user of the tool would get
                out["aggregated"][f"{metric},{name}"] = {"error": f"{type(error).__name__}: {error}"}
    if kind != "generate_until":
        del out["filtered"]
    return out


def main():
    make_prompts.quiet()
    write_data()
    replace_loading()
    from lm_eval.tasks import TaskManager

    manager = TaskManager()
    shutil.rmtree(HERE / "cases", ignore_errors=True)
    (HERE / "cases").mkdir()
    failures = 0
    for case, (name, options) in rows.CASES.items():
        try:
            requests, answers = [], {}
            for task in manager.load(name)["tasks"].values():
                prepare(task, options)
                make_prompts.build(task, options, None)
                requests += [line for line in make_prompts.lines_of(task)
                             if not (name == "squadv2" and line["type"] == "loglikelihood")]
                if made := answered(task, case):
                    answers[task.config.task] = made
        except Exception as error:  # noqa: BLE001
            failures += 1
            import traceback

            print(f"{case}: {type(error).__name__}: {str(error)[:400]}\n{traceback.format_exc()[-600:]}")
            continue
        out = {"made_by": {"tool": "lm-evaluation-harness", "version": make_prompts.VERSION, "command": "python make_golden.py"},
               "task": name, "options": {"num_fewshot": options.get("num_fewshot")}, "requests": requests, "answers": answers}
        (HERE / "cases" / f"{case}.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{len(rows.CASES)} cases, {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
