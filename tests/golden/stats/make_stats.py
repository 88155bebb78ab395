"""Makes the JSON files of this folder.

Usage: python make_stats.py
Needs scipy, statsmodels, scikit-learn, krippendorff and numpy.
"""

import json
import pathlib
import sys

import numpy
import scipy
import scipy.stats
import sklearn
import sklearn.metrics
import statsmodels
import statsmodels.api
import statsmodels.stats.inter_rater
import statsmodels.stats.multitest
import statsmodels.stats.proportion

FOLDER = pathlib.Path(__file__).parent


def write(name, tool, version, content):
    made_by = {"tool": tool, "version": version, "command": "python make_stats.py"}
    with open(FOLDER / name, "w", encoding="ascii", newline="\n") as out:
        json.dump({"made_by": made_by, **content}, out, separators=(",", ":"), allow_nan=False)
        out.write("\n")


def intervals():
    cases = []
    for k, n in [(0, 1), (1, 1), (0, 7), (2, 7), (7, 7), (1, 60), (31, 60), (59, 60), (3, 2000), (1999, 2000), (12345, 54321)]:
        for level in [0.8, 0.95, 0.99]:
            case = {"k": k, "n": n, "level": level}
            for method in ["wilson", "beta", "agresti_coull", "jeffreys"]:
                low, high = statsmodels.stats.proportion.proportion_confint(k, n, 1 - level, method)
                case[method] = [float(low), float(high)]
            cases.append(case)
    write("intervals.json", "statsmodels", statsmodels.__version__, {"proportions": cases})


def main():
    intervals()


if __name__ == "__main__":
    sys.exit(main())
