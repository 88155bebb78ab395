#include "backends/local/kernels/pack.h"

#include <algorithm>
#include <cstring>

#include "harness/core/check.h"

namespace assay::local {
namespace {

constexpr std::int64_t kLineBytes = 64;

// Panel `panel` of w [n, k] as [k][kPanel]. A line of a row is read whole before the next row, so that rows that share
// a cache set do no harm, and the block written meanwhile stays in the first-level cache.
template <class T>
void pack_panel(const T* w, std::int64_t n, std::int64_t k, std::int64_t panel, T* out) {
  constexpr std::int64_t kBlock = kLineBytes / static_cast<std::int64_t>(sizeof(T));
  const std::int64_t rows = std::min(kPanel, n - panel * kPanel);
  const T* first = w + panel * kPanel * k;
  if (rows < kPanel) std::memset(out, 0, static_cast<std::size_t>(k * kPanel) * sizeof(T));
  for (std::int64_t begin = 0; begin < k; begin += kBlock) {
    const std::int64_t end = std::min(k, begin + kBlock);
    for (std::int64_t j = 0; j < rows; ++j) {
      const T* row = first + j * k;
      for (std::int64_t i = begin; i < end; ++i) out[i * kPanel + j] = row[i];
    }
  }
}

// Pairs of 4-bit quants as [k/2][kPanel] bytes.
void pack_nibbles(const std::int8_t* w, std::int64_t n, std::int64_t k, std::int64_t panel, std::uint8_t* out) {
  const std::int64_t rows = std::min(kPanel, n - panel * kPanel);
  const std::int8_t* first = w + panel * kPanel * k;
  if (rows < kPanel) std::memset(out, 0, static_cast<std::size_t>(k / 2 * kPanel));
  for (std::int64_t begin = 0; begin < k; begin += kLineBytes) {
    const std::int64_t end = std::min(k, begin + kLineBytes);
    for (std::int64_t j = 0; j < rows; ++j) {
      const std::int8_t* row = first + j * k;
      for (std::int64_t i = begin; i < end; i += 2) {
        out[i / 2 * kPanel + j] = static_cast<std::uint8_t>((row[i] & 15) | ((row[i + 1] & 15) << 4));
      }
    }
  }
}

template <class T>
void pack_all(const T* w, std::int64_t n, std::int64_t k, T* out, ThreadPool& pool) {
  pool.parallel_for((n + kPanel - 1) / kPanel, [&](std::int64_t begin, std::int64_t end, int) {
    for (std::int64_t panel = begin; panel < end; ++panel) pack_panel(w, n, k, panel, out + panel * k * kPanel);
  });
}

std::size_t weight_bytes(PackedKind kind, std::size_t values) {
  switch (kind) {
    case PackedKind::kF32: return values * 4;
    case PackedKind::kBf16:
    case PackedKind::kF16: return values * 2;
    case PackedKind::kQ8: return values;
    case PackedKind::kQ4: return values / 2;
  }
  ASSAY_CHECK(false);
  return 0;
}

}  // namespace

PackedWeights::PackedWeights(PackedKind kind, std::int64_t n, std::int64_t k, std::int32_t group, bool with_mins)
    : kind_(kind), n_(n), k_(k), group_(group), with_mins_(with_mins) {
  const bool quantised = kind == PackedKind::kQ8 || kind == PackedKind::kQ4;
  ASSAY_CHECK(n >= 0 && k >= 0);
  ASSAY_CHECK(!quantised || (group > 0 && k % group == 0 && (kind == PackedKind::kQ8 || group % 2 == 0)));
  const auto columns = static_cast<std::size_t>((n + kPanel - 1) / kPanel * kPanel);
  weights_ = AlignedBuffer(weight_bytes(kind, columns * static_cast<std::size_t>(k)));
  if (!quantised) return;
  const std::size_t scale_bytes = columns * static_cast<std::size_t>(k / group) * sizeof(float);
  scales_ = AlignedBuffer(scale_bytes);
  if (with_mins) mins_ = AlignedBuffer(scale_bytes);
}

PackedMatrix PackedWeights::view() const {
  PackedMatrix matrix;
  matrix.kind = kind_;
  matrix.group = group_;
  matrix.n = n_;
  matrix.k = k_;
  matrix.weights = weights_.as<std::byte>();
  matrix.scales = scales_.as<float>();
  matrix.mins = with_mins_ ? mins_.as<float>() : nullptr;
  return matrix;
}

PackedWeights pack_f32(const float* w, std::int64_t n, std::int64_t k, ThreadPool& pool) {
  PackedWeights packed(PackedKind::kF32, n, k, 32, false);
  pack_all(w, n, k, static_cast<float*>(packed.weights()), pool);
  return packed;
}

PackedWeights pack_16(PackedKind kind, const std::uint16_t* w, std::int64_t n, std::int64_t k, ThreadPool& pool) {
  ASSAY_CHECK(kind == PackedKind::kBf16 || kind == PackedKind::kF16);
  PackedWeights packed(kind, n, k, 32, false);
  pack_all(w, n, k, static_cast<std::uint16_t*>(packed.weights()), pool);
  return packed;
}

PackedWeights pack_quants(int bits, std::int32_t group, const std::int8_t* quants, const float* scales,
                          const float* mins, std::int64_t n, std::int64_t k, ThreadPool& pool) {
  ASSAY_CHECK(bits == 4 || bits == 8);
  PackedWeights packed(bits == 4 ? PackedKind::kQ4 : PackedKind::kQ8, n, k, group, mins != nullptr);
  if (bits == 8) {
    pack_all(quants, n, k, static_cast<std::int8_t*>(packed.weights()), pool);
  } else {
    auto* out = static_cast<std::uint8_t*>(packed.weights());
    pool.parallel_for((n + kPanel - 1) / kPanel, [&](std::int64_t begin, std::int64_t end, int) {
      for (std::int64_t panel = begin; panel < end; ++panel) {
        pack_nibbles(quants, n, k, panel, out + panel * (k / 2) * kPanel);
      }
    });
  }
  pack_all(scales, n, k / group, packed.scales(), pool);
  if (mins != nullptr) pack_all(mins, n, k / group, packed.mins(), pool);
  return packed;
}

}  // namespace assay::local
