#include "raters/calibrate/calibration_map.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::raters {
namespace {

constexpr double kNearestToSure = 1e-6;

constexpr std::array<std::pair<ScoreKind, std::string_view>, 3> kScoreKinds = {
    {{ScoreKind::kMargin, "margin"}, {ScoreKind::kProbability, "probability"}, {ScoreKind::kPoints, "points"}}};
constexpr std::array<std::pair<MapKind, std::string_view>, 6> kMapKinds = {{{MapKind::kIdentity, "identity"},
                                                                            {MapKind::kTemperature, "temperature"},
                                                                            {MapKind::kPlatt, "platt"},
                                                                            {MapKind::kIsotonic, "isotonic"},
                                                                            {MapKind::kAffine, "affine"},
                                                                            {MapKind::kOrdinal, "ordinal"}}};

template <class Kinds>
auto kind_named(const Kinds& kinds, std::string_view name, std::string_view where) {
  std::string all;
  for (const auto& [kind, known] : kinds) {
    if (known == name) return kind;
    all += fmt::format("{}{}", all.empty() ? "" : ", ", known);
  }
  throw Error(ErrorKind::kData, fmt::format("{}: '{}' is none of {}", where, name, all));
}

template <class Kinds, class Kind>
std::string_view name_in(const Kinds& kinds, Kind kind) {
  for (const auto& [known, name] : kinds)
    if (known == kind) return name;
  ASSAY_CHECK(false);
  return "";
}

/// Linear between the points, constant beyond them.
double interpolated(const std::vector<double>& x, const std::vector<double>& y, double score) {
  const auto after = std::upper_bound(x.begin(), x.end(), score);
  if (after == x.begin()) return y.front();
  const std::size_t right = static_cast<std::size_t>(after - x.begin());
  if (right == x.size()) return y.back();
  const double share = (score - x[right - 1]) / (x[right] - x[right - 1]);
  return y[right - 1] + share * (y[right] - y[right - 1]);
}

Value list_of(const std::vector<double>& numbers) {
  Value list = Value::array();
  for (const double v : numbers) list.push_back(v);
  return list;
}

const Value& member(const Value& value, std::string_view key, std::string_view where) {
  const Value* found = value.find(key);
  if (found == nullptr) throw Error(ErrorKind::kData, fmt::format("{}: the calibration map has no '{}'", where, key));
  return *found;
}

double number_of(const Value& value, std::string_view key, std::string_view where) {
  if (!value.is_number() || !std::isfinite(value.as_double()))
    throw Error(ErrorKind::kData,
                fmt::format("{}: '{}' of the calibration map is {}, expected a number", where, key, kind_name(value)));
  return value.as_double();
}

std::string_view word_of(const Value& value, std::string_view key, std::string_view where) {
  if (!value.is_string())
    throw Error(ErrorKind::kData,
                fmt::format("{}: '{}' of the calibration map is {}, expected a string", where, key, kind_name(value)));
  return value.as_string();
}

std::vector<double> numbers_of(const Value& value, std::string_view key, std::string_view where) {
  if (!value.is_array())
    throw Error(ErrorKind::kData,
                fmt::format("{}: '{}' of the calibration map is {}, expected a list", where, key, kind_name(value)));
  std::vector<double> found;
  for (const Value& item : value.as_array()) found.push_back(number_of(item, key, where));
  return found;
}

bool has_points(MapKind kind) { return kind == MapKind::kIsotonic || kind == MapKind::kOrdinal; }
bool has_intercept(MapKind kind) { return kind == MapKind::kPlatt || kind == MapKind::kAffine; }

}  // namespace

std::string_view name_of(ScoreKind kind) { return name_in(kScoreKinds, kind); }
ScoreKind score_kind_of(std::string_view name, std::string_view where) { return kind_named(kScoreKinds, name, where); }
std::string_view name_of(MapKind kind) { return name_in(kMapKinds, kind); }
MapKind map_kind_of(std::string_view name, std::string_view where) { return kind_named(kMapKinds, name, where); }

double logistic(double x) {
  if (x >= 0.0) return 1.0 / (1.0 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1.0 + e);
}

double log_odds(double p) {
  ASSAY_CHECK(p >= 0.0 && p <= 1.0);
  p = std::clamp(p, kNearestToSure, 1.0 - kNearestToSure);
  return std::log(p) - std::log1p(-p);
}

