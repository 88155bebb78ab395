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


class Peer:
    """Builds the requests, and encodes them, as often as it is asked to."""

    def __init__(self, arguments, work):
        make_prompts.quiet()
        from lm_eval.tasks import TaskManager

        self.arguments = arguments
        self.manager = TaskManager(include_path=str(work / "tasks"), include_defaults=False)
        self.encode = PairEncoder(pathlib.Path(arguments.model))

    def run(self):
        """Seconds for the texts, and with token ids; and how many requests there are."""
        task = self.manager.load("arc_easy")["tasks"]["arc_easy"]
        make_prompts.prepare(task, {"num_fewshot": self.arguments.shots, "limit": self.arguments.documents})
        began = time.perf_counter()
        make_prompts.build(task, {"num_fewshot": self.arguments.shots, "limit": self.arguments.documents}, None)
        built = time.perf_counter()
        for instance in task.instances:
            self.encode(*instance.args)
        return built - began, time.perf_counter() - began, len(task.instances)


class Product:
    def __init__(self, arguments, work, options):
        self.command = shlex.split(arguments.assay) + ["requests", str(work / "tasks" / "arc_easy.yaml"), *shlex.split(options)]
        self.size = ["--num-fewshot", str(arguments.shots), "--limit", str(arguments.documents)]
        self.out = work / "out.jsonl"
        self.start = statistics.median(self.seconds(["--num-fewshot", "0", "--limit", "1"]) for _ in range(arguments.runs))

    def seconds(self, size):
        with open(self.out, "wb") as out:
            began = time.perf_counter()
            done = subprocess.run(self.command + size, stdout=out, stderr=subprocess.PIPE)
            seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise SystemExit(done.stderr.decode("utf-8", "replace").strip())
        return seconds

    def run(self):
        seconds = self.seconds(self.size) - self.start
        with open(self.out, "rb") as out:
            return seconds, sum(1 for _ in out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--assay", default="assay")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--shots", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--text-options", default="--compat lm-eval")
    parser.add_argument("--token-options", default="--compat lm-eval --tokens {model}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        os.environ.setdefault("HF_DATASETS_CACHE", str(work / "cache"))
        make_prompts.copy_tasks(COMPAT / "tasks", work / "tasks", pathlib.Path(arguments.data).resolve())
        peer = Peer(arguments, work)
        products = [Product(arguments, work, options) for options in (arguments.text_options, arguments.token_options.format(model=arguments.model))]
        theirs, ours = ([], []), ([], [])
        counts = None
        for _ in range(arguments.runs):
            *seconds, peer_count = peer.run()
            for column, value in zip(theirs, seconds):
                column.append(value)
            results = [product.run() for product in products]
            for column, (value, _) in zip(ours, results):
                column.append(value)
            counts = (peer_count, results[0][1])
        starts = [product.start for product in products]
    print("| what | requests | ms a document: min | median | max | times faster |\n|---|---|---|---|---|---|")
    for what, their, our, start in zip(("text", "text and token ids"), theirs, ours, starts):
        for name, values, count in (("lm-evaluation-harness", their, counts[0]), ("assay requests", our, counts[1])):
            cells = " | ".join(f"{1000 * pick(values) / arguments.documents:.4f}" for pick in (min, statistics.median, max))
            ratio = f"{statistics.median(their) / statistics.median(our):.0f}" if values is our else ""
            print(f"| {name}, {what} | {count} | {cells} | {ratio} |")
        print(f"| start of assay, {what}: {1000 * start:.1f} ms a process | | | | | |")


if __name__ == "__main__":
    main()
