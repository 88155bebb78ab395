#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "harness/core/options.h"
#include "harness/core/random.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// Makes evaluation items whose answers are right by construction.
/// Threads: const members are safe from several threads.
class SyntheticKind {
 public:
  virtual ~SyntheticKind() = default;
  /// Draws item `index`: a row with "question" and "answer" at least, without "id" and "kind". nullopt where this draw
  /// came to nothing and another is wanted. A pure function of the stream and the index.
  /// Throws: Error(kConfig) where no draw can give an item.
  virtual std::optional<Value> draw(RandomStream& random, std::uint64_t index) const = 0;
};

/// The registered definition of a kind of synthetic items.
struct SyntheticDef {
  std::string_view name;
  std::string_view summary;  ///< one sentence
  std::string_view options;  ///< names and meanings with their defaults
  /// Throws: Error(kConfig) for an option out of range. Options that nothing asked for are refused by the caller.
  std::unique_ptr<SyntheticKind> (*make)(const Options& options);
};

/// The items of one kind and seed, one after another. Item i is the same however many are made: each draw has a stream
/// of its own, named by seed, kind, item and attempt. No two items have the same question (with its context).
class SyntheticItems {
 public:
  /// Throws: Error(kConfig) for an unknown option and one out of range.
  SyntheticItems(const SyntheticDef& def, const Options& options, std::uint64_t seed);

  /// The next item, with "id" first (from the content: "arithmetic-0123456789abcdef") and "kind".
  /// Throws: Error(kConfig) where the options give no further question.
  Value next();

 private:
  const SyntheticDef& def_;
  std::unique_ptr<SyntheticKind> kind_;
  std::uint64_t seed_;
  std::uint64_t index_ = 0;
  std::unordered_set<std::string> asked_;  // digests of questions
};

/// The largest number of items that are made at once.
inline constexpr std::int64_t kMaxSyntheticItems = 10'000'000;

}  // namespace assay::datasets
