"""Functions in the shapes that those of tasks have."""

import ast
import re
import string
from functools import partial

from tables import LETTERS, with_stop


VERDICTS = {0: "no", 1: "yes", 2: "unclear"}


def clean(text):
    if text is None:
        return " "
    text = text.strip()
    text = re.sub(r"\[.*?\]", "", text)
    return text.replace("  ", " ")


def map_fields(dataset):
    def _one(doc):
        out = {
            "query": clean(doc["question"] + " :: " + doc["context"].capitalize()),
            "choices": [clean(option) for option in doc["options"]],
            "gold": int(doc["label"]),
        }
        return out

    return dataset.map(_one)


def loops(dataset):
    def _one(doc):
        subject = doc["subject"]
        text = f"Topic: {subject.replace('_', ' ')}.\n"
        for index, option in enumerate(doc["options"]):
            text += f"{index}) {option}\n"
        text += "Answer:"
        return {"query": text, "letters": [LETTERS[i] for i in range(len(doc["options"]))]}

    return dataset.map(_one)


def in_place(dataset):
    def _one(doc):
        doc["question"] = doc["question"].strip()
        doc["asked"] = doc["question"] + "?" if not doc["question"].endswith(("?", ".")) else doc["question"]
        if doc["kind"] == "animal":
            doc["hint"] = "It lives."
        else:
            doc["hint"] = "It does not."
        doc["context"] = with_stop(doc["context"])
        return doc

    return dataset.map(_one)


def replaced(dataset):
    def _one(doc):
        return {"question": doc["answer"] + ": " + doc["question"], "answer": doc["question"][:3]}

    return dataset.map(_one)


def only(dataset, kind):
    return dataset.filter(lambda row: row["kind"] == kind)


only_things = partial(only, kind="thing")


def filter_then_map(dataset):
    dataset = dataset.filter(lambda row: len(row["options"]) > 3 and row["label"] in [1, 2])

    def _one(row):
        return {"query": "{}|{}".format(row["question"], row["score"])}

    return dataset.map(_one)


def _register():
    for kind in ["animal", "thing"]:
        globals()[f"keep_{kind}"] = partial(only, kind=kind)


_register()


def odd_columns(dataset):
    def _one(doc):
        both = [clean(doc["Wrong Answer"]), clean(doc["Right Answer"])]
        return {"one": both[0], "two": both[1], "answer_letter": f"({chr(65 + both.index(clean(doc['Right Answer'])))})"}

    return dataset.map(_one)


def text_of_row(doc):
    text = "Q: " + doc["question"].strip() + "\n"
    for letter, option in zip(string.ascii_uppercase, doc["options"]):
        text += f"{letter}. {option.strip()}\n"
    return text + "A:"


def letters_of_row(doc):
    return [string.ascii_uppercase[i] for i in range(len(doc["options"]))]


def place_of_answer(doc):
    return string.ascii_uppercase.index(doc["answer"])


def verdict(doc):
    return VERDICTS[doc["label"]]


def conversation(doc):
    text = "Talk: " + doc["subject"] + "\n\n"
    for pair in ast.literal_eval(doc["pairs"])[:-1]:
        if pair["q"][-4:] == "big?":
            text += pair["q"][:-1] + "! " + pair["o"][{"A": 0, "B": 1}[pair["a"]]] + "\n"
        else:
            question = "Q: " + pair["q"] + "\n"
            text += question
    return text


def filled(doc):
    template = "{question} of {subject}, {0}; {{as is}}\n"
    return template.format(doc["score"], question=doc["question"], subject=doc.get("subject", "none"))


def early(doc):
    """A function that leaves in several places."""
    note = doc["note"]
    if note is None:
        return "no note"
    if not note:
        return "empty note"
    elif doc["label"] == 0:
        note = note.upper()
    return f"note: {note} {doc['score']:.2f}"


def appended(doc):
    parts = ["Start"]
    parts.append(doc["question"])
    if doc["label"] > 0:
        parts.append("more")
    found = []
    for option in doc["options"]:
        if "e" in option:
            found.append(option.upper())
    return "\n".join(parts) + " / " + ", ".join(found)


def before_blank(doc):
    at = doc["blank"].index("_")
    names = [doc["Right Answer"], doc["Wrong Answer"]]
    return [doc["blank"][:at] + name for name in names]


def behind_blank(doc):
    at = doc["blank"].index("_") + 1
    return doc["blank"][at:].strip()


def number_of_right(doc):
    numbers = {"A": 0, "B": 1, "C": 0}
    return numbers[doc["answer"]]


def words(doc):
    return " ".join(re.findall(r"[a-z]+", doc["question"])) + ("%s of %d" % (doc["kind"], doc["label"]))


def examples():
    return [
        {"question": "Is one more than two?", "answer": "no"},
        {"question": "Is it \"one\"?\nYes?", "answer": "yes"},
    ]
