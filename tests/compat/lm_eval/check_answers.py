"""What becomes of answers: filters, metrics and aggregations of lm-evaluation-harness 0.4.13 and of assay, answer by answer.

    python check_answers.py --data DIR --work DIR --assay "build/release/assay" [--only NAME ...]

For every case of cases.json without a chat template (a chat changes the prompts alone) answers are made up for each
request by a recipe of its number: texts around the target and around the targets of other samples, log-likelihoods in
eighths. lm-evaluation-harness filters, scores and aggregates them; assay gets them through its `replay` backend and runs
the same task file. Compared are the filtered answers (where a pipeline is named) byte by byte, the value of each metric on
each sample, and the value of each metric on the task. Exit 1 where anything differs.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import random
import shlex
import subprocess
import sys
import time

import make_prompts
from check_prompts import files_by_name

HERE = pathlib.Path(__file__).resolve().parent
csv.field_size_limit(1 << 30)

# Per sample these hold no score there but what the value of the task is made of.
ONLY_TOTALS = {"perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "bleu", "chrf", "ter", "f1", "mcc"}


def words_around(target, other, choices, draw):
    """Texts as models write them, with the target or another one somewhere in them."""
    shown = draw.choice([target, target, other])
    letter = draw.choice("ABCDEFG")
    return draw.choice([
        shown, f" {shown}\n", f"The answer is {shown}.", f"So the answer is ({shown}).", f"First 3 and 4, so 12.\n#### {shown}",
        f"#### {shown}.\nThen #### 5", f"It is \\boxed{{{shown}}}.", f"{shown} {other}", f"({letter})", f"The answer is ({letter}).",
        f"{letter}: {draw.choice(choices or [shown])}", f"${draw.randrange(1, 9)},{draw.randrange(100, 999)}.50 or {shown}",
        "", "No idea", shown.upper(), f"{shown.lower()}!", f"-{draw.randrange(1, 99)} -> {shown}", f"Step 1.\nStep 2: {shown}\n\nQ: more",
        f"the {shown}", f"[{shown}, {other}]"])


def text_of(value, choices):
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, int) and not isinstance(value, bool) and choices and 0 <= value < len(choices):
        value = choices[value]
    return str(value)


def make_answers(task, seed):
    """Sets `resps` of the task's requests."""
    choices_of = {}
    targets = {}
    for instance in task.instances:
        if instance.doc_id not in targets:
            choices = None
            if task.config.doc_to_choice is not None:
                choices = [str(choice) for choice in task.doc_to_choice(instance.doc)]
            choices_of[instance.doc_id] = choices
            targets[instance.doc_id] = text_of(task.doc_to_target(instance.doc), choices)
    everything = list(targets.values())
    for number, instance in enumerate(task.instances):
        draw = random.Random(f"{seed}/{instance.doc_id}/{number}")
        if instance.request_type == "generate_until":
            target, choices = targets[instance.doc_id], choices_of[instance.doc_id]
            instance.resps = [words_around(target, draw.choice(everything), choices, draw) for _ in range(instance.repeats)]
        elif instance.request_type == "loglikelihood":
            instance.resps = [(-draw.randrange(1, 400) / 8, draw.random() < 0.3)] * instance.repeats
        else:
            instance.resps = [-draw.randrange(1, 8000) / 8] * instance.repeats


def scores_of(task):
    """Filtered answers and metric values by sample and by task, of lm-evaluation-harness."""
    task.apply_filters()
    samples = {}
    for instance in task.instances:
        samples.setdefault(instance.doc_id, []).append(instance)
    out = {"filtered": {}, "metrics": {}, "aggregated": {}}
    for name in task.instances[0].filtered_resps:
        values = {}
        out["filtered"][name] = [instances[0].filtered_resps[name] for instances in samples.values()]
        for instances in samples.values():
            results = task.process_results(instances[0].doc, [one.filtered_resps[name] for one in instances])
            for metric, value in results.items():
                values.setdefault(metric, []).append(value)
        for metric, items in values.items():
            out["metrics"][f"{metric},{name}"] = items
            try:
                out["aggregated"][f"{metric},{name}"] = task.aggregation()[metric](items)
            except Exception as error:  # noqa: BLE001  it is what a user of the tool would get
                out["aggregated"][f"{metric},{name}"] = error
    return out


def replay_lines(task, ids):
    """The same answers for the `replay` backend, by assay's sample ids."""
    samples = {}
    for instance in task.instances:
        samples.setdefault(instance.doc_id, []).append(instance)
    for sample, instances in zip(ids, samples.values()):
        kind = instances[0].request_type
        if kind == "generate_until":
            for epoch, text in enumerate(instances[0].resps):
                yield {"id": sample, "epoch": epoch, "text": text}
        elif kind == "loglikelihood_rolling":
            yield {"id": sample, "logprobs": [instances[0].resps[0]]}
        else:
            by_context = {}
            for instance in instances:
                by_context.setdefault(instance.args[0], []).append(instance)
            for slot, group in enumerate(by_context.values()):
                yield {"id": sample, "slot": slot, "logprobs": [one.resps[0][0] for one in group],
                       "is_greedy": [one.resps[0][1] for one in group]}


