#!/usr/bin/env python3
"""Writes ifeval.json and languages.json: verdicts of lm-evaluation-harness on answers that this script writes.

    python make_ifeval.py [IFEVAL]   (with lm_eval, nltk and its punkt_tab data, langdetect)

ifeval.json: every answer against every instruction; the verdict is one digit, 1 for strict plus 2 for loose.
languages.json: texts in 30 languages, and English in small and in capital letters, against the instructions that need a
language.
prompts.json (where IFEVAL, the file of IFEval's prompts, is given): the verdicts of each prompt's instructions where the
answer is the prompt itself, and where it is the next prompt.
langdetect draws random numbers: a verdict that is not the same for ten seeds is written as "-" and left out.
"""
import functools
import json
import logging
import os
import random
import sys
from importlib.metadata import version

import langdetect
from lm_eval.tasks.ifeval import utils

HERE = os.path.dirname(os.path.abspath(__file__))
MADE_BY = {
    "tool": "lm-evaluation-harness (lm_eval.tasks.ifeval), nltk, langdetect",
    "version": f"{version('lm_eval')}, {version('nltk')}, {version('langdetect')}",
    "command": "python tests/golden/ifeval/make_ifeval.py",
}
PROMPT = "Tell me about the lighthouse on the cliff."

INSTRUCTIONS = [
    ("keywords:existence", {"keywords": ["harbour", "boat"]}),
    ("keywords:existence", {"keywords": ["LIGHT"]}),
    ("keywords:existence", {"keywords": ["caf\u00e9", "s.a"]}),
    ("keywords:existence", {"keywords": ["stra\u00dfe"]}),
    ("keywords:frequency", {"keyword": "boat", "frequency": 2, "relation": "at least"}),
    ("keywords:frequency", {"keyword": " the ", "frequency": 4, "relation": "less than"}),
    ("keywords:frequency", {"keyword": "o+", "frequency": 12, "relation": "at least"}),
    ("keywords:frequency", {"keyword": "no|yes", "frequency": 1, "relation": "less than"}),
    ("keywords:forbidden_words", {"forbidden_words": ["keeper", "lamp"]}),
    ("keywords:forbidden_words", {"forbidden_words": ["sea", "no"]}),
    ("keywords:forbidden_words", {"forbidden_words": ["caf\u00e9"]}),
    ("keywords:letter_frequency", {"letter": "e", "let_frequency": 20, "let_relation": "at least"}),
    ("keywords:letter_frequency", {"letter": "Q", "let_frequency": 1, "let_relation": "less than"}),
    ("keywords:letter_frequency", {"letter": "k", "let_frequency": 2, "let_relation": "at least"}),
    ("length_constraints:number_sentences", {"num_sentences": 1, "relation": "at least"}),
    ("length_constraints:number_sentences", {"num_sentences": 2, "relation": "less than"}),
    ("length_constraints:number_sentences", {"num_sentences": 3, "relation": "at least"}),
    ("length_constraints:number_sentences", {"num_sentences": 4, "relation": "at least"}),
    ("length_constraints:number_sentences", {"num_sentences": 6, "relation": "less than"}),
    ("length_constraints:number_sentences", {"num_sentences": 9, "relation": "less than"}),
    ("length_constraints:number_sentences", {"num_sentences": 15, "relation": "at least"}),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 1}),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 3}),
    ("length_constraints:number_words", {"num_words": 5, "relation": "less than"}),
    ("length_constraints:number_words", {"num_words": 30, "relation": "at least"}),
    ("length_constraints:number_words", {"num_words": 60, "relation": "less than"}),
    ("length_constraints:number_words", {"num_words": 120, "relation": "at least"}),
    ("length_constraints:nth_paragraph_first_word", {"num_paragraphs": 2, "nth_paragraph": 1, "first_word": "The"}),
    ("length_constraints:nth_paragraph_first_word", {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "it"}),
    ("length_constraints:nth_paragraph_first_word", {"num_paragraphs": 3, "nth_paragraph": 2, "first_word": "boats"}),
    ("length_constraints:nth_paragraph_first_word", {"num_paragraphs": 1, "nth_paragraph": 1, "first_word": "we"}),
    ("detectable_content:number_placeholders", {"num_placeholders": 1}),
    ("detectable_content:number_placeholders", {"num_placeholders": 3}),
    ("detectable_content:postscript", {"postscript_marker": "P.S."}),
    ("detectable_content:postscript", {"postscript_marker": "P.P.S"}),
    ("detectable_content:postscript", {"postscript_marker": " Note: "}),
    ("detectable_format:number_bullet_lists", {"num_bullets": 1}),
    ("detectable_format:number_bullet_lists", {"num_bullets": 2}),
    ("detectable_format:number_bullet_lists", {"num_bullets": 3}),
    ("detectable_format:number_bullet_lists", {"num_bullets": 4}),
    ("detectable_format:constrained_response", {}),
    ("detectable_format:number_highlighted_sections", {"num_highlights": 1}),
    ("detectable_format:number_highlighted_sections", {"num_highlights": 2}),
    ("detectable_format:number_highlighted_sections", {"num_highlights": 4}),
    ("detectable_format:multiple_sections", {"section_spliter": "Section", "num_sections": 2}),
    ("detectable_format:multiple_sections", {"section_spliter": "SECTION ", "num_sections": 1}),
    ("detectable_format:multiple_sections", {"section_spliter": "(Part|Day)", "num_sections": 3}),
    ("detectable_format:json_format", {}),
    ("detectable_format:title", {}),
    ("combination:two_responses", {}),
    ("combination:repeat_prompt", {"prompt_to_repeat": PROMPT}),
    ("combination:repeat_prompt", {"prompt_to_repeat": "  SAY \u0130t\n"}),
    ("startend:end_checker", {"end_phrase": "Is there more?"}),
    ("startend:end_checker", {"end_phrase": " the sea. "}),
    ("startend:quotation", {}),
    ("change_case:capital_word_frequency", {"capital_frequency": 1, "capital_relation": "at least"}),
    ("change_case:capital_word_frequency", {"capital_frequency": 3, "capital_relation": "at least"}),
    ("change_case:capital_word_frequency", {"capital_frequency": 2, "capital_relation": "less than"}),
    ("change_case:capital_word_frequency", {"capital_frequency": 8, "capital_relation": "less than"}),
    ("punctuation:no_comma", {}),
]

