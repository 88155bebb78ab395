"""Makes json_schema.json in this folder: which values Python's jsonschema takes as valid under schemas of our own.

Usage: python make_json_schema.py
Needs jsonschema. Schemas are written by hand below, and made at random from the known keywords.
"""

import importlib.metadata
import json
import pathlib
import random

from jsonschema import Draft202012Validator

FOLDER = pathlib.Path(__file__).parent
VALUES = [None, True, False, 0, 1, -1, 2, 3, 5, 10, 1.0, 0.5, 2.5, 1e20, 1e-3, 0.3, 19.99, 2**53 + 1, "", "a", "ab", "abc", "\u00e9t\u00e9", "\U0001f600\U0001f600",
          "2024-01-31", "x1", "1", [], [1], [1, 1.0], [1, True], [0, False], [1, 2, 3], ["a", "b"], ["a", "a"], [[1], [1.0]], [{"a": 1}, {"a": 1.0}],
          [None, None], ["a", 1, True], {}, {"a": 1}, {"a": "x"}, {"a": 1, "b": 2}, {"b": [1, 2]}, {"a": {"a": {"a": 1}}}, {"a": {"a": None}},
          {"x1": 5}, {"x1": "s", "a": 1}, {"ab": 1, "cd": 2, "ef": 3}, {"a/b": 1, "c~d": 2, "e%f": 3}, [[[]]], [{"a": []}], {"a": [1, "b", None]}]
