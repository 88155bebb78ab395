"""Writes csv.json: what pandas makes of columns of ours. Run with pandas installed: python make_csv.py"""
import io
import json
import math
import pathlib

import pandas

CASES = [
    ["007", "3"], ["3", ""], ["", ""], ["True", "false"], ["True", ""], ["TRUE", "1"], ["true", "tRue"],
    ["-9223372036854775808"], ["9223372036854775807"], ["9223372036854775808", "1.5"], ["1.5", "99999999999999999999999"],
    ["99999999999999999999999", "1.5"], ["9223372036854775808", "-1"],
    ["1e5", "2"], ["1.", "2"], [".5"], ["."], ["1e"], ["1e+"], ["+5"], ["-"], ["+"], [" 7 ", "8"], ["infinit"], ["0x10"],
    ["1_000"], ["NA", "x"], ["None", "x"], ["nan", "x"], ["NaN", "1"], [" NA", "x"], ["N/A", "null"], ["na", "x"],
    ["1d5"], ["1e-400"], ["- 5"], ["+-5"], ["1 2"], ["0.1", "0.30000000000000004"], ["123456789.123456789"], ["1E5", "1"],
    ["5.0", "6"], ["True", "x"], ["1e5.5"], ["True ", " False"], ["00", "01"], ["-0", "0"], ["00.5"], ["  ", "5"],
    ["True", "NA", "2"], ["False", "None"], ["1", "NA", "x"], ["<NA>", "#N/A", "2"], ["12", "1.50", "-3e-2"],
]


def plain(value):
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


cases = []
for cells in CASES:
    text = "x,k\n" + "".join(f"{cell},1\n" for cell in cells)
    column = pandas.read_csv(io.StringIO(text))["x"]
    cases.append({"cells": cells, "values": [plain(v) for v in column]})
out = {
    "made_by": {"tool": "pandas", "version": pandas.__version__, "command": "python make_csv.py"},
    "cases": cases,
}
path = pathlib.Path(__file__).with_name("csv.json")
path.write_text(json.dumps(out, indent=1, allow_nan=False) + "\n")
