#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/extract/json_text.h"

namespace assay::metrics {

/// One call of a tool.
struct ToolCall {
  std::string name;
  std::optional<Value> arguments;  ///< nullopt where only the name was given
  std::string key;                 ///< `canonical_key` of the arguments; "" without them
};

/// What was meant as calls and cannot be read as such.
struct MalformedCalls {
  std::string reason;
};

/// The calls in a JSON value. Taken are: a list of calls, names or chat messages; one call; a message with `tool_calls`; and
/// null, which is no call. A call has its name in `name`, `tool_name`, `tool` or `function` (a text, or OpenAI's object of
/// name and arguments) and its arguments in `arguments`, `parameters`, `args`, `input` or `tool_input` (JSON in a text,
/// too).
std::variant<std::vector<ToolCall>, MalformedCalls> tool_calls_of(const Value& value);

/// The calls in an answer: its <tool_call> blocks where there are any, else its JSON (see `tool_calls_of`). A text without
/// either is an answer that calls nothing.
std::variant<std::vector<ToolCall>, MalformedCalls, Unscored> tool_calls_in(std::string_view answer, JsonExtract how);

}  // namespace assay::metrics
