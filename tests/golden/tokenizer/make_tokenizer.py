"""Makes the golden ids of this folder with the HuggingFace `tokenizers` library.

    python make_tokenizer.py --smollm2 SmolLM2-135M-Instruct.Q4_1.gguf --models FOLDER

FOLDER holds stories260K/hf, babyllama105/hf and tiny_gpt2_cicd. Without an option that part is left as it is.
Needs: tokenizers, jinja2, and gguf for --smollm2.
"""

import argparse
import json
from pathlib import Path

import jinja2
import tokenizers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from hard_texts import hard_texts

HERE = Path(__file__).parent
MADE_BY = {"tool": "tokenizers", "version": tokenizers.__version__,
           "command": "python tests/golden/tokenizer/make_tokenizer.py --smollm2 GGUF --models FOLDER"}

# Sentences of ours that the small tokenizers are trained on.
SENTENCES = [
    "One day, a girl named Mira found a kite in a tall tree by the canal.",
    "The kite was red and the wind was strong, so it was not an easy thing to take it down.",
    "\"Don't worry,\" said her brother, \"I'll bring the long ladder and we'll get it.\"",
    "They waited and waited until the wind was still, and then the kite came down by itself.",
    "In the morning the heron stands in the water and waits for the small silver fish.",
    "It's nothing, she was thinking; we're going home, they've been working since morning.",
    "The answer is 42, or 1234 if you count the other ones twice: 12, 34, 56, 78 and 90.",
    "Adding and subtracting, reading and writing, singing and running: everything is interesting.",
    "for (int i = 0; i < n; ++i) { total += values[i]; }    return total / n;",
    "na\u00efve caf\u00e9, \u00fcber alles, \u043c\u0438\u0440 \u0438 \u0442\u0440\u0443\u0434, \u4f60\u597d\u4e16\u754c, \u4e16\u754c\u548c\u5e73, \u3053\u3093\u306b\u3061\u306f",
    "Another brother and another mother gather together other leather and feathers.",
    "there there then than that this these those with within without",
]


def write(name, value):
    path = HERE / name
    path.write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
    assert path.stat().st_size < 300_000, (name, path.stat().st_size)


def ids_of(tokenizer, texts, **more):
    """Ids with what the tokenizer adds, its special tokens plain text (`add`) or recognised (`parse`, nothing added)."""
    tokenizer.encode_special_tokens = True
    add = [tokenizer.encode(t).ids for t in texts]
    tokenizer.encode_special_tokens = False
    parse = [tokenizer.encode(t, add_special_tokens=False).ids for t in texts]
    return {"made_by": MADE_BY, **more, "add": add, "parse": parse,
            "decoded": [tokenizer.decode(i, skip_special_tokens=True) for i in add]}


def small_byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer.train_from_iterator(SENTENCES, trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def small_sentencepiece():
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    tokenizer.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=520, special_tokens=special, show_progress=False))
    # The byte tokens are no added tokens in such files; only the first three are.
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = document["added_tokens"][:3]
    document["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(document))
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return tokenizer


def part(step):
    return json.loads(step.__getstate__())


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")


def variants():
    """Steps put into a small tokenizer in place of its own: (name, base, members of the document)."""
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)

    def byte_level(*steps):
        return {"pre_tokenizer": part(pre_tokenizers.Sequence([*steps, bytes_only]))}

    yield "gpt2", "bytes", {"pre_tokenizer": part(pre_tokenizers.ByteLevel(add_prefix_space=False))}
    yield "gpt2_prefix_space", "bytes", {"pre_tokenizer": part(pre_tokenizers.ByteLevel(add_prefix_space=True))}
    yield "gpt2_split", "bytes", byte_level(pre_tokenizers.Split(Regex(GPT2), "isolated"))
    yield "llama3", "bytes", byte_level(pre_tokenizers.Split(Regex(LLAMA3), "isolated"))
    yield "llama3_removed_inverted", "bytes", byte_level(pre_tokenizers.Split(Regex(LLAMA3), "removed", invert=True))
    yield "qwen2_nfc", "bytes", {**byte_level(pre_tokenizers.Split(Regex(QWEN2), "isolated")), "normalizer": part(normalizers.NFC())}
    yield "regex_case", "bytes", byte_level(pre_tokenizers.Split(Regex(r"[^\r\n\p{L}]?[\p{Lu}]*[\p{Ll}\p{M}]+|\p{N}{2}|\s+"), "isolated"))
    for behavior in ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]:
        yield f"split_regex_{behavior}", "bytes", byte_level(pre_tokenizers.Split(Regex(r"[aeiou.!\s]"), behavior))
    yield "split_string", "bytes", byte_level(pre_tokenizers.Split(" ", "merged_with_next"))
    yield "digits_runs", "bytes", byte_level(pre_tokenizers.Digits(individual_digits=False))
    yield "whitespace", "bytes", byte_level(pre_tokenizers.Whitespace())
    yield "whitespace_split", "bytes", byte_level(pre_tokenizers.WhitespaceSplit())
    yield "punctuation", "bytes", byte_level(pre_tokenizers.Punctuation("isolated"))
    yield "byte_level_then_split", "bytes", {"pre_tokenizer": part(pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False),
         pre_tokenizers.Digits(individual_digits=True)]))}
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        yield form.lower(), "bytes", {"normalizer": part(getattr(normalizers, form)())}
    yield "lowercase", "bytes", {"normalizer": part(normalizers.Lowercase())}
    yield "strip", "bytes", {"normalizer": part(normalizers.Strip(left=True, right=True))}
    yield "strip_left", "bytes", {"normalizer": part(normalizers.Strip(left=True, right=False))}
    yield "replace_regex", "bytes", {"normalizer": part(normalizers.Replace(Regex(r"\s{2,}|\d"), "\\1x"))}
    yield "ignore_merges", "bytes", {"model.ignore_merges": True}
    added = [dict(content=c, single_word=c == "<solo>", lstrip=c == "<left>", rstrip=c == "<right>", normalized=n, special=s)
             for c, n, s in [("<mark>", False, False), ("<solo>", False, True), ("<left>", False, False),
                             ("<right>", True, False), ("<|im_start|>user", False, False), ("Hello", True, False)]]
    yield "added", "bytes", {"added_tokens+": added, "normalizer": part(normalizers.Lowercase())}
    yield "added_spm", "spm", {"added_tokens+": added}
    for scheme in ["always", "first", "never"]:
        for split in [True, False]:
            yield f"metaspace_{scheme}_{split}".lower(), "spm", {
                "normalizer": None, "pre_tokenizer": part(pre_tokenizers.Metaspace(prepend_scheme=scheme, split=split)),
                "decoder": part(decoders.Metaspace(prepend_scheme=scheme, split=split))}
    yield "no_decoder", "spm", {"decoder": None}
    yield "unk_fused", "spm", {"model.byte_fallback": False}
    yield "unk_each", "spm", {"model.byte_fallback": False, "model.fuse_unk": False}
    yield "no_unk", "spm", {"model.byte_fallback": False, "model.unk_token": None}
    yield "bos_eos", "spm", {"post_processor": part(processors.Sequence([processors.ByteLevel(), processors.TemplateProcessing(
        single="<s> $A </s> <s>", pair="<s> $A $B", special_tokens=[("<s>", 1), ("</s>", 2)])]))}


