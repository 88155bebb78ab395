"""Makes prompts.json and tasks.json: what lm-evaluation-harness sends for task files of ours.

    pip install lm-eval==0.4.13 datasets && python make_prompts.py

prompts.json holds small tasks, one for each rule of prompt assembly, rendered as plain text, as chat turns, and with all
turns in one message. tasks.json holds the first requests of the tasks in datasets/tasks. Few-shot examples are drawn
there by assay's own rule, written out below in Python, and shown as lm-evaluation-harness shows them.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

os.environ["HF_HOME"] = tempfile.mkdtemp()
os.environ["HF_HUB_OFFLINE"] = "1"

import lm_eval  # noqa: E402
import yaml  # noqa: E402
from lm_eval.api.samplers import ContextSampler  # noqa: E402
from lm_eval.api.task import ConfigurableTask  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TASKS = HERE.parents[2] / "datasets" / "tasks"
MADE_BY = {
    "tool": "lm-evaluation-harness",
    "version": getattr(lm_eval, "__version__", "0.4.13"),
    "command": "python make_prompts.py",
}
# Keys that lm-eval does not know. Of a dialogue it sends the first turn.
OURS = ("apply_chat_template", "system", "raters", "clusters", "epochs", "id_field", "turns", "max_turns", "targets_by_turn")

QA = [
    {"question": "What is 1+1?", "answer": "2", "options": ["1", "two", "3"], "gold": 1, "lead": "Sums.", "n": 7},
    {"question": "Which way is up?", "answer": "skywards", "options": ["down", "up"], "gold": 1, "lead": "Places. ", "n": 0},
    {"question": " Spaced? ", "answer": "caf\u00e9", "options": ["na\u00efve", "caf\u00e9"], "gold": 1, "lead": "Words\n", "n": 12},
]
SHOTS = [
    {"question": "First example?", "answer": "one", "options": ["uno", "one", "1"], "gold": 1, "lead": "Sums.", "n": 3},
    {"question": "Second example?", "answer": "", "options": ["two", "dos"], "gold": 0, "lead": "Sums.", "n": 4},
    {"question": "Third example?", "answer": "three", "options": ["tres", "three"], "gold": 1, "lead": "Sums.", "n": 5},
]
HEAD = """task: NAME
dataset_path: json
dataset_kwargs: {data_files: {test: test.jsonl, train: train.jsonl}}
test_split: test
training_split: train
fewshot_config: {sampler: first_n}
num_fewshot: 2
"""
SMALL = {
    "choices_by_column": "output_type: multiple_choice\ndoc_to_text: 'Q: {{question}}\n\n  A:'\n"
    "doc_to_choice: options\ndoc_to_target: gold\n",
    "choices_with_description": "output_type: multiple_choice\ndescription: 'About {{lead}}'\ndoc_to_text: question\n"
    "doc_to_choice: '{{options}}'\ndoc_to_target: '{{gold}}'\ntarget_delimiter: ' -> '\nfewshot_delimiter: \"\\n###\\n\"\n",
    "choices_as_list": "output_type: multiple_choice\ndoc_to_text: '{{question}}{{\" \"}}'\n"
    "doc_to_choice: ['no', 'yes']\ndoc_to_target: '{{ 1 if gold == 1 else 0 }}'\ntarget_delimiter: ''\n",
    "choices_as_map": "output_type: multiple_choice\ndoc_to_text: question\n"
    "doc_to_choice: {0: 'no', 1: 'yes'}\ndoc_to_target: gold\n",
    "target_is_a_choice": "output_type: multiple_choice\ndoc_to_text: question\ndoc_to_choice: ['odd', 'even']\n"
    "doc_to_target: \"{{ 'even' if n % 2 == 0 else 'odd' }}\"\n",
    "example_delimiters": "output_type: generate_until\ndoc_to_text: 'Q: {{question}}'\ndoc_to_target: answer\n"
    "fewshot_config: {sampler: first_n, target_delimiter: ' = ', fewshot_delimiter: ' ; '}\ndescription: 'Go.'\n",
    "generate_with_column_description": "output_type: generate_until\ndoc_to_text: question\ndoc_to_target: answer\n"
    "description: lead\ngeneration_kwargs: {until: ['\\n', 'Q:'], max_gen_toks: 32, do_sample: false}\n",
    "generate_list_of_targets": "output_type: generate_until\ndoc_to_text: 'Q: {{question}}\n'\ndoc_to_target: options\n",
    "loglikelihood": "output_type: loglikelihood\ndoc_to_text: 'Text: {{question}}'\ndoc_to_target: '{{\" \"}}{{lead}}'\n",
    "rolling": "output_type: loglikelihood_rolling\ndoc_to_text: ''\ndoc_to_target: 'Whole: {{question}}'\nnum_fewshot: 0\n",
}
STYLES = [
    {"chat": False, "multiturn": False, "system": ""},
    {"chat": False, "multiturn": False, "system": "Be brief."},
    {"chat": True, "multiturn": True, "system": "Be brief."},
    {"chat": True, "multiturn": False, "system": ""},
    {"chat": True, "multiturn": False, "system": "Be brief.\n"},
]


def merged(yaml_text):
    """Our YAML states a key once; here the later of two equal keys wins."""
    keys, blocks = [], {}
    for line in yaml_text.splitlines(keepends=True):
        if not line[0].isspace() and ":" in line and line[0].isalpha():
            key = line.split(":")[0]
            if key in blocks:
                keys.remove(key)
            keys.append(key)
            blocks[key] = ""
        blocks[keys[-1]] += line
    return "".join(blocks[key] for key in keys)


def make_task(config, folder):
    config = {key: value for key, value in config.items() if key not in OURS}
    files = config["dataset_kwargs"]["data_files"]
    config["dataset_kwargs"] = {
        "data_files": {split: str(folder / file) for split, file in files.items()},
        "cache_dir": tempfile.mkdtemp(),
    }
    config.pop("metric_list", None)  # bleu and rouge would be fetched; prompts do not need them
    return ConfigurableTask(config=config)


def requests_of(task, doc, num_fewshot, style):
    context = task.fewshot_context(
        doc,
        num_fewshot,
        system_instruction=style["system"] or None,
        apply_chat_template=style["chat"],
        fewshot_as_multiturn=style["multiturn"],
        chat_template=(lambda messages, add_generation_prompt: json.dumps(messages)) if style["chat"] else None,
    )
    made = task.construct_requests(doc, context, apply_chat_template=style["chat"])
    made = made if isinstance(made, list) else [made]
    if task.OUTPUT_TYPE == "loglikelihood_rolling":
        return {"text": made[0].args[0]}
    assert len({request.args[0] for request in made}) == 1
    out = {"messages": json.loads(context)} if style["chat"] else {"context": context}
    if task.OUTPUT_TYPE == "generate_until":
        kwargs = made[0].args[1]
        until = kwargs["until"]
        out["stop"] = [until] if isinstance(until, str) else until
        out["max_tokens"] = kwargs.get("max_gen_toks", 256)
    else:
        out["continuations"] = [request.args[1] for request in made]
    return out


def small_cases():
    cases = []
    for name, body in SMALL.items():
        text = merged(HEAD.replace("NAME", name) + body)
        config = yaml.safe_load(text)
        folder = pathlib.Path(tempfile.mkdtemp())
        for split, rows in (("test", QA), ("train", SHOTS)):
            (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        task = make_task(config, folder)
        for style in STYLES:
            requests = [requests_of(task, doc, config["num_fewshot"], style) for doc in task.eval_docs]
            cases.append({"name": name, "yaml": text, **style, "requests": requests})
    return {"made_by": MADE_BY, "test": QA, "train": SHOTS, "cases": cases}


def field_hash(parts):
    """SHA-256 over fields, each behind its length in eight bytes, the lowest first."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def philox_words(seed):
    """Philox4x32-10 (Salmon et al. 2011), counter from 0."""
    block = 0
    while True:
        x = [block & 0xFFFFFFFF, block >> 32, 0, 0]
        key = [seed & 0xFFFFFFFF, seed >> 32]
        for _ in range(10):
            a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
            x = [(b >> 32) ^ x[1] ^ key[0], b & 0xFFFFFFFF, (a >> 32) ^ x[3] ^ key[1], a & 0xFFFFFFFF]
            key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
        yield from x
        block += 1


