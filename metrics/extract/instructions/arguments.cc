#include "metrics/extract/instructions/arguments.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::metrics {
namespace {

bool is_empty(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: return true;
    case Value::Kind::kBool: return !value.as_bool();
    case Value::Kind::kInt:
    case Value::Kind::kDouble: return value.as_double() == 0.0;
    case Value::Kind::kString: return value.as_string().empty();
    case Value::Kind::kArray:
    case Value::Kind::kObject: return value.size() == 0;
  }
  return true;
}

std::string shown(const Value& value) {
  std::string text = json::dump(value);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace

Arguments::Arguments(std::string_view instruction, const Value& values) : instruction_(instruction), values_(values) {
  if (!values.is_object() && !values.is_null())
    throw Error(ErrorKind::kData,
                fmt::format("the arguments of '{}' are a {}, expected an object", instruction, kind_name(values)));
}

void Arguments::refuse(std::string_view name, std::string_view what) const {
  throw Error(ErrorKind::kData, fmt::format("'{}' of the instruction '{}' {}", name, instruction_, what));
}

const Value& Arguments::required(std::string_view name, std::string_view expected) {
  read_.push_back(name);
  const Value* value = values_.find(name);
  if (value == nullptr || is_empty(*value)) refuse(name, fmt::format("is missing, expected {}", expected));
  return *value;
}

double Arguments::number(std::string_view name) {
  const Value& value = required(name, "a number");
  if (!value.is_number()) refuse(name, fmt::format("is {}, expected a number", shown(value)));
  return value.as_double();
}

double Arguments::count(std::string_view name) {
  const double value = number(name);
  if (value < 0.0) refuse(name, fmt::format("is {:g}, expected a number above 0", value));
  return value;
}

std::string Arguments::text(std::string_view name) {
  const Value& value = required(name, "a text");
  if (!value.is_string()) refuse(name, fmt::format("is {}, expected a text", shown(value)));
  return value.as_string();
}

std::vector<std::string> Arguments::texts(std::string_view name) {
  const Value& value = required(name, "a list of texts");
  std::vector<std::string> found;
  if (value.is_array())
    for (const Value& item : value.as_array())
      if (item.is_string()) found.push_back(item.as_string());
  if (!value.is_array() || found.size() != value.size())
    refuse(name, fmt::format("is {}, expected a list of texts", shown(value)));
  return found;
}

bool Arguments::at_least(std::string_view name) {
  const std::string value = text(name);
  if (value == "at least") return true;
  if (value != "less than") refuse(name, fmt::format("is '{}', expected 'at least' or 'less than'", value));
  return false;
}

void Arguments::done() const {
  if (!values_.is_object()) return;
  for (const auto& [key, value] : values_.as_object())
    if (!is_empty(value) && std::find(read_.begin(), read_.end(), key) == read_.end())
      refuse(key, "is not one of its arguments");
}

}  // namespace assay::metrics
