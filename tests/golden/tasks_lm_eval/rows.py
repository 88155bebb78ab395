"""Rows of our own with the columns that the datasets of the shipped tasks have: DATA[dataset][configuration][split]."""

LETTERS = "ABCDEFGHIJ"


def choices(*texts):
    return {"text": list(texts), "label": list(LETTERS[: len(texts)])}


HELLASWAG = [
    {"activity_label": "Baking bread", "ctx_a": "A man folds dough on a board.", "ctx_b": "the oven",
     "endings": ["glows behind him.", " sings  a song. ", "is a fish [step] with wings.", "leaves for [substeps] Rome."], "label": "0"},
    {"activity_label": "Mending a tyre", "ctx_a": " [header] How to mend a tyre [title] Find the hole. [step] Pump it up.", "ctx_b": "",
     "endings": ["Listen for [title] air.", "Throw it away [", "Paint it ] blue.", "Eat   soup."], "label": "3"},
    {"activity_label": "Na\u00efve caf\u00e9", "ctx_a": "Two friends sit down", "ctx_b": "\u00e9lan takes over",
     "endings": ["and they dance.", "[title] and they sleep.", "[]and they pay.", "and it rains\n[step]\ncats."], "label": "2"},
]
WINOGRANDE = [
    {"sentence": "The lamp did not fit on the shelf because _ was too tall.", "option1": "the lamp", "option2": "the shelf", "answer": "1"},
    {"sentence": "Mia thanked Zo\u00eb, for _  had carried the boxes.", "option1": "Mia", "option2": "Zo\u00eb", "answer": "2"},
    {"sentence": "_ is deeper than the pond, says the map_maker.", "option1": "The lake", "option2": "The puddle", "answer": "1"},
]
COPA = [
    {"premise": "The street was wet.", "choice1": "It had rained.", "choice2": "The sun had shone.", "question": "cause", "label": 0},
    {"premise": " The boy dropped the vase. ", "choice1": "It flew.", "choice2": "\u00c9clats lay on the floor.", "question": "effect", "label": 1},
    {"premise": "I was tired", "choice1": "I slept!", "choice2": "i ran", "question": "effect", "label": 0},
]
BOOLQ = [
    {"passage": "Otters -- Otters eat fish and live by rivers.", "question": "do otters eat fish", "label": 1},
    {"passage": "The tower has 3 floors.\nIt is old.", "question": "is the tower new", "label": 0},
    {"passage": "", "question": "is nothing something", "label": 0},
]
RACE = [
    {"article": "Ben walks to school. It's two miles away.",
     "problems": str([{"question": "How far is the school?", "answer": "B", "options": ["One mile", "Two miles", "Three", "Four"]},
                      {"question": "Ben goes to school  _  .", "answer": "A", "options": ["on foot", "by bus", "by car", "at night"]},
                      {"question": "What's Ben's way like?", "answer": "D", "options": ["wet", "'steep'", "dark", "long"]}])},
    {"article": "Bees make honey.\nThey dance, too.",
     "problems": str([{"question": "The dance shows  _  .", "answer": "C", "options": ["joy", "fear", "the way to flowers", "the queen"]}])},
    {"article": "\u00dcber allem: a title",
     "problems": str([{"question": "A  _  here.", "answer": "D", "options": ["a", "b", "c", "it's \"d\""]},
                      {"question": "Why  _  .", "answer": "A", "options": ["so", "no", "go", "to"]}])},
]
ARC = [
    {"id": "m1", "question": "Which of these is a metal?", "choices": choices("iron", "wood", "glass", "wool"), "answerKey": "A"},
    {"id": "m2", "question": "What melts ice? ", "choices": {"text": ["heat", "shade", "snow"], "label": ["1", "2", "3"]}, "answerKey": "1"},
    {"id": "m3", "question": "Plants need", "choices": choices("light", "noise", "salt", "dust", "fog"), "answerKey": "E"},
]
PIQA = [
    {"goal": "Open a stuck jar", "sol1": "Warm the lid under hot water.", "sol2": "Freeze the lid.", "label": 0},
    {"goal": "how do you dry a book?", "sol1": "Put it in soup.", "sol2": "Stand it up, fanned out.", "label": 1},
    {"goal": " Sharpen a pencil ", "sol1": "Use\na knife.", "sol2": "", "label": 0},
]
OPENBOOKQA = [
    {"id": "o1", "question_stem": "A magnet pulls", "choices": choices("a nail", "a leaf", "a cup", "a cat"), "answerKey": "A"},
    {"id": "o2", "question_stem": "The moon shines because", "choices": choices("it burns", "of the sun", "it's hot", "of stars"), "answerKey": " B"},
    {"id": "o3", "question_stem": "Ice is", "choices": choices("a gas", "a metal", "a plant", "water"), "answerKey": "D"},
]
SCIQ = [
    {"question": "What gas do plants take in?", "distractor1": "helium", "distractor2": "neon", "distractor3": "argon",
     "correct_answer": "carbon dioxide", "support": "  Leaves take in carbon dioxide.\n\nThey give off oxygen. "},
    {"question": "What is frozen water called?", "distractor1": "steam", "distractor2": "fog", "distractor3": "dew", "correct_answer": "ice",
     "support": ""},
    {"question": "Where is the femur?", "distractor1": "arm", "distractor2": "head", "distractor3": "foot", "correct_answer": "leg",
     "support": "\n\u00a0The femur is long."},
]
COMMONSENSE = [
    {"id": "c1", "question": " Where would you keep milk cold? ", "question_concept": "milk",
     "choices": choices("fridge", "oven", "drawer", "garden", "car"), "answerKey": "A"},
    {"id": "c2", "question": "What do people do when they are thirsty?", "question_concept": "thirst",
     "choices": choices("sleep", "run", "drink", "sing", "shout"), "answerKey": "C"},
    {"id": "c3", "question": "What is a r\u00f4le?", "question_concept": "role",
     "choices": choices("a bun", "a coin", "a hat", "a wheel", "a part"), "answerKey": "E"},
]
SIQA = [
    {"context": "Ada lent Bo her bike.", "question": "How would Bo feel?", "answerA": "thankful", "answerB": "bored", "answerC": "angry", "label": "1"},
    {"context": "Cy missed the last train.", "question": "What will Cy do next?", "answerA": "swim", "answerB": "take a taxi", "answerC": "board it",
     "label": "2"},
    {"context": "Di won.", "question": "Why?", "answerA": "luck", "answerB": "rain", "answerC": "she had trained", "label": "3"},
]
TRUTHFUL = [
    {"question": "Do cats always land on their feet?",
     "mc1_targets": {"choices": ["Mostly, not always", "Yes, always", "Never"], "labels": [1, 0, 0]},
     "mc2_targets": {"choices": ["Mostly, not always", "Not always", "Yes, always", "Never"], "labels": [1, 1, 0, 0]}},
    {"question": "What happens if you swallow a pip?",
     "mc1_targets": {"choices": ["Nothing much", "A tree grows in you"], "labels": [1, 0]},
     "mc2_targets": {"choices": ["Nothing much", "A tree grows in you", "It passes through", "You die", "You digest it or not"],
                     "labels": [1, 0, 1, 0, 1]}},
    {"question": "Is glass a liquid?", "mc1_targets": {"choices": ["It's a solid", "Yes"], "labels": [1, 0]},
     "mc2_targets": {"choices": ["It's a solid", "Yes"], "labels": [1, 0]}},
]
MMLU = {
    "test": [
        {"question": " What is 3 + 4? ", "subject": "s", "choices": ["5", "6", "7", "8"], "answer": 2},
        {"question": "Which one\nis first?", "subject": "s", "choices": ["alpha", "beta ", " gamma", "\u03b4"], "answer": 0},
    ],
    "validation": [{"question": "Which is a vowel?", "subject": "s", "choices": ["b", "c", "d", "e"], "answer": 3}],
    "dev": [
        {"question": "Which is a colour?", "subject": "s", "choices": ["red", "run", "rod", "rim"], "answer": 0},
        {"question": "Which is a tree?", "subject": "s", "choices": ["oat", "oak", "oar", "oil"], "answer": 1},
        {"question": "Which is a bird?", "subject": "s", "choices": ["cod", "cow", "crow", "cup"], "answer": 2},
    ],
}
MMLU_PRO_CATEGORIES = ["biology", "business", "chemistry", "computer science", "economics", "engineering", "health", "history", "law", "math",
                       "other", "philosophy", "physics", "psychology"]


