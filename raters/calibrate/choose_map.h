#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "raters/calibrate/fit_map.h"

namespace assay::raters {

/// With fewer labels no map is fitted: the raw number is as good (docs/statistics.md, "Calibration statistics").
inline constexpr std::size_t kMinLabelsForMap = 20;
/// From so many labels on two parameters are worth their noise (Platt, ordinal).
inline constexpr std::size_t kMinLabelsForTwo = 50;
/// From so many on isotonic regression is tried.
inline constexpr std::size_t kMinLabelsForIsotonic = 200;

/// How cross-validation is done.
struct FoldOptions {
  std::size_t folds = 5;
  std::uint64_t seed = 0;  ///< of the shuffle
};

/// The fold of each label: groups (or single labels) are shuffled and dealt out, so that each fold has about as many
/// labels and all labels of one item are in one fold. A pure function of the numbers of the groups and the seed, not of
/// the order. Shapes: the result [n], values 0..folds-1.
std::vector<std::uint32_t> folds_of(std::size_t n, std::span<const std::uint32_t> groups, const FoldOptions& options);

/// What a map predicts for labels that it was not fitted to.
struct OutOfFold {
  std::vector<double> predictions;  ///< [n]; empty where a fold could not be fitted
  std::string reason;               ///< why there are none; "" where there are
};

/// Fits the kind on all folds but one, for each in turn, and predicts that one. Shapes: fold_of [n].
OutOfFold out_of_fold(MapKind kind, const LabelledScores& data, std::span<const std::uint32_t> fold_of);

/// One map that was tried.
struct MapTrial {
  MapKind kind = MapKind::kIdentity;
  std::optional<double> loss;            ///< mean squared error out of fold: Brier's score of probabilities
  std::optional<double> gain;            ///< by how much less than identity's
  std::optional<double> standard_error;  ///< of the gain, by groups; nullopt where they do not differ
  std::string reason;                    ///< why it was not tried, or is not chosen; "" for the chosen one
};

/// The map that is kept, and what it was chosen from.
struct MapChoice {
  CalibrationMap map;               ///< fitted to all labels
  std::vector<MapTrial> trials;     ///< identity first, then in the order of their parameters
  std::vector<double> predictions;  ///< out of fold, of the chosen kind: what held-out numbers are made of
  std::vector<std::uint32_t> fold_of;
};

/// Chooses by the number of labels and by what they show. Below kMinLabelsForMap only identity; then temperature
/// (affine for points), from kMinLabelsForTwo on Platt (ordinal), from kMinLabelsForIsotonic on isotonic. A map is kept
/// only where its squared error out of fold is less than identity's by more than one standard error of that difference,
/// the best such one; isotonic only where it also beats Platt (ordinal). Requires: as LabelledScores; at least one
/// label.
MapChoice choose_map(const LabelledScores& data, const FoldOptions& options = {});

}  // namespace assay::raters
