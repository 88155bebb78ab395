#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// A 64-bit hash of bytes, the same on every machine. Not against an adversary: what it finds is verified.
std::uint64_t hash64(std::string_view bytes);
/// A hash of a sequence of hashes, as of the words of a shingle.
std::uint64_t combine64(std::uint64_t hash, std::uint64_t next);

/// Signatures of sets: the share of equal places of two signatures estimates the Jaccard similarity of the sets.
/// Threads: safe. Source: Broder 1997, "On the resemblance and containment of documents".
class MinHash {
 public:
  explicit MinHash(int num_hashes);
  /// Of a set given by the hashes of its elements; repeats change nothing. Requires: one element at least.
  void sign(std::span<const std::uint64_t> elements, std::vector<std::uint32_t>& signature) const;

 private:
  std::vector<std::uint64_t> seeds_;
};

/// The share of places at which two signatures agree.
double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// Signatures cut into bands: two rows are candidates where a whole band agrees.
struct Banding {
  int bands = 0;
  int rows = 0;  ///< places a band
  /// The probability that two sets of this similarity become candidates: 1 - (1 - s^rows)^bands.
  /// Source: Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", section 3.4.
  double recall(double similarity) const;
};

/// The banding with the fewest false candidates that finds pairs of similarity `threshold` with probability `recall` or
/// more, of at most `num_hashes` places. Throws: Error(kUsage) where there is none.
Banding choose_banding(double threshold, int num_hashes, double recall);

/// One 32-bit key a band, appended to `keys`.
void append_band_keys(std::span<const std::uint32_t> signature, const Banding& banding, std::vector<std::uint32_t>& keys);

}  // namespace assay::datasets
