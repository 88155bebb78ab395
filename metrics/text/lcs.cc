#include "metrics/text/lcs.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::metrics {
namespace {

// A clear bit j says that column j has one more common token than column j - 1.
bool steps_up(const std::vector<std::uint64_t>& row, std::size_t column) {
  return ((row[column / 64] >> (column % 64)) & 1) == 0;
}

}  // namespace

LcsFinder::LcsFinder(std::span<const std::uint32_t> candidate) : candidate_(candidate.begin(), candidate.end()) {
  places_.reserve(candidate_.size());
  for (std::size_t i = 0; i < candidate_.size(); ++i) places_.emplace_back(candidate_[i], i);
  std::sort(places_.begin(), places_.end());
}

void LcsFinder::advance(Row& row, std::uint32_t token, Row& scratch) const {
  auto place = std::lower_bound(places_.begin(), places_.end(), std::pair<std::uint32_t, std::uint32_t>(token, 0));
  if (place == places_.end() || place->first != token) return;
  // `scratch` is all zero between calls; it holds the columns whose token is this one.
  const auto first = place;
  for (; place != places_.end() && place->first == token; ++place)
    scratch[place->second / 64] |= std::uint64_t{1} << (place->second % 64);
  std::uint64_t carry = 0;
  for (std::size_t word = first->second / 64; word < row.size(); ++word) {
    const std::uint64_t hit = row[word] & scratch[word];
    const std::uint64_t partial = row[word] + hit;
    const std::uint64_t sum = partial + carry;
    carry = (partial < hit || sum < partial) ? 1 : 0;
    row[word] = sum | (row[word] & ~scratch[word]);
  }
  for (auto clear = first; clear != place; ++clear) scratch[clear->second / 64] = 0;
}

std::size_t LcsFinder::prefix_length(const Row& row, std::size_t columns) {
  std::size_t clear = 0;
  for (std::size_t word = 0; word < columns / 64; ++word)
    clear += 64 - static_cast<std::size_t>(std::popcount(row[word]));
  if (columns % 64 != 0) {
    const std::uint64_t mask = (std::uint64_t{1} << (columns % 64)) - 1;
    clear += static_cast<std::size_t>(std::popcount(~row[columns / 64] & mask));
  }
  return clear;
}

std::size_t LcsFinder::length(std::span<const std::uint32_t> reference) const {
  Row row = first_row();
  Row scratch(row.size(), 0);
  for (const std::uint32_t token : reference) advance(row, token, scratch);
  return prefix_length(row, candidate_.size());
}

std::vector<std::size_t> LcsFinder::positions(std::span<const std::uint32_t> reference) const {
  std::vector<std::size_t> found;
  if (reference.empty() || candidate_.empty()) return found;
  // Rows are kept at every `stride`th token and recomputed between two of them on the way back.
  const std::size_t stride = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(reference.size()))));
  Row row = first_row();
  Row scratch(row.size(), 0);
  std::vector<Row> kept;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (i % stride == 0) kept.push_back(row);
    advance(row, reference[i], scratch);
  }
  std::size_t j = candidate_.size();
  std::size_t here = prefix_length(row, j);  // the length at (i, j)
  for (std::size_t block = kept.size(); block-- > 0 && j > 0;) {
    const std::size_t first = block * stride;
    const std::size_t last = std::min(first + stride, reference.size());
    std::vector<Row> rows = {std::move(kept[block])};
    for (std::size_t i = first; i < last; ++i) {
      rows.push_back(rows.back());
      advance(rows.back(), reference[i], scratch);
    }
    for (std::size_t i = last; i > first && j > 0; --i) {
      const Row& at = rows[i - first];
      const Row& above = rows[i - first - 1];
      std::size_t up = prefix_length(above, j);  // the length at (i - 1, j)
      while (j > 0 && reference[i - 1] != candidate_[j - 1]) {
        // Left of here is (i, j - 1).
        if (here - (steps_up(at, j - 1) ? 1 : 0) <= up) break;
        up -= steps_up(above, j - 1) ? 1 : 0;
        --j;
      }
      if (j > 0 && reference[i - 1] == candidate_[j - 1]) {
        found.push_back(i - 1);
        up -= steps_up(above, j - 1) ? 1 : 0;
        --j;
      }
      here = up;
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace assay::metrics
