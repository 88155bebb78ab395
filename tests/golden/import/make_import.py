"""Makes import.json: the requests that lm-evaluation-harness builds for the tasks beside it, with their Python functions.

    pip install lm-eval==0.4.13 && python make_import.py
"""

import json
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "compat" / "lm_eval"))
import make_prompts  # noqa: E402


def main():
    make_prompts.quiet()
    os.chdir(HERE)
    from lm_eval.tasks import TaskManager

    manager = TaskManager(include_path=str(HERE), include_defaults=False)
    tasks = {}
    for file in sorted(HERE.glob("[!_]*.yaml")):
        for task in manager.load("import_" + file.stem)["tasks"].values():
            make_prompts.prepare(task, {})
            make_prompts.build(task, {}, None)
            keys = ("type", "context", "continuation", "target", "choices", "stop")
            tasks[file.stem] = [{key: line[key] for key in keys if key in line} for line in make_prompts.lines_of(task)]
    out = {"made_by": {"tool": "lm-evaluation-harness", "version": make_prompts.VERSION, "command": "python make_import.py"}, "tasks": tasks}
    (HERE / "import.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{len(tasks)} tasks")


if __name__ == "__main__":
    main()