def draw(task_name, sample_id, pool_size, count):
    """The places in the pool, ordered by content, that a sample's examples come from."""
    seed = int(field_hash(["1234", "fewshot:" + task_name, sample_id, "0"])[:16], 16)
    words = philox_words(seed)
    order = list(range(pool_size))
    for i in range(count):
        left = pool_size - i
        limit = (2**64 - 1) - (2**64 - 1) % left
        number = limit
        while number >= limit:
            number = next(words) | next(words) << 32
        j = i + number % left
        order[i], order[j] = order[j], order[i]
    return order[:count]


def content_digest(task, doc):
    target = task.doc_to_target(doc)
    choices = task.doc_to_choice(doc) if task.config.doc_to_choice else []
    targets = [choices[target]] if isinstance(target, int) else target if isinstance(target, list) else [target]
    return field_hash([task.doc_to_text(doc), str(len(choices)), *choices, *map(str, targets)])


class Chosen(ContextSampler):
    """Shows the rows that were chosen outside."""

    rows = []

    def sample(self, n, eval_doc=None, df=None, **kwargs):
        assert n == len(self.rows)
        return self.rows


def shipped_tasks():
    out = {"made_by": MADE_BY, "tasks": {}}
    for path in sorted(TASKS.glob("*.yaml")):
        config = yaml.safe_load(path.read_text())
        if config.get("dataset_path") != "json":
            continue  # over data that a user brings
        style = {
            "chat": config.get("apply_chat_template", False),
            "multiturn": True,
            "system": config.get("system", ""),
        }
        task = make_task(config, path.parent)
        task.sampler = Chosen()
        pool = sorted(task.dataset["train"], key=lambda row: content_digest(task, row))
        requests = []
        for doc in list(task.eval_docs)[:3]:
            places = draw(config["task"], doc["id"], len(pool), config["num_fewshot"])
            Chosen.rows = [pool[place] for place in places]
            requests.append(
                {
                    "sample": doc["id"],
                    "examples": [row["id"] for row in Chosen.rows],
                    **requests_of(task, doc, config["num_fewshot"], style),
                }
            )
        out["tasks"][config["task"]] = requests
    return out


def write(name, content):
    (HERE / name).write_text(json.dumps(content, indent=1, ensure_ascii=True) + "\n")
    print(name, (HERE / name).stat().st_size, file=sys.stderr)


write("prompts.json", small_cases())
write("tasks.json", shipped_tasks())