double without_position(double first_shown_first, double second_shown_first) {
  return logistic(0.5 * (log_odds(first_shown_first) + log_odds(1.0 - second_shown_first)));
}

double CalibrationMap::predict(double score) const {
  ASSAY_CHECK(std::isfinite(score));
  double found = score;
  const double margin = kind == MapKind::kTemperature || kind == MapKind::kPlatt
                            ? (scores == ScoreKind::kProbability ? log_odds(score) : score)
                            : score;
  switch (kind) {
    case MapKind::kIdentity: found = scores == ScoreKind::kMargin ? logistic(score) : score; break;
    case MapKind::kTemperature: found = logistic(slope * margin); break;
    case MapKind::kPlatt: found = logistic(slope * margin + intercept); break;
    case MapKind::kAffine: found = slope * score + intercept; break;
    case MapKind::kIsotonic:
    case MapKind::kOrdinal:
      ASSAY_CHECK(!x.empty() && x.size() == y.size());
      found = interpolated(x, y, score);
      break;
  }
  return std::clamp(found, lowest, highest);
}

std::vector<double> CalibrationMap::predict(std::span<const double> of) const {
  std::vector<double> found;
  found.reserve(of.size());
  for (const double score : of) found.push_back(predict(score));
  return found;
}

Value to_value(const CalibrationMap& map) {
  Value out = Value::object();
  out.set("scores", name_of(map.scores));
  out.set("kind", name_of(map.kind));
  out.set("lowest", map.lowest);
  out.set("highest", map.highest);
  if (map.kind == MapKind::kTemperature || has_intercept(map.kind)) out.set("slope", map.slope);
  if (has_intercept(map.kind)) out.set("intercept", map.intercept);
  if (has_points(map.kind)) {
    out.set("x", list_of(map.x));
    out.set("y", list_of(map.y));
  }
  return out;
}

CalibrationMap map_of_value(const Value& value, std::string_view where) {
  if (!value.is_object())
    throw Error(ErrorKind::kData,
                fmt::format("{}: the calibration map is {}, expected an object", where, kind_name(value)));
  const auto number = [&](std::string_view key) { return number_of(member(value, key, where), key, where); };
  const auto refuse = [&](std::string why) {
    throw Error(ErrorKind::kData, fmt::format("{}: the calibration map's {}", where, why));
  };
  CalibrationMap map;
  map.scores = score_kind_of(word_of(member(value, "scores", where), "scores", where), where);
  map.kind = map_kind_of(word_of(member(value, "kind", where), "kind", where), where);
  map.lowest = number("lowest");
  map.highest = number("highest");
  if (!(map.lowest < map.highest)) refuse(fmt::format("lowest, {}, is not below highest, {}", map.lowest, map.highest));
  if (map.scores != ScoreKind::kPoints && (map.lowest < 0.0 || map.highest > 1.0))
    refuse(fmt::format("range {} to {} is not one of probabilities", map.lowest, map.highest));
  const bool of_points = map.kind == MapKind::kAffine || map.kind == MapKind::kOrdinal;
  const bool of_chances = map.kind == MapKind::kTemperature || map.kind == MapKind::kPlatt;
  if ((of_points && map.scores != ScoreKind::kPoints) || (of_chances && map.scores == ScoreKind::kPoints))
    refuse(fmt::format("kind '{}' does not fit scores of the kind {}", name_of(map.kind), name_of(map.scores)));
  if (map.kind == MapKind::kTemperature || has_intercept(map.kind)) {
    map.slope = number("slope");
    if (!(map.slope > 0.0)) refuse(fmt::format("slope is {}, expected more than 0", map.slope));
  }
  if (has_intercept(map.kind)) map.intercept = number("intercept");
  if (has_points(map.kind)) {
    map.x = numbers_of(member(value, "x", where), "x", where);
    map.y = numbers_of(member(value, "y", where), "y", where);
    if (map.x.empty() || map.x.size() != map.y.size())
      refuse(
          fmt::format("x and y have {} and {} numbers, expected as many and at least one", map.x.size(), map.y.size()));
    for (std::size_t i = 1; i < map.x.size(); ++i) {
      if (!(map.x[i] > map.x[i - 1])) refuse(fmt::format("x does not rise at {}", map.x[i]));
      if (map.y[i] < map.y[i - 1]) refuse(fmt::format("y falls from {} to {}", map.y[i - 1], map.y[i]));
    }
  }
  return map;
}

}  // namespace assay::raters
