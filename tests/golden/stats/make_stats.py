"""Makes the JSON files of this folder.

Usage: python make_stats.py
Needs scipy, statsmodels, scikit-learn, krippendorff and numpy. All data are composed here.
"""

import json
import pathlib
import sys

import krippendorff
import numpy
import scipy
import scipy.optimize
import scipy.stats
import sklearn
import sklearn.metrics
import statsmodels
import statsmodels.api
import statsmodels.stats.contingency_tables
import statsmodels.stats.inter_rater
import statsmodels.stats.multitest
import statsmodels.stats.power
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


def tango(gained, lost, n, level):
    """Tango's interval without his closed form: the likelihood under a difference d is maximised numerically."""
    z = scipy.stats.norm.ppf(0.5 + level / 2)

    def score(d):
        def minus_log(q):
            terms = [(gained, q + d), (lost, q), (n - gained - lost, 1 - 2 * q - d)]
            if any(p < 0 for _, p in terms):
                return 1e10
            return -sum(c * numpy.log(max(p, 1e-300)) for c, p in terms if c > 0)

        low, high = max(0, -d), (1 - d) / 2
        q = scipy.optimize.minimize_scalar(minus_log, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        return (gained - lost - n * d) / numpy.sqrt(n * (2 * q + d * (1 - d)))

    centre = (gained - lost) / n
    low = scipy.optimize.brentq(lambda d: score(d) - z, -1 + 1e-9, centre, xtol=1e-12)
    high = scipy.optimize.brentq(lambda d: score(d) + z, centre, 1 - 1e-9, xtol=1e-12)
    return [low, high]


def paired_counts():
    cases = []
    for both, lost, gained, neither in [(1, 7, 1, 12), (10, 3, 8, 4), (40, 10, 12, 38), (5, 1, 4, 30), (90, 0, 5, 5), (20, 20, 20, 20)]:
        n = both + lost + gained + neither
        for level in [0.9, 0.95]:
            cases.append({"both": both, "lost": lost, "gained": gained, "neither": neither, "level": level,
                          "tango": tango(gained, lost, n, level)})
    tests = []
    for lost, gained in [(0, 1), (0, 9), (4, 4), (3, 12), (17, 30), (250, 301), (1000, 1100)]:
        table = [[5, lost], [gained, 5]]
        exact = statsmodels.stats.contingency_tables.mcnemar(table, exact=True)
        plain = statsmodels.stats.contingency_tables.mcnemar(table, exact=False, correction=False)
        corrected = statsmodels.stats.contingency_tables.mcnemar(table, exact=False, correction=True)
        tests.append({"lost": lost, "gained": gained, "exact": exact.pvalue, "chi2": plain.statistic, "chi2_p": plain.pvalue,
                      "corrected": corrected.statistic, "corrected_p": corrected.pvalue})
    write("paired_counts.json", "scipy, statsmodels", f"{scipy.__version__}, {statsmodels.__version__}",
          {"intervals": cases, "mcnemar": tests})


def paired_tests():
    rng = numpy.random.default_rng(5)
    cases = []
    for name, d in [
        ("plain", rng.normal(0.2, 1, 15)),
        ("ties", rng.integers(-3, 5, 14).astype(float)),
        ("zeros", numpy.array([0, 0, 1, -1, 2, 2, 3, 0, -2, 4.0])),
        ("one sided", numpy.array([0.5, 1.5, 2.5, 3.0, 0.25])),
        ("long", rng.normal(0.1, 1, 120)),
        ("long ties", rng.integers(-3, 4, 200).astype(float)),
    ]:
        t = scipy.stats.ttest_1samp(d, 0)
        positive, negative = int((d > 0).sum()), int((d < 0).sum())
        case = {"name": name, "d": d.tolist(), "t": t.statistic, "t_p": t.pvalue,
                "sign_p": scipy.stats.binomtest(positive, positive + negative).pvalue}
        low, high = t.confidence_interval(0.9)
        case["t_interval"] = [low, high]
        if len(d) <= 15:
            # All signs of the ranks, zeros ranked and dropped.
            ranks = scipy.stats.rankdata(abs(d))[d != 0]
            signs = d[d != 0] > 0
            count, below = len(ranks), 0
            smaller = min(ranks[signs].sum(), ranks[~signs].sum())
            for bits in range(2**count):
                total = sum(r for i, r in enumerate(ranks) if bits >> i & 1)
                below += total <= smaller + 1e-9
            case["wilcoxon_w"] = smaller
            case["wilcoxon_p"] = min(1.0, 2 * below / 2**count)
            flips = scipy.stats.permutation_test((d,), numpy.mean, permutation_type="samples", n_resamples=numpy.inf)
            case["flip_p"] = flips.pvalue
        else:
            found = scipy.stats.wilcoxon(d, zero_method="pratt", correction=False, method="asymptotic")
            case["wilcoxon_w"], case["wilcoxon_p"] = found.statistic, found.pvalue
        cases.append(case)
    n, groups = 60, 12
    g = rng.integers(0, groups, n)
    d = rng.normal(0, 1, groups)[g] * 0.5 + rng.normal(0.2, 1, n)
    fit = statsmodels.api.OLS(d, numpy.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": g, "use_correction": True}, use_t=True)
    # Its correction with one coefficient is G / (G - 1) * (n - 1) / (n - 1).
    low, high = fit.conf_int(0.05)[0]
    cluster = {"d": d.tolist(), "g": g.tolist(), "mean": fit.params[0], "error": fit.bse[0], "t": fit.tvalues[0],
               "p": fit.pvalues[0], "interval": [low, high]}
    write("paired_tests.json", "scipy, statsmodels", f"{scipy.__version__}, {statsmodels.__version__}",
          {"cases": cases, "cluster": cluster})


def multiple_testing():
    rng = numpy.random.default_rng(9)
    cases = []
    for p in [[0.3], [0.01, 0.5], [0.0, 1.0, 0.2], rng.random(12).tolist(), (rng.random(30) ** 3).tolist(),
              numpy.repeat(rng.random(5) ** 2, 3).tolist()]:
        case = {"p": p}
        for method in ["bonferroni", "sidak", "holm", "holm-sidak", "hommel", "fdr_bh", "fdr_by"]:
            case[method] = statsmodels.stats.multitest.multipletests(p, 0.05, method)[1].tolist()
        cases.append(case)
    write("multiple_testing.json", "statsmodels", statsmodels.__version__, {"cases": cases})


def correlation():
    rng = numpy.random.default_rng(2)
    cases = []
    for n in [2, 3, 10, 60]:
        x = rng.normal(0, 1, n)
        pairs = [(x, x * 0.5 + rng.normal(0, 1, n)), (rng.integers(0, 4, n) + 0.0, rng.integers(0, 3, n) + 0.0), (x, -x)]
        for a, b in pairs:
            if len(set(a)) < 2 or len(set(b)) < 2:
                continue
            cases.append({"x": a.tolist(), "y": b.tolist(), "pearson": float(scipy.stats.pearsonr(a, b)[0]),
                          "spearman": float(scipy.stats.spearmanr(a, b)[0]), "kendall_b": float(scipy.stats.kendalltau(a, b)[0])})
    write("correlation.json", "scipy", scipy.__version__, {"cases": cases})


def agreement():
    rng = numpy.random.default_rng(4)
    cases = []
    for raters, items, labels, gaps in [(2, 40, 3, 0.0), (2, 60, 5, 0.0), (3, 50, 4, 0.0), (4, 30, 5, 0.3), (2, 80, 2, 0.1)]:
        truth = rng.integers(1, labels + 1, items)
        table = numpy.where(rng.random((raters, items)) < 0.6, truth, rng.integers(1, labels + 1, (raters, items))).astype(float)
        table[rng.random((raters, items)) < gaps] = numpy.nan
        case = {"ratings": [[None if numpy.isnan(v) else v for v in item] for item in table.T.tolist()], "raters": raters}
        for level in ["nominal", "ordinal", "interval", "ratio"]:
            case[level] = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
        if raters == 2 and gaps == 0:
            for name, weights in [("kappa", None), ("kappa_linear", "linear"), ("kappa_quadratic", "quadratic")]:
                case[name] = sklearn.metrics.cohen_kappa_score(table[0], table[1], weights=weights)
        if gaps == 0:
            counts, _ = statsmodels.stats.inter_rater.aggregate_raters(table.T.astype(int))
            case["fleiss"] = statsmodels.stats.inter_rater.fleiss_kappa(counts)
        cases.append(case)
    write("agreement.json", "krippendorff, scikit-learn, statsmodels", f"0.9.0, {sklearn.__version__}, {statsmodels.__version__}",
          {"cases": cases})


def bradley_terry():
    rng = numpy.random.default_rng(12)
    strengths = numpy.array([0.9, 0.3, 0.0, -0.4, -0.8])
    games = []
    for prompt in range(90):
        taste = rng.normal(0, 0.4, 5)
        for _ in range(2):
            a, b = rng.choice(5, 2, replace=False)
            d = strengths[a] - strengths[b] + taste[a] - taste[b]
            za, zb, zt = numpy.exp(d / 2), numpy.exp(-d / 2), 0.7
            games.append([int(a), int(b), float(rng.choice([1, 0, 0.5], p=numpy.array([za, zb, zt]) / (za + zb + zt))), prompt])
    first, second, score, prompts = (numpy.array(c) for c in zip(*games))
    design = numpy.zeros((len(games), 5))
    design[numpy.arange(len(games)), first] += 1
    design[numpy.arange(len(games)), second] -= 1
    # Strengths that sum to 0: the last is minus the others.
    reduced = design[:, :4] - design[:, 4:]
    basis = numpy.vstack([numpy.eye(4), -numpy.ones(4)])

    def spread(covariance):
        return numpy.sqrt(numpy.diag(basis @ covariance @ basis.T)).tolist()

    fit = statsmodels.api.GLM(score, reduced, family=statsmodels.api.families.Binomial()).fit(tol=1e-14)
    probability = fit.predict()
    inverse = numpy.linalg.inv(reduced.T @ (reduced * (probability * (1 - probability))[:, None]))
    scores = numpy.zeros((90, 4))
    numpy.add.at(scores, prompts, reduced * (score - probability)[:, None])
    half = {"strengths": (basis @ fit.params).tolist(), "model_errors": spread(inverse),
            "errors": spread(inverse @ scores.T @ scores @ inverse)}

    def log_likelihood(at):
        d = reduced @ at[:4]
        total = numpy.logaddexp(numpy.logaddexp(d / 2, -d / 2), at[4])
        return numpy.where(score == 1, d / 2, numpy.where(score == 0, -d / 2, at[4])).sum() - total.sum()

    best = scipy.optimize.minimize(lambda at: -log_likelihood(at), numpy.zeros(5), method="BFGS", options={"gtol": 1e-10})
    davidson = {"strengths": (basis @ best.x[:4]).tolist(), "nu": float(numpy.exp(best.x[4])), "log_likelihood": -best.fun}
    write("bradley_terry.json", "statsmodels, scipy", f"{statsmodels.__version__}, {scipy.__version__}",
          {"games": games, "half": half, "davidson": davidson})


def power():
    cases = []
    for effect in [0.1, 0.3, 0.8]:
        for n in [20, 100, 400]:
            cases.append({"effect": effect, "n": n, "power": statsmodels.stats.power.NormalIndPower(ddof=0).power(
                effect, n, 0.05, ratio=0, alternative="two-sided")})
    write("power.json", "statsmodels", statsmodels.__version__, {"one_sample_z": cases})


def main():
    intervals()
    paired_counts()
    paired_tests()
    multiple_testing()
    correlation()
    agreement()
    bradley_terry()
    power()


if __name__ == "__main__":
    sys.exit(main())
