"""Rows of our own in the columns of each dataset, and made-up answers: what make_golden.py works on.

ROWS: dataset -> configuration ("" for none) -> split -> rows. ANSWERS: case -> one list of answers a sample.
"""

MATH = [
    ("What is three quarters as a fraction?", r"It is $3/4$, so $\boxed{\frac{3}{4}}$."),
    ("Solve $2x = 8$ for $x$.", r"Divide by two: $x = 4$. Thus $\boxed{4}$."),
    ("Where is $\\sqrt{x-1}$ defined?", r"For $x \ge 1$. First \boxed{no}, then $\boxed{[1,\infty)}$."),
    ("Half of five?", r"We get $\boxed{2.5}$"),
    ("The root of twelve?", r"Simplified it is $\boxed 2\sqrt3$ as asked."),
    ("Name the point.", r"The point is $\boxed{(3,\frac12)}$."),
    ("How long is it?", r"In total $\boxed{1,250\text{ cm}}$."),
]
MATH_ROWS = [{"problem": p, "level": "Level 1", "type": "Algebra", "solution": s} for p, s in MATH]
SUBJECTS = ["algebra", "counting_and_probability", "geometry", "intermediate_algebra", "number_theory", "prealgebra", "precalculus"]


def gsm(question, steps, number):
    return {"question": question, "answer": f"{steps}\n#### {number}"}


GSM_TRAIN = [
    gsm("A box holds 6 eggs. How many eggs are in 3 boxes?", "3 boxes hold 3 * 6 = <<3*6=18>>18 eggs.", "18"),
    gsm("Mia reads 12 pages a day. How many in a week?", "In a week she reads 7 * 12 = <<7*12=84>>84 pages.", "84"),
    gsm("Tom had $50 and spent $8. How much is left?", "He has 50 - 8 = $<<50-8=42>>42 left.", "42"),
    gsm("A train goes 60 km an hour. How far in 4 hours?", "It goes 60 * 4 = <<60*4=240>>240 km.", "240"),
    gsm("Half of 90 apples are red. How many?", "90 / 2 = <<90/2=45>>45 are red.", "45"),
    gsm("Each of 5 tables has 4 legs.\nHow many legs?", "5 * 4 = <<5*4=20>>20 legs.", "20"),
    gsm("A farm has 1000 hens and buys 250.", "1000 + 250 = <<1000+250=1250>>1,250 hens.", "1,250"),
    gsm("Four friends share 36 sweets.", "36 / 4 = <<36/4=9>>9 each.", "9"),
    gsm("A rope of 30 m is cut in 6.", "30 / 6 = <<30/6=5>>5 m.", "5"),
]
GSM_TEST = [
    gsm("Two cats have four paws each. How many paws?", "2 * 4 = <<2*4=8>>8 paws.", "8"),
    gsm("A car costs $1,200 and a bike $300. Together?", "1200 + 300 = <<1200+300=1500>>1500 dollars.", "1,500"),
    gsm("It was 3 degrees and fell by 7.", "3 - 7 = <<3-7=-4>>-4 degrees.", "-4"),
    gsm("How many minutes are two hours?", "2 * 60 = <<2*60=120>>120.", "120"),
    gsm("Caf\u00e9 \u2603: 10 cups, 3 break.", "10 - 3 = <<10-3=7>>7.", "7"),
]


def drop(number="", spans=(), date=("", "", "")):
    return {"number": number, "date": {"day": date[0], "month": date[1], "year": date[2]}, "spans": list(spans), "worker_id": "",
            "hit_id": ""}


def drop_row(i, passage, question, answer, *validated):
    return {"section_id": f"s{i}", "query_id": f"q{i}", "passage": passage, "question": question, "answer": answer,
            "validated_answers": {key: [one[key] for one in validated] for key in ("number", "date", "spans", "worker_id", "hit_id")}}


DROP = [
    drop_row(0, "The reds scored 3 goals and the blues 12.", "How many goals in all?", drop("15"), drop("15"), drop("", ["15 goals"])),
    drop_row(1, "Ann and Ben O'Neil met Carl \"the <Tall>\" Fox.", "Who met Carl?", drop("", ["Ann", "Ben O'Neil"]), drop("", ["Ben O'Neil"])),
    drop_row(2, "The bridge opened on 4 May 1890.", "When did it open?", drop("", [], ("4", "May", "1890")), drop("", [], ("", "", "1890"))),
    drop_row(3, "Of 100 people 28.1% came.", "How many per cent came?", drop("28.1")),
    drop_row(4, "There was a flood, an earthquake and the fire.", "Which came last?", drop("", ["the fire"]), drop("", [" "])),
]


