"""Makes json_valid.json in this folder: which texts Python's json module reads, with NaN and infinities refused.

Usage: python make_json_valid.py
The texts are written here, and made by changing one character of valid ones.
"""

import json
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).parent
TEXTS = ["", " ", "null", "true", "false", "nul", "True", "None", "0", "-0", "01", "-", "+1", "1.", ".5", "1.5", "1e5", "1E+5", "1e-5", "1e", "1e+", "0e0", "-0.0e-0",
         "1e400", "12345678901234567890", "NaN", "Infinity", "-Infinity", "\"\"", "\"a\"", "'a'", "\"a", "\"\\n\"", "\"\\x\"", "\"\\u00e9\"", "\"\\u00g0\"", "\"\\u12\"",
         "\"\\ud83d\\ude00\"", "\"\\/\"", "\"\\\"", "\"tab\there\"", "\"line\nbreak\"", "\"\u00e9\u6771\U0001f600\"", "\"\u007f\"", "[]", "[ ]", "[1]", "[1,]", "[,1]", "[1 2]",
         "[1,2]", "[[]", "[]]", "[]{}", "{}", "{ }", "{\"a\":1}", "{\"a\": 1,}", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[{}]}}",
         "{1:2}", "[}", "{]", "\t\r\n [1] \n", "\u00a0[1]", "[1]\u00a0", "\ufeff[1]", "// c\n1", "/* c */1", "1 // c", "[1]x", "[1]\u0000", "```json\n{}\n```", "\"a\" \"b\"", "[1e5,-3,\"x\",null,true]"]
ODD = list("\"\\{}[]:,0-.eE+ntu \n") + ["\u00e9", "\u0001"]


def no_constant(name):
    raise ValueError(name)


def is_valid(text):
    try:
        json.loads(text, parse_constant=no_constant)
        return True
    except ValueError:
        return False


def main():
    rng = random.Random(20240702)
    base = '{"name": "x \\u00e9\\n", "n": [-1.5e+3, 0, true, null, {"deep": [[], {}, ""]}], "e": {"k": false}}'
    texts = list(TEXTS)
    for _ in range(600):
        at = rng.randrange(len(base))
        texts.append(rng.choice([base[:at], base[:at] + base[at + 1:], base[:at] + rng.choice(ODD) + base[at:], base[:at] + rng.choice(ODD) + base[at + 1:]]))
    expected = {"made_by": {"tool": "json of Python", "version": sys.version.split()[0], "command": "python make_json_valid.py"},
                "cases": [[text, is_valid(text)] for text in texts]}
    with open(FOLDER / "json_valid.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
