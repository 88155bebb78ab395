#pragma once

#include <string>
#include <utility>

#include "harness/text/jinja/evaluator.h"

namespace assay::text::jinja {

/// How deep expressions, blocks and macros may call each other: far from the end of a thread's stack.
constexpr int kMaxLevels = 1500;

/// Counts one level of evaluation for as long as it lives. Throws: Failure where there are too many.
class Evaluator::Level {
 public:
  explicit Level(int& count, int limit = kMaxLevels) : count_(count) {
    if (count_ >= limit) throw Failure("the template nests more than " + std::to_string(limit) + " levels deep");
    ++count_;
  }
  ~Level() { --count_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  int& count_;
};

/// Runs something at the end of a block, also where it is left by a Failure.
template <typename Function>
class ScopeGuard {
 public:
  explicit ScopeGuard(Function function) : function_(std::move(function)) {}
  ~ScopeGuard() { function_(); }
  ScopeGuard(const ScopeGuard&) = delete;
  ScopeGuard& operator=(const ScopeGuard&) = delete;

 private:
  Function function_;
};

}  // namespace assay::text::jinja