SENTENCES = [
    "The lighthouse stands on the cliff above the harbour.", "Nobody has lived there since 1962.",
    "Mr. and Mrs. Hale kept the lamp for thirty years.", "Dr. Osei arrived at 5 p.m. The fog was thick.",
    "Is anyone there?", "What a view!!", "They waited... and waited... until dawn.", "Wait... What was that?",
    "\"Who is it?\" asked the keeper.", "\"Come in!\" she said. \"The door is open.\"",
    "He whispered, 'Not yet.' Then he left.", "(The door was locked.) Nobody knew why.",
    "The U.S. Navy sent a boat, and the U.K. sent two.", "We moved from N.Y. to the coast in Jan. 1999.",
    "It cost $3.50, i.e. less than a ferry ticket.", "Some tools, e.g. a hammer, lay on the floor.",
    "Ropes, nets, oars, etc. were kept below.", "J. B. Marlow painted it; A. Quint wrote the song.",
    "Choose plan B. It is cheaper.", "See fig. 3 and vol. 12 for more.", "Version 2.0.1 is out. Version 3 is not.",
    "She won the 1st prize, No. 7 of 9.", "In 1871. the tower burned down.",
    "The NASA team and the BBC crew came by boat.", "I, II and III are the towers' names.",
    "A keeper can't sleep; he'll doze.", "Visit www.example.org. It has pictures.", "Write to keeper@example.org!",
    "The caf\u00e9 on Hauptstra\u00dfe is open.", "\u201cGo home.\u201d The wind rose.",
    "\u00ab Bonsoir. \u00bb Il pleut.", "It rained \u2014 hard. We stayed in.", "No.", "Yes!",
    "Boats come and go all day long, and gulls follow them.", "It is dark. it is cold. it is late.",
    "Well . . . perhaps.", "The ship left at 6 a.m. Everyone slept.", "Hale Bros. and Co. sold the land.",
    "Ask St. John or Prof. Lindqvist.", "Really?! Yes?! No!?", "One sentence.Another without space.",
    "Items: (1) rope. (2) oil. (3) bread.", "He said 'tis fine, and I'm gonna believe him.",
    "You cannot go; gimme the key!", "THE LAMP IS OUT. SEND A BOAT NOW.", "Q: Is it tall? A: It is 40.5 m tall.",
    "The ODD-EVEN rule, C++ and the F-16 are off topic.", "we walked to the sea.",
]
FRAGMENTS = [
    "* rope\n* oil\n* bread", "- rope\n- oil", "  * nested\n\n   - also", "** not a bullet\n*** nor this",
    "*\n\nafter", "*", "-", "1. Buy rope\n2. Buy oil\n3. Light the lamp", "a) first\nb) second", "***", " *** \n",
    "******", "*****", "*bold* text", "**strong** and *weak*", "****", "* *", "**  **", "*a\nb*", "_under_",
    "<<The Lamp>>", "<< >>", "<<>>", "<<<x>>>", "<<a\nb>>", "<<<>>>>", "[name] and [address]", "[a][b][c]",
    "[open\nclose]", "[]", "[[nested]]", "[x] ] [y", "P.S. Bring a coat.", "p. s. no", "P.P.S. And a hat.",
    "P.P.S And gloves", "p.p. s", "Note: later", "Section 1\nLamps\nSection 2\nBoats", "SECTION 1 text SECTION2 more",
    "Part 1 a Day 2 b", "section 1", "Section X", "My answer is yes.", "My answer is no", "my answer is maybe.",
    "My answer is maybe. Truly.", PROMPT, PROMPT.upper(), "say i\u0307t now", "Is there more?", "is there MORE?\"",
    "\"Is there more?\"", "\"quoted\"", "\"", "\"\"", "'single'", "{\"lamp\": [1, 2.5e3, null, true, \"\\u00e9\"]}",
    "```json\n{\"a\": {}}\n```", "```\n[]\n```", "```JSON\n[1,]\n```", "{'a': 1}", "{\"a\": 1} extra", "NaN",
    "[Infinity, -Infinity]", "01", "-", "1.", "\"a\tb\"", "\"\\ud800\"", "[1 2]", "{\"a\" 1}", "null", "\ufeff{}",
    "{\"a\":1,\"a\":2}", "1e5", "-0.0E+1", "\"\\x\"", "[\"x\", ]", "{,}", "[[[[[[]]]]]]", "", " ", "\n\n\n", "\r\n",
    "\u00a0\u2003", "\u200b", "\x1c\x1d", "Boats,\n\nBoats", "It's here\n\nit is", "'The' thing\n\n\"It\" is",
    "The\n\n\n\nit", "The end\n\n\n\n\n\nit", "\u03a3\u03b1\u03c2 \u03a3\u0399\u0393\u039c\u0391\u03a3",
    "\u01c5 \u01c4 \u01c6", "CAF\u00c9 \u00c9T\u00c9", "\u4e2d\u6587\u3002 \u53e5\u5b50\u3002",
    "\U0001f600 \U0001f680!", "na\u00efve co\u00f6peration", "x\u0301 y", "\u212a\u017f", "I\u0307 \u0131",
    "snake_case word2 3rd", "a-b-c -- d---e", "one\ttwo\x0bthree\x0cfour", "1,000.5 2.000,7",
    "Line one.\r\nLine two.\r\nLine three.", "semi;colon:here,there", "Dr.\nHale", "End.)\n\n(Start.",
    "Stop!--Go on.", "He left.'' She stayed.", "``Old quotes.'' New.", "Mr.Hale Jr. and Sr. Diaz.",
    "8 a.m. tomorrow? Yes. p.m. No.",
]


