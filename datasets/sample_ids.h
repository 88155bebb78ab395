#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// The ids of a split's samples by place.
using SampleIds = std::vector<std::string>;

/// Gives each row its id and sees that no two different rows share one; see samples.h. Some 60 bytes a row.
class SampleIdMaker {
 public:
  explicit SampleIdMaker(const TaskSpec& spec);

  /// Adds the row's id to `ids`, which holds those of all rows before. Throws: Error(kData) for an id that another row
  /// with other content has, and for an id field that is missing or of the wrong kind.
  void add(const Value& row, const std::string& where, SampleIds& ids);

 private:
  std::optional<std::string> stated_id(const Value& row, const std::string& where) const;
  std::optional<std::size_t> find(const std::string& id, const SampleIds& ids) const;
  void remember(std::size_t place, const SampleIds& ids);
  static std::uint64_t hash_of(const std::string& id);
  /// The upper half of a hash, and the lower half of an entry that is a place.
  static constexpr std::uint64_t kHashBits = 0xFFFFFFFF00000000u;

  std::string field_;
  bool required_;
  std::string text_;                         // of the row at hand
  std::vector<std::uint64_t> contents_;      // the first 64 bits of each row's digest
  std::vector<std::uint64_t> table_;         // open addressing: a place + 1 below the id's hash, or 0
  std::map<std::string, int> copies_;        // ids that equal rows share
};

}  // namespace assay::datasets
