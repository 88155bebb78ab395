#include "metrics/stats/ranked_scores.h"

#include "metrics/stats/score_order.h"

namespace assay::metrics {
namespace {

/// The weights of the rows by class.
struct ClassWeights {
  double positive = 0.0;
  double negative = 0.0;
};

/// Calls `group` with the weights of all rows of one score, by rising or falling score.
template <class Group>
void each_score(const StatsRows& rows, bool falling, const Group& group) {
  const std::span<const std::uint32_t> order = rows_in_order(rows, 0);
  const std::size_t n = order.size();
  const auto row = [&](std::size_t place) { return order[falling ? n - 1 - place : place]; };
  for (std::size_t at = 0; at < n;) {
    const double score = rows.data[rows.width * row(at)];
    ClassWeights weights;
    for (; at < n && rows.data[rows.width * row(at)] == score; ++at) {
      const std::size_t i = row(at);
      (rows.data[rows.width * i + 1] == 1.0 ? weights.positive : weights.negative) += rows.weight(i);
    }
    group(weights);
  }
}

}  // namespace

std::optional<double> auroc(const StatsRows& rows) {
  if (rows.num_rows() == 0) return std::nullopt;
  ClassWeights below;
  double pairs = 0.0;
  each_score(rows, false, [&](const ClassWeights& here) {
    pairs += here.positive * (below.negative + 0.5 * here.negative);
    below.positive += here.positive;
    below.negative += here.negative;
  });
  if (!(below.positive > 0.0) || !(below.negative > 0.0)) return std::nullopt;
  return pairs / below.positive / below.negative;
}

std::optional<double> average_precision(const StatsRows& rows) {
  if (rows.num_rows() == 0) return std::nullopt;
  ClassWeights above;
  double sum = 0.0;
  each_score(rows, true, [&](const ClassWeights& here) {
    above.positive += here.positive;
    above.negative += here.negative;
    if (here.positive > 0.0) sum += here.positive * above.positive / (above.positive + above.negative);
  });
  if (!(above.positive > 0.0)) return std::nullopt;
  return sum / above.positive;
}

}  // namespace assay::metrics
