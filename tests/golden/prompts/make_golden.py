"""Makes cases/*.json: the requests that lm-evaluation-harness builds for the small task files beside this script.

    pip install lm-eval==0.4.13 transformers && python make_golden.py

One file a case: the task file, what a run says on top, every request in order, and what becomes of made-up answers: for
generate_until each filter's result and each metric's value a sample; for log-likelihoods the metric values of made-up
log-probabilities. Chat templates are those of tests/compat/lm_eval/templates.
"""

import json
import os
import pathlib
import random
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
sys.path.insert(0, str(HERE.parents[1] / "compat" / "lm_eval"))
import make_prompts  # noqa: E402

TURNS, STRICT, FOLDED = "turns", "strict", "folded"
CASES = {  # case -> task, options
    "choice_column": ("choice_column", {}),
    "choice_column_2shot_system": ("choice_training_pool", {"num_fewshot": 3, "system": "Be brief."}),
    "choice_letter": ("choice_letter", {}),
    "choice_letter_limit": ("choice_letter", {"limit": 0.3, "num_fewshot": 1}),
    "choice_text_target": ("choice_text_target", {}),
    "choice_self_exclusion": ("choice_self_exclusion", {}),
    "choice_validation_only": ("choice_validation_only", {}),
    "choice_training_pool": ("choice_training_pool", {}),
    "choice_leaky": ("choice_leaky", {}),
    "choice_first_n_self": ("choice_first_n_self", {}),
    "choice_map": ("choice_map", {}),
    "choice_written_list": ("choice_written_list", {}),
    "choice_loop": ("choice_loop", {}),
    "choice_mutual_info": ("choice_mutual_info", {}),
    "choice_mutual_info_chat": ("choice_mutual_info", {"chat_template": TURNS, "limit": 2}),
    "choice_many_gold": ("choice_many_gold", {}),
    "choice_prefix": ("choice_prefix", {}),
    "choice_prefix_chat": ("choice_prefix", {"chat_template": TURNS, "system": "Think. "}),
    "choice_prefix_chat_single": ("choice_prefix", {"chat_template": FOLDED, "fewshot_as_multiturn": False}),
    "choice_prefix_space": ("choice_prefix_space", {}),
    "choice_prefix_space_chat": ("choice_prefix_space", {"chat_template": TURNS}),
    "choice_prefix_own": ("choice_prefix_own", {"limit": 4}),
    "choice_prefix_own_chat": ("choice_prefix_own", {"chat_template": STRICT, "limit": 3}),
    "schema": ("schema", {}),
    "schema_1shot": ("schema", {"num_fewshot": 1}),
    "schema_column": ("schema_column", {}),
    "schema_column_chat": ("schema_column", {"chat_template": TURNS, "fewshot_as_multiturn": False, "num_fewshot": 1}),
    "text_defaults": ("text_defaults", {}),
    "text_no_until": ("text_no_until", {}),
    "text_empty_answer": ("text_empty_answer", {}),
    "text_empty_answer_chat": ("text_empty_answer", {"chat_template": TURNS}),
    "text_sampled_votes": ("text_sampled_votes", {}),
    "text_aliases": ("text_aliases", {}),
    "text_list_target": ("text_list_target", {}),
    "text_strict_flexible": ("text_strict_flexible", {"gen_kwargs": "temperature=0.25,do_sample=true,max_gen_toks=33"}),
    "text_map_filters": ("text_map_filters", {}),
    "text_choice_regex": ("text_choice_regex", {}),
    "text_description": ("text_description", {"system": "A system text"}),
    "text_description_chat": ("text_description", {"chat_template": TURNS, "system": "A system text\n"}),
    "text_description_chat_single": ("text_description", {"chat_template": FOLDED, "fewshot_as_multiturn": False}),
    "text_description_chat_refused": ("text_description", {"chat_template": STRICT, "system": "Not for this model."}),
    "text_prefix": ("text_prefix", {}),
    "text_prefix_chat": ("text_prefix", {"chat_template": TURNS}),
    "text_prefix_chat_single": ("text_prefix", {"chat_template": FOLDED, "fewshot_as_multiturn": False}),
    "text_inline": ("text_inline", {}),
    "text_inline_drawn": ("text_inline_drawn", {}),
    "text_types": ("text_types", {}),
    "text_strings": ("text_strings", {}),
    "text_int_target": ("text_int_target", {}),
    "table": ("table", {}),
    "lines": ("lines", {}),
    "last_word": ("last_word", {}),
    "family": ("family", {"limit": 3}),
    "family_chat": ("family", {"limit": 2, "chat_template": TURNS, "num_fewshot": 1}),
    "sample_knowledge": ("sample_knowledge", {"num_fewshot": 2, "limit": 6}),
    "sample_french": ("sample_french", {"limit": 5}),
    "sample_answers": ("sample_answers", {"limit": 5, "num_fewshot": 4}),
    "sample_summaries": ("sample_summaries", {"limit": 4}),
}
ANSWERS = {  # made-up answers, one list a sample
    "text_sampled_votes": [["8", "I say 8.", "9"], ["Red", "red", "blue"], ["", "none", "?"], ["1,234", "1234", "1,234"],
                           ["THE caf\u00e9", "caf\u00e9", "the Caf\u00e9"]],
    "text_aliases": [[" Eight! "], ["\tred"], ["no"], ["1234."], ["cafe\u0301"]],
    "text_list_target": [["eight"], ["red "], ["0"], ["1234"], ["-3"]],
    "text_strict_flexible": [["2 * 4 = 8\n#### 8"], ["$12.50 or 7"], ["none"], ["so #### 1,234.\nand 5"], ["#### -3 -4"]],
    "text_map_filters": [[" YES\n"], ["no"], ["1"], ["Down we go"], ["updown down"]],
    "text_choice_regex": [["The answer is (A)."], ["steam dry"], ["It must be: C"], ["the LARK, of course"], ["no idea"]],
    "text_int_target": [["0"], ["0 "], ["zero"], [""], ["00"]],
    "text_defaults": [["Each cat has 4, so 2 * 4 = 8.\n#### 8"], ["red"], [""], ["1,234"], ["un caf\u00e9\n#### caf\u00e9"]],
    "sample_french": [["Bonjour, comment allez-vous ?"], ["Merci pour votre aide."], ["O\u00f9 est la gare ?"], ["Je voudrais du caf\u00e9."],
                      ["Les enfants jouent."]],
    "sample_answers": [["3"], ["Paris"], ["three sides"], ["7"], ["blue"]],
    "sample_summaries": [["A bus."], ["A garden."], [""], ["The end."]],
}


