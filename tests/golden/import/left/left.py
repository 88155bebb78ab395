import random


def scored(doc, results):
    return {"acc": 1.0 if results[0] == doc["answer"] else 0.0}


def shuffled(dataset):
    def _one(doc):
        options = doc["options"]
        random.shuffle(options)
        return {"options": options}

    return dataset.map(_one)


def tried(doc):
    try:
        return doc["question"]
    except KeyError:
        return ""
