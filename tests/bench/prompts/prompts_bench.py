"""Times how long the requests of a task take to build: lm-evaluation-harness beside assay, text alone and with token ids.

    python prompts_bench.py --data DIR --model FILE.gguf --assay "build/release/assay" [--documents N] [--shots N] [--runs N]

The task is tests/compat/lm_eval/tasks/arc_easy.yaml, N documents (1,000) with N examples (5), four choices or so each.
Both sides read the file and build every request in order. The peer's time leaves out starting Python and loading the data
set, which is favourable to it; its token ids come from its own `hf` tokenizer calls, one pair at a time, as its
log-likelihood does. assay's time is a whole process, from start to the last line written (to a file). The median of --runs is
shown. --text-options and --token-options say what assay gets on top of `requests TASK`.
"""

import argparse
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
COMPAT = HERE.parents[1] / "compat" / "lm_eval"
sys.path.insert(0, str(COMPAT))
import make_prompts  # noqa: E402


class PairEncoder:
    """lm-evaluation-harness's own encoding of (context, continuation), on a tokenizer alone."""

    backend = "causal"
    add_bos_token = False

    def __init__(self, model):
        from lm_eval.models.huggingface import HFLM
        from transformers import AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(str(model.parent), gguf_file=model.name)
        self.prefix_token_id = self.tokenizer.bos_token_id  # only asked for texts that begin with it
        self.pair = HFLM._encode_pair
        self.encode = HFLM.tok_encode

    def tok_encode(self, *args, **kwargs):
        return self.encode(self, *args, **kwargs)

    def __call__(self, context, continuation):
        return self.pair(self, context, continuation)


def peer(arguments, work):
    """Seconds to build the requests, and to encode them; one pair a run."""
    make_prompts.quiet()
    from lm_eval.tasks import TaskManager

    manager = TaskManager(include_path=str(work / "tasks"), include_defaults=False)
    encode = PairEncoder(pathlib.Path(arguments.model))
    seconds = []
    for _ in range(arguments.runs):
        task = manager.load("arc_easy")["tasks"]["arc_easy"]
        options = {"num_fewshot": arguments.shots, "limit": arguments.documents}
        make_prompts.prepare(task, options)
        began = time.perf_counter()
        make_prompts.build(task, options, None)
        built = time.perf_counter()
        for instance in task.instances:
            encode(*instance.args)
        seconds.append((built - began, time.perf_counter() - began))
    return seconds, len(task.instances)


def product(arguments, work, options):
    command = shlex.split(arguments.assay) + ["requests", str(work / "tasks" / "arc_easy.yaml"), "--num-fewshot", str(arguments.shots),
                                              "--limit", str(arguments.documents), *shlex.split(options)]
    seconds = []
    for _ in range(arguments.runs):
        with open(work / "out.jsonl", "wb") as out:
            began = time.perf_counter()
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE)
            seconds.append(time.perf_counter() - began)
        if done.returncode != 0:
            return None, done.stderr.decode("utf-8", "replace").strip()
    return seconds, sum(1 for _ in open(work / "out.jsonl", "rb"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--shots", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--text-options", default="--compat lm-eval")
    parser.add_argument("--token-options", default="--compat lm-eval --tokens {model}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        os.environ.setdefault("HF_DATASETS_CACHE", str(work / "cache"))
        make_prompts.copy_tasks(COMPAT / "tasks", work / "tasks", pathlib.Path(arguments.data).resolve())
        seconds, count = peer(arguments, work)
        rows = [("lm-evaluation-harness, text", statistics.median(a for a, _ in seconds), count),
                ("lm-evaluation-harness, text and token ids", statistics.median(b for _, b in seconds), count)]
        for name, options in (("assay requests, text", arguments.text_options),
                              ("assay requests, text and token ids", arguments.token_options.format(model=arguments.model))):
            seconds, count = product(arguments, work, options)
            rows.append((name, statistics.median(seconds) if seconds else None, count))
    print("| what | requests | s | ms a document |\n|---|---|---|---|")
    for name, median, count in rows:
        if median is None:
            print(f"| {name} | failed: {count} | | |")
        else:
            print(f"| {name} | {count} | {median:.3f} | {1000 * median / arguments.documents:.3f} |")


if __name__ == "__main__":
    main()
