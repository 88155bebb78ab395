#include "metrics/stats/resampler.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/draws.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxJackknifeGroups = 1000;
constexpr const char* kPurpose = "bootstrap";

/// Squared error of the jackknife whose value `values[i]` stands for `counts[i]` equal ones.
double counted_error(std::span<const double> values, std::span<const double> counts, double m) {
  double mean = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) mean += counts[i] * values[i];
  mean /= m;
  double squares = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) squares += counts[i] * (values[i] - mean) * (values[i] - mean);
  return std::sqrt((m - 1.0) / m * squares);
}

}  // namespace

Resampler::Resampler(const StatsRows& rows, ValueFunction value)
    : Resampler(rows, std::move(value), units_of(rows.num_rows(), {})) {}

Resampler::Resampler(const StatsRows& rows, ValueFunction value, Units units)
    : rows_(rows), value_(std::move(value)), units_(std::move(units)) {
  ASSAY_CHECK(rows.num_rows() > 0 && units_.unit_of_row.size() == rows.num_rows() && units_.num_units < UINT32_MAX);
  if (!value_.is_of_sums()) return;
  weighted_ = units_.clustered || !rows.weights.empty();
  stride_ = rows.width + (weighted_ ? 1 : 0);
  totals_.assign(units_.num_units * stride_, 0.0);
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    double* total = totals_.data() + units_.unit_of_row[i] * stride_;
    const double weight = rows.weight(i);
    const std::span<const double> row = rows.row(i);
    for (std::size_t k = 0; k < rows.width; ++k) total[k] += weight * row[k];
    if (weighted_) total[rows.width] += weight;
  }
  set_lanes();
}

void Resampler::set_lanes() {
  constexpr std::size_t kMinStride = 4;
  if (stride_ < kMinStride) return;
  const double limit = static_cast<double>(INT32_MAX) / static_cast<double>(num_units());
  if (!std::all_of(totals_.begin(), totals_.end(), [&](double x) { return std::abs(x) < limit && x == std::trunc(x); })) return;
  num_lanes_ = (stride_ + 3) / 4;
  lanes_.assign(num_units() * num_lanes_, Lanes{});
  for (std::size_t i = 0; i < totals_.size(); ++i)
    lanes_[i / stride_ * num_lanes_ + i % stride_ / 4][i % stride_ % 4] = static_cast<std::int32_t>(totals_[i]);
}

