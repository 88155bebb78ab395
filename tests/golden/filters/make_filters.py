"""Writes filters.json: what the filters of lm-evaluation-harness make of answers of our own.

usage: make_filters.py > filters.json   (lm_eval 0.4.13 must be importable)
"""
import importlib.metadata
import json
import platform

from lm_eval.filters import build_filter_ensemble

STRICT = r"#### (\-?[0-9\.\,]+)"
FLEXIBLE = r"(-?[$0-9.,]{2,})|(-?[0-9]+)"
BBH = r"(?<=the answer is )(.*)(?=.)"

numbers = [
    "3 + 4 = 7\n#### 7", "#### 1,234.50 and more", "#### -5\n#### 6", "####7", "so it is $1,250.", "none at all", "",
    "1 2 3", "12.", "the total -3", "-", "$", "..", "5%", "\u0663\u0664 apples", "x=3;y=-4", "#### $40", "#### .", "####  8",
    "The answer is 42.", "The answer is 1,000, I think", "the answer is 42.", "The answer is -7", "The answer is 3.\nThe answer is 4.",
    "1e5", "10\u202f000", "\u22125", "\u4e00 is 1", "7\n", "0", "  9  ", "1,2,3", "$12.50 each, $25 in all", "a1b2c3",
]
sentences = [
    "So the answer is (B).", "the answer is yes.", "the answer is no", "the answer is ", "the answer is \n(A).", "The answer is (C).",
    "the answer is a, the answer is b.", "the answer is True. Well.\nthe answer is False.", "the answer is [ ] ) >.",
    "the answer is \u00e9t\u00e9.", "the answer is  two words .", "the answer is \u2028odd.", "the answer is x\r\ny.", "therefore (D)",
    "the answer is 05/01/2021.", "the answer is \U0001f600.", "the answer is .", "the answer is ..",
]
spaces = [
    " a ", "\t\n a b \r\n", "\u00a0a\u2003", "\u200ba\u200b", "\x1ca\x1f", "\u3000\u65e5\u672c\u3000", "", " ", "\x85a\x85", "\ufeffa",
    "\u180ea\u180e", "\x0b\x0ca", "a\x00 ", "\u2028a\u2029",
]
cases_of_letters = [
    "ABC def", "\u0391\u03a3", "\u0391\u03a3 \u03a3\u0391\u03a3.", "\u0130stanbul", "stra\u00dfe", "\u1e9e", "\ufb01n", "\u01c5", "\u0149", "\u10d0", "\u13a0\uab70", "e\u0301E\u0301", "",
    "MiXeD 123 !", "\U00010400\U00010428",
]
tagged = [
    "[('the', 'DET'), ('cat', 'NOUN')]", "('a', 'X')('b', 'Y')", "[('it's', 'PRON')]", "none", "", "('a','X')", "('a', '')", "('', 'X')",
    "('l\u00e9', 'D\u00c9T')", "('a', 'it\"s')", "('a', 'b\nc')", "('a', 'b\\c')", "[('x', 'A'), 'y', ('z', 'B', 'C')]", "('a', '\u200b')",
    "('a', '\x7f\x01\u00ad')",
]
spans = [
    "person: Ada Lovelace $$ location: London", "PER: ada, bob $ LOC: none", "Persons: X\nLocation: Y, Z", "organization : acme $$",
    "date: none", "nothing here", "", "person: none, None, NONE", "time: noon$$place: here", "places: oslo $$$$ people: eva",
    "company:acme,country:norway", "superperson: x", "PER: a: b, c", "per:per: x", "Person: \u00c9va, \u0130lker", "LOC:", "LOC: $ PER: x",
    "LOC: x\n\nPER: y$$", "loc :\u00a0paris $ date\t: 1999", "counties: kent , surrey ,", "$$person: x$", "persons: a$$person: b",
    "The person: me. The date: today, tomorrow\norg: un",
]
patterns = [
    (r"(?i)answer:\s*([a-d])", ["Answer: B", "ANSWER:\u00a0c", "answer:\x1dd", "answer:\u200bd", "no"]),
    (r"(?s)<a>(.*?)</a>", ["<a>x\ny</a><a>z</a>", "<a></a>", "<a> </a>", "<a>x"]),
    (r"(?m)^(\w+)$", ["one\ntwo\n", "caf\u00e9\n\u4f60", "a b", "x\n\n", "_1\r\n2"]),
    (r"(?m)^", ["a\n", "\n\n", ""]),
    (r"^\d+$", ["12\n", "12\n\n", "\u0661\u0662", "\u00b2", "1"]),
    (r"\d+\Z", ["12\n", "12", "a3"]),
    (r"(?P<x>a+)(?P<y>b*)", ["aab", "a", "b", "aabb ab"]),
    (r"(?P<q>['\"]).*?(?P=q)", ["say \"it's\" so", "'a'b'c'", "\"x'"]),
    (r"a{,2}b", ["aaab", "b", "a{,2}b", "xab"]),
    (r"x*", ["axxb", "", "b"]),
    (r"(x*)|(y)", ["ay", "xx", ""]),
    (r"(a)|(b)|(c)", ["c", "b a", "d"]),
    (r"(a)?(b)?c", ["c", "abc", "bc"]),
    (r"\bcat\b", ["cat", "\u00e9cat", "cat's", "concat", "cat\u0301"]),
    (r"[[:alpha:]]+", ["a:]", "alpha:]]", "h]"]),
    (r"[^\s,]+", ["a b", "\x1c,\x1d", " \u3000x"]),
    (r"\S+", ["\x1ea\x1f b", "\u180e"]),
    (r"\v", ["a\x0bb", "\n", "\x0c"]),
    (r"[\w.]+@[\w.]+", ["me@ex\u00e4mple.org, you@b.c", "@"]),
    (r"(?<!\d)(\d{4})(?!\d)", ["in 1999, 20000 or 2001", "123"]),
    (r"(?:option|choice) \(?([A-E])\)?", ["option (C)", "choice B)", "Option A"]),
    (r"(?u)\w+", ["\u00e9t\u00e9 x"]),
    (r"(?x) \d+  # digits", ["a12", "b"]),
    (r"(?i:YES)|NO", ["yes", "no NO", "yES"]),
    (r"(a|b(c))*d", ["abcd", "ad", "d"]),
    (r"\\boxed\{([^{}]*)\}", ["\\boxed{5} \\boxed{ 6 }", "\\boxed{\\frac{1}{2}}", "boxed{5}"]),
    (r"(?>a+)b|a", ["aab", "aa"]),
    (r"(\()?x(?(1)\))", ["(x)", "x", "(x", "x)"]),
    (r"\u00e9|\x41|\U0001F600", ["\u00e9", "A", "\U0001f600!"]),
    (r".", ["\r", "\u2028", "\x85", "\n", "\U0001f600"]),
    (r"\w+", ["\u0bf0", "\u00b2\u2460", "\u0301", "\u203f", "\u216b", "\u4e8c"]),
    (r"\s*:\s*([A-J])", ["Answer : B", "x:\nC", ": K"]),
    (r"([A-D])\W*$", ["It is B.", "A\n", "C**\n", "d"]),
    (r"k|s", ["\u212a", "\u017f"]),
    (r"(?i)k|s", ["\u212a", "\u017f", "K"]),
]
choices4 = ["red apple", "apple", "a green pear", "plum."]
multi_texts = [
    "(B)", "B", "Answer: C", "answer:C", "I take the apple", "the red apple.", "A Green Pear!", "plum", "plum. yes", "x: E", "", "none",
    "Answer:\nD and C", "The (C) or (A)", "apple red apple", "a  green pear", "APPLE", ": A", "the green pear", "a red-apple",
]
multi_options = [
    {}, {"regex_pattern": r"(\([A-Z]\))"}, {"regex_pattern": r"(\([A-Z]\))", "group_select": -1, "ignore_case": True},
    {"ignore_case": True, "ignore_punctuation": True}, {"regexes_to_ignore": [r"[\.!]", "the "], "ignore_case": True},
    {"regex_pattern": r"(\()([A-Z])?(\))|()", "fallback": "?"}, {"group_select": -1},
]
other_choices = [
    ["Guilty", "Guilty of Romance", "Not"], ["C++", "C", "(x)", "a b"], [" padded ", "\u00c9t\u00e9", "\u2018quoted\u2019"], ["", "x"], ["one"],
    [chr(ord("a") + i) + "1" for i in range(26)], ["same", "same"], ["50%", "5", "$50", "~#&-"],
]
other_texts = ["Guilty of Romance", "it is Guilty", "C++ it is", "C", "(x)", "a b", "padded", "\u00e9t\u00e9", "quoted", "x", "one: A", "z1", "same",
               "$50 or 50%", ": Z", "~#&-", "not"]