def responses():
    rng = random.Random(20)
    found = [""] + FRAGMENTS + SENTENCES
    for i in range(150):
        parts = []
        for _ in range(rng.choice([1, 2, 3, 4, 6, 9])):
            pool = SENTENCES if rng.random() < 0.65 else FRAGMENTS
            parts.append(rng.choice(pool))
        text = parts[0]
        for part in parts[1:]:
            text += rng.choice([" ", " ", " ", "\n", "\n\n", "\n***\n", "******", "\r\n", "  ", "\t"]) + part
        if i % 7 == 0:
            text = '"' + text + '"'
        if i % 11 == 0:
            text = "Sure, here it is:\n" + text + "\nIs there more?"
        if i % 13 == 0:
            text = text.upper()
        if i % 17 == 0:
            text = text.lower()
        found.append(text)
    found.append(" ".join(rng.choice(SENTENCES) for _ in range(300)))
    found.append("*" * 2000)
    found.append("\n" * 3000)
    found.append("[" * 500 + "]")
    return list(dict.fromkeys(found))


def verdict(instruction, kwargs, response):
    inp = utils.InputExample(key=0, instruction_id_list=[instruction], prompt=PROMPT, kwargs=[kwargs])
    strict = utils.test_instruction_following_strict(inp, response).follow_instruction_list[0]
    loose = utils.test_instruction_following_loose(inp, response).follow_instruction_list[0]
    return int(bool(strict)) + 2 * int(bool(loose))


