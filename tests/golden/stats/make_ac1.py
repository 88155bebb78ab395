"""Makes ac1.json in this folder from the ratings in agreement.json.

Usage: python make_ac1.py
Needs irrCAC, whose other packages are older than those of make_stats.py.
"""

import importlib.metadata
import json
import pathlib
import sys

import pandas
from irrCAC.raw import CAC

FOLDER = pathlib.Path(__file__).parent


def main():
    values = []
    for case in json.loads((FOLDER / "agreement.json").read_text())["cases"]:
        found = CAC(pandas.DataFrame(case["ratings"]), digits=12).gwet()["est"]
        values.append(found["coefficient_value"])
    with open(FOLDER / "ac1.json", "w", encoding="ascii", newline="\n") as out:
        made_by = {"tool": "irrCAC", "version": importlib.metadata.version("irrCAC"), "command": "python make_ac1.py"}
        json.dump({"made_by": made_by, "ac1": values}, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
