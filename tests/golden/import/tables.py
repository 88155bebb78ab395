LETTERS = ["a", "b", "c", "d", "e"]


def with_stop(text):
    return text if text.endswith(".") else text + "."
