"""Makes text.json: what Python says of code points, UTF-8, white space, case, normal forms and re.

Usage: python make_text.py (writes beside itself). Byte strings are written as hexadecimal digits.
"""
import json
import pathlib
import platform
import re
import unicodedata

BYTES = ["", "61", "c3a9", "e4bda0", "f09f9880", "80", "c3", "c361", "c080", "c1bf", "e08080", "e0a0", "e0a061", "e4bd",
         "eda080", "edbfbf", "ed9fbf", "f0808080", "f09080", "f0908080", "f09f98", "f09f9861", "f48fbfbf", "f4908080",
         "f5808080", "ff", "fe61", "61ff62", "e4bda0c3", "f09f98e4bda0", "c3c3a9", "efbbbf61", "efbfbd", "00", "f8888080",
         "6180c3a9e2", "e28261f09f", "f1808080f180", "e1a0c0", "f0a0a041"]
TEXTS = ["", " ", "a b", "  lead and trail \n", "\t\x0b\x0c\r\n x", "a\x1cb\x1dc\x1ed\x1fe", "a\x85b\u00a0c", "\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000x\u3000",
         "\u200b\u180e\ufeff x", "x\u00a0", "Stra\u00dfe", "\u0130I\u0131i", "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3", "\u03a3", "a\u03a3", "\u03a3a", "A\u03a3.", "A\u0301\u03a3\u0301", "A\u03a3b", "A.\u03a3", "1\u03a3", "\u02b0\u03a3",
         "\ufb00\ufb03\u0149\u01f0\u0390\u0587\u1e96\u1f80\u1fb3\u1ffc", "\u01c4\u01c5\u01c6", "\U00010400\U00010428", "\u10a0\u10d0\u1c90\u13a0\uab70", "\u2160\u2170\u24b6\u24d0", "\U0001d400\U0001d41a", "hello WORLD it's x-y", "\u01c6abc \ufb01n 3rd", "\u1e9e\u00df", "\u0345\u03b1\u0345",
         "\u00e9 e\u0301 \u1100\u1161\u11a8 \uac01", "\ufb01 \u2460 \u00bd \uff21 \u3392", "\u212b\u2126\u1e9b\u0323", "\u0958\u2adc", "a\u0315\u0300\u05ae\u0062", "\U0001d15e", "\u0344\u0f43", "\u4f60\u597d\u3002", "\u0e01\u0e33"]
PATTERNS = [
    (r"\w+", "caf\u00e9 \u4f60\u597d_1 \u0661\u0662-x"), (r"\d+", "12 \u0661\u0662 \u00b2 3"), (r"\s+", "a \u00a0\u3000b\u180ecd\u2028"), (r"[^\s]+", "a \u00a0b\u200bc"), (r"\bx\b", "x \u00e9x x\u00e9 x"), (r"a*", "baac"), (r"", "ab\u00e9"), (r"x*", "axb"), (r"\b", "ab cd"),
    (r"(a)|(b)", "abc"), (r"(?P<n>\d)(?P<m>[a-z])?", "1a2"), (r"(?<=\u00e9)x", "x\u00e9x"), (r"(?<!a)b", "ab b"), (r"(?i)STRASSE|\u00c9", "Strasse \u00e9"), (r"^a", "a\na"), (r"(?m)^a", "a\na"), (r"a$", "a\na\n"), (r"a\Z", "a\na"), (r"(?s)a.b", "a\nb"), (r"a.b", "a\nb a\u4f60b"),
    (r"#### (\-?[0-9\.\,]+)", "so\n#### 1,234.5"), (r"\$\(?([A-D])\)?", "$(B) $C"), (r"(-?[$0-9.,]{2,})|(-?[0-9]+)", "It costs $1,000.50 or 7"), (r"[\u4e00-\u9fff]", "a\u4f60b"), (r"\\boxed\{(.*?)\}", r"is \boxed{42} or \boxed{}"), (r"[]a]+", "]a["), (r"[^]a]+", "]a[b"), (r"(?x) a \s b # note", "a b"), (r"(a)(b)?(c)", "ac"), (r"(?:a|ab)(?:c|bcd)", "abcd"), (r"\.|\?|!", "a. b? c!"), (r"(?P<q>['\"]).*?(?P=q)", "'a' \"b'\" c"),
]


def spans(pattern, text):
    def to_bytes(at):
        return -1 if at < 0 else len(text[:at].encode())
    return [[[to_bytes(m.start(g)), to_bytes(m.end(g))] for g in range(m.re.groups + 1)] for m in re.finditer(pattern, text)]


def main():
    out = {"made_by": {"tool": "python", "version": platform.python_version(), "command": "python make_text.py"}}
    out["decode"] = [{"bytes": b, "text": bytes.fromhex(b).decode("utf-8", errors="replace")} for b in BYTES]
    out["texts"] = [{"text": t, "lower": t.lower(), "upper": t.upper(), "title": t.title(), "capitalize": t.capitalize(), "strip": t.strip(),
                     "lstrip": t.lstrip(), "rstrip": t.rstrip(), "split": t.split(), "isspace": [c.isspace() for c in t],
                     "isupper": [c.isupper() for c in t], "islower": [c.islower() for c in t],
                     "category": [unicodedata.category(c) for c in t],
                     **{form: unicodedata.normalize(form, t) for form in ("NFC", "NFD", "NFKC", "NFKD")}} for t in TEXTS]
    out["find_all"] = [{"pattern": p, "text": t, "spans": spans(p, t)} for p, t in PATTERNS]
    (pathlib.Path(__file__).parent / "text.json").write_text(json.dumps(out, indent=0) + "\n")


if __name__ == "__main__":
    main()