def squad(i, title, context, question, *texts):
    return {"id": f"{i:04}", "title": title, "context": context, "question": question,
            "answers": {"text": list(texts), "answer_start": [max(0, context.find(t)) for t in texts]}}


SQUAD = [
    squad(1, "Lighthouse", "The lighthouse was built in 1871 by two brothers.", "When was it built?", "1871", "in 1871"),
    squad(2, "Lighthouse", "The lighthouse was built in 1871 by two brothers.", "Who painted it?"),
    squad(3, "Caf\u00e9", "The Caf\u00e9 on the hill sells a famous apple pie.", "What does it sell?", "a famous apple pie", "apple pie"),
    squad(4, "Caf\u00e9", "The Caf\u00e9 on the hill sells a famous apple pie.", "Where is the bank?"),
]
SQUAD_TRAIN = [
    squad(11, "Rain", "It rained for nine days.", "How long did it rain?", "nine days", "for nine days"),
    squad(12, "Rain", "It rained for nine days.", "Where did it snow?"),
    squad(13, "Market", "Every Friday there is a market.", "When is the market?", "Every Friday"),
    squad(14, "Market", "Every Friday there is a market.", "What does the market sell?"),
]

TRIVIA = [
    ("Which colour do blue and yellow paint make", ["Green", "green colour", "The Green"]),
    ("Who wrote the diary 'Anna's Days'", ["Anna [K.]", "Anna K"]),
    ("How many legs has a spider", ["8", "Eight"]),
    ("What is the \"<top>\" of a house called", ["The roof", "Roof!"]),
]
TRIVIA_ROWS = [{"question": q, "question_id": f"t{i}", "answer": {"aliases": a, "value": a[0], "normalized_aliases": [x.lower() for x in a]}}
               for i, (q, a) in enumerate(TRIVIA)]
NQ_ROWS = [{"question": q.lower(), "answer": a} for q, a in TRIVIA]

WIKITEXT = [
    "\n = Old Mill = \n\n The mill , built in 1 @,@ 204 , was the miller 's home ; it has 3 @.@ 5 floors . \n It is a well @-@ known"
    " place : \" The Mill \" ( locally ' M\u00f8lle ' ) . \n\n = = History = = \n\n = = = Early years = = = \n\n Who built it ? N"
    " people say : the Smiths ' sons ! [ 4 ] { x } 20 \u00b0 C \n",
    " = Empty = \n",
    "No markup at all, only words\nand a second line .",
]

CODE = [
    {"task_id": "Own/0", "prompt": "def double(x):\n    \"\"\"Twice x.\n    >>> double(2)\n    4\n    \"\"\"\n",
     "canonical_solution": "    return 2 * x\n", "test": "def check(candidate):\n    assert candidate(2) == 4\n", "entry_point": "double"},
    {"task_id": "Own/1", "prompt": "\n\ndef longest(words):\n    \"\"\" The longest of the words. \"\"\"\n",
     "canonical_solution": "    return max(words, key=len)\n",
     "test": "\n\ndef check(candidate):\n    assert candidate(['a', 'bb']) == 'bb'\n", "entry_point": "longest"},
]


def mbpp(i, text, code, *tests):
    return {"task_id": i, "text": text, "code": code, "test_list": list(tests), "test_setup_code": "", "challenge_test_list": []}


MBPP_PROMPT = [
    mbpp(1, "Write a function to add three.", "def add3(x):\r\n  return x + 3", "assert add3(1)==4", "assert add3(0)==3", "assert add3(2)==5"),
    mbpp(2, "Write a function to find the last item.", "def last(x):\r\n  return x[-1] ", "assert last([1])==1", "assert last([1,2])==2",
         "assert last('ab')=='b'"),
    mbpp(3, "Write a function to count words.", "def count(t):\r\n    return len(t.split())", "assert count('')==0", "assert count('a')==1",
         "assert count('a b')==2 "),
    mbpp(4, "Write a function to square.", "def square(x):\r\n  return x*x", "assert square(1)==1", "assert square(2)==4",
         "assert square(3)==9"),
]
MBPP_TEST = [
    mbpp(11, "Write a function to reverse a text.", "def reverse(t):\r\n  return t[::-1]", "assert reverse('ab')=='ba'",
         "assert reverse('')==''", "assert reverse('a')=='a'"),
    mbpp(12, "Write a function to say \"<hi>\".", "def hi():\r\n  return 'hi'", "assert hi()=='hi'", "assert hi()!=''", "assert len(hi())==2"),
]

