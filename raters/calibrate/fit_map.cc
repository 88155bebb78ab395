#include "raters/calibrate/fit_map.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/core/check.h"

namespace assay::raters {
namespace {

constexpr const char* kNotRising = "the scores do not rise with people's labels, and no rising map mends that";

FittedMap refused(std::string reason) { return {std::nullopt, std::move(reason)}; }

CalibrationMap empty_map(MapKind kind, const LabelledScores& data) {
  CalibrationMap map;
  map.kind = kind;
  map.scores = data.kind;
  map.lowest = data.lowest;
  map.highest = data.highest;
  return map;
}

void check(const LabelledScores& data) {
  ASSAY_CHECK(data.labels.size() == data.size() && (data.weights.empty() || data.weights.size() == data.size()));
  ASSAY_CHECK(data.groups.empty() || data.groups.size() == data.size());
  ASSAY_CHECK(data.lowest < data.highest);
  ASSAY_CHECK(data.kind == ScoreKind::kPoints || (data.lowest >= 0.0 && data.highest <= 1.0));
  for (std::size_t i = 0; i < data.size(); ++i)
    ASSAY_CHECK(std::isfinite(data.scores[i]) && data.labels[i] >= data.lowest && data.labels[i] <= data.highest &&
                data.weight(i) >= 0.0);
}

/// Why nothing can be fitted; "" where it can.
std::string trouble(const LabelledScores& data) {
  check(data);
  std::vector<double> scores;
  std::vector<double> labels;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data.weight(i) == 0.0) continue;
    scores.push_back(data.scores[i]);
    labels.push_back(data.labels[i]);
  }
  if (labels.size() < 2) return fmt::format("{} label{}, fewer than 2", labels.size(), labels.size() == 1 ? "" : "s");
  const auto constant = [](const std::vector<double>& v) {
    return std::all_of(v.begin(), v.end(), [&](double a) { return a == v[0]; });
  };
  if (constant(labels)) return "all labels are equal";
  if (constant(scores)) return "all scores are equal";
  return "";
}

/// What the logistic maps see: margins, or log odds of probabilities.
std::vector<double> margins_of(const LabelledScores& data) {
  std::vector<double> found(data.scores.begin(), data.scores.end());
  if (data.kind == ScoreKind::kProbability)
    for (double& v : found) v = log_odds(v);
  return found;
}

/// Lin, Lin & Weng 2007: labels a little away from 0 and 1, as a uniform prior on either class has them.
std::vector<double> softened(const LabelledScores& data) {
  double positive = 0.0;
  double negative = 0.0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    positive += data.weight(i) * data.labels[i];
    negative += data.weight(i) * (1.0 - data.labels[i]);
  }
  const double high = (positive + 1.0) / (positive + 2.0);
  const double low = 1.0 / (negative + 2.0);
  std::vector<double> found(data.labels.begin(), data.labels.end());
  for (double& y : found) y = y * high + (1.0 - y) * low;
  return found;
}

/// log(1 + exp(z)) - t z without overflow.
double cross_entropy(double z, double t) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - t * z; }

}  // namespace

FittedMap fit_temperature(const LabelledScores& data) {
  if (data.kind == ScoreKind::kPoints) return refused("a temperature is of margins and probabilities, not of points");
  if (std::string why = trouble(data); !why.empty()) return refused(why);
  const std::vector<double> d = margins_of(data);
  std::vector<double> y(data.labels.begin(), data.labels.end());
  const auto satisfied = [&](std::size_t i) {
    return data.weight(i) == 0.0 || d[i] == 0.0 || (y[i] == 1.0 && d[i] > 0.0) || (y[i] == 0.0 && d[i] < 0.0);
  };
  bool separated = true;
  for (std::size_t i = 0; i < y.size(); ++i) separated &= satisfied(i);
  if (separated) y = softened(data);
  // The derivative of the log loss by u = 1 / T rises in u, so there is one root or none.
  struct Slopes {
    double first = 0.0;
    double second = 0.0;
  };
  const auto slopes = [&](double u) {
    Slopes found;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double p = logistic(d[i] * u);
      found.first += data.weight(i) * d[i] * (p - y[i]);
      found.second += data.weight(i) * d[i] * d[i] * p * (1.0 - p);
    }
    return found;
  };
  if (!(slopes(0.0).first < 0.0)) return refused(kNotRising);
  double scale = 0.0;
  for (const double v : d) scale = std::max(scale, std::abs(v));
  double low = 0.0;
  double high = 1.0 / scale;
  for (int step = 0; step < 100 && slopes(high).first < 0.0; ++step) {
    low = high;
    high *= 2.0;
  }
  double u = 0.5 * (low + high);
  for (int step = 0; step < 200; ++step) {
    const Slopes here = slopes(u);
    (here.first < 0.0 ? low : high) = u;
    double next = here.second > 0.0 ? u - here.first / here.second : low;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::abs(next - u) <= 1e-14 * u;
    u = next;
    if (done) break;
  }
  CalibrationMap map = empty_map(MapKind::kTemperature, data);
  map.slope = u;
  return {map, ""};
}