cases = []


def shown(value):
    return {"text": str(value), "is_text": isinstance(value, str)}


def add(steps, answers, choices=None):
    class Instance:
        def __init__(self):
            self.resps, self.doc, self.filtered_resps = list(answers), {"choices": choices}, {}

    instance = Instance()
    case = {"steps": [{"function": name, **options} for name, options in steps], "answers": answers}
    if choices is not None:
        case["choices"] = choices
    try:
        build_filter_ensemble("x", steps).apply([instance])
        out = instance.filtered_resps["x"]
        out = list(out) if isinstance(out, list) else [out]
        case["out"] = [shown(value) for value in out]
    except (IndexError, AttributeError, AssertionError, TypeError) as error:
        case["error"] = type(error).__name__
    cases.append(case)


for pattern, select in [(STRICT, 0), (FLEXIBLE, -1), (FLEXIBLE, 0), (r"The answer is (\-?[0-9\.\,]+).", 0), (r"-?\d+", 0)]:
    add([("regex", {"regex_pattern": pattern, "group_select": select})], numbers)
add([("regex", {})], numbers)
add([("regex", {"regex_pattern": BBH})], sentences)
add([("regex", {"regex_pattern": BBH, "fallback": "  none ", "group_select": -1})], sentences)
add([("regex", {"regex_pattern": "(?<=the answer is )(.*)"})], sentences)
for select in (1, -2):
    for text in numbers:
        add([("regex", {"regex_pattern": "-?[0-9]+", "group_select": select})], [text])