NEWS = [
    {"article": "A storm hit the coast on Monday.\nRoofs were torn off and 200 homes lost power.",
     "highlights": "Storm hits coast .\n200 homes without power .", "id": "n1"},
    {"article": "The council voted for a new park.  Work begins in spring.", "highlights": "New park to be built in spring .", "id": "n2"},
]

TRANSLATION = {
    ("wmt/wmt14", "fr-en"): [{"en": "The house is old.", "fr": "La maison est vieille."}, {"en": "I'd like tea, please!", "fr": "Je voudrais du th\u00e9 !"},
                             {"en": "It rains.", "fr": "Il pleut."}],
    ("wmt/wmt16", "de-en"): [{"de": "Das Haus ist alt.", "en": "The house is old."}, {"de": "\u00dcber 100 B\u00fccher", "en": "Over 100 books"},
                             {"de": "Es regnet.", "en": "It rains."}],
    ("wmt/wmt16", "ro-en"): [{"ro": "Casa este veche.", "en": "The house is old."}, {"ro": "Plou\u0103 ast\u0103zi.", "en": "It rains today."},
                             {"ro": "Bun\u0103 ziua!", "en": "Good day!"}],
}

OPTIONS = "\nOptions:\n(A) at noon\n(B) at night\n(C) at noon, tomorrow"
BBH_ROWS = {
    "true_false": [("not ( True ) and True is", "False"), ("True or False is", "True"), ("not False is", "True")],
    "yes_no": [("You walk 3 steps and turn back. Do you return?\nOptions:\n- Yes\n- No", "No"), ("You walk on. Do you return?", "Yes"),
               ("You stand. Do you?", "Yes")],
    "valid": [("All cats purr. Tom is a cat. So Tom purrs.\nOptions:\n- valid\n- invalid", "valid"), ("Some cats purr. So all do.", "invalid"),
              ("Nothing follows.", "invalid")],
    "brackets": [("Complete the rest: Input: [ { (", ") } ]"), ("Input: < < [", "] > >"), ("Input: (", ")")],
    "number": [("I have two pens, a desk and 3 cups. How many objects?", "6"), ("((1 + 2) * (3 - 7)) =", "-12"), ("How many pens?", "2")],
    "words": [("Sort the following words alphabetically: List: pear apple fig", "apple fig pear"),
              ("Sort the following words alphabetically: List: yew oak ash", "ash oak yew"), ("Sort: List: b a", "a b")],
    "plausible": [("Is it plausible? \"Ann scored a goal.\"", "yes"), ("Is it plausible? \"Ann dunked a goal.\"", "no"), ("Is it?", "yes")],
    "truth": [("Question: Ann lies. Ben says Ann tells the truth. Does Ben tell the truth?", "No"), ("Question: Does Ann?", "Yes"),
              ("Question: Who?", "No")],
    "option": [("When does the sun shine?" + OPTIONS, "(A)"), ("When do owls hunt?" + OPTIONS, "(B)"), ("Nothing to choose.", "(C)")],
}
BBH_KINDS = {
    "boolean_expressions": "true_false", "causal_judgement": "yes_no", "date_understanding": "option", "disambiguation_qa": "option",
    "dyck_languages": "brackets", "formal_fallacies": "valid", "geometric_shapes": "option", "hyperbaton": "option",
    "logical_deduction_five_objects": "option", "logical_deduction_seven_objects": "option", "logical_deduction_three_objects": "option",
    "movie_recommendation": "option", "multistep_arithmetic_two": "number", "navigate": "yes_no", "object_counting": "number",
    "penguins_in_a_table": "option", "reasoning_about_colored_objects": "option", "ruin_names": "option",
    "salient_translation_error_detection": "option", "snarks": "option", "sports_understanding": "plausible",
    "temporal_sequences": "option", "tracking_shuffled_objects_five_objects": "option",
    "tracking_shuffled_objects_seven_objects": "option", "tracking_shuffled_objects_three_objects": "option", "web_of_lies": "truth",
    "word_sorting": "words",
}
BBH_ANSWERS = {
    "true_false": ["False", "True. Or False? The answer is True.", "false"],
    "yes_no": ["Yes, no. So the answer is No.", "yes", "We do not know"],
    "valid": ["The argument is valid.", "invalid, not valid. The answer is invalid.", "deductively correct"],
    "brackets": [" ) } ]", "The answer is ] > >.", "close it"],
    "number": ["1 + 2 + 3 = 6. The answer is 6.", "seven, or minus twelve: -12", "two"],
    "words": ["apple fig pear", "oak, then ash. So: ash oak yew. The answer is ash oak yew.", "a b"],
    "plausible": ["Yes, that is plausible.", "It is not plausible. The answer is no.", "maybe"],
    "truth": ["Ben is telling the truth, no: he does not tell the truth.", "Yes, Ann tells the truth. The answer is Yes.", "unknown"],
    "option": ["The answer is (A).", "AT NIGHT, of course", "It must be: C"],
}

