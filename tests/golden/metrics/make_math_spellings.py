"""Makes math_spellings.json: what the answer checkers of lm-evaluation-harness 0.4.13 make of answers of ours.

    pip install "lm-eval[math]==0.4.13" && python make_math_spellings.py

`math`: strip_string of hendrycks_math (null where it raises); `minerva`: normalize_final_answer of minerva_math; `found`: what
minerva_math finds in the text (null for none); `aime`: whether aime takes the text for the answer `right`.
"""

import json
import pathlib

from lm_eval.tasks.aime.utils import process_results
from lm_eval.tasks.hendrycks_math.utils import strip_string
from lm_eval.tasks.minerva_math.utils import get_unnormalized_answer, normalize_final_answer

ANSWERS = [
    "3", " 3 ", "-7", "3.50", ".5", "0.5", "-.5", "1,000", "1,000,000", "1,2,3", "0,1", "12,34", "(1,2)", "[1,\\infty)", "\\{1,2\\}",
    "\\frac12", "\\frac1{72}", "\\frac{1}{2}", "\\frac{1}2", "\\dfrac{3}{4}", "\\tfrac34", "\\frac1", "\\frac", "-\\frac{1}{3}", "\\fracab",
    "3/4", "-3/4", "03/4", "x/2", "1/2/3", "3 / 4", "+3/4", "1_0/2", "\\sqrt3", "\\sqrt{3}", "\\sqrt 3", "2\\sqrt3+1", "\\sqrt", "\\sqrt[3]8",
    "\\sqrt[3]{8}", "\\sqrtab", "x=4", "y = 2x", "x \\in [1,2]", "abc=5", "a=b=c", "k =5", "50\\%", "50%", "\\$5", "5\\text{ cm}",
    "5 \\text{ cm}^2", "5\\text{cm}", "1\\text{ a}\\text{ b}", "\\text{even}", "\\textbf{(A)}", "\\mbox{ten}", "90^\\circ", "90^{\\circ}", "\\left(1,2\\right)",
    "\\left[\\frac12, 1\\right]", "1\\!000", "1{,}000", "10,\\!000", "12 cm", "12cm", "3 square units", "2\\pi ft", "2\\pift", "5 dollars", "an apple",
    "a point", "points A and B", "1 \\text{and} 2", "$7$", "The value is $7$", "$a$ or $b$", "\\boxed{9}", "\\overline{AB}", "x^2 + 1", "\\ldots", "\"yes\"",
    "10\\,000", "1\\;2", "\u00bd", "caf\u00e9 9", "3\n", "3\\\\4", "", " ", "2^{10}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}", "{.5}", "1 .5", "1e3",
    "\\frac{\\sqrt2}{2}", "\\frac\\pi2", "27^{th}", "3\\mathrm{th}", "\\text{m}", "6\\text{ m}", "4:30", "x<5", "minutes", "10 meals and 4 edges",
]
TEXTS = [
    "Final Answer: The final answer is $7$. I hope it is correct.", "Final Answer: The final answer is 7", "final answer: 7",
    "Final Answer: The final answer is $7$. I hope it is correct.\nFinal Answer: The final answer is $8$. I hope it is correct.",
    "Final Answer: The final answer is\n7. I hope it is correct.", "Final Answer: The final answer is 7. I hope", "",
    "Final Answer: The final answer is $1.5$. I hope it is correct. Really.",
]
AIME = [("$7$", "7"), ("7", "7"), (" 7", "7"), ("07", "7"), ("\\boxed{7}", "7"), ("\\boxed{07}", "7"), ("\\boxed 7$", "7"), ("\\fbox{7}", "7"), ("\\boxed{7", "7"),
        ("$1$ then $7$", "7"), ("$7", "7"), ("\\boxed{\\text{ 7}}", "7"), ("\\boxed{1} \\boxed{7}", "7"), ("\\boxed{$7$}", "7"), ("so $\\boxed{7}$ it is $8$", "7"),
        ("\\boxed7", "7"), ("\\boxed{x=7}", "7"), ("\\boxed{007}", "007"), ("\\boxed{}", "")]


def spelled(text):
    try:
        return strip_string(text)
    except Exception:  # noqa: BLE001  it then compares texts as they are
        return None


def main():
    found = [get_unnormalized_answer(text) for text in TEXTS]
    out = {
        "made_by": {"tool": "lm-evaluation-harness", "version": "0.4.13", "command": "python make_math_spellings.py"},
        "answers": [{"text": text, "math": spelled(text), "minerva": normalize_final_answer(text)} for text in ANSWERS],
        "texts": [{"text": text, "found": None if one == "[invalidanswer]" else one} for text, one in zip(TEXTS, found)],
        "aime": [{"text": text, "right": right, "value": process_results({"Answer": right}, [text])["exact_match"]} for text, right in AIME],
    }
    (pathlib.Path(__file__).parent / "math_spellings.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