template <std::size_t kLanes>
void Resampler::add_lanes(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const {
  std::array<Lanes, kLanes> parts{};
  const Lanes* lanes = lanes_.data();
  Draws(base, replicate).indices(num_units(), num_units(), [&](std::size_t unit) {
    for (std::size_t k = 0; k < kLanes; ++k) parts[k] += lanes[unit * kLanes + k];
  });
  for (std::size_t k = 0; k < stride_; ++k) sums[k] = static_cast<double>(parts[k / 4][k % 4]);
}

/// Whether it could.
bool Resampler::add_drawn_lanes(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const {
  switch (num_lanes_) {
    case 1: add_lanes<1>(base, replicate, sums); return true;
    case 2: add_lanes<2>(base, replicate, sums); return true;
    case 3: add_lanes<3>(base, replicate, sums); return true;
    case 4: add_lanes<4>(base, replicate, sums); return true;
    // The widths of BLEU and chrF, plain and in clusters, of one run and of two.
    case 5: add_lanes<5>(base, replicate, sums); return true;
    case 6: add_lanes<6>(base, replicate, sums); return true;
    case 9: add_lanes<9>(base, replicate, sums); return true;
    case 10: add_lanes<10>(base, replicate, sums); return true;
    default: return false;
  }
}

template <std::size_t kStride>
void Resampler::add_units(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const {
  // Sums that take turns do not wait for one another; their number is fixed, so the result is too.
  constexpr std::size_t kTurns = kStride == 1 ? 4 : kStride <= 4 ? 2 : 1;
  std::array<std::array<double, kStride>, kTurns> parts{};
  std::size_t turn = 0;
  const double* totals = totals_.data();
  Draws(base, replicate).indices(num_units(), num_units(), [&](std::size_t unit) {
    for (std::size_t k = 0; k < kStride; ++k) parts[turn][k] += totals[unit * kStride + k];
    turn = (turn + 1) % kTurns;
  });
  for (std::size_t k = 0; k < kStride; ++k) {
    sums[k] = 0.0;
    for (const auto& part : parts) sums[k] += part[k];
  }
}

void Resampler::add_drawn(std::uint64_t base, std::uint64_t replicate, std::span<double> sums) const {
  if (add_drawn_lanes(base, replicate, sums)) return;
  switch (stride_) {
    case 1: return add_units<1>(base, replicate, sums);
    case 2: return add_units<2>(base, replicate, sums);
    case 3: return add_units<3>(base, replicate, sums);
    case 4: return add_units<4>(base, replicate, sums);
    default: break;
  }
  std::fill(sums.begin(), sums.end(), 0.0);
  Draws(base, replicate).indices(num_units(), num_units(), [&](std::size_t unit) {
    const double* total = totals_.data() + unit * stride_;
    for (std::size_t k = 0; k < stride_; ++k) sums[k] += total[k];
  });
}

std::optional<double> Resampler::value_of_sums(std::span<const double> sums, double num_units,
                                               std::vector<double>& row) const {
  const double weight = weighted_ ? sums[rows_.width] : num_units;
  if (!(weight > 0.0)) return std::nullopt;
  row.resize(rows_.width);
  for (std::size_t k = 0; k < rows_.width; ++k) row[k] = sums[k] / weight;
  return value_.finite({row, rows_.width, {&weight, 1}});
}

std::optional<double> Resampler::value_of_counts(std::span<const double> counts, std::vector<double>& weights) const {
  weights.resize(rows_.num_rows());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = rows_.weight(i) * counts[units_.unit_of_row[i]];
  return value_.finite({rows_.data, rows_.width, weights});
}

void Resampler::count_drawn(std::uint64_t base, std::uint64_t replicate, std::span<double> counts) const {
  std::fill(counts.begin(), counts.end(), 0.0);
  Draws(base, replicate).indices(num_units(), num_units(), [&](std::size_t unit) { counts[unit] += 1.0; });
}

std::vector<double> Resampler::counts(std::uint64_t seed, std::uint64_t replicate) const {
  std::vector<double> found(num_units());
  count_drawn(draw_base(seed, kPurpose), replicate, found);
  return found;
}

std::vector<std::optional<double>> Resampler::replicates(std::uint64_t seed, std::uint64_t first,
                                                         std::size_t count) const {
  const std::uint64_t base = draw_base(seed, kPurpose);
  std::vector<std::optional<double>> values;
  values.reserve(count);
  std::vector<double> sums(stride_);
  std::vector<double> counts(value_.is_of_sums() ? 0 : num_units());
  std::vector<double> scratch;
  for (std::size_t i = 0; i < count; ++i) {
    if (value_.is_of_sums()) {
      add_drawn(base, first + i, sums);
      values.push_back(value_of_sums(sums, static_cast<double>(num_units()), scratch));
    } else {
      count_drawn(base, first + i, counts);
      values.push_back(value_of_counts(counts, scratch));
    }
  }
  return values;
}

std::optional<double> Resampler::error_of_counts(std::span<double> counts, std::span<const double> sums) const {
  const double m = static_cast<double>(num_units());
  std::vector<double> values;
  std::vector<double> multiplicities;
  std::vector<double> left(sums.begin(), sums.end());
  std::vector<double> scratch;
  for (std::size_t unit = 0; unit < counts.size(); ++unit) {
    const double count = counts[unit];
    if (count == 0.0) continue;
    std::optional<double> found;
    if (value_.is_of_sums()) {
      for (std::size_t k = 0; k < stride_; ++k) left[k] = sums[k] - totals_[unit * stride_ + k];
      found = value_of_sums(left, m - 1.0, scratch);
    } else {
      counts[unit] = count - 1.0;
      found = value_of_counts(counts, scratch);
      counts[unit] = count;
    }
    if (!found) return std::nullopt;
    values.push_back(*found);
    multiplicities.push_back(count);
  }
  return counted_error(values, multiplicities, m);
}

std::vector<Replicate> Resampler::studentised(std::uint64_t seed, std::uint64_t first, std::size_t count) const {
  const std::uint64_t base = draw_base(seed, kPurpose);
  std::vector<Replicate> found(count);
  std::vector<double> sums(stride_);
  std::vector<double> counts(num_units());
  std::vector<double> scratch;
  for (std::size_t i = 0; i < count; ++i) {
    count_drawn(base, first + i, counts);
    if (value_.is_of_sums()) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (std::size_t unit = 0; unit < counts.size(); ++unit)
        for (std::size_t k = 0; k < stride_; ++k) sums[k] += counts[unit] * totals_[unit * stride_ + k];
      found[i].value = value_of_sums(sums, static_cast<double>(num_units()), scratch);
    } else {
      found[i].value = value_of_counts(counts, scratch);
    }
    if (found[i].value) found[i].standard_error = error_of_counts(counts, sums);
  }
  return found;
}

std::vector<double> Resampler::jackknife() const {
  std::vector<double> values;
  std::vector<double> scratch;
  const auto add = [&](const std::optional<double>& value) {
    if (value) values.push_back(*value);
    return value.has_value();
  };
  if (value_.is_of_sums()) {
    std::vector<double> sums(stride_, 0.0);
    for (std::size_t i = 0; i < totals_.size(); ++i) sums[i % stride_] += totals_[i];
    std::vector<double> left(stride_);
    for (std::size_t unit = 0; unit < num_units(); ++unit) {
      for (std::size_t k = 0; k < stride_; ++k) left[k] = sums[k] - totals_[unit * stride_ + k];
      if (!add(value_of_sums(left, static_cast<double>(num_units() - 1), scratch))) return {};
    }
    return values;
  }
  const std::size_t groups = std::min(num_units(), kMaxJackknifeGroups);
  std::vector<double> counts(num_units(), 1.0);
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t unit = group; unit < num_units(); unit += groups) counts[unit] = 0.0;
    const bool defined = add(value_of_counts(counts, scratch));
    for (std::size_t unit = group; unit < num_units(); unit += groups) counts[unit] = 1.0;
    if (!defined) return {};
  }
  return values;
}

std::optional<double> jackknife_error(std::span<const double> left_out) {
  if (left_out.size() < 2) return std::nullopt;
  const std::vector<double> once(left_out.size(), 1.0);
  return counted_error(left_out, once, static_cast<double>(left_out.size()));
}

double jackknife_acceleration(std::span<const double> left_out) {
  double mean = 0.0;
  for (const double v : left_out) mean += v / static_cast<double>(left_out.size());
  double squares = 0.0;
  double cubes = 0.0;
  for (const double v : left_out) {
    const double d = mean - v;
    squares += d * d;
    cubes += d * d * d;
  }
  if (!(squares > 0.0)) return 0.0;
  const double acceleration = cubes / (6.0 * std::pow(squares, 1.5));
  return std::isfinite(acceleration) ? acceleration : 0.0;
}

}  // namespace assay::metrics