NAMES = ["a", "b", "ab", "x1"]
HAND = [
    True, False, {},
    {"type": "integer"}, {"type": "number"}, {"type": ["string", "null"]}, {"type": ["number", "boolean"]},
    {"enum": [1, "a", None, [1], {"a": 1}]}, {"enum": [True, 0]}, {"enum": []}, {"const": 1.0}, {"const": False}, {"const": {"a": [1, 2]}},
    {"const": [{"a": 1}, {"a": 1}]},
    {"properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False},
    {"properties": {"a": False}}, {"patternProperties": {"^x": {"type": "integer"}, "[0-9]$": {"minimum": 3}}, "additionalProperties": {"type": "string"}},
    {"propertyNames": {"maxLength": 1}}, {"propertyNames": {"pattern": "^[a-b]+$"}}, {"minProperties": 1, "maxProperties": 2},
    {"dependentRequired": {"a": ["b"]}}, {"dependentSchemas": {"a": {"minProperties": 2}}},
    {"items": {"type": "integer"}}, {"items": False}, {"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}},
    {"prefixItems": [True, {"type": "string"}]}, {"minItems": 1, "maxItems": 2}, {"uniqueItems": True}, {"uniqueItems": False},
    {"contains": {"type": "integer"}}, {"contains": {"const": 1}, "minContains": 2}, {"contains": {"type": "string"}, "minContains": 0, "maxContains": 1},
    {"minLength": 2, "maxLength": 2}, {"pattern": "^a"}, {"pattern": "b$"}, {"pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"pattern": "\\w\\W?"},
    {"minimum": 1, "maximum": 3}, {"exclusiveMinimum": 1, "exclusiveMaximum": 3}, {"minimum": -0.5}, {"maximum": 2**53},
    {"multipleOf": 2}, {"multipleOf": 0.5}, {"multipleOf": 0.1}, {"multipleOf": 0.01}, {"multipleOf": 1e-300}, {"multipleOf": 2.5},
    {"allOf": [{"type": "integer"}, {"minimum": 2}]}, {"anyOf": [{"type": "string"}, {"minimum": 2}]}, {"oneOf": [{"type": "number"}, {"type": "integer"}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"not": {"type": "object"}}, {"not": {}},
    {"if": {"type": "integer"}, "then": {"minimum": 2}, "else": {"type": "string"}}, {"if": {"required": ["a"]}, "else": {"maxProperties": 0}},
    {"then": False, "else": False}, {"if": {"minimum": 3}, "then": {"multipleOf": 5}},
    {"$defs": {"tree": {"type": "object", "properties": {"a": {"$ref": "#/$defs/tree"}}}}, "$ref": "#/$defs/tree"},
    {"properties": {"a": {"$ref": "#"}}, "additionalProperties": False, "type": ["object", "integer"]},
    {"definitions": {"s": {"type": "string"}}, "items": {"$ref": "#/definitions/s"}},
    {"$defs": {"a/b": {"type": "integer"}, "c~d": {"minimum": 2}, "e%f": {"type": "string"}},
     "properties": {"a/b": {"$ref": "#/$defs/a~1b"}, "c~d": {"$ref": "#/$defs/c~0d"}, "e%f": {"$ref": "#/$defs/e%25f"}}},
    {"prefixItems": [{"minimum": 2}, {"$ref": "#/prefixItems/0"}]}, {"$ref": "#/$defs/i", "minimum": 2, "$defs": {"i": {"type": "integer"}}},
    {"title": "t", "description": "d", "default": 1, "examples": [1], "format": "date", "$comment": "c", "type": "string"},
]


def schema(rng, depth):
    if rng.random() < 0.06:
        return rng.random() < 0.7
    sub = lambda: schema(rng, depth - 1)
    makers = {
        "type": lambda: rng.choice(["null", "boolean", "integer", "number", "string", "array", "object", ["integer", "string"], ["object", "array", "null"]]),
        "enum": lambda: rng.sample(VALUES, 8), "const": lambda: rng.choice(VALUES),
        "minimum": lambda: rng.choice([-1, 0, 1, 1.5, 3]), "maximum": lambda: rng.choice([0, 1, 2, 2.5, 10]),
        "exclusiveMinimum": lambda: rng.choice([-1, 0, 1]), "exclusiveMaximum": lambda: rng.choice([1, 3, 10.0]), "multipleOf": lambda: rng.choice([1, 2, 0.5, 0.1]),
        "minLength": lambda: rng.randrange(3), "maxLength": lambda: rng.randrange(4), "pattern": lambda: rng.choice(["^a", "b", "^.{2}$", "[0-9]", "\\D"]),
        "minItems": lambda: rng.randrange(3), "maxItems": lambda: rng.randrange(4), "uniqueItems": lambda: rng.random() < 0.8,
        "minProperties": lambda: rng.randrange(3), "maxProperties": lambda: rng.randrange(4), "required": lambda: rng.sample(NAMES, rng.choice([1, 1, 2])),
        "dependentRequired": lambda: {rng.choice(NAMES): rng.sample(NAMES, 1)},
    }
    if depth > 0:
        makers.update({
            "properties": lambda: {name: sub() for name in rng.sample(NAMES, 2)}, "additionalProperties": sub, "propertyNames": sub,
            "patternProperties": lambda: {rng.choice(["^a", "b$", "[0-9]", "^x"]): sub()}, "items": sub, "prefixItems": lambda: [sub(), sub()], "contains": sub,
            "allOf": lambda: [sub(), sub()], "anyOf": lambda: [sub(), sub()], "oneOf": lambda: [sub(), sub()], "not": sub, "if": sub, "then": sub, "else": sub,
            "dependentSchemas": lambda: {rng.choice(NAMES): sub()},
        })
    made = {key: makers[key]() for key in rng.sample(sorted(makers), rng.choice([1, 1, 2, 2, 3]))}
    if "contains" in made and rng.random() < 0.5:
        made["minContains"] = rng.randrange(3)
        made["maxContains"] = made["minContains"] + rng.randrange(2)
    return made


def main():
    rng = random.Random(20240613)
    schemas = HAND + [schema(rng, 2) for _ in range(400)]
    cases = []
    for document in schemas:
        Draft202012Validator.check_schema(document)
        validator = Draft202012Validator(document)
        cases.append([document, "".join("1" if validator.is_valid(value) else "0" for value in VALUES)])
    expected = {"made_by": {"tool": "jsonschema", "version": importlib.metadata.version("jsonschema"), "command": "python make_json_schema.py"},
                "values": VALUES, "cases": cases}
    with open(FOLDER / "json_schema.json", "w", encoding="ascii", newline="\n") as out:
        json.dump(expected, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
