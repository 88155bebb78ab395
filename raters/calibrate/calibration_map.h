#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay::raters {

/// What a judge's raw number is, and with it what people's number is predicted.
enum class ScoreKind {
  kMargin,  ///< any number, 0 where neither answer is better (a difference of rewards, a logit): P(people prefer it)
  kProbability,  ///< 0..1: P(people say yes, or prefer it)
  kPoints,       ///< a rating on a scale: the mean of people's ratings
};

/// How a judge's number becomes a prediction of people's.
enum class MapKind {
  kIdentity,     ///< as it is; a margin by the logistic function
  kTemperature,  ///< sigma(d / T), d the margin or the log odds
  kPlatt,        ///< sigma(a d + b), a > 0
  kIsotonic,     ///< the rising step function nearest to the labels, linear between its steps
  kAffine,       ///< a s + b, a > 0
  kOrdinal,      ///< one value for each rating, rising, linear between them
};

/// "margin", "probability", "points", and back. Throws: Error(kData) for another word, naming `where`.
std::string_view name_of(ScoreKind kind);
ScoreKind score_kind_of(std::string_view name, std::string_view where);

/// "identity", "temperature", "platt", "isotonic", "affine", "ordinal", and back. Throws: as above.
std::string_view name_of(MapKind kind);
MapKind map_kind_of(std::string_view name, std::string_view where);

/// A fitted map from a judge's numbers to people's: a rising function, so it never turns the order of two scores round.
struct CalibrationMap {
  ScoreKind scores = ScoreKind::kProbability;
  MapKind kind = MapKind::kIdentity;
  double slope = 1.0;      ///< of temperature (1 / T), Platt and affine
  double intercept = 0.0;  ///< of Platt and affine
  std::vector<double> x;   ///< of isotonic and ordinal: scores, strictly rising
  std::vector<double> y;   ///< their predictions, never falling
  double lowest = 0.0;     ///< no prediction lies outside lowest..highest, the range of the labels' scale
  double highest = 1.0;

  /// The prediction for one score: beyond the ends of x that of the nearest end. Requires: finite; a probability in
  /// 0..1.
  double predict(double score) const;
  std::vector<double> predict(std::span<const double> scores) const;

  bool operator==(const CalibrationMap&) const = default;
};

/// The map as an object {"scores", "kind", ...} with only the members its kind has: equal maps give equal JSON, and
/// numbers come back bit by bit.
Value to_value(const CalibrationMap& map);

/// Reads what `to_value` wrote. Throws: Error(kData) that names `where` for a missing member, an unknown name, numbers
/// that are not finite or do not rise.
CalibrationMap map_of_value(const Value& value, std::string_view where);

/// The log odds of a probability, which is held at least 1e-6 from 0 and 1 so that one sure judgement cannot outweigh
/// all others. Requires: 0 <= p <= 1.
double log_odds(double p);

/// 1 / (1 + exp(-x)) without overflow.
double logistic(double x);

/// What a judge thinks of the first of two answers from its probabilities for it in both orders: the mean of the log
/// odds, in which a preference for a position cancels out. `first_shown_first` = P(first wins) where it was shown
/// first, `second_shown_first` = P(second wins) where that was.
double without_position(double first_shown_first, double second_shown_first);

}  // namespace assay::raters
