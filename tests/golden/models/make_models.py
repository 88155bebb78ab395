#!/usr/bin/env python3
"""Writes tiny seeded Llama checkpoints and what transformers says about them.

usage: make_models.py OUT_FOLDER

tiny_llama: grouped queries, untied head, bfloat16 weights. tiny_llama_biases: biases everywhere, tied head, float32.
Logits are computed in float32 with eager attention; the variants differ in their rotary scaling alone.
"""
import json
import pathlib
import sys

import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM

INPUTS = [[1, 17, 250, 3, 3, 42, 199, 7, 88, 120, 61], [1, 298] + [(i * 37 + 11) % 300 for i in range(38)]]
SCALINGS = {
    "default": {"rope_type": "default", "rope_theta": 10000.0},
    "linear": {"rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0},
    "llama3": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 32, "rope_theta": 10000.0},
}


def make(config, seed, dtype, folder):
    torch.manual_seed(seed)
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.uniform_(0.5, 1.5)
            elif name.endswith("bias"):
                parameter.normal_(0.0, 0.2)
            else:
                parameter.normal_(0.0, 0.15)
    model.to(dtype).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)


def ask(folder, scaling, inputs):
    config = LlamaConfig.from_pretrained(folder)
    config.rope_parameters = dict(scaling)
    model = LlamaForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32, attn_implementation="eager")
    model.eval()
    answers = []
    for ids in inputs:
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
            greedy = list(ids)
            for _ in range(16):
                greedy.append(int(model(torch.tensor([greedy])).logits[0, -1].argmax()))
        rows = [0, len(ids) // 2, len(ids) - 1]
        answers.append({"ids": ids, "argmax": logits.argmax(-1).tolist(), "greedy": greedy[len(ids):], "rows": rows,
                        "logits": [[round(x, 6) for x in logits[r].tolist()] for r in rows]})
    return answers


def main():
    out = pathlib.Path(sys.argv[1])
    common = dict(hidden_size=64, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
                  rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2)
    make(LlamaConfig(vocab_size=300, intermediate_size=96, num_hidden_layers=2, tie_word_embeddings=False, **common),
         20260, torch.bfloat16, out / "tiny_llama")
    make(LlamaConfig(vocab_size=100, intermediate_size=40, num_hidden_layers=1, tie_word_embeddings=True, head_dim=24,
                     attention_bias=True, mlp_bias=True, **common),
         20261, torch.float32, out / "tiny_llama_biases")
    made_by = {"tool": "transformers", "version": transformers.__version__, "torch": torch.__version__,
               "command": "make_models.py ."}
    golden = {"made_by": made_by, "cases": []}
    for name, scaling in SCALINGS.items():
        golden["cases"].append({"folder": "tiny_llama", "name": name, "rope": scaling,
                                "answers": ask(out / "tiny_llama", scaling, INPUTS)})
    golden["cases"].append({"folder": "tiny_llama_biases", "name": "biases", "rope": SCALINGS["default"],
                            "answers": ask(out / "tiny_llama_biases", SCALINGS["default"],
                                           [[i % 100 for i in ids] for ids in INPUTS])})
    (out / "tiny_llama.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
