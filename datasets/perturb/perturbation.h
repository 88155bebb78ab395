#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/core/options.h"
#include "harness/core/random.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// Changes how a row of a dataset is written, and not what its answer is.
/// Threads: const members are safe from several threads.
class Perturbation {
 public:
  virtual ~Perturbation() = default;
  /// Changes the row; false where nothing of it may be changed. A pure function of the row and the stream.
  /// Throws: Error(kData) for a row without the columns that it needs, without the place of the row.
  virtual bool apply(Value& row, RandomStream& random) const = 0;
};

/// The registered definition of a perturbation.
struct PerturbationDef {
  std::string_view name;
  std::string_view summary;  ///< one sentence
  std::string_view options;  ///< names and meanings with their defaults
  /// Throws: Error(kConfig) for an option out of range. Options that nothing asked for are refused by the caller.
  std::unique_ptr<Perturbation> (*make)(const Options& options);
};

}  // namespace assay::datasets
