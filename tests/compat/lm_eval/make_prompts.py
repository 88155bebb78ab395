"""Writes the requests that lm-evaluation-harness 0.4.13 builds for the task files of tasks/, one JSON line a request.

    python make_prompts.py --data DIR --work DIR [--only NAME ...]

cases.json lists the cases: a task or group, and what a run would say on top (num_fewshot, limit, system, chat template,
fewshot_as_multiturn, gen_kwargs). In the committed task files a data file is written as DATA/path; the work folder gets
copies with DATA/ replaced by the absolute folder, so that lm-evaluation-harness and assay read the same bytes. The lines
go to WORK/expected/CASE.jsonl, in the form of `assay requests`:
    {"task", "sample", "type", "context", "continuation", "sampling": {...}, "stop": [...], "target"}
with what belongs to another type left out. `sampling` is what lm-evaluation-harness's own normalisation makes of
generation_kwargs. WORK/models/NAME holds a byte-level tokenizer with our chat template NAME.
"""

import argparse
import json
import logging
import os
import pathlib
import sys
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TQDM_DISABLE", "1")

HERE = pathlib.Path(__file__).resolve().parent
VERSION = "0.4.13"
SEED = 1234


def chat_tokenizer(template):
    """A tokenizer that knows single bytes and has this chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<s>", "</s>", "<|im_start|>", "<|im_end|>"] + letters)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
    fast.chat_template = template
    return fast


def chat_function(template):
    """What `--apply_chat_template` calls on the model of the `hf` backend: it retries without the system message."""
    from lm_eval.models.huggingface import HFLM

    class Model:
        tokenizer = chat_tokenizer(template)
        chat_template_args = {}

    model = Model()
    return lambda history, add_generation_prompt=True: HFLM.apply_chat_template(model, history, add_generation_prompt)


def json_ready(value):
    if isinstance(value, dict):
        return {str(k): json_ready(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_ready(v) for v in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def sampling_of(kwargs):
    """Sampling as assay writes it, and the stops, from generation_kwargs by lm-evaluation-harness's normalisation."""
    from lm_eval.models.utils import normalize_gen_kwargs

    full = normalize_gen_kwargs(kwargs, 256)
    sampled = bool(full.get("do_sample"))
    temperature = float(full.get("temperature", 1.0)) if sampled else 0.0
    out = {"temperature": temperature, "max_tokens": full["max_gen_toks"]}
    for key in ("top_p", "top_k", "min_p", "repetition_penalty"):
        if key in full and sampled and temperature > 0:
            out[key] = full[key]
    return out, full["until"]


def prepare(task, options):
    """The settings of simple_evaluate that change a task after it is loaded, in its order."""
    if task.get_config("output_type") == "generate_until" and options.get("gen_kwargs"):
        from lm_eval.utils import simple_parse_args_string

        task.set_config(key="generation_kwargs", value=simple_parse_args_string(options["gen_kwargs"]), update=True)
    shots = options.get("num_fewshot")
    if shots is not None:
        if task.get_config("num_fewshot") != 0:
            task.set_config(key="num_fewshot", value=shots)
    elif task.get_config("num_fewshot") is None:
        task.set_config(key="num_fewshot", value=0)
    task.set_fewshot_seed(seed=options.get("seed", SEED))


def build(task, options, template):
    """Builds the task's requests as `evaluate` does; they are in task.instances."""
    from lm_eval.evaluator_utils import get_sample_size

    task.build_all_requests(
        limit=get_sample_size(task, options.get("limit")),
        system_instruction=options.get("system"),
        apply_chat_template=template is not None,
        fewshot_as_multiturn=options.get("fewshot_as_multiturn", template is not None),
        chat_template=chat_function(template) if template is not None else None,
    )


def lines_of(task):
    """One dictionary a request, in the order of the requests."""
    for instance in task.instances:
        line = {"task": task.config.task, "sample": instance.doc_id, "type": instance.request_type}
        if instance.request_type == "generate_until":
            line["context"] = instance.args[0]
            line["sampling"], line["stop"] = sampling_of(instance.args[1])
            line["repeats"] = instance.repeats
        elif instance.request_type == "loglikelihood_rolling":
            line["context"] = ""
            line["continuation"] = instance.args[0]
        else:
            line["context"], line["continuation"] = instance.args
        line["target"] = json_ready(task.doc_to_target(instance.doc))
        if task.OUTPUT_TYPE == "multiple_choice":
            if task.multiple_input:
                line["target"] = json_ready(task.doc_to_text(instance.doc))
            line["choices"] = json_ready(task.doc_to_choice(instance.doc))
        yield line


def quiet():
    import warnings

    import datasets

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    datasets.disable_progress_bars()


def copy_tasks(source, target, data):
    target.mkdir(parents=True, exist_ok=True)
    for file in target.glob("*.yaml"):
        file.unlink()
    for file in sorted(source.glob("*.yaml")):
        (target / file.name).write_text(file.read_text().replace("DATA/", f"{data}/"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder of the data sets")
    parser.add_argument("--work", required=True, help="folder to write to")
    parser.add_argument("--only", nargs="*", help="names of cases")
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work).resolve()
    data = pathlib.Path(arguments.data).resolve()
    os.environ.setdefault("HF_DATASETS_CACHE", str(work / "cache"))
    os.environ.setdefault("HF_HOME", str(work / "home"))
    quiet()
    import importlib.metadata

    from lm_eval.tasks import TaskManager

    found = importlib.metadata.version("lm_eval")
    if found != VERSION:
        sys.exit(f"expected lm_eval {VERSION}, not {found}")
    copy_tasks(HERE / "tasks", work / "tasks", data)
    templates = {file.stem: file.read_text() for file in sorted((HERE / "templates").glob("*.jinja"))}
    for name, template in templates.items():
        chat_tokenizer(template).save_pretrained(work / "models" / name)
        config = work / "models" / name / "tokenizer_config.json"
        settings = json.loads(config.read_text())
        settings["chat_template"] = template
        config.write_text(json.dumps(settings, indent=1))
    expected = work / "expected"
    expected.mkdir(exist_ok=True)
    manager = TaskManager(include_path=str(work / "tasks"), include_defaults=False)
    cases = json.loads((HERE / "cases.json").read_text())
    failures = 0
    for case in cases:
        if arguments.only and case["name"] not in arguments.only:
            continue
        began = time.time()
        count = 0
        try:
            loaded = manager.load(case["task"])["tasks"]
            with open(expected / f"{case['name']}.jsonl", "w", encoding="utf-8", errors="surrogatepass") as out:
                template = templates[case["chat_template"]] if case.get("chat_template") else None
                for task in loaded.values():
                    prepare(task, case)
                    build(task, case, template)
                    for line in lines_of(task):
                        out.write(json.dumps(line, ensure_ascii=False) + "\n")
                        count += 1
            print(f"{case['name']:40} {count:7} requests {time.time() - began:7.2f} s", flush=True)
        except Exception as error:  # noqa: BLE001  one case that cannot be built must not hide the others
            failures += 1
            (expected / f"{case['name']}.jsonl").unlink(missing_ok=True)
            print(f"{case['name']:40} FAILED {type(error).__name__}: {str(error)[:300]}", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