def changed(document, changes):
    document = json.loads(json.dumps(document))
    for key, value in changes.items():
        if key == "added_tokens+":
            first = 1 + max([t["id"] for t in document["added_tokens"]] + list(document["model"]["vocab"].values()))
            document["added_tokens"] += [{"id": first + i, **t} for i, t in enumerate(value)]
        elif key.startswith("model."):
            document["model"][key[6:]] = value
        else:
            document[key] = value
    return document


def make_small(texts):
    bases = {"bytes": json.loads(small_byte_level().to_str()), "spm": json.loads(small_sentencepiece().to_str())}
    for name, document in bases.items():
        write(f"small_{name}.json", document)
        write(f"small_{name}_ids.json", ids_of(Tokenizer.from_str(json.dumps(document)), texts))
    # A third of the texts for each variant keeps the files small; the choice shifts, so that all are used.
    files = {"bytes": [], "spm": []}
    for i, (name, base, changes) in enumerate(variants()):
        document = changed(bases[base], changes)
        tokenizer = Tokenizer.from_str(json.dumps(document))
        chosen = [t for t in range(len(texts)) if t % 3 == i % 3 or "<" in texts[t] or "  " in texts[t][:40]]
        chosen = [t for t in chosen if len(texts[t]) < 80]
        changes = {k: document[k[:-1]] if k.endswith("+") else v for k, v in changes.items()}
        changes = {k.rstrip("+"): v for k, v in changes.items()}
        one = ids_of(tokenizer, [texts[t] for t in chosen])
        del one["made_by"]
        files[base].append({"name": name, "base": base, "changes": changes, "texts": chosen, **one})
    for base, listed in files.items():
        half = (len(listed) + 1) // 2
        for number, some in enumerate([listed[:half], listed[half:]] if base == "bytes" else [listed]):
            write(f"variants_{base}_{number}.json", {"made_by": MADE_BY, "variants": some})


def make_smollm2(path, texts):
    import gguf

    fields = gguf.GGUFReader(path).fields
    tokens, merges, types = (fields[f"tokenizer.ggml.{k}"].contents() for k in ["tokens", "merges", "token_type"])
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=[tuple(m.split(" ")) for m in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([t for t, kind in zip(tokens, types) if kind == 3])
    write("smollm2_ids.json", ids_of(tokenizer, texts))

    template = fields["tokenizer.chat_template"].contents()
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    chats = [
        [("user", "What is 2+2?")],
        [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "Name a bird.")],
        [("user", " spaces \n"), ("assistant", " The heron")],
        [("user", "Write <|im_end|> please"), ("assistant", "Once upon a time  ")],
    ]
    rendered = []
    for chat in chats:
        messages = [{"role": r, "content": c} for r, c in chat]
        text = environment.from_string(template).render(messages=messages, bos_token="<|im_start|>", eos_token="<|im_end|>",
                                                        add_generation_prompt=chat[-1][0] != "assistant")
        if chat[-1][0] == "assistant":
            text = text[: text.rindex(chat[-1][1]) + len(chat[-1][1])]
        rendered.append({"messages": messages, "text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids})
    write("smollm2_chat.json", {"made_by": {**MADE_BY, "tool": "jinja2", "version": jinja2.__version__},
                                "template": template, "chats": rendered})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--smollm2")
    parser.add_argument("--models")
    options = parser.parse_args()
    texts = hard_texts()
    write("texts.json", {"made_by": {"tool": "hard_texts.py", "version": "1", "command": MADE_BY["command"]}, "texts": texts})
    make_small(texts)
    if options.smollm2:
        make_smollm2(options.smollm2, texts)
    if options.models:
        for name, folder in [("stories260K", "stories260K/hf"), ("babyllama105", "babyllama105/hf"), ("gpt2", "tiny_gpt2_cicd")]:
            tokenizer = Tokenizer.from_file(str(Path(options.models) / folder / "tokenizer.json"))
            write(f"{name.lower()}_ids.json", ids_of(tokenizer, texts))


if __name__ == "__main__":
    main()