for pattern, texts in patterns:
    add([("regex", {"regex_pattern": pattern})], texts)
    add([("regex", {"regex_pattern": pattern, "group_select": -1, "fallback": " f "})], texts)
for name, texts in [("remove_whitespace", spaces), ("lowercase", cases_of_letters), ("uppercase", cases_of_letters),
                    ("regex_pos", tagged), ("format_span", spans)]:
    add([(name, {})], texts)
add([("regex_pos", {"fallback": ["none", "it's"]})], tagged)
add([("map", {"mapping_dict": {"A": 0, "B": 1.5, "yes": True, "n": None, "t": "text", "l": [1, "a"]}})], ["A", "B", "yes", "n", "t", "l", "a", ""])
add([("map", {"mapping_dict": {"A": "(A)"}, "default_value": "?"})], ["A", "B"])
add([("map", {"default_value": -1})], ["A"])
for options in multi_options:
    add([("multi_choice_regex", options)], multi_texts, choices4)
    for choices in other_choices:
        add([("multi_choice_regex", options)], other_texts, choices)
votes = [["a"], ["a", "b", "b"], ["b", "a", "a", "b"], ["a", "b", "c"], ["", "", "a"], ["1", "1.0", "1"], ["c", "b", "b", "c", "c"]]
for texts in votes:
    for steps in (["take_first"], ["majority_vote"], ["majority_vote", "take_first"]):
        add([(step, {}) for step in steps], texts)
    for k in (1, 2, 3):
        add([("take_first_k", {"k": k})], texts)
add([("regex", {"regex_pattern": r"The answer is (\-?[0-9\.\,]*[0-9]+)"}), ("majority_vote", {}), ("take_first", {})],
    ["The answer is 4.", "The answer is 5.", "so 5", "The answer is 5"])
add([("take_first_k", {"k": 2}), ("regex", {}), ("map", {"mapping_dict": {"[invalid]": "none"}}), ("take_first", {})], ["x", "#### 1", "y"])
add([("lowercase", {}), ("regex", {"regex_pattern": "(?=(female|woman|man|male))"}), ("take_first", {})], ["A WOMAN and a man"])
add([("map", {}), ("lowercase", {})], ["a"])
add([("map", {}), ("regex", {"regex_pattern": ".*"})], ["a"])
add([("map", {"default_value": 3}), ("majority_vote", {})], ["a", "b"])

made_by = {"tool": "lm_eval", "version": importlib.metadata.version("lm_eval"), "python": platform.python_version(),
           "command": "make_filters.py > filters.json"}
print(json.dumps({"made_by": made_by, "cases": cases}, ensure_ascii=True, indent=None).replace('{"steps"', '\n{"steps"'))
