#pragma once

#include <cstddef>
#include <span>

#include "metrics/extract/tool_calls.h"

namespace assay::metrics {

/// What of the arguments makes two calls of one tool the same.
enum class ArgumentMatch {
  kExact,   ///< equal as JSON values
  kSubset,  ///< what is expected is there, in objects within too; other members may be there besides
  kIgnore,  ///< nothing
};

/// Whether a call is the expected one. An expected call that is but a name is compared by its name alone.
bool call_matches(const ToolCall& expected, const ToolCall& called, ArgumentMatch how);

/// Whether the calls are the expected ones: as many, each in its place.
bool calls_equal(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how);

/// Whether the expected calls are there in their order, whatever calls lie between.
bool calls_in_order(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how);

/// The largest number of expected calls that can each be paired with a call of its own.
/// Requires: expected.size() * called.size() <= kMaxCallPairs.
std::size_t num_matched_calls(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how);

/// The most pairs of calls that are compared.
inline constexpr std::size_t kMaxCallPairs = 250'000;

}  // namespace assay::metrics
