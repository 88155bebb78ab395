#pragma once

#include <cstddef>

#include "harness/text/jinja/failure.h"

namespace assay::text::jinja {

/// What one rendering may still use; every operation that can grow with its operands pays here.
class Budget {
 public:
  Budget(std::size_t max_steps, std::size_t max_bytes)
      : left_(max_steps), max_steps_(max_steps), max_bytes_(max_bytes) {}

  /// Throws: Failure where the steps are used up.
  void spend(std::size_t steps = 1) {
    if (steps > left_) throw Failure("the template takes more than " + std::to_string(max_steps_) + " steps");
    left_ -= steps;
  }
  /// Pays for a text of that size. Throws: Failure where it is larger than any text may be.
  void spend_text(std::size_t bytes) {
    check_text(bytes);
    spend(1 + bytes / 64);
  }
  void check_text(std::size_t bytes) const {
    if (bytes > max_bytes_)
      throw Failure("the template makes more than " + std::to_string(max_bytes_) + " bytes of text");
  }

 private:
  std::size_t left_;
  std::size_t max_steps_;
  std::size_t max_bytes_;
};

/// How many items a list or mapping may have.
constexpr std::size_t kMaxItems = 1'000'000;

/// How deep values may nest: beyond what JSON files hold, and far from the end of the stack.
constexpr int kMaxValueDepth = 250;

}  // namespace assay::text::jinja
