"""Makes calibration.json of this folder.

Usage: python make_calibration.py
Needs numpy, scipy and scikit-learn. All data are drawn here.
"""

import json
import pathlib

import numpy
import scipy
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn
import sklearn.calibration
import sklearn.isotonic
import sklearn.metrics

FOLDER = pathlib.Path(__file__).parent


def temperature(margins, labels, weights):
    def slope(u):
        return float(numpy.sum(weights * margins * (scipy.special.expit(margins * u) - labels)))

    return float(scipy.optimize.brentq(slope, 1e-9, 1e3, xtol=1e-15, rtol=1e-14))


def rounded(values, digits=6):
    return [round(float(v), digits) for v in values]


def case(name, margins, labels, weights):
    margins = numpy.array(rounded(margins))
    labels = numpy.array(rounded(labels))
    weights = numpy.array(rounded(weights))
    out = {"name": name, "margins": margins.tolist(), "labels": labels.tolist(), "weights": weights.tolist()}
    out["inverse_temperature"] = temperature(margins, labels, weights)
    hard = bool(numpy.all((labels == 0) | (labels == 1)))
    if hard:
        a, b = sklearn.calibration._sigmoid_calibration(margins, labels, sample_weight=weights)
        out["platt"] = {"slope": -float(a), "intercept": -float(b)}
    isotonic = sklearn.isotonic.IsotonicRegression(out_of_bounds="clip").fit(margins, labels, sample_weight=weights)
    asked = numpy.linspace(margins.min() - 1, margins.max() + 1, 23)
    out["isotonic"] = {
        "x": isotonic.X_thresholds_.tolist(), "y": isotonic.y_thresholds_.tolist(),
        "asked": asked.tolist(), "predicted": isotonic.predict(asked).tolist(),
    }
    if hard:
        p = scipy.special.expit(margins)
        out["scores"] = {
            "brier": float(sklearn.metrics.brier_score_loss(labels, p, sample_weight=weights)),
            "log_loss": float(sklearn.metrics.log_loss(labels, p, sample_weight=weights)),
            "auroc": float(sklearn.metrics.roc_auc_score(labels, p, sample_weight=weights)),
        }
        z = float(numpy.sum((labels - p) * (1 - 2 * p)) / numpy.sqrt(numpy.sum((1 - 2 * p) ** 2 * p * (1 - p))))
        out["spiegelhalter"] = {"z": z, "p": float(2 * scipy.stats.norm.sf(abs(z)))}
    return out


def main():
    random = numpy.random.default_rng(7)
    cases = []
    for name, n, scale, digits, soft, weighted in [
        ("few", 12, 1.0, 6, False, False),
        ("reward", 60, 9.0, 4, False, False),
        ("ties", 80, 1.5, 0, False, False),
        ("soft", 50, 2.0, 1, True, False),
        ("weighted", 70, 3.0, 1, False, True),
    ]:
        margins = numpy.round(scale * random.standard_normal(n), digits)
        labels = (random.random(n) < scipy.special.expit(0.3 + margins / scale)).astype(float)
        if soft:
            labels = numpy.round((labels + (random.random(n) < 0.5)) / 2, 1)
        weights = random.integers(1, 4, n).astype(float) if weighted else numpy.ones(n)
        cases.append(case(name, margins, labels, weights))
    taus = []
    for n, of_x, of_y in [(9, 3, 5), (25, 2, 4), (40, 5, 30), (7, 7, 7)]:
        x = random.integers(0, of_x, n)
        y = random.integers(0, of_y, n) + x
        taus.append({
            "x": x.tolist(), "y": y.tolist(),
            "tau_c": float(scipy.stats.kendalltau(x, y, variant="c").statistic),
        })
    made_by = {
        "tool": "scikit-learn, scipy", "version": f"{sklearn.__version__}, {scipy.__version__}",
        "command": "python make_calibration.py",
    }
    with open(FOLDER / "calibration.json", "w", encoding="ascii", newline="\n") as out:
        json.dump({"made_by": made_by, "cases": cases, "kendall_tau_c": taus}, out, separators=(",", ":"), allow_nan=False)
        out.write("\n")


if __name__ == "__main__":
    main()
