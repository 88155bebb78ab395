#include "metrics/stats/class_counts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

// Below this share of the whole, a difference is but rounding.
constexpr double kRounding = 1e-12;

std::size_t hash_of(double label) {
  // Fibonacci hashing; adding 0 makes -0 and 0 one label.
  return static_cast<std::size_t>((std::bit_cast<std::uint64_t>(label + 0.0) * 0x9E3779B97F4A7C15ULL) >> 20);
}

}  // namespace

ClassCounts::ClassCounts(const StatsRows& rows) : table_(64, 0) {
  ASSAY_CHECK(rows.num_rows() == 0 || rows.width == 2);
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    const double* row = rows.data.data() + 2 * i;
    const double weight = rows.weight(i);
    const std::size_t predicted = index_of(row[0]);
    const std::size_t target = row[0] == row[1] ? predicted : index_of(row[1]);
    classes_[predicted].predicted += weight;
    classes_[target].target += weight;
    if (predicted == target) classes_[predicted].both += weight;
    total_ += weight;
  }
}

std::size_t ClassCounts::place_of(double label) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash_of(label) & mask;
  while (table_[at] != 0 && classes_[table_[at] - 1].label != label) at = (at + 1) & mask;
  return at;
}

std::size_t ClassCounts::index_of(double label) {
  std::size_t at = place_of(label);
  if (table_[at] != 0) return table_[at] - 1;
  classes_.push_back({label, 0.0, 0.0, 0.0});
  if (2 * classes_.size() > table_.size()) {
    grow();
  } else {
    table_[at] = static_cast<std::uint32_t>(classes_.size());
  }
  return classes_.size() - 1;
}

void ClassCounts::grow() {
  table_.assign(2 * table_.size(), 0);
  for (std::size_t k = 0; k < classes_.size(); ++k)
    table_[place_of(classes_[k].label)] = static_cast<std::uint32_t>(k + 1);
}

std::optional<double> ClassCounts::measure(const Class& counts, Measure measure) {
  // F1 = 2 tp / (2 tp + fp + fn), and 2 tp + fp + fn is what was predicted and what was the target.
  const double whole = measure == Measure::kPrecision ? counts.predicted
                       : measure == Measure::kRecall  ? counts.target
                                                      : 0.5 * (counts.predicted + counts.target);
  if (!(whole > 0.0)) return std::nullopt;
  return counts.both / whole;
}

std::optional<double> ClassCounts::measure_of(double label, Measure which) const {
  const std::uint32_t found = table_[place_of(label)];
  return found == 0 ? std::nullopt : measure(classes_[found - 1], which);
}

std::optional<double> ClassCounts::average(Measure which, Average average) const {
  if (!(total_ > 0.0)) return std::nullopt;
  double sum = 0.0;
  double weights = 0.0;
  for (const Class& counts : classes_) {
    if (!(counts.predicted + counts.target > 0.0)) continue;
    // Every row predicts one class and has one target: over all classes the three measures are the share of right ones.
    if (average == Average::kMicro) {
      sum += counts.both;
      continue;
    }
    const double weight = average == Average::kMacro ? 1.0 : counts.target;
    sum += weight * measure(counts, which).value_or(0.0);
    weights += weight;
  }
  return sum / (average == Average::kMicro ? total_ : weights);
}

std::optional<double> ClassCounts::balanced_accuracy() const {
  double sum = 0.0;
  double classes = 0.0;
  for (const Class& counts : classes_) {
    if (!(counts.target > 0.0)) continue;
    sum += counts.both / counts.target;
    classes += 1.0;
  }
  if (classes == 0.0) return std::nullopt;
  return sum / classes;
}

std::optional<double> ClassCounts::matthews_correlation() const {
  double right = 0.0;
  double both = 0.0;
  double predicted = 0.0;
  double target = 0.0;
  for (const Class& counts : classes_) {
    right += counts.both;
    both += counts.predicted * counts.target;
    predicted += counts.predicted * counts.predicted;
    target += counts.target * counts.target;
  }
  const double square = total_ * total_;
  const double spread = square - predicted;
  const double target_spread = square - target;
  if (!(spread > kRounding * square) || !(target_spread > kRounding * square)) return std::nullopt;
  return (right * total_ - both) / std::sqrt(spread * target_spread);
}

std::optional<double> ClassCounts::cohen_kappa(const StatsRows& rows, KappaWeights kind) const {
  if (!(total_ > 0.0)) return std::nullopt;
  double observed = 0.0;
  double expected = 0.0;
  if (kind == KappaWeights::kNone) {
    double right = 0.0;
    double both = 0.0;
    for (const Class& counts : classes_) {
      right += counts.both;
      both += counts.predicted * counts.target;
    }
    observed = total_ - right;
    expected = total_ - both / total_;
  } else {
    std::vector<std::size_t> order(classes_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return classes_[a].label < classes_[b].label; });
    std::vector<double> places(classes_.size());
    for (std::size_t place = 0; place < order.size(); ++place) places[order[place]] = static_cast<double>(place);
    const bool linear = kind == KappaWeights::kLinear;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double* row = rows.data.data() + 2 * i;
      if (row[0] == row[1]) continue;
      const double d = places[table_[place_of(row[0])] - 1] - places[table_[place_of(row[1])] - 1];
      observed += rows.weight(i) * (linear ? std::abs(d) : d * d);
    }
    if (linear) {
      // |a - b| is the number of gaps between neighbours that lie between a and b.
      double predicted = 0.0;
      double target = 0.0;
      for (const std::size_t k : order) {
        predicted += classes_[k].predicted;
        target += classes_[k].target;
        expected += predicted * (total_ - target) + target * (total_ - predicted);
      }
    } else {
      double squares = 0.0;
      double predicted = 0.0;
      double target = 0.0;
      for (std::size_t k = 0; k < classes_.size(); ++k) {
        squares += (classes_[k].predicted + classes_[k].target) * places[k] * places[k];
        predicted += classes_[k].predicted * places[k];
        target += classes_[k].target * places[k];
      }
      expected = squares * total_ - 2.0 * predicted * target;
    }
    expected /= total_;
  }
  if (!(expected > kRounding * total_)) return std::nullopt;
  return 1.0 - observed / expected;
}

}  // namespace assay::metrics
