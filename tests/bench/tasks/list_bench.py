"""Times `assay list tasks` over a tree of task files: cold, with no manifest, and warm, with the one of the run before.

    python list_bench.py --tasks FOLDER [--assay "build/release/assay"] [--other "OLD/assay"] [--name TASK] [--runs N]

FOLDER may be the tasks folder of lm-evaluation-harness (some 14,000 files). Cold runs have an empty ASSAY_CACHE each; what the
operating system holds of the files in memory is left as it is. With --name also `assay requests`' search for that task is
timed, as it ends with the error of a missing data set or not. --other is timed in turn with the first, run by run. The start
of the program is `assay --version`.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import tempfile
import time


def seconds(command, cache, folder):
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, "ASSAY_CACHE": cache})
    _, _, usage = os.wait4(child.pid, 0)
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", required=True)
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--other")
    parser.add_argument("--name")
    parser.add_argument("--runs", type=int, default=10)
    arguments = parser.parse_args()
    tasks = os.path.abspath(arguments.tasks)
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(arguments.runs):
            for which, program in (("", arguments.assay), ("other: ", arguments.other)):
                if program is None:
                    continue
                words = shlex.split(program)
                words[0] = os.path.abspath(words[0]) if os.sep in words[0] else words[0]
                verbs = {"list tasks": ["list", "tasks", "--task-path", tasks]}
                if arguments.name:
                    verbs["requests " + arguments.name] = ["requests", arguments.name, "--task-path", tasks, "--limit", "1"]
                rows.setdefault(which + "start", []).append(seconds(words + ["--version"], folder, folder))
                for name, verb in verbs.items():
                    cache = os.path.join(folder, f"{which[:5]}{name[:4]}{run}")
                    rows.setdefault(which + name + ", cold", []).append(seconds(words + verb, cache, folder))
                    rows.setdefault(which + name + ", warm", []).append(seconds(words + verb, cache, folder))
    print("| what | wall ms: min | median | max | processor ms: min | median | max |\n|---|---|---|---|---|---|---|")
    for name, values in rows.items():
        cells = [f"{1000 * pick(column):.1f}" for column in zip(*values) for pick in (min, statistics.median, max)]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
