#include "metrics/extract/tool_calls.h"

#include <fmt/core.h>

#include <array>
#include <iterator>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/unicode.h"
#include "metrics/extract/canonical_json.h"

namespace assay::metrics {
namespace {

constexpr std::array<std::string_view, 4> kNameKeys = {"name", "tool_name", "tool", "function"};
constexpr std::array<std::string_view, 5> kArgumentKeys = {"arguments", "parameters", "args", "input", "tool_input"};

using Calls = std::vector<ToolCall>;
using CallsRead = std::variant<Calls, MalformedCalls>;

ToolCall call_of(std::string name, Value arguments) {
  std::string key = canonical_key(arguments);
  return {std::move(name), std::move(arguments), std::move(key)};
}

template <std::size_t N>
const Value* first_member(const Value& object, const std::array<std::string_view, N>& keys) {
  for (const std::string_view key : keys)
    if (const Value* member = object.find(key)) return member;
  return nullptr;
}

std::optional<MalformedCalls> append_call(const Value& object, Calls& calls) {
  const Value* function = object.find("function");
  const Value& described = function != nullptr && function->is_object() ? *function : object;
  const Value* name = first_member(described, kNameKeys);
  if (name == nullptr || !name->is_string()) return MalformedCalls{"a call has no name"};
  const Value* arguments = first_member(described, kArgumentKeys);
  if (arguments == nullptr || arguments->is_null()) {
    calls.push_back(call_of(name->as_string(), Value::object()));
    return std::nullopt;
  }
  if (!arguments->is_string()) {
    calls.push_back(call_of(name->as_string(), *arguments));
    return std::nullopt;
  }
  const std::string& text = arguments->as_string();
  try {
    calls.push_back(
        call_of(name->as_string(), text::strip(text).empty() ? Value::object() : json::parse(text, "arguments")));
  } catch (const Error& error) {
    return MalformedCalls{fmt::format("the call of '{}': {}", name->as_string(), error.message())};
  }
  return std::nullopt;
}

std::optional<MalformedCalls> append_list(const Value& list, Calls& calls);

std::optional<MalformedCalls> append_object(const Value& object, Calls& calls) {
  if (const Value* inner = object.find("tool_calls")) {
    if (inner->is_null()) return std::nullopt;
    if (!inner->is_array()) return MalformedCalls{fmt::format("tool_calls is {}; expected a list", kind_name(*inner))};
    return append_list(*inner, calls);
  }
  if (const Value* inner = object.find("function_call"); inner != nullptr && inner->is_object())
    return append_call(*inner, calls);
  // A message of a conversation without calls; that of a tool bears the tool's name.
  if (object.find("role") != nullptr) return std::nullopt;
  return append_call(object, calls);
}

// As deep as parsed JSON is, at most 200 levels.
std::optional<MalformedCalls> append_list(const Value& list, Calls& calls) {
  for (const Value& item : list.as_array()) {
    if (item.is_string()) {
      calls.push_back({item.as_string(), std::nullopt, ""});
    } else if (!item.is_object()) {
      return MalformedCalls{fmt::format("a call is {}; expected an object or a name", kind_name(item))};
    } else if (auto malformed = append_object(item, calls)) {
      return malformed;
    }
  }
  return std::nullopt;
}

constexpr std::string_view kOpen = "<tool_call>";
constexpr std::string_view kClose = "</tool_call>";

std::variant<Calls, MalformedCalls, Unscored> calls_in_blocks(std::string_view answer, std::size_t at) {
  Calls calls;
  while (at != std::string_view::npos) {
    const std::size_t begin = at + kOpen.size();
    // The closing tag may be what stopped the generation.
    const std::size_t end = std::min(answer.find(kClose, begin), answer.size());
    auto read = read_json_answer(answer.substr(begin, end - begin), JsonExtract::kNone);
    if (auto* reason = std::get_if<Unscored>(&read)) return std::move(*reason);
    if (auto* none = std::get_if<NotJson>(&read)) return MalformedCalls{std::move(none->reason)};
    auto found = tool_calls_of(std::get<Value>(read));
    if (auto* malformed = std::get_if<MalformedCalls>(&found)) return std::move(*malformed);
    std::move(std::get<Calls>(found).begin(), std::get<Calls>(found).end(), std::back_inserter(calls));
    at = answer.find(kOpen, end);
  }
  return calls;
}

}  // namespace

CallsRead tool_calls_of(const Value& value) {
  Calls calls;
  std::optional<MalformedCalls> malformed;
  if (value.is_array()) {
    malformed = append_list(value, calls);
  } else if (value.is_object()) {
    malformed = append_object(value, calls);
  } else if (!value.is_null()) {
    malformed = MalformedCalls{fmt::format("the calls are {}; expected a list or an object", kind_name(value))};
  }
  if (malformed) return std::move(*malformed);
  return calls;
}

std::variant<Calls, MalformedCalls, Unscored> tool_calls_in(std::string_view answer, JsonExtract how) {
  if (const std::size_t at = answer.find(kOpen); at != std::string_view::npos) return calls_in_blocks(answer, at);
  auto part = json_part(answer, how);
  if (auto* reason = std::get_if<Unscored>(&part)) return std::move(*reason);
  const std::string_view text = text::strip(std::get<std::string_view>(part));
  if (!text.starts_with('{') && !text.starts_with('[')) return Calls();
  auto read = read_json_answer(text, JsonExtract::kNone);
  if (auto* reason = std::get_if<Unscored>(&read)) return std::move(*reason);
  if (auto* none = std::get_if<NotJson>(&read)) return MalformedCalls{std::move(none->reason)};
  auto found = tool_calls_of(std::get<Value>(read));
  if (auto* malformed = std::get_if<MalformedCalls>(&found)) return std::move(*malformed);
  return std::move(std::get<Calls>(found));
}

}  // namespace assay::metrics