def answered(task, case):
    """What lm-evaluation-harness makes of made-up answers; None where there are none."""
    kind = task.instances[0].request_type
    draw = random.Random(7)
    answers = ANSWERS.get(case)
    for instance in task.instances:
        if kind == "generate_until":
            if answers is None:
                return None
            instance.resps = list(answers[instance.doc_id])
        elif kind == "loglikelihood":
            instance.resps = [(-draw.randrange(1, 160) / 8, draw.random() < 0.3)]
        else:
            instance.resps = [-draw.randrange(1, 800) / 8]
    task.apply_filters()
    out = {"responses": [json_of(instance.resps) for instance in task.instances], "filtered": {}, "metrics": {}, "aggregated": {}}
    samples = {}
    for instance in task.instances:
        samples.setdefault(instance.doc_id, []).append(instance)
    for name in task.instances[0].filtered_resps:
        out["filtered"][name] = [json_of(instance.filtered_resps[name]) for instance in task.instances]
        values = {}
        for instances in samples.values():
            results = task.process_results(instances[0].doc, [one.filtered_resps[name] for one in instances])
            for metric, value in results.items():
                values.setdefault(metric, []).append(value)
        for metric, items in values.items():
            out["metrics"][f"{metric},{name}"] = json_of(items)
            try:
                out["aggregated"][f"{metric},{name}"] = json_of(task.aggregation()[metric](items))
            except Exception as error:  # noqa: BLE001  it is what a user of the tool would get
                out["aggregated"][f"{metric},{name}"] = {"error": f"{type(error).__name__}: {error}"}
    if kind != "generate_until":
        del out["filtered"]
    return out


def json_of(value):
    import numpy

    if isinstance(value, numpy.ndarray):
        return [json_of(v) for v in value.tolist()]
    if isinstance(value, (list, tuple)):
        return [json_of(v) for v in value]
    return make_prompts.json_ready(value)


def main():
    make_prompts.quiet()
    os.chdir(HERE)
    from lm_eval.tasks import TaskManager

    manager = TaskManager(include_path=str(HERE), include_defaults=False)
    templates = {f.stem: f.read_text() for f in (HERE.parents[1] / "compat" / "lm_eval" / "templates").glob("*.jinja")}
    shutil.rmtree(HERE / "cases", ignore_errors=True)
    (HERE / "cases").mkdir()
    failures = 0
    for case, (name, options) in CASES.items():
        template = templates[options["chat_template"]] if "chat_template" in options else None
        try:
            requests, answers = [], {}
            for task in manager.load(name)["tasks"].values():
                make_prompts.prepare(task, options)
                make_prompts.build(task, options, template)
                requests += list(make_prompts.lines_of(task))
                if template is None and (made := answered(task, case)):
                    answers[task.config.task] = made
        except Exception as error:  # noqa: BLE001
            failures += 1
            print(f"{case}: {type(error).__name__}: {str(error)[:400]}")
            continue
        out = {
            "made_by": {"tool": "lm-evaluation-harness", "version": make_prompts.VERSION, "command": "python make_golden.py"},
            "task_yaml": f"{name}.yaml",
            "options": {"num_fewshot": options.get("num_fewshot"), "limit": options.get("limit"), "system": options.get("system"),
                        "gen_kwargs": options.get("gen_kwargs"), "chat_template": template,
                        "fewshot_as_multiturn": options.get("fewshot_as_multiturn", template is not None)},
            "requests": requests,
        }
        if answers:
            out["answers"] = answers
        (HERE / "cases" / f"{case}.json").write_text(json.dumps(out, ensure_ascii=True, indent=None, separators=(",", ":")) + "\n")
    print(f"{len(CASES)} cases, {failures} failed")


if __name__ == "__main__":
    main()
