#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "datasets/perturb/perturbation.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// Perturbations one behind the other, with the seed of their draws.
class PerturbationChain {
 public:
  /// `written` are "NAME" or "NAME:option=value,...".
  /// Throws: Error(kConfig) for an unknown name or option.
  PerturbationChain(std::span<const PerturbationDef* const> defs, const std::vector<std::string>& written,
                    std::uint64_t seed);

  /// Changes the row that has this id; false where nothing was changed. Sets the field "perturbation" in any case.
  /// Draws depend on seed, id and place in the chain only: order, limits and shards change nothing.
  bool apply(Value& row, const std::string& id) const;

 private:
  std::vector<std::unique_ptr<Perturbation>> steps_;
  std::vector<std::string> names_;
  std::string described_;
  std::uint64_t seed_;
};

/// What became of a file.
struct PerturbedCounts {
  std::int64_t rows = 0;
  std::int64_t unchanged = 0;  ///< nothing of them may be changed
};

/// Every row of a file, perturbed, to `sink` in their order. Each has in the column `id_field` the id of the original's
/// sample (datasets/row_ids.h): a row without one gets it as its first member, the second of two equal rows with "#2".
/// Throws: Error(kData) with the place of the row; Error(kUsage) for an `id_field` of "".
PerturbedCounts perturb_file(const std::string& path, std::span<const ReaderDef* const> readers,
                             const PerturbationChain& chain, const std::string& id_field,
                             const std::function<void(const Value& row)>& sink);

}  // namespace assay::datasets
