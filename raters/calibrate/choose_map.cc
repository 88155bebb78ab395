#include "raters/calibrate/choose_map.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "harness/core/check.h"
#include "harness/core/random.h"
#include "metrics/stats/clusters.h"

namespace assay::raters {
namespace {

std::vector<MapKind> kinds_for(ScoreKind scores, std::size_t labels) {
  const bool points = scores == ScoreKind::kPoints;
  std::vector<MapKind> kinds = {MapKind::kIdentity};
  if (labels >= kMinLabelsForMap) kinds.push_back(points ? MapKind::kAffine : MapKind::kTemperature);
  if (labels >= kMinLabelsForTwo) kinds.push_back(points ? MapKind::kOrdinal : MapKind::kPlatt);
  if (labels >= kMinLabelsForIsotonic) kinds.push_back(MapKind::kIsotonic);
  return kinds;
}

double mean_loss(const LabelledScores& data, std::span<const double> predictions) {
  double sum = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double off = predictions[i] - data.labels[i];
    sum += data.weight(i) * off * off;
    whole += data.weight(i);
  }
  return sum / whole;
}

/// By how much the second predictions are nearer, label by label, times the label's share of the weight and their
/// number: the mean is the gain.
std::vector<double> gains_of(const LabelledScores& data, std::span<const double> base, std::span<const double> better) {
  double whole = 0.0;
  for (std::size_t i = 0; i < data.size(); ++i) whole += data.weight(i);
  std::vector<double> found(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double before = base[i] - data.labels[i];
    const double after = better[i] - data.labels[i];
    found[i] = data.weight(i) * static_cast<double>(data.size()) / whole * (before * before - after * after);
  }
  return found;
}

}  // namespace

std::vector<std::uint32_t> folds_of(std::size_t n, std::span<const std::uint32_t> groups, const FoldOptions& options) {
  ASSAY_CHECK(options.folds >= 2 && (groups.empty() || groups.size() == n));
  std::unordered_map<std::uint32_t, std::size_t> sizes;
  for (std::size_t i = 0; i < n; ++i) ++sizes[groups.empty() ? static_cast<std::uint32_t>(i) : groups[i]];
  struct Place {
    std::uint64_t key = 0;
    std::uint32_t group = 0;
    std::size_t size = 0;
  };
  std::vector<Place> places;
  for (const auto& [group, size] : sizes)
    places.push_back({stream_seed(options.seed, "calibration_fold", "", group), group, size});
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.key != b.key ? a.key < b.key : a.group < b.group; });
  std::vector<std::size_t> filled(options.folds, 0);
  std::unordered_map<std::uint32_t, std::uint32_t> fold_of_group;
  for (const Place& place : places) {
    const auto emptiest = std::min_element(filled.begin(), filled.end());
    fold_of_group[place.group] = static_cast<std::uint32_t>(emptiest - filled.begin());
    *emptiest += place.size;
  }
  std::vector<std::uint32_t> found(n);
  for (std::size_t i = 0; i < n; ++i)
    found[i] = fold_of_group[groups.empty() ? static_cast<std::uint32_t>(i) : groups[i]];
  return found;
}

OutOfFold out_of_fold(MapKind kind, const LabelledScores& data, std::span<const std::uint32_t> fold_of) {
  ASSAY_CHECK(fold_of.size() == data.size());
  OutOfFold out;
  if (data.size() == 0) {
    out.reason = "there are no labels";
    return out;
  }
  out.predictions.resize(data.size());
  const std::uint32_t folds = *std::max_element(fold_of.begin(), fold_of.end()) + 1;
  // Those of the fold that is held out get no weight.
  std::vector<double> weights(data.size());
  for (std::uint32_t fold = 0; fold < folds; ++fold) {
    for (std::size_t i = 0; i < data.size(); ++i) weights[i] = fold_of[i] == fold ? 0.0 : data.weight(i);
    LabelledScores rest = data;
    rest.weights = weights;
    const FittedMap fitted = fit_map(kind, rest);
    if (!fitted.map) {
      out.predictions.clear();
      out.reason = fmt::format("without fold {} of {}: {}", fold + 1, folds, fitted.reason);
      return out;
    }
    for (std::size_t i = 0; i < data.size(); ++i)
      if (fold_of[i] == fold) out.predictions[i] = fitted.map->predict(data.scores[i]);
  }
  return out;
}

MapChoice choose_map(const LabelledScores& data, const FoldOptions& options) {
  ASSAY_CHECK(data.size() > 0);
  MapChoice choice;
  choice.fold_of = folds_of(data.size(), data.groups, options);
  const metrics::Units units = metrics::units_of(data.size(), data.groups);
  std::vector<double> identity;
  std::vector<double> without_steps;  // of Platt's map, or the ordinal one
  std::size_t best = 0;
  for (const MapKind kind : kinds_for(data.kind, data.size())) {
    MapTrial trial;
    trial.kind = kind;
    const FittedMap fitted = fit_map(kind, data);
    OutOfFold held_out = out_of_fold(kind, data, choice.fold_of);
    if (!fitted.map || held_out.predictions.empty()) {
      trial.reason = fitted.map ? held_out.reason : fitted.reason;
      choice.trials.push_back(trial);
      continue;
    }
    trial.loss = mean_loss(data, held_out.predictions);
    if (kind == MapKind::kIdentity) {
      identity = held_out.predictions;
      choice.map = *fitted.map;
      choice.predictions = std::move(held_out.predictions);
      choice.trials.push_back(trial);
      continue;
    }
    const std::vector<double> gains = gains_of(data, identity, held_out.predictions);
    trial.gain = std::accumulate(gains.begin(), gains.end(), 0.0) / static_cast<double>(gains.size());
    std::string reason;
    if (const auto error = metrics::error_of_mean(gains, units, reason)) trial.standard_error = error->standard_error;
    if (!trial.standard_error) {
      trial.reason = "how sure its gain over the raw score is, is not known: " + reason;
    } else if (!(*trial.gain > *trial.standard_error)) {
      trial.reason =
          fmt::format("its gain over the raw score out of fold, {:.4f}, is within one standard error, {:.4f}",
                      *trial.gain, *trial.standard_error);
    } else if (kind == MapKind::kIsotonic && !without_steps.empty() &&
               !(*trial.loss < mean_loss(data, without_steps))) {
      trial.reason = "a map of two numbers does as well out of fold";
    } else if (best != 0 && !(*trial.loss < *choice.trials[best].loss)) {
      trial.reason = fmt::format("{} does better out of fold", name_of(choice.trials[best].kind));
    } else {
      choice.trials[best].reason = fmt::format("{} does better out of fold", name_of(kind));
      best = choice.trials.size();
      choice.map = *fitted.map;
      choice.predictions = held_out.predictions;
    }
    if (kind == MapKind::kPlatt || kind == MapKind::kOrdinal) without_steps = held_out.predictions;
    choice.trials.push_back(trial);
  }
  return choice;
}

}  // namespace assay::raters
