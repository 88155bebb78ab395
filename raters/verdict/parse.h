#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "raters/rubric/rubric.h"

namespace assay::raters {

/// Why a reply holds no verdict.
struct UnparsedVerdict {
  std::string reason;
};

/// The values of a judge's reply, in the order of the criteria: the reply must end with one line "ID: NUMBER" for each
/// criterion, in order, each a whole number of its scale, with nothing after them. Anything else is not a verdict: a number
/// elsewhere in the text is never taken for one.
std::variant<std::vector<int>, UnparsedVerdict> parse_verdict(std::string_view reply,
                                                              const std::vector<Criterion>& criteria);

/// What stands before the verdict lines: the judge's reasons.
std::string_view reasons_of(std::string_view reply, std::size_t num_criteria);

}  // namespace assay::raters