AIME = [("What is $1+2$?", "3"), ("Find $n$.", "204"), ("Find $m+n$.", "25"), ("Find it.", "809")]

ROWS = {
    "openai/gsm8k": {"main": {"train": GSM_TRAIN, "test": GSM_TEST}},
    "madrylab/gsm8k-platinum": {"main": {"test": GSM_TRAIN}},
    "EleutherAI/hendrycks_math": {s: {"train": MATH_ROWS[:5], "test": MATH_ROWS} for s in SUBJECTS},
    "HuggingFaceH4/MATH-500": {"default": {"test": [{**row, "answer": "as in the solution", "subject": "Algebra", "unique_id": str(i)}
                                                     for i, row in enumerate(MATH_ROWS)]}},
    "gneubig/aime-1983-2024": {"": {"train": [{"ID": f"1990-{i}", "Year": 1990, "Problem Number": i, "Question": q, "Answer": a, "Part": None}
                                              for i, (q, a) in enumerate(AIME)]}},
    "Maxwell-Jia/AIME_2024": {"": {"train": [{"ID": f"2024-I-{i}", "Problem": q, "Solution": "See above.", "Answer": int(a)}
                                             for i, (q, a) in enumerate(AIME)]}},
    "math-ai/aime25": {"": {"test": [{"problem": q, "answer": a, "id": str(i)} for i, (q, a) in enumerate(AIME)]}},
    "SaylorTwift/bbh": {name: {"test": [{"input": i, "target": t} for i, t in BBH_ROWS[kind]]} for name, kind in BBH_KINDS.items()},
    "EleutherAI/drop": {"": {"train": DROP, "validation": DROP}},
    "lighteval/squad_v2": {"": {"train": SQUAD_TRAIN, "validation": SQUAD}},
    "rajpurkar/squad": {"plain_text": {"train": [r for r in SQUAD_TRAIN if r["answers"]["text"]],
                                       "validation": [r for r in SQUAD if r["answers"]["text"]]}},
    "hazyresearch/based-squad": {"default": {"validation": [
        {"doc_id": "1", "title": "Mill", "context": "c", "question": "q", "text": " The mill stands near the ", "value": " river "},
        {"doc_id": "2", "title": "Mill", "context": "c", "question": "q", "text": "It was built in", "value": "1204"}]}},
    "mandarjoshi/trivia_qa": {"rc.nocontext": {"train": TRIVIA_ROWS, "validation": TRIVIA_ROWS}},
    "google-research-datasets/nq_open": {"": {"train": NQ_ROWS, "validation": NQ_ROWS}},
    "EleutherAI/lambada_openai": {"default": {"test": [{"text": "She opened the old red door and saw the sea"},
                                                        {"text": "\"Who?\" he asked.  \u201cNobody,\u201d said Anna"}, {"text": "one two"}]}},
    "cimec/lambada": {"": {"validation": [{"text": "the boat went down the", "domain": "x"}],
                           "test": [{"text": "the boat went down the river", "domain": "x"}, {"text": "he `` smiled '' at the cat", "domain": "x"}]}},
    "EleutherAI/wikitext_document_level": {"wikitext-2-raw-v1": {split: [{"page": page} for page in WIKITEXT]
                                                                 for split in ("train", "validation", "test")}},
    "openai/openai_humaneval": {"": {"test": CODE}},
    "evalplus/humanevalplus": {"": {"test": CODE}},
    "google-research-datasets/mbpp": {"full": {"prompt": MBPP_PROMPT, "test": MBPP_TEST, "train": MBPP_PROMPT, "validation": MBPP_TEST}},
    "evalplus/mbppplus": {"": {"test": [{"task_id": r["task_id"], "prompt": r["text"], "code": r["code"], "test_list": r["test_list"],
                                         "test_imports": [], "test": ""} for r in MBPP_TEST]}},
    "abisee/cnn_dailymail": {"3.0.0": {"test": NEWS, "train": NEWS, "validation": NEWS}},
}
# Data of tasks that are ours alone: no case has them.
ROWS |= {
    "EdinburghNLP/xsum": {"": {"test": [{"document": n["article"], "summary": n["highlights"], "id": n["id"]} for n in NEWS]}},
    "mteb/summeval": {"": {"test": [{"id": n["id"], "text": n["article"], "human_summaries": [n["highlights"], "Another summary."]} for n in NEWS]}},
    "rag_qa": {"": {"test": [
        {"id": "r1", "question": "When does the mill open?", "passages": ["The mill opens at nine.", "It has two floors."], "answers": ["nine", "at nine"]},
        {"id": "r2", "question": "Who runs it?", "passages": [{"title": "Mill", "text": "Ada runs the mill."}, {"text": "It is old."}],
         "answers": ["Ada"]}]}},
    "tool_calls": {"": {"test": [
        {"id": "c1", "request": "What is the weather in Bonn?",
         "tools": [{"name": "weather", "description": "The weather of a town", "parameters": {"type": "object", "properties": {"town": {"type": "string"}}}}],
         "expected_calls": [{"name": "weather", "arguments": {"town": "Bonn"}}]},
        {"id": "c2", "request": "Thank you!", "tools": [{"name": "weather", "description": "d", "parameters": {}}], "expected_calls": []}]}},
}
for (path, config), pairs in TRANSLATION.items():
    ROWS.setdefault(path, {})[config] = {split: [{"translation": pair} for pair in pairs] for split in ("train", "validation", "test")}