FittedMap fit_platt(const LabelledScores& data) {
  if (data.kind == ScoreKind::kPoints) return refused("Platt's map is of margins and probabilities, not of points");
  if (std::string why = trouble(data); !why.empty()) return refused(why);
  std::vector<double> d = margins_of(data);
  const std::vector<double> t = softened(data);
  // On a scale of 1, so that the Hessian is well conditioned whatever a reward model's units are.
  double scale = 0.0;
  for (const double v : d) scale = std::max(scale, std::abs(v));
  if (scale == 0.0) return refused("all scores are equal");
  for (double& v : d) v /= scale;
  double positive = 0.0;
  double negative = 0.0;
  for (std::size_t i = 0; i < d.size(); ++i) {
    positive += data.weight(i) * data.labels[i];
    negative += data.weight(i) * (1.0 - data.labels[i]);
  }
  double a = 0.0;
  double b = std::log((positive + 1.0) / (negative + 1.0));
  const auto loss = [&](double slope, double intercept) {
    double sum = 0.0;
    for (std::size_t i = 0; i < d.size(); ++i) sum += data.weight(i) * cross_entropy(slope * d[i] + intercept, t[i]);
    return sum;
  };
  double here = loss(a, b);
  for (int step = 0; step < 100; ++step) {
    double ga = 0.0, gb = 0.0, haa = 1e-12, hbb = 1e-12, hab = 0.0;
    for (std::size_t i = 0; i < d.size(); ++i) {
      const double p = logistic(a * d[i] + b);
      const double off = data.weight(i) * (p - t[i]);
      const double curve = data.weight(i) * p * (1.0 - p);
      ga += off * d[i];
      gb += off;
      haa += curve * d[i] * d[i];
      hbb += curve;
      hab += curve * d[i];
    }
    const double determinant = haa * hbb - hab * hab;
    if (!(determinant > 0.0)) break;
    const double da = -(hbb * ga - hab * gb) / determinant;
    const double db = -(haa * gb - hab * ga) / determinant;
    const double downhill = ga * da + gb * db;
    // Less than rounding can show in the loss: the last step, which needs no search.
    if (-downhill <= 1e-13 * (1.0 + here)) {
      a += da;
      b += db;
      break;
    }
    // Armijo's condition, as in the paper; what rounding leaves of the descent ends it.
    double length = 1.0;
    double next = loss(a + da, b + db);
    while (length > 1e-10 && next > here + 1e-4 * length * downhill) {
      length *= 0.5;
      next = loss(a + length * da, b + length * db);
    }
    a += length * da;
    b += length * db;
    here = next;
    if (std::abs(da) <= 1e-12 * (1.0 + std::abs(a)) && std::abs(db) <= 1e-12 * (1.0 + std::abs(b))) break;
    if (length <= 1e-10) break;
  }
  if (!(a > 0.0)) return refused(kNotRising);
  CalibrationMap map = empty_map(MapKind::kPlatt, data);
  map.slope = a / scale;
  map.intercept = b;
  return {map, ""};
}

namespace {

/// Scores that occur, with the sums of their labels.
struct Point {
  double x = 0.0;
  double weight = 0.0;
  double sum = 0.0;

  double mean() const { return sum / weight; }
};

std::vector<Point> points_of(const LabelledScores& data) {
  std::vector<std::size_t> order(data.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return data.scores[a] < data.scores[b]; });
  std::vector<Point> found;
  for (const std::size_t i : order) {
    if (data.weight(i) == 0.0) continue;
    if (found.empty() || found.back().x != data.scores[i]) found.push_back({data.scores[i], 0.0, 0.0});
    found.back().weight += data.weight(i);
    found.back().sum += data.weight(i) * data.labels[i];
  }
  return found;
}