def run_assay(arguments, file, case, replay, folder):
    store = folder / "answers.db"
    store.unlink(missing_ok=True)
    entry = {"task": str(file)}
    for key in ("num_fewshot", "limit"):
        if case.get(key) is not None:
            entry[key] = case[key]
    config = {"name": "answers", "store": str(store), "compat": "lm-eval", "max_failed": 1.0,
              "models": {"recorded": {"backend": "replay", "path": str(replay)}}, "tasks": [entry]}
    (folder / "run.yaml").write_text(json.dumps(config))
    done = subprocess.run([*shlex.split(arguments.assay), "run", str(folder / "run.yaml"), "--quiet"], capture_output=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-400:])
    reports = {}
    for form in ("csv", "json"):
        done = subprocess.run([*shlex.split(arguments.assay), "report", "latest", "--store", str(store), "--format", form],
                              capture_output=True)
        reports[form] = done.stdout.decode("utf-8", "surrogatepass")
    rows = {}
    for row in csv.DictReader(io.StringIO(reports["csv"], newline="")):
        if row["kind"] == "metric" and row["epoch"] == "0":
            rows.setdefault(row["name"], {})[row["sample"]] = row
    values = {row["metric"]: row["value"] for row in json.loads(reports["json"])["results"]}
    return rows, values


def same_number(a, b):
    return abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(b)))


def compare(theirs, rows, values, ids):
    """Differences as text, and how many values were compared."""
    found, compared = [], {"filtered": 0, "samples": 0, "values": 0}
    for key, items in theirs["metrics"].items():
        metric, pipeline = key.rsplit(",", 1)
        ours = rows.get(key if pipeline != "none" else metric) or rows.get({"brier_score": "brier"}.get(metric, metric))
        if ours is None:
            found.append(f"{key}: assay has no such metric; it has {sorted(rows)}")
            continue
        for i, (sample, value) in enumerate(zip(ids, items)):
            row = ours[sample]
            if pipeline != "none":
                left = theirs["filtered"][pipeline][i]
                text = left if isinstance(left, str) else json.dumps(list(left), ensure_ascii=False, separators=(",", ":"))
                mine = row["extracted"]
                if not isinstance(left, str) and mine.startswith("["):
                    text, mine = list(left), json.loads(mine)
                compared["filtered"] += 1
                if text != mine:
                    found.append(f"{key}, sample {i}: filtered {text!r}, here {mine!r}")
            if metric in ONLY_TOTALS:
                continue
            if isinstance(value, (int, float)) and not isinstance(value, bool) or hasattr(value, "item"):
                compared["samples"] += 1
                if row["value"] == "":
                    found.append(f"{key}, sample {i}: {value}, here unscored ({row['unscored']})")
                elif not same_number(row["value"], value):
                    found.append(f"{key}, sample {i}: {value}, here {row['value']} for {row['answer'][:80]!r}")
        total = theirs["aggregated"][key]
        mine = values.get(key if pipeline != "none" else metric, values.get({"brier_score": "brier"}.get(metric, metric)))
        if isinstance(total, Exception):
            continue
        compared["values"] += 1
        if mine is None or not same_number(mine, total):
            found.append(f"{key}: {total}, here {mine}")
    return found, compared


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--only", nargs="*")
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work).resolve()
    os.environ.setdefault("HF_DATASETS_CACHE", str(work / "cache"))
    os.environ.setdefault("HF_HOME", str(work / "home"))
    os.environ["ASSAY_TASK_PATH"] = str(work / "tasks")
    make_prompts.quiet()
    from lm_eval.tasks import TaskManager

    make_prompts.copy_tasks(HERE / "tasks", work / "tasks", pathlib.Path(arguments.data).resolve())
    files = files_by_name(work / "tasks")
    manager = TaskManager(include_path=str(work / "tasks"), include_defaults=False)
    folder = work / "answers"
    folder.mkdir(parents=True, exist_ok=True)
    totals = {"filtered": 0, "samples": 0, "values": 0}
    tasks, bad = set(), 0
    for case in json.loads((HERE / "cases.json").read_text()):
        if case.get("chat_template") or (arguments.only and case["name"] not in arguments.only):
            continue
        began = time.time()
        loaded = manager.load(case["task"])["tasks"]
        for name, task in loaded.items():
            if name not in files or name in tasks:
                continue
            try:
                make_prompts.prepare(task, case)
                make_prompts.build(task, case, None)
                make_answers(task, name)
                theirs = scores_of(task)
            except Exception as error:  # noqa: BLE001  what breaks that tool cannot be compared
                print(f"{case['name']:36} {name:30} lm-eval: {type(error).__name__}: {str(error)[:160]}", flush=True)
                continue
            try:
                command = [*shlex.split(arguments.assay), "requests", str(files[name]), "--compat", "lm-eval"]
                for key, option in (("num_fewshot", "--num-fewshot"), ("limit", "--limit")):
                    if case.get(key) is not None:
                        command += [option, str(case[key])]
                lines = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "surrogatepass")
                ids = list(dict.fromkeys(json.loads(line)["sample"] for line in lines.split("\n") if line))
                replay = folder / "replay.jsonl"
                with open(replay, "w", encoding="utf-8", errors="surrogatepass") as out:
                    for line in replay_lines(task, ids):
                        out.write(json.dumps(line, ensure_ascii=False) + "\n")
                rows, values = run_assay(arguments, files[name], case, replay, folder)
                found, compared = compare(theirs, rows, values, ids)
            except Exception as error:  # noqa: BLE001
                found, compared = [f"{type(error).__name__}: {error}"], {}
            tasks.add(name)
            for key, count in compared.items():
                totals[key] += count
            bad += bool(found)
            print(f"{case['name']:36} {name:30} {compared} {'differs' if found else 'same'} {time.time() - began:.1f} s", flush=True)
            for line in found[:4]:
                print(f"    {line}", flush=True)
            if len(found) > 4:
                print(f"    and {len(found) - 4} more", flush=True)
    print(f"\n{len(tasks)} tasks; compared: {totals['filtered']} filtered answers, {totals['samples']} scores of samples, "
          f"{totals['values']} scores of tasks; {bad} tasks differ")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
