"""The same accuracy as lm-evaluation-harness with the same weights: every log-likelihood and every verdict side by side.

    python accuracy.py peer --model FILE.gguf --data DIR --work DIR [--limit N] [--only TASK ...]
    python accuracy.py compare --model FILE.gguf --work DIR --assay "build/release/assay" [--only TASK ...]
    python accuracy.py run --model FILE.gguf --work DIR --assay "build/release/assay" [--only TASK ...]

`peer` runs lm_eval's `hf` backend on the CPU in float32 (transformers dequantises the GGUF file; needs the package gguf)
and writes WORK/TASK.json: each request with its log-likelihood and token ids, each sample with its metric values.
`compare` asks `assay model loglikelihood --numerics reference` (and `assay model generate`) for the same contexts and
continuations, and applies lm-evaluation-harness's rule for acc to them. It prints the largest difference of a
log-likelihood and every sample whose verdict differs, with the margin on both sides.
`run` lets assay do all by itself: `assay run` over the same task files, then its per-sample values beside the peer's.

Transformers makes the tokenizer from the GGUF's vocabulary and merges and does not read `tokenizer.ggml.pre`, so its ids may
differ from those of a tokenizer that does; `compare` counts the requests whose ids differ and reports them by themselves.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

import make_prompts

TASKS = {  # task -> num_fewshot, documents, further options
    "arc_easy": (0, 100, {}),
    "arc_challenge": (0, 50, {}),
    "piqa": (0, 100, {}),
    "winogrande": (0, 100, {}),
    "hellaswag": (0, 100, {}),
    "mmlu_anatomy": (2, 50, {}),
    "gsm8k": (2, 10, {"gen_kwargs": "max_gen_toks=96"}),
}
HERE = pathlib.Path(__file__).resolve().parent


def peer(arguments):
    import torch

    make_prompts.quiet()
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks import TaskManager

    torch.set_num_threads(arguments.threads)
    work = pathlib.Path(arguments.work)
    make_prompts.copy_tasks(HERE / "tasks", work / "tasks", pathlib.Path(arguments.data).resolve())
    model = pathlib.Path(arguments.model)
    language_model = HFLM(pretrained=str(model.parent), gguf_file=model.name, dtype="float32", device="cpu", batch_size=1)
    manager = TaskManager(include_path=str(work / "tasks"), include_defaults=False)
    for name, (shots, limit, options) in TASKS.items():
        if arguments.only and name not in arguments.only:
            continue
        task = manager.load(name)["tasks"][name]
        case = {"num_fewshot": shots, "limit": arguments.limit or limit, **options}
        make_prompts.prepare(task, case)
        make_prompts.build(task, case, None)
        began = time.time()
        kind = task.instances[0].request_type
        for instance, answer in zip(task.instances, getattr(language_model, kind)(task.instances)):
            instance.resps.append(answer)
        seconds = time.time() - began
        task.apply_filters()
        requests, samples = [], []
        for instance in task.instances:
            line = {"sample": instance.doc_id, "context": instance.args[0]}
            if kind == "loglikelihood":
                context, continuation = language_model._encode_pair(*instance.args)
                line.update(continuation=instance.args[1], logprob=float(instance.resps[0][0]),
                            is_greedy=bool(instance.resps[0][1]), context_ids=context, continuation_ids=continuation)
            else:
                line.update(answer=instance.resps[0], ids=language_model.tok_encode(instance.args[0]))
                line["sampling"], line["stop"] = make_prompts.sampling_of(instance.args[1])
            requests.append(line)
        by_sample = {}
        for instance in task.instances:
            by_sample.setdefault(instance.doc_id, []).append(instance)
        for sample, instances in by_sample.items():
            values = {}
            for name_of_filter in instances[0].filtered_resps:
                results = [one.filtered_resps[name_of_filter] for one in instances]
                for metric, value in task.process_results(instances[0].doc, results).items():
                    values[f"{metric},{name_of_filter}"] = make_prompts.json_ready(value)
            gold = make_prompts.json_ready(task.doc_to_text(instances[0].doc) if task.multiple_input
                                           else task.doc_to_target(instances[0].doc))
            samples.append({"sample": sample, "target": gold, "values": values})
            if task.OUTPUT_TYPE == "multiple_choice":
                samples[-1]["choices"] = make_prompts.json_ready(task.doc_to_choice(instances[0].doc))
        metrics = {key: sum(s["values"][key] for s in samples) / len(samples) for key in samples[0]["values"]}
        out = {"made_by": {"tool": "lm-evaluation-harness", "version": make_prompts.VERSION, "backend": "hf, float32, batch 1",
                           "threads": arguments.threads}, "task": name, "num_fewshot": shots, "options": case,
               "seconds": seconds, "metrics": metrics, "requests": requests, "samples": samples}
        (work / f"{name}.json").write_text(json.dumps(out))
        print(f"{name:20} {len(samples):5} samples {len(requests):6} requests {seconds:8.1f} s  {metrics}", flush=True)


def ask(command, lines, work, name):
    """The product's answers, one JSON line each, in order."""
    source = work / f"{name}.in.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = subprocess.run(command + ["--input", str(source)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def best(values):
    return max(range(len(values)), key=lambda i: (values[i], -i))  # the first of equal ones, as numpy.argmax


def margin(values, gold):
    others = [v for i, v in enumerate(values) if i != gold]
    return values[gold] - max(others) if others else float("inf")


def results_of(arguments):
    for name in TASKS:
        file = pathlib.Path(arguments.work) / f"{name}.json"
        if (not arguments.only or name in arguments.only) and file.exists():
            yield name, json.loads(file.read_text())


