#!/usr/bin/env python3
"""Writes what transformers says about the dequantised weights of SmolLM2-135M-Instruct.Q4_1.gguf.

usage: make_smollm2.py SmolLM2-135M-Instruct.Q4_1.gguf OUT.json

The weights are decoded by the gguf package to float32 and the rows of q and k put back into the half-split order.
"""
import json
import sys

import gguf
import numpy as np
import tokenizers
import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM

PAIRS = [
    ("The capital of France is", " Paris, which lies on the Seine."),
    ("Water boils at a temperature of", " 100 degrees Celsius at sea level."),
    ("def add(a, b):\n", "    return a + b\n"),
    ("The quick brown fox", " jumps over the lazy dog while the cat sleeps in the warm afternoon sun."),
]
CHAT = ("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
        "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n")
NAMES = {"attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
         "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
         "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"}


def field(reader, key):
    return reader.fields[key].contents()


def half_split(weights, heads):
    rows, columns = weights.shape
    return weights.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def load(reader):
    heads, kv_heads = field(reader, "llama.attention.head_count"), field(reader, "llama.attention.head_count_kv")
    config = LlamaConfig(
        vocab_size=len(field(reader, "tokenizer.ggml.tokens")), hidden_size=field(reader, "llama.embedding_length"),
        intermediate_size=field(reader, "llama.feed_forward_length"), num_hidden_layers=field(reader, "llama.block_count"),
        num_attention_heads=heads, num_key_value_heads=kv_heads, rms_norm_eps=1e-5, tie_word_embeddings=True,
        max_position_embeddings=field(reader, "llama.context_length"),
        rope_parameters={"rope_type": "default", "rope_theta": field(reader, "llama.rope.freq_base")})
    state = {}
    for tensor in reader.tensors:
        values = gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        parts = tensor.name.split(".")
        if parts[0] == "blk":
            if parts[2] in ("attn_q", "attn_k"):
                values = half_split(values, heads if parts[2] == "attn_q" else kv_heads)
            name = f"model.layers.{parts[1]}.{NAMES[parts[2]]}.weight"
        else:
            name = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}[tensor.name]
        state[name] = torch.from_numpy(np.ascontiguousarray(values))
    state["lm_head.weight"] = state["model.embed_tokens.weight"]
    model = LlamaForCausalLM._from_config(config, attn_implementation="eager", dtype=torch.float32)
    model.load_state_dict(state, strict=True)
    return model.eval()


def make_tokenizer(reader):
    texts = field(reader, "tokenizer.ggml.tokens")
    merges = [tuple(m.split(" ")) for m in field(reader, "tokenizer.ggml.merges")]
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE({t: i for i, t in enumerate(texts)}, merges))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [tokenizers.pre_tokenizers.Digits(individual_digits=True),
         tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    kinds = field(reader, "tokenizer.ggml.token_type")
    tokenizer.add_special_tokens([tokenizers.AddedToken(t, special=True) for t, k in zip(texts, kinds) if k == 3])
    return tokenizer


def main():
    reader = gguf.GGUFReader(sys.argv[1])
    model, tokenizer = load(reader), make_tokenizer(reader)
    pairs = []
    for context, continuation in PAIRS:
        ids, split = tokenizer.encode(context + continuation).ids, len(tokenizer.encode(context).ids)
        with torch.no_grad():
            logprobs = torch.log_softmax(model(torch.tensor([ids])).logits[0].double(), -1)
        each = [logprobs[i - 1, ids[i]].item() for i in range(split, len(ids))]
        greedy = all(int(logprobs[i - 1].argmax()) == ids[i] for i in range(split, len(ids)))
        pairs.append({"context": context, "continuation": continuation, "context_ids": ids[:split],
                      "continuation_ids": ids[split:], "logprobs": [round(x, 7) for x in each], "is_greedy": greedy})
    ids = list(tokenizer.encode(CHAT).ids)
    prompt = list(ids)
    with torch.no_grad():
        for _ in range(24):
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
            if ids[-1] == field(reader, "tokenizer.ggml.eos_token_id"):
                break
    golden = {"made_by": {"tool": "transformers", "version": transformers.__version__, "gguf": "weights by gguf.dequantize",
                          "torch": torch.__version__,
                          "command": "make_smollm2.py SmolLM2-135M-Instruct.Q4_1.gguf smollm2.json"},
              "pairs": pairs, "chat": {"text": CHAT, "ids": prompt, "greedy": ids[len(prompt):],
                                       "answer": tokenizer.decode(ids[len(prompt):])}}
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump(golden, out, separators=(",", ":"))
        out.write("\n")


main()
