#include "metrics/text/lcs.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxTable = std::size_t{1} << 14;  // words of 64 columns: 128 KiB

// A clear bit j says that column j has one more common token than column j - 1.
std::ptrdiff_t steps_up(const std::uint64_t* row, std::size_t column) {
  return static_cast<std::ptrdiff_t>(~(row[column / 64] >> (column % 64)) & 1);
}

void step(const std::uint64_t* row, const std::uint64_t* columns, std::uint64_t* next, std::size_t size) {
  std::uint64_t carry = 0;
  for (std::size_t word = 0; word < size; ++word) {
    const std::uint64_t hit = row[word] & columns[word];
    const std::uint64_t partial = row[word] + hit;
    const std::uint64_t sum = partial + carry;
    carry = (partial < hit || sum < partial) ? 1 : 0;
    next[word] = sum | (row[word] & ~columns[word]);
  }
}

/// By how much the length in the first `columns` columns grows from the row before, which is by one or not at all: its steps
/// up are those of the row before, but for some that came earlier and perhaps a new one.
std::ptrdiff_t growth(const std::uint64_t* before, const std::uint64_t* row, std::size_t columns) {
  std::uint64_t differ = 0;
  for (std::size_t word = 0; word < columns / 64; ++word) differ ^= before[word] ^ row[word];
  if (columns % 64 != 0)
    differ ^= (before[columns / 64] ^ row[columns / 64]) & ((std::uint64_t{1} << (columns % 64)) - 1);
  return __builtin_parityll(differ);
}

}  // namespace

LcsFinder::LcsFinder(std::span<const std::uint32_t> candidate)
    : candidate_(candidate.begin(), candidate.end()), row_size_((candidate.size() + 63) / 64) {
  if (candidate.empty()) return;
  const std::size_t num_tokens = std::size_t{*std::max_element(candidate.begin(), candidate.end())} + 1;
  if (num_tokens * row_size_ <= kMaxTable) {
    columns_of_token_.resize(num_tokens * row_size_);
    for (std::size_t i = 0; i < candidate_.size(); ++i)
      columns_of_token_[candidate_[i] * row_size_ + i / 64] |= std::uint64_t{1} << (i % 64);
    return;
  }
  places_.reserve(candidate_.size());
  for (std::size_t i = 0; i < candidate_.size(); ++i) places_.emplace_back(candidate_[i], i);
  std::sort(places_.begin(), places_.end());
}

void LcsFinder::advance(const std::uint64_t* row, std::uint32_t token, std::uint64_t* next, Row& columns) const {
  if (!columns_of_token_.empty() && token < columns_of_token_.size() / row_size_)
    return step(row, columns_of_token_.data() + token * row_size_, next, row_size_);
  const auto first = std::lower_bound(places_.begin(), places_.end(), std::pair<std::uint32_t, std::uint32_t>(token, 0));
  auto last = first;
  for (; last != places_.end() && last->first == token; ++last)
    columns[last->second / 64] |= std::uint64_t{1} << (last->second % 64);
  if (first == last) {
    if (next != row) std::copy(row, row + row_size_, next);
    return;
  }
  step(row, columns.data(), next, row_size_);
  for (auto clear = first; clear != last; ++clear) columns[clear->second / 64] = 0;
}

std::size_t LcsFinder::length(std::span<const std::uint32_t> reference) const {
  Row row = first_row();
  Row columns(row_size_, 0);
  for (const std::uint32_t token : reference) advance(row.data(), token, row.data(), columns);
  std::size_t length = 0;
  for (const std::uint64_t word : row) length += static_cast<std::size_t>(std::popcount(~word));
  return length;
}

void LcsFinder::mark(std::span<const std::uint32_t> reference, std::span<std::uint8_t> marks) const {
  if (reference.empty() || candidate_.empty()) return;
  // Of many rows only every `stride`th one is kept, and those between two of them are made again on the way back.
  std::size_t stride = reference.size();
  if ((stride + 1) * row_size_ > kMaxTable)
    stride = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(stride))));
  Row row = first_row();
  Row columns(row_size_, 0);
  std::vector<Row> kept = {row};
  for (std::size_t i = 0; i + stride < reference.size(); ++i) {
    advance(row.data(), reference[i], row.data(), columns);
    if ((i + 1) % stride == 0) kept.push_back(row);
  }
  std::size_t j = candidate_.size();
  std::ptrdiff_t here = 0;  // the length at (i, j), less that at the end
  Row rows((stride + 1) * row_size_);
  for (std::size_t block = kept.size(); block-- > 0 && j > 0;) {
    const std::size_t first = block * stride;
    const std::size_t last = std::min(first + stride, reference.size());
    std::copy(kept[block].begin(), kept[block].end(), rows.begin());
    for (std::size_t i = first; i < last; ++i) {
      const std::uint64_t* before = rows.data() + (i - first) * row_size_;
      advance(before, reference[i], rows.data() + (i - first + 1) * row_size_, columns);
    }
    for (std::size_t i = last; i > first && j > 0; --i) {
      const std::uint64_t* above = rows.data() + (i - first - 1) * row_size_;
      const std::uint64_t* at = above + row_size_;
      std::ptrdiff_t up = here - growth(above, at, j);  // the length at (i - 1, j)
      while (j > 0 && reference[i - 1] != candidate_[j - 1]) {
        // Left of here is (i, j - 1).
        if (here - steps_up(at, j - 1) <= up) break;
        up -= steps_up(above, j - 1);
        --j;
      }
      if (j > 0 && reference[i - 1] == candidate_[j - 1]) {
        marks[i - 1] = 1;
        up -= steps_up(above, j - 1);
        --j;
      }
      here = up;
    }
  }
}

}  // namespace assay::metrics
