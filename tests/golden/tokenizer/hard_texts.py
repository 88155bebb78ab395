"""The texts that tokenizers are compared on: written for this repository, nothing quoted."""

import random

WRITTEN = [
    "", " ", "  ", "   ", "\n", "\n\n", "\t", "\t\t", " \n ", "\r\n", "\r", "\n \n", "  \n\n  x", "\u00a0", "\u2003\u2003a",
    "a", "A", "ab", "Hello", " Hello", "Hello ", " Hello ", "Hello world", "Hello  world", "hello\nworld", "hello \n world",
    "The quick grey heron waits by the old canal.", "One day, a girl named Mira found a kite in a tree.",
    "don't", "I'll we've they're it's I'm he'd can't", "DON'T I'LL WE'VE THEY'RE IT'S I'M HE'D", "Don'T i'Ll", "rock'n'roll",
    "'s", "''s", " 's", "'", "''", "' s", "'\u017f", "it\u2019s o\u2019clock", "'re're're", "x'llama", "'d'oh", "'veve",
    "0", "7", "42", "123", "1234", "12345", "1234567890", "3.14159", "1,000,000", "-5", "+7%", "1e-9", "0x1F", "2nd", "v2.0.1",
    "a1b2c3", "12ab34", "\u00b2\u00b3", "x\u00b2", "\u2167", "\u00bd cup", "\u0663\u0664\u0665", "\u096a\u0968", "\uff11\uff12", "1 2 3", "12 34  56",
    "!", "!!", "?!?!", "...", "\u2026", "(a)", "[b] {c}", "\"quoted\"", "\u201cquoted\u201d", "a-b", "a--b", "a \u2014 b", "#tag @name", "$5.00",
    "a/b\\c", "~`^|<>", "<s>", "</s>", "<unk>", "<0x0A>", "<|im_start|>", "<|endoftext|>", "a<s>b", "<|im_start|>user\nhi<|im_end|>\n",
    "[INST] hi [/INST]", "<|im_start", "im_end|>", "<<s>>", "\u2581", "\u2581a", "a\u2581b", "\u2581\u2581 \u2581",
    "if (x == 3) {\n    return y;\n}\n", "def f(a, b=None):\n\treturn a if b is None else b\n", "for(int i=0;i<10;++i)printf(\"%d\\n\",i);",
    "    four spaces", "        eight", "\tone tab", "\t\ttwo", " \t mixed \t ", "trailing   ", "trailing\n\n\n", "a\n\n\nb", "a\r\n\r\nb",
    "SELECT * FROM t WHERE id = 12;", "https://example.org/path?q=1&r=%20two#frag", "mailto:nobody@example.org", "C:\\dir\\file.txt",
    "/usr/lib/x.so.1", "key: value # note", "{\"a\": [1, 2.5, null], \"b\": \"c\\n\"}", "<div class=\"x\">text</div>", "x=1;y=2", "->=>::", "a_b_c __init__",
    "camelCaseAndSnake_case", "SHOUTING TEXT", "mIxEd CaSe", "e.g. i.e. etc.", "Mr. O'Neil", "3rd-party", "x^2+y^2=z^2", "50% off!", "\u20ac20 \u00a330 \u00a540",
    "na\u00efve caf\u00e9 r\u00e9sum\u00e9", "cafe\u0301", "\u0301", "a\u0301\u0302\u0303", "\u00fcber Stra\u00dfe", "\u0130stanbul \u0131", "\ufb01ne \ufb02ow", "\u212bngstr\u00f6m A\u030a",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!", "\u0414\u043e\u0431\u0440\u043e\u0435 \u0443\u0442\u0440\u043e 2024", "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac \u03c3\u03ae\u03bc\u03b1\u03c2", "\u039f\u0394\u039f\u03a3", "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645", "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627", "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u1780\u17b6\u1793\u17cb\u178f\u17c2",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002", "\u4eca\u5929\u5929\u6c14\u5f88\u597d 123", "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c", "\u30ab\u30bf\u30ab\u30ca", "\uc548\ub155\ud558\uc138\uc694", "\u1112\u1161\u11ab", "\ud55c\uae00abc", "\u6f22\u5b57kana\u304b\u306a",
    "\u3000\u5168\u89d2\u3000", "\uff21\uff22\uff23", "\uff01\uff1f", "\U00020000\U0002a6d6", "\U0001d400\U0001d7d8",
    "\U0001f600", "\U0001f600\U0001f600", " \U0001f600 ", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f44d\U0001f3fd", "\U0001f1eb\U0001f1f7\U0001f1ef\U0001f1f5",
    "\u2764\ufe0f", "1\ufe0f\u20e3", "ok\U0001f44c!", "\U0001f680(launch)\u2705", "\u2603\u2604", "\u2192\u2190", "\u2211\u222b\u2202", "\u2500\u2502\u250c",
    "\u0000", "a\u0000b", "\u0001\u0002\u0003", "\u001b[31mred\u001b[0m", "\u007f", "\u0085", "a\u0085b", "\u000b\u000c", "\u001c\u001d", "\u200b", "a\u200bb", "\ufeffbom", "\u180e", "\u2028\u2029x",
    "\u202eright\u202c", "\u00ad", "soft\u00adhyphen", "\ufffd", "\ufffe", "\U0010ffff", "\ue000",
    "a b c d e f g", "a  b   c    d", " a  b ", "..a..b", "x" * 50, "ab" * 40, "abc" * 100, "z" * 300, " " * 100, "\n" * 60, "!" * 90, "9" * 70, "\u4e16" * 60, "\U0001f600" * 30,
    "pneumonoultramicroscopicsilicovolcanoconiosis", "antidisestablishmentarianism", "Donaudampfschiffahrtsgesellschaft", "l" + "o" * 80 + "ng", "hmm" + "m" * 60,
    "the the the the", "ththththe", "in in inin", "ing ing", "aaaaab", "baaaaa", "abababa", "onononon", "ERerERer",
    "tab\tseparated\tvalues", "comma,separated,values", "semi;colon", "a:b:c", "1:2:3", "12:34:56", "2024-01-31T23:59:59Z", "(555) 010-9999", "192.168.0.1", "#ff00aa",
    "a\u00a0b", "a\u2009b", "\u2003", "a \u00a0 b", "\u3000a", "a\u3000", "\u1680x", "x\u205fy",
    "<pad>", "[MASK]", "[CLS] a [SEP]", "word<mark>word", "word <mark> word", "word<solo>word", "word <solo> word", "<solo>", "  <left>  x", "x  <right>  y", "<left><right>", "<mark><mark>", "<mar", "<<mark>",
    "Fin.\n", "\n\nEnd", "Q: What is 2+2?\nA: 4", "A) yes\nB) no\nAnswer:", "User: hi\n\nAssistant: hello there", "- item\n- item two\n  - nested", "1. one\n2. two\n10. ten",
]

FRAGMENTS = [
    "the", " a", "ing", "  ", "\n", "'s", "'LL", "12", "3", "!?", " (", ")", "\u00e9", "e\u0301", "\u4e16\u754c", "\u043c\u0438\u0440", "\U0001f600", "\u200d", "_", "-", "\t",
    "\r\n", " \n", "x1", "\u00b2", "\u00a0", "...", " \"", "word", " Mira", "ZZ", "\u0645\u0631", "\u0301", "<", ">", "|", "\u2581", "kite", " canal", ".", ",", " \u2014 ",
]


def hard_texts() -> list[str]:
    rng = random.Random(20240131)
    mixed = ["".join(rng.choice(FRAGMENTS) for _ in range(rng.randint(2, 14))) for _ in range(90)]
    texts = list(dict.fromkeys(WRITTEN + mixed))
    assert len(texts) >= 300, len(texts)
    return texts
