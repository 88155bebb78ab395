#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/metric.h"
#include "harness/core/options.h"
#include "harness/core/value.h"

namespace assay::metrics {

/// Where in an answer its JSON is looked for.
enum class JsonExtract {
  kNone,   ///< the whole answer
  kFence,  ///< the first ``` block, of those labelled json where there are some; the whole answer where there is no block
  kFirst,  ///< the first object or list that is complete; the whole answer where there is none
};

/// The words on the option `extract`, for the definitions of metrics.
inline constexpr std::string_view kExtractWords =
    "extract (none: the whole answer is JSON; fence: the first ``` block, of those labelled json if any; first: the first "
    "complete object or list; default none)";

/// Reads the option `extract`.
JsonExtract read_json_extract(const Options& options);
/// "none", "fence" or "first".
std::string_view name_of(JsonExtract how);

/// Whether the whole text is one JSON value in UTF-8 by the grammar of RFC 8259, however deep and whatever its numbers.
bool is_json(std::string_view text);

/// The part of an answer that `how` points at, which need not be JSON. Unscored where the text has so many beginnings of
/// objects and lists in its strings that they cannot be tried in linear time. Requires: `answer` outlives the result.
std::variant<std::string_view, Unscored> json_part(std::string_view answer, JsonExtract how);

/// An answer that is no JSON, which is a wrong answer.
struct NotJson {
  std::string reason;
};

/// The JSON in an answer; Unscored where it is JSON that cannot be held, as one nested deeper than 200 levels.
std::variant<Value, NotJson, Unscored> read_json_answer(std::string_view answer, JsonExtract how);

}  // namespace assay::metrics