GSM_ANSWERS = [["2 * 4 = 8\n#### 8"], ["That is $1,500."], ["3 - 7. The answer is -4. So -4."], ["I cannot say"], ["#### 8, no: #### 7."]]
MATH_ANSWERS = [["The answer is $\\frac34$."], ["$x=4$"], ["$[1, \\infty)$"], ["5/2"], ["It is $2\\sqrt{3}$, I think."], ["$(3,\\frac{1}{2})$"],
                ["$1,250$"]]
MINERVA_ANSWERS = [["Final Answer: The final answer is $\\frac{3}{4}$. I hope it is correct."], ["Final Answer: The final answer is $x=4$."],
                   ["So\nFinal Answer: The final answer is $[1,\\infty)$. I hope it is correct."], ["Final Answer: The final answer is $\\frac{5}{2}$. I hope"],
                   ["Final Answer: The final answer is $2\\sqrt{3}$. I hope it is correct."], ["\\boxed{(3,1/2)}"],
                   ["Final Answer: The final answer is $1250 cm$. I hope it is correct."]]
AIME_ANSWERS = [["$3$"], ["So \\boxed{204} and $7$."], ["m = 20, n = 5: 25"], ["\\boxed{809"]]

# case -> task, options; the answers of a case are those of ANSWERS.
CASES = {
    "gsm8k": ("gsm8k", {}),
    "gsm8k_0shot": ("gsm8k", {"num_fewshot": 0}),
    "gsm8k_cot_zeroshot": ("gsm8k_cot_zeroshot", {}),
    "gsm8k_cot_0shot": ("gsm8k_cot", {"num_fewshot": 0}),
    "gsm8k_cot_self_consistency_0shot": ("gsm8k_cot_self_consistency", {"num_fewshot": 0}),
    "gsm8k_platinum": ("gsm8k_platinum", {}),
    "gsm8k_platinum_cot_zeroshot": ("gsm8k_platinum_cot_zeroshot", {}),
    "hendrycks_math": ("hendrycks_math", {}),
    "hendrycks_math_algebra_2shot": ("hendrycks_math_algebra", {"num_fewshot": 2}),
    "hendrycks_math500": ("hendrycks_math500", {}),
    "minerva_math_0shot": ("minerva_math", {"num_fewshot": 0}),
    "minerva_math500_0shot": ("minerva_math500", {"num_fewshot": 0}),
    "aime": ("aime", {}),
    "aime24": ("aime24", {}),
    "aime25": ("aime25", {}),
    "bbh_zeroshot": ("bbh_zeroshot", {}),
    "bbh_cot_zeroshot": ("bbh_cot_zeroshot", {}),
    "bbh_fewshot_0shot": ("bbh_fewshot", {"num_fewshot": 0}),
    "drop": ("drop", {}),
    "drop_3shot": ("drop", {"num_fewshot": 3}),
    "squadv2": ("squadv2", {}),
    "squad_completion": ("squad_completion", {}),
    "triviaqa": ("triviaqa", {}),
    "triviaqa_2shot": ("triviaqa", {"num_fewshot": 2}),
    "nq_open": ("nq_open", {}),
    "nq_open_2shot": ("nq_open", {"num_fewshot": 2}),
    "lambada_openai": ("lambada_openai", {}),
    "lambada_standard": ("lambada_standard", {}),
    "wikitext": ("wikitext", {}),
    "humaneval": ("humaneval", {}),
    "humaneval_64": ("humaneval_64", {}),
    "humaneval_instruct": ("humaneval_instruct", {}),
    "humaneval_64_instruct": ("humaneval_64_instruct", {}),
    "humaneval_plus": ("humaneval_plus", {}),
    "mbpp": ("mbpp", {}),
    "mbpp_instruct": ("mbpp_instruct", {}),
    "mbpp_plus_instruct": ("mbpp_plus_instruct", {}),
    "cnn_dailymail_abisee": ("cnn_dailymail_abisee", {}),
    "wmt14-en-fr": ("wmt14-en-fr", {}),
    "wmt14-fr-en_1shot": ("wmt14-fr-en", {"num_fewshot": 1}),
    "wmt16-de-en": ("wmt16-de-en", {}),
    "wmt16-en-de": ("wmt16-en-de", {}),
    "wmt16-ro-en": ("wmt16-ro-en", {}),
    "wmt16-en-ro": ("wmt16-en-ro", {}),
}
ANSWERS = {
    "gsm8k": GSM_ANSWERS,
    "gsm8k_cot_zeroshot": GSM_ANSWERS,
    "gsm8k_cot_0shot": GSM_ANSWERS,
    "gsm8k_cot_self_consistency_0shot": [[f"The answer is {(i * i + k * k) % (3 + k)}." if i % 5 else "hm" for i in range(64)] for k in range(5)],
    "hendrycks_math": MATH_ANSWERS,
    "hendrycks_math500": MATH_ANSWERS,
    "minerva_math_0shot": MINERVA_ANSWERS,
    "minerva_math500_0shot": MINERVA_ANSWERS,
    "aime": AIME_ANSWERS,
    "aime24": AIME_ANSWERS,
    "aime25": AIME_ANSWERS,
    "bbh_zeroshot": BBH_ANSWERS,
    "bbh_cot_zeroshot": BBH_ANSWERS,
    "bbh_fewshot_0shot": BBH_ANSWERS,
    "drop": [[" 15"], ["Ann and Ben O'Neil"], ["4 May 1890"], [" 28.1%"], ["fire"]],
    "squadv2": [[" in 1871"], [""], ["the Apple-pie!"], ["unanswerable"]],
    "squad_completion": [[" old River,"], ["the year 1203"]],
    "triviaqa": [[" GREEN! "], ["Anna K"], ["eight legs"], ["roof"]],
    "nq_open": [[" the green "], ["anna k"], ["Eight"], ["A roof"]],
    "humaneval": [["    return x + x\n"], ["    return sorted(words)[0]"]],
    "humaneval_instruct": [["    return x + x\n```\nDone."], ["    return words[-1]"]],
    "cnn_dailymail_abisee": [["A storm tore off roofs.\n200 homes lost power"], [""]],
    "wmt14-en-fr": [[" La maison est tr\u00e8s vieille."], ["Je veux du th\u00e9."], [" Il pleut."]],
    "wmt14-fr-en_1shot": [["The old house."], ["I want tea."], ["It is raining."]],
    "wmt16-de-en": [["The house is old."], ["More than 100 books"], [""]],
    "wmt16-en-de": [["Das alte Haus."], ["\u00fcber 100 B\u00fccher"], ["Regen"]],
    "wmt16-ro-en": [["A house is old."], ["It rains."], ["Hello!"]],
    "wmt16-en-ro": [["Casa veche."], ["Plou\u0103."], ["Salut!"]],
}
