#pragma once

#include <atomic>
#include <cstddef>
#include <string>

namespace assay::metrics {

/// Remembers how many references the samples had, since sacreBLEU's signatures name it.
/// Threads: safe from several threads; the result does not depend on the order.
class ReferenceCount {
 public:
  void saw(std::size_t num_references) {
    const long seen = static_cast<long>(num_references);
    long known = kNone;
    if (!count_.compare_exchange_strong(known, seen) && known != seen) count_ = kVaries;
  }

  /// "nrefs:2|", "nrefs:var|" where it varies, and "" before any sample was scored.
  std::string signature_part() const {
    const long known = count_;
    if (known == kNone) return "";
    return known == kVaries ? "nrefs:var|" : "nrefs:" + std::to_string(known) + "|";
  }

 private:
  static constexpr long kNone = 0;
  static constexpr long kVaries = -1;
  std::atomic<long> count_{kNone};
};

}  // namespace assay::metrics
