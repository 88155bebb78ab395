#include "metrics/extract/canonical_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::metrics {
namespace {

// Below this a search through the members is faster than making an index.
constexpr std::size_t kSmallObject = 16;

void append_text(const std::string& text, std::string& out) {
  // The length in front keeps ["a", "b"] and ["a\"b"] apart without escapes.
  fmt::format_to(std::back_inserter(out), "\"{}:", text.size());
  out += text;
}

void append_number(double number, std::string& out) {
  // Whole numbers in the range of 64 bits have the form of an integer, so 1.0 is 1 and -0.0 is 0.
  constexpr double kLimit = 9223372036854775808.0;
  if (number >= -kLimit && number < kLimit && number == std::trunc(number)) {
    fmt::format_to(std::back_inserter(out), "{}", static_cast<std::int64_t>(number));
  } else {
    fmt::format_to(std::back_inserter(out), "{}", number);
  }
}

void append(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Value::Kind::kNull: out += "null"; return;
    case Value::Kind::kBool: out += value.as_bool() ? "true" : "false"; return;
    case Value::Kind::kInt: fmt::format_to(std::back_inserter(out), "{}", value.as_int()); return;
    case Value::Kind::kDouble: append_number(value.as_double(), out); return;
    case Value::Kind::kString: append_text(value.as_string(), out); return;
    case Value::Kind::kArray:
      out += '[';
      for (const Value& item : value.as_array()) {
        append(item, out);
        out += ',';
      }
      out += ']';
      return;
    case Value::Kind::kObject: {
      std::vector<const Value::Member*> members;
      for (const Value::Member& member : value.as_object()) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
      out += '{';
      for (const Value::Member* member : members) {
        append_text(member->key, out);
        out += ':';
        append(member->value, out);
        out += ',';
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

std::string canonical_key(const Value& value) {
  std::string out;
  append(value, out);
  return out;
}

MemberIndex::MemberIndex(const Value& object) : object_(object) {
  if (!object.is_object() || object.size() <= kSmallObject) return;
  for (const Value::Member& member : object.as_object()) index_.emplace(member.key, &member.value);
}

const Value* MemberIndex::find(std::string_view key) const {
  if (index_.empty()) return object_.find(key);
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : found->second;
}

}  // namespace assay::metrics