/// The values of the nearest rising function at each point.
std::vector<double> pooled(const std::vector<Point>& points) {
  struct Block {
    double weight = 0.0;
    double sum = 0.0;
    std::size_t size = 0;
  };
  std::vector<Block> blocks;
  for (const Point& point : points) {
    blocks.push_back({point.weight, point.sum, 1});
    while (blocks.size() > 1) {
      const Block last = blocks.back();
      Block& before = blocks[blocks.size() - 2];
      if (before.sum * last.weight < last.sum * before.weight) break;
      before.weight += last.weight;
      before.sum += last.sum;
      before.size += last.size;
      blocks.pop_back();
    }
  }
  std::vector<double> found;
  for (const Block& block : blocks) found.insert(found.end(), block.size, block.sum / block.weight);
  return found;
}

/// Least squares of labels on scores, before and after the slope is shrunk.
struct Line {
  double slope = 0.0;
  double intercept = 0.0;
  std::string reason;

  double at(double x) const { return slope * x + intercept; }
};

Line line_of(const LabelledScores& data) {
  Line line;
  double whole = 0.0, mean_x = 0.0, mean_y = 0.0, count = 0.0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    whole += data.weight(i);
    mean_x += data.weight(i) * data.scores[i];
    mean_y += data.weight(i) * data.labels[i];
    count += data.weight(i) > 0.0 ? 1.0 : 0.0;
  }
  mean_x /= whole;
  mean_y /= whole;
  double xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double dx = data.scores[i] - mean_x;
    const double dy = data.labels[i] - mean_y;
    xx += data.weight(i) * dx * dx;
    xy += data.weight(i) * dx * dy;
    yy += data.weight(i) * dy * dy;
  }
  if (count < 3.0) {
    line.reason = "fewer than 3 labels";
    return line;
  }
  if (!(xy > 0.0)) {
    line.reason = kNotRising;
    return line;
  }
  const double slope = xy / xx;
  const double left = std::max(0.0, yy - slope * xy);
  const double f = left > 0.0 ? slope * xy / (left / (count - 2.0)) : INFINITY;
  if (f <= 1.0) {
    line.reason = fmt::format("the scores say nothing of people's labels that chance does not (F = {:.2f})", f);
    return line;
  }
  line.slope = slope * (1.0 - 1.0 / f);
  line.intercept = mean_y - line.slope * mean_x;
  return line;
}

}  // namespace

FittedMap fit_isotonic(const LabelledScores& data) {
  if (std::string why = trouble(data); !why.empty()) return refused(why);
  const std::vector<Point> points = points_of(data);
  const std::vector<double> values = pooled(points);
  if (values.front() == values.back()) return refused(kNotRising);
  CalibrationMap map = empty_map(MapKind::kIsotonic, data);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool inner = i > 0 && i + 1 < points.size() && values[i] == values[i - 1] && values[i] == values[i + 1];
    if (inner) continue;
    map.x.push_back(points[i].x);
    map.y.push_back(values[i]);
  }
  return {map, ""};
}

FittedMap fit_affine(const LabelledScores& data) {
  if (data.kind != ScoreKind::kPoints) return refused("an affine map is of points, not of margins and probabilities");
  if (std::string why = trouble(data); !why.empty()) return refused(why);
  const Line line = line_of(data);
  if (!line.reason.empty()) return refused(line.reason);
  CalibrationMap map = empty_map(MapKind::kAffine, data);
  map.slope = line.slope;
  map.intercept = line.intercept;
  return {map, ""};
}

FittedMap fit_ordinal(const LabelledScores& data) {
  if (data.kind != ScoreKind::kPoints) return refused("an ordinal map is of points, not of margins and probabilities");
  if (std::string why = trouble(data); !why.empty()) return refused(why);
  const Line line = line_of(data);
  if (!line.reason.empty()) return refused(line.reason);
  std::vector<Point> points = points_of(data);
  for (Point& point : points) {
    point.sum += kOrdinalPrior * std::clamp(line.at(point.x), data.lowest, data.highest);
    point.weight += kOrdinalPrior;
  }
  CalibrationMap map = empty_map(MapKind::kOrdinal, data);
  map.y = pooled(points);
  for (const Point& point : points) map.x.push_back(point.x);
  return {map, ""};
}

FittedMap fit_map(MapKind kind, const LabelledScores& data) {
  check(data);
  switch (kind) {
    case MapKind::kIdentity: return {empty_map(MapKind::kIdentity, data), ""};
    case MapKind::kTemperature: return fit_temperature(data);
    case MapKind::kPlatt: return fit_platt(data);
    case MapKind::kIsotonic: return fit_isotonic(data);
    case MapKind::kAffine: return fit_affine(data);
    case MapKind::kOrdinal: return fit_ordinal(data);
  }
  ASSAY_CHECK(false);
  return {};
}

}  // namespace assay::raters
