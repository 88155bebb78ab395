"""Compares `assay requests --compat lm-eval` with what lm-evaluation-harness builds, request by request and byte by byte.

    python check_prompts.py --data DIR --work DIR --assay "build/release/assay" [--only NAME ...] [--keep]

Runs make_prompts.py first (with --keep only where WORK/expected is missing), then assay for every case of cases.json.
For each case: the number of requests and the first difference. Exit 1 where any case differs, or either side failed.

Compared: number and order of requests, which of them belong to one sample, type, context, continuation, stop, sampling
(temperature, max_tokens, and top_p, top_k, min_p, repetition_penalty where they are set), and the target (an index, a
text or a list: the index of a choice and the text of that choice are the same answer). With --gen-kwargs-option the
cases with gen_kwargs pass them on by that option; without it their sampling is not compared.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def files_by_name(folder):
    """The file that defines each task and group."""
    found = {}
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text()
        match = re.search(r"^group:\s*(\S+)", text, re.M) or re.search(r"^task:\s*(\S+)", text, re.M)
        if match:
            found.setdefault(match[1], file)
    return found


def command_of(case, files, work, arguments):
    command = shlex.split(arguments.assay) + ["requests", str(files.get(case["task"], case["task"])), "--compat", "lm-eval"]
    for key, option in (("num_fewshot", "--num-fewshot"), ("limit", "--limit"), ("system", "--system")):
        if case.get(key) is not None:
            command += [option, str(case[key])]
    if case.get("gen_kwargs") and arguments.gen_kwargs_option:
        command += [arguments.gen_kwargs_option, case["gen_kwargs"]]
    if case.get("chat_template"):
        command += ["--chat-template", str(work / "models" / case["chat_template"])]
        command += ["--fewshot-as-multiturn", "true" if case.get("fewshot_as_multiturn", True) else "false"]
    return command


def targets_of(line):
    """The set of answers that a line's target stands for; numbers that index a choice become its text."""
    choices = line.get("choices")
    values = line.get("target")
    values = values if isinstance(values, list) else [values]
    out = set()
    for value in values:
        if isinstance(value, bool) or value is None:
            out.add(str(value))
        elif isinstance(value, (int, float)) and choices and 0 <= value < len(choices):
            out.add(str(choices[int(value)]))
        else:
            out.add(str(value))
    return out


def where(theirs, ours):
    """Where two texts part, with a little around it."""
    at = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
    return f"at character {at}: expected {theirs[max(0, at - 30):at + 50]!r}, got {ours[max(0, at - 30):at + 50]!r}"


def difference(theirs, ours, with_sampling):
    """What differs between two requests, or None."""
    if theirs["type"] != ours.get("type"):
        return f"type: expected {theirs['type']}, got {ours.get('type')}"
    for key in ("context", "continuation"):
        a, b = theirs.get(key) or "", ours.get(key) or ""
        if theirs["type"] == "loglikelihood_rolling" and key == "context":
            continue  # the whole text may be in either field
        if theirs["type"] == "loglikelihood_rolling":
            b = b or ours.get("context") or ""
        if a != b:
            return f"{key} {where(a, b)}"
    if with_sampling and theirs["type"] == "generate_until":
        a, b = dict(theirs["sampling"]), ours.get("sampling") or {}
        for key in a:
            if key not in b or abs(float(a[key]) - float(b[key])) > 1e-12:
                return f"sampling {key}: expected {a[key]}, got {b.get(key)}"
        for key, off in (("top_p", 1.0), ("top_k", 0), ("min_p", 0.0), ("repetition_penalty", 1.0)):
            if key not in a and key in b and float(b[key]) != off:
                return f"sampling {key}: expected none, got {b[key]}"
        if theirs["stop"] != (ours.get("stop") or b.get("stop") or []):
            return f"stop: expected {theirs['stop']!r}, got {ours.get('stop')!r}"
    if "target" in ours and theirs["type"] != "loglikelihood_rolling":
        a, b = targets_of(theirs), targets_of({"choices": theirs.get("choices"), "target": ours["target"]})
        if a != b:
            return f"target: expected {sorted(a)!r}, got {sorted(b)!r}"
    return None


def compare(theirs, ours, with_sampling):
    """The first difference between two lists of requests, or None."""
    samples = {}
    for i, (a, b) in enumerate(zip(theirs, ours)):
        found = difference(a, b, with_sampling)
        key = (a["task"], a["sample"])
        mine = (b.get("task"), b.get("sample"))
        if found is None and samples.setdefault(key, mine) != mine:
            found = f"sample: expected the one of the request before ({samples[key]}), got {mine}"
        if found:
            return f"request {i} (task {a['task']}, sample {a['sample']}): {found}"
    if len(theirs) != len(ours):
        return f"expected {len(theirs)} requests, got {len(ours)}"
    if len(set(samples.values())) != len(samples):
        return "two samples have the same id"
    return None


def read_lines(text):
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--gen-kwargs-option", default="")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--keep", action="store_true", help="use the expected lines that are there")
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work).resolve()
    cases = json.loads((HERE / "cases.json").read_text())
    cases = [case for case in cases if not arguments.only or case["name"] in arguments.only]
    if not arguments.keep or not (work / "expected").is_dir():
        only = ["--only", *arguments.only] if arguments.only else []
        subprocess.run([sys.executable, str(HERE / "make_prompts.py"), "--data", arguments.data, "--work", str(work), *only],
                       stdout=sys.stderr)
    files = files_by_name(work / "tasks")
    environment = {**os.environ, "ASSAY_TASK_PATH": str(work / "tasks")}
    same, rows = 0, []
    for case in cases:
        file = work / "expected" / f"{case['name']}.jsonl"
        began = time.time()
        if not file.exists():
            rows.append((case["name"], 0, "lm-eval failed", ""))
            continue
        expected = read_lines(file.read_text(encoding="utf-8", errors="surrogatepass"))
        done = subprocess.run(command_of(case, files, work, arguments), capture_output=True, env=environment)
        if done.returncode != 0:
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            rows.append((case["name"], len(expected), "assay failed", message[-1] if message else f"exit {done.returncode}"))
        else:
            ours = read_lines(done.stdout.decode("utf-8", "surrogatepass"))
            found = compare(expected, ours, not case.get("gen_kwargs") or bool(arguments.gen_kwargs_option))
            rows.append((case["name"], len(expected), "differs" if found else "same", found or ""))
            same += found is None
        print(f"{rows[-1][0]:36} {rows[-1][1]:6} requests  {rows[-1][2]:14} {time.time() - began:6.2f} s  {rows[-1][3]}", flush=True)
    print("\n| verdict | cases | requests |\n|---|---|---|")
    for verdict in ("same", "differs", "assay failed", "lm-eval failed"):
        group = [row for row in rows if row[2] == verdict]
        print(f"| {verdict} | {len(group)} | {sum(row[1] for row in group)} |")
    sys.exit(0 if same == len(cases) else 1)


if __name__ == "__main__":
    main()
