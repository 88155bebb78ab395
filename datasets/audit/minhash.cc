#include "datasets/audit/minhash.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

// The finaliser of splitmix64 (Steele, Lea & Flood 2014).
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t hash64(std::string_view bytes) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u ^ bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = at; i < std::min(at + 8, bytes.size()); ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * (i - at));
    hash = mix(hash ^ word) + 0x9E3779B97F4A7C15u;
  }
  return mix(hash);
}

std::uint64_t combine64(std::uint64_t hash, std::uint64_t next) { return mix(hash * 0x9E3779B97F4A7C15u + next); }

MinHash::MinHash(int num_hashes) {
  for (int i = 0; i < num_hashes; ++i) seeds_.push_back(mix(0x9E3779B97F4A7C15u * static_cast<std::uint64_t>(i + 1)));
}

void MinHash::sign(std::span<const std::uint64_t> elements, std::vector<std::uint32_t>& signature) const {
  ASSAY_CHECK(!elements.empty());
  signature.assign(seeds_.size(), 0xFFFFFFFFu);
  for (const std::uint64_t element : elements)
    for (std::size_t i = 0; i < seeds_.size(); ++i) {
      std::uint64_t z = (element ^ seeds_[i]) * 0xD6E8FEB86659FD93u;
      z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93u;
      signature[i] = std::min(signature[i], static_cast<std::uint32_t>(z >> 32));
    }
}

double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  ASSAY_CHECK(a.size() == b.size() && !a.empty());
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

double Banding::recall(double similarity) const {
  return 1.0 - std::pow(1.0 - std::pow(similarity, rows), bands);
}

Banding choose_banding(double threshold, int num_hashes, double recall) {
  for (int rows = num_hashes; rows >= 1; --rows) {
    // The fewest bands that do: each costs memory and time.
    const double equal = std::pow(threshold, rows);
    const double needed = equal >= 1.0 ? 1.0 : std::ceil(std::log1p(-recall) / std::log1p(-equal));
    if (needed * rows > num_hashes) continue;
    Banding banding{std::max(1, static_cast<int>(needed)), rows};
    while (banding.recall(threshold) < recall && (banding.bands + 1) * rows <= num_hashes) ++banding.bands;
    if (banding.recall(threshold) >= recall) return banding;
  }
  throw Error(ErrorKind::kUsage, fmt::format("no banding of {} hashes finds pairs of similarity {} with probability {}; "
                                             "expected a higher threshold or more hashes",
                                             num_hashes, threshold, recall));
}

void append_band_keys(std::span<const std::uint32_t> signature, const Banding& banding,
                      std::vector<std::uint32_t>& keys) {
  for (int band = 0; band < banding.bands; ++band) {
    std::uint64_t hash = static_cast<std::uint64_t>(band) + 1;
    for (int i = 0; i < banding.rows; ++i)
      hash = combine64(hash, signature[static_cast<std::size_t>(band * banding.rows + i)]);
    keys.push_back(static_cast<std::uint32_t>(hash >> 32));
  }
}

}  // namespace assay::datasets
