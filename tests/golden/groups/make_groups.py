"""Makes groups.json in this folder: numbers of groups of tasks as lm-evaluation-harness aggregates them.

Usage: python make_groups.py
The tasks' rows are ours; each task's value and error, and every group's, come from the tool's own functions.
"""

import importlib.metadata
import json
import pathlib
import random
import sys

from lm_eval.api import group as lm_group
from lm_eval.api import metrics as lm_metrics
from lm_eval.evaluator_utils import EvalAcc, aggregate_groups

FOLDER = pathlib.Path(__file__).parent


class NamedTask:
    """As much of a task as a group looks at."""

    def __init__(self, name):
        self.task_name = name


class NamedGroup(lm_group.Group):
    """A group whose leaves are NamedTasks; everything else is the tool's."""

    def get_all_tasks(self, recursive=True):
        tasks = []
        for item in self:
            if isinstance(item, lm_group.Group):
                tasks += item.get_all_tasks() if recursive else []
            else:
                tasks.append(item)
        return tasks


def make_tasks():
    """Rows by task and by result ("metric,filter"): rights and wrongs, and shares."""
    draw = random.Random(7)
    tasks = {}
    for name, size, chance in [("ant", 40, 0.9), ("bee", 40, 0.5), ("cat", 7, 0.3), ("dog", 300, 0.75), ("eel", 12, 1.0)]:
        right = [float(draw.random() < chance) for _ in range(size)]
        tasks[name] = {"acc,none": right, "token_f1,none": [round(draw.random() ** 2, 6) for _ in range(size)]}
        if name != "dog":
            tasks[name]["acc_norm,none"] = [float(draw.random() < 0.5) for _ in range(size)]
    for name, size in [("sum", 30), ("product", 50)]:
        strict = [float(draw.random() < 0.4) for _ in range(size)]
        tasks[name] = {"exact_match,strict-match": strict,
                       "exact_match,flexible-extract": [max(x, float(draw.random() < 0.2)) for x in strict]}
    return tasks


GROUPS = [
    {"group": "pair", "task": ["ant", "bee"], "aggregate_metric_list": [{"metric": "acc"}]},
    {"group": "micro", "task": ["ant", "cat", "dog"], "aggregate_metric_list": [{"metric": "acc", "weight_by_size": True}]},
    {"group": "macro", "task": ["ant", "cat", "dog"], "aggregate_metric_list": [
        {"metric": "acc", "weight_by_size": False}, {"metric": "token_f1", "weight_by_size": False, "filter_list": "none"}]},
    {"group": "partly", "task": ["ant", "bee", "dog"], "aggregate_metric_list": [{"metric": "acc_norm"}]},
    {"group": "all_right", "task": ["eel"], "aggregate_metric_list": [{"metric": "acc"}]},
    {"group": "arithmetic", "task": ["sum", "product"], "aggregate_metric_list": [{"metric": "exact_match"}]},
    {"group": "strict", "task": ["sum", "product"], "aggregate_metric_list": [
        {"metric": "exact_match", "filter_list": ["strict-match"], "weight_by_size": False}]},
    {"group": "later_counts", "task": ["cat", "dog"], "aggregate_metric_list": [
        {"metric": "acc", "weight_by_size": True}, {"metric": "acc", "weight_by_size": False}]},
    {"group": "nested", "task": ["micro", "pair_of_two", "eel"], "aggregate_metric_list": [
        {"metric": "acc"}, {"metric": "token_f1"}]},
    {"group": "pair_of_two", "task": ["bee"], "aggregate_metric_list": [{"metric": "acc"}]},
]


def main():
    tasks = make_tasks()
    results = EvalAcc()
    for name, columns in tasks.items():
        found = {"name": name, "alias": name, "sample_len": max(len(rows) for rows in columns.values())}
        for key, rows in columns.items():
            metric, pipeline = key.split(",")
            found[key] = lm_metrics.mean(rows)
            found[f"{metric}_stderr,{pipeline}"] = lm_metrics.mean_stderr(rows)
        results.metrics[name] = found
    groups = {}
    for config in GROUPS:
        groups[config["group"]] = NamedGroup.from_config(dict(config))
    for config in GROUPS:
        for member in config["task"]:
            groups[config["group"]].add(groups[member] if member in groups else NamedTask(member))
    results.groups = groups
    aggregate_groups(results)
    cases = []
    for config in GROUPS:
        leaves = [task.task_name for task in groups[config["group"]].get_all_tasks()]
        found = {k: v for k, v in results.metrics[config["group"]].items() if "," in k}
        cases.append({"group": config["group"], "tasks": leaves, "numbers": config["aggregate_metric_list"], "results": found})
    made_by = {"tool": "lm-evaluation-harness", "version": importlib.metadata.version("lm_eval"), "command": "python make_groups.py"}
    values = {name: {k: v for k, v in results.metrics[name].items() if "," in k} for name in tasks}
    with open(FOLDER / "groups.json", "w", encoding="ascii", newline="\n") as out:
        json.dump({"made_by": made_by, "tasks": tasks, "values": values, "groups": cases}, out, separators=(",", ":"), default=float)
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
