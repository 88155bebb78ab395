#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "metrics/extract/instructions/arguments.h"

namespace assay::metrics {

/// Whether a response follows one instruction. Requires: the response is UTF-8.
/// Throws: Error(kData) where a pattern backtracks without end.
/// Threads: safe from several threads.
using Check = std::function<bool(std::string_view response)>;

/// An instruction by its name, "GROUP:NAME" as IFEval writes it.
struct CheckDef {
  std::string_view id;
  /// Reads the arguments (the caller calls `done`). Throws: Error(kData) where one is missing or makes no sense.
  Check (*make)(Arguments& arguments);
};

/// keywords:*
std::span<const CheckDef> keyword_checks();
/// length_constraints:*
std::span<const CheckDef> length_checks();
/// detectable_format:*
std::span<const CheckDef> format_checks();
/// detectable_content:*, combination:*, startend:* and punctuation:*
std::span<const CheckDef> content_checks();
/// language:* and change_case:*
std::span<const CheckDef> language_checks();

}  // namespace assay::metrics