def compare(arguments):
    work = pathlib.Path(arguments.work)
    assay = shlex.split(arguments.assay)
    common = [arguments.model, "--numerics", arguments.numerics]
    differing = 0
    for name, result in results_of(arguments):
        requests = result["requests"]
        if "logprob" not in requests[0]:
            lines = [{"prompt": one["context"]} for one in requests]
            limit = str(requests[0]["sampling"]["max_tokens"])
            stops = [part for stop in requests[0]["stop"] for part in ("--stop", stop)]
            answers = ask(assay + ["model", "generate", *common, "--max-tokens", limit, *stops], lines, work, name)
            same = sum(one["answer"] == answer["text"] for one, answer in zip(requests, answers))
            print(f"{name:15} generations {len(requests)}, the same text {same}")
            for one, answer in zip(requests, answers):
                if one["answer"] != answer["text"]:
                    print(f"    sample {one['sample']}: peer {one['answer']!r}\n              assay {answer['text']!r}")
            continue
        answers = ask(assay + ["model", "loglikelihood", *common],
                      [{"context": one["context"], "continuation": one["continuation"]} for one in requests], work, name)
        texts = [one["context"] + one["continuation"] for one in requests]
        tokens = ask(assay + ["model", "tokenize", arguments.model], [{"text": text} for text in texts], work, name + ".text")
        other_ids = {i for i, (one, ids) in enumerate(zip(requests, tokens))
                     if ids["ids"] != one["context_ids"] + one["continuation_ids"]}
        differences = [abs(one["logprob"] - answer["logprob"]) for one, answer in zip(requests, answers)]
        same_ids = [d for i, d in enumerate(differences) if i not in other_ids]
        greedy = sum(bool(one["is_greedy"]) != bool(answer["is_greedy"]) for one, answer in zip(requests, answers))
        flips, at, right = [], 0, 0
        for sample in result["samples"]:
            count = sum(1 for one in requests if one["sample"] == sample["sample"])
            ours = [answer["logprob"] for answer in answers[at:at + count]]
            theirs = [one["logprob"] for one in requests[at:at + count]]
            at += count
            gold = sample["target"] if isinstance(sample["target"], int) else sample["choices"].index(sample["target"])
            verdict = best(ours) == gold
            right += verdict
            if verdict != bool(sample["values"]["acc,none"]):
                flips.append((sample["sample"], margin(theirs, gold), margin(ours, gold)))
        differing += len(flips)
        print(f"{name:15} requests {len(requests):5}  other token ids {len(other_ids):4}  largest difference "
              f"{max(same_ids, default=0):.2e} (all: {max(differences):.2e})  is_greedy differs {greedy}  acc peer "
              f"{result['metrics']['acc,none']:.4f} assay {right / len(result['samples']):.4f}  verdicts that differ {len(flips)}")
        for sample, theirs, ours in flips:
            print(f"    sample {sample}: margin of the right choice, peer {theirs:+.6f} assay {ours:+.6f}")
    sys.exit(1 if differing else 0)


def run(arguments):
    work = pathlib.Path(arguments.work)
    assay = shlex.split(arguments.assay)
    store = work / "accuracy.db"
    differing = 0
    for name, result in results_of(arguments):
        config = work / f"{name}.run.yaml"
        model = {"backend": "local", "path": arguments.model, "threads": arguments.threads}
        task = {"task": str(work / "tasks" / f"{name}.yaml"), "num_fewshot": result["num_fewshot"],
                "limit": result["options"]["limit"]}
        config.write_text(json.dumps({"name": name, "store": str(store), "models": {"candidate": model},
                                      "model": "candidate", "tasks": [task]}))
        began = time.time()
        subprocess.run(assay + ["run", str(config), *shlex.split(arguments.run_options)], check=True, stdout=subprocess.DEVNULL)
        seconds = time.time() - began
        report = subprocess.run(assay + ["report", name, "--store", str(store), "--format", "csv"], check=True,
                                capture_output=True, text=True).stdout
        rows = list(csv.DictReader(io.StringIO(report)))
        for key in result["metrics"]:
            metric = key.removesuffix(",none")
            mine = [row for row in rows if row["kind"] == "metric" and row["name"] == metric]
            theirs = [sample["values"].get(key) for sample in result["samples"]]
            if len(mine) != len(theirs) or None in theirs:
                print(f"{name:15} {metric:12} samples: peer {len(theirs)}, assay {len(mine)}: not compared by sample")
                continue
            flips = [(i, a, float(row["value"])) for i, (a, row) in enumerate(zip(theirs, mine)) if a != float(row["value"])]
            differing += len(flips)
            print(f"{name:15} {metric:12} peer {sum(theirs) / len(theirs):.4f} assay "
                  f"{sum(float(row['value']) for row in mine) / len(mine):.4f}  differ {len(flips)} {flips[:8]}  "
                  f"{result['seconds']:.1f} s / {seconds:.1f} s")
    sys.exit(1 if differing else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["peer", "compare", "run"])
    parser.add_argument("--model", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--data")
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--numerics", default="reference")
    parser.add_argument("--run-options", default="--set compat=lm-eval", help="what `assay run` gets on top")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="documents of each task, for those of the table")
    parser.add_argument("--only", nargs="*")
    arguments = parser.parse_args()
    pathlib.Path(arguments.work).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("HF_DATASETS_CACHE", str(pathlib.Path(arguments.work).resolve() / "cache"))
    {"peer": peer, "compare": compare, "run": run}[arguments.what](arguments)


if __name__ == "__main__":
    main()