def mmlu_pro():
    test, validation = [], []
    for number, category in enumerate(MMLU_PRO_CATEGORIES):
        test.append({"question_id": number, "question": f"What is {number} + 1?\nIn {category}.",
                     "options": [f" {number + k} " for k in range(3 + number % 8)] + (["ten", "eleven", "twelve"] if number == 9 else []),
                     "answer": "B", "answer_index": 1, "cot_content": "", "category": category, "src": "ours"})
        for shot in range(5 if number in (0, 3) else 2):
            validation.append({"question_id": 100 + 10 * number + shot, "question": f"Which letter is number {shot + 1}?", "options": ["one", "two", "N/A"],
                               "answer": LETTERS[shot % 3], "answer_index": shot % 3,
                               "cot_content": f"A: Let's think step by step. It is number {shot + 1}.  The answer is ({LETTERS[shot % 3]}).",
                               "category": category, "src": "ours"})
    return {"default": {"test": test, "validation": validation}}


GPQA = [
    {"Question": "Which particle has no charge?", "Correct Answer": "the neutron", "Incorrect Answer 1": " the proton ",
     "Incorrect Answer 2": "the electron [title] of light", "Incorrect Answer 3": "the  muon", "Subdomain": "ours"},
    {"Question": "How many bonds has\ncarbon?", "Correct Answer": "4\n", "Incorrect Answer 1": "3", "Incorrect Answer 2": None,
     "Incorrect Answer 3": "5", "Subdomain": "ours"},
    {"Question": "Where is DNA kept?", "Correct Answer": "in the  nucleus", "Incorrect Answer 1": "in the \u03bc-wall",
     "Incorrect Answer 2": "in the sap", "Incorrect Answer 3": "in the soil", "Subdomain": "ours"},
]
MMLU_SUBJECTS = []  # filled by the maker: lm-evaluation-harness lists them


