#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/response.h"
#include "harness/store/store.h"

namespace assay::store {

/// Answers by the content key of their question. Failures are never served: they are asked again.
class ResponseCache {
 public:
  explicit ResponseCache(const Store& store) : database_(&store.database()) {}

  /// The stored answer, bit for bit as it came; its `id` is left empty for the caller to set.
  std::optional<Response> find(const std::string& key) const;
  /// The same for many keys, in their order.
  std::vector<std::optional<Response>> find_all(std::span<const std::string> keys) const;

 private:
  Database* database_;
};

}  // namespace assay::store