@functools.lru_cache(maxsize=None)
def detected(seed, text):
    langdetect.DetectorFactory.seed = seed
    try:
        return ORIGINAL_DETECT(text)
    except langdetect.LangDetectException as error:
        return error


def detect(text):
    """langdetect.detect, which is slow, once a seed and text."""
    found = detected(langdetect.DetectorFactory.seed, text)
    if isinstance(found, Exception):
        raise found
    return found


ORIGINAL_DETECT = langdetect.detect
langdetect.detect = detect


def stable_verdict(instruction, kwargs, response):
    seen = set()
    for seed in range(10):
        langdetect.DetectorFactory.seed = seed
        seen.add(verdict(instruction, kwargs, response))
    return str(seen.pop()) if len(seen) == 1 else "-"


def write(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump({"made_by": MADE_BY, **content}, file, separators=(",", ":"))
        file.write("\n")


def make_ifeval():
    lines = []
    for response in responses():
        digits = "".join(str(verdict(i, k, response)) for i, k in INSTRUCTIONS)
        lines.append([response, digits])
    write("ifeval.json", {"prompt": PROMPT, "instructions": INSTRUCTIONS, "responses": lines})


def make_languages():
    with open(os.path.join(HERE, "language_texts.json")) as file:
        by_language = json.load(file)
    texts = [s for sentences in by_language.values() for s in sentences]
    texts += [" ".join(sentences) for sentences in by_language.values()]
    texts += [s.lower() for s in SENTENCES] + [s.upper() for s in SENTENCES if len(s) > 40]
    texts += ["123 456", "\U0001f600\U0001f680", "...", "https://example.org/lamp", "keeper@example.org", "", "**"]
    texts += ["\u10e1\u10d0\u10e5\u10d0\u10e0\u10d7\u10d5\u10d4\u10da\u10dd", "\u12a0\u121b\u122d\u129b"]
    texts += ["Here is the answer:\n" + by_language[code][0] for code in ("de", "hi", "ru")]
    instructions = [("change_case:english_capital", {}), ("change_case:english_lowercase", {})]
    instructions += [("language:response_language", {"language": code}) for code in by_language]
    lines = [[t, "".join(stable_verdict(i, k, t) for i, k in instructions)] for t in dict.fromkeys(texts)]
    write("languages.json", {"instructions": instructions, "responses": lines})


def make_prompts(path):
    with open(path) as file:
        rows = [json.loads(line) for line in file]
    lines = []
    for i, row in enumerate(rows):
        found = []
        for response in (row["prompt"], rows[(i + 1) % len(rows)]["prompt"]):
            digits = ""
            for name, kwargs in zip(row["instruction_id_list"], row["kwargs"]):
                known = kwargs.get("letter", "a").isalpha()  # others are drawn at random
                digits += stable_verdict(name.removeprefix("en:"), kwargs, response) if known else "-"
            found.append(digits)
        lines.append(found)
    write("prompts.json", {"prompts": lines})


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    make_ifeval()
    make_languages()
    if len(sys.argv) > 1:
        make_prompts(sys.argv[1])