def both(rows, last="validation"):
    """The rows as the evaluated split, and in reverse order as training data."""
    return {last: rows, "train": rows[::-1]}


def all_three(rows):
    return {"test": rows, "validation": rows[1:], "train": rows[::-1]}


def data():
    return {
        "Rowan/hellaswag": {"default": both(HELLASWAG)},
        "allenai/winogrande": {"winogrande_xl": both(WINOGRANDE)},
        "aps/super_glue": {"copa": both(COPA), "boolq": both(BOOLQ)},
        "EleutherAI/race": {"high": {"test": RACE}},
        "allenai/ai2_arc": {"ARC-Easy": all_three(ARC), "ARC-Challenge": all_three(ARC[::-1])},
        "baber/piqa": {"default": both(PIQA)},
        "allenai/openbookqa": {"main": all_three(OPENBOOKQA)},
        "allenai/sciq": {"default": all_three(SCIQ)},
        "tau/commonsense_qa": {"default": both(COMMONSENSE)},
        "lighteval/siqa": {"default": both(SIQA)},
        "truthfulqa/truthful_qa": {"multiple_choice": {"validation": TRUTHFUL}},
        "cais/mmlu": {subject: MMLU for subject in MMLU_SUBJECTS},
        "TIGER-Lab/MMLU-Pro": mmlu_pro(),
        "Idavidrein/gpqa": {f"gpqa_{part}": {"train": GPQA} for part in ("main", "diamond", "extended")},
    }
