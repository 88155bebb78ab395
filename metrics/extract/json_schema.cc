#include "metrics/extract/json_schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/utf8.h"
#include "metrics/extract/canonical_json.h"
#include "metrics/extract/schema_node.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxSteps = 1'000'000;
// Values are at most 200 levels deep, and no sane schema needs as many references at each.
constexpr std::size_t kMaxDepth = 1'000;
constexpr std::size_t kMaxShown = 80;

bool is_whole(double number) { return std::isfinite(number) && number == std::trunc(number); }

std::uint8_t type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: return kTypeNull;
    case Value::Kind::kBool: return kTypeBoolean;
    case Value::Kind::kInt: return kTypeInteger;
    case Value::Kind::kDouble: return is_whole(value.as_double()) ? kTypeInteger : kTypeNumber;
    case Value::Kind::kString: return kTypeString;
    case Value::Kind::kArray: return kTypeArray;
    case Value::Kind::kObject: return kTypeObject;
  }
  return 0;
}

std::string type_names(std::uint8_t types) {
  std::string names;
  const auto add = [&](std::uint8_t bits, std::string_view name) {
    if ((types & bits) == bits) names += (names.empty() ? "" : " or ") + std::string(name);
  };
  add(kTypeNull, "null");
  add(kTypeBoolean, "boolean");
  add(kTypeNumber | kTypeInteger, "number");
  if ((types & kTypeNumber) == 0) add(kTypeInteger, "integer");
  add(kTypeString, "string");
  add(kTypeArray, "array");
  add(kTypeObject, "object");
  return names;
}

std::string shown(const Value& value) {
  if (value.is_array() || value.is_object())
    return fmt::format("a {} of {}", value.is_array() ? "list" : "map", value.size());
  std::string text = value.is_string() && value.as_string().size() > 4 * kMaxShown
                         ? json::dump(Value(value.as_string().substr(0, 4 * kMaxShown)))
                         : json::dump(value);
  if (text.size() <= kMaxShown) return text;
  text.resize(kMaxShown - text::incomplete_utf8_tail(std::string_view(text).substr(0, kMaxShown)));
  return text + "...";
}

// Integers are compared as such where both are, so that none over 2^53 is rounded first.
bool less(const Value& a, const Value& b) {
  return a.is_int() && b.is_int() ? a.as_int() < b.as_int() : a.as_double() < b.as_double();
}

bool is_multiple(const Value& value, const Value& of) {
  if (value.is_int() && of.is_int()) return value.as_int() % of.as_int() == 0;
  if (of.is_int()) return std::fmod(value.as_double(), of.as_double()) == 0.0;
  const double quotient = value.as_double() / of.as_double();
  return std::isfinite(quotient) ? quotient == std::trunc(quotient) : std::fmod(value.as_double(), of.as_double()) == 0.0;
}

// One check of one value. `path_` is where in it the check is.
class Check {
 public:
  explicit Check(const SchemaNodes& nodes) : nodes_(nodes) {}

  /// Sets the first violation where the value is not valid.
  bool is_valid(SchemaId id, const Value& value) {
    step();
    if (++depth_ > kMaxDepth) throw Error(ErrorKind::kData, "the schema's references go in a circle");
    const SchemaNode& node = nodes_[id];
    const bool valid = (!node.constant || *node.constant || fail("nothing is allowed here")) && check_value(node, value) &&
                       check_number(node, value) && check_string(node, value) && check_object(node, value) &&
                       check_array(node, value) && check_schemas(node, value);
    --depth_;
    return valid;
  }

  std::string violation;

 private:
  void step() {
    if (++steps_ > kMaxSteps)
      throw Error(ErrorKind::kData, fmt::format("the check of the schema takes over {} steps", kMaxSteps));
  }

  template <class... Args>
  bool fail(fmt::format_string<Args...> format, Args&&... args) {
    if (!silent_)
      violation =
          fmt::format("at {}: {}", path_.empty() ? "the root" : path_, fmt::format(format, std::forward<Args>(args)...));
    return false;
  }

  /// Whether the value is valid, without a word on why not.
  bool would_be_valid(SchemaId id, const Value& value) {
    const bool was_silent = silent_;
    silent_ = true;
    const bool valid = is_valid(id, value);
    silent_ = was_silent;
    return valid;
  }

  bool is_valid_below(SchemaId id, const Value& value, std::string_view name) {
    const std::size_t length = path_.size();
    path_ += '/';
    path_ += name;
    const bool valid = is_valid(id, value);
    path_.resize(length);
    return valid;
  }

  bool check_value(const SchemaNode& node, const Value& value) {
    if (node.types != 0 && (node.types & type_of(value)) == 0)
      return fail("{} is not of type {}", shown(value), type_names(node.types));
    if (!node.one_of_values && !node.const_key) return true;
    const std::string key = canonical_key(value);
    if (node.one_of_values && !node.one_of_values->contains(key))
      return fail("{} is not one of the enum's values", shown(value));
    if (node.const_key && *node.const_key != key) return fail("{} is not the constant", shown(value));
    return true;
  }

  bool check_number(const SchemaNode& node, const Value& value) {
    if (!value.is_number()) return true;
    const auto bound = [](const std::optional<Value>& number) { return json::dump(*number); };
    if (node.minimum && less(value, *node.minimum))
      return fail("{} is under the minimum of {}", shown(value), bound(node.minimum));
    if (node.maximum && less(*node.maximum, value))
      return fail("{} is over the maximum of {}", shown(value), bound(node.maximum));
    if (node.exclusive_minimum && !less(*node.exclusive_minimum, value))
      return fail("{} is not over {}", shown(value), bound(node.exclusive_minimum));
    if (node.exclusive_maximum && !less(value, *node.exclusive_maximum))
      return fail("{} is not under {}", shown(value), bound(node.exclusive_maximum));
    if (node.multiple_of && !is_multiple(value, *node.multiple_of))
      return fail("{} is no multiple of {}", shown(value), json::dump(*node.multiple_of));
    return true;
  }

  bool check_string(const SchemaNode& node, const Value& value) {
    if (!value.is_string()) return true;
    if (node.min_length || node.max_length) {
      const double length = static_cast<double>(text::count_code_points(value.as_string()));
      if (node.min_length && length < *node.min_length) return fail("{} is shorter than {}", shown(value), *node.min_length);
      if (node.max_length && length > *node.max_length) return fail("{} is longer than {}", shown(value), *node.max_length);
    }
    if (node.pattern && !node.pattern->search(value.as_string()))
      return fail("{} does not match the pattern '{}'", shown(value), node.pattern_text);
    return true;
  }

  bool check_size(std::string_view what, double size, std::optional<double> low, std::optional<double> high) {
    if (low && size < *low) return fail("{} {} instead of {} or more", size, what, *low);
    if (high && size > *high) return fail("{} {} instead of {} or fewer", size, what, *high);
    return true;
  }

  bool check_object(const SchemaNode& node, const Value& value) {
    if (!value.is_object()) return true;
    const MemberIndex members(value);
    if (!check_size("members", static_cast<double>(value.size()), node.min_properties, node.max_properties)) return false;
    for (const std::string& name : node.required)
      if (members.find(name) == nullptr) return fail("the member '{}' is missing", name);
    for (const auto& [name, needed] : node.dependent_required) {
      if (members.find(name) == nullptr) continue;
      for (const std::string& other : needed)
        if (members.find(other) == nullptr) return fail("the member '{}' is missing, which '{}' requires", other, name);
    }
    for (const auto& [name, id] : node.properties) {
      const Value* member = members.find(name);
      if (member != nullptr && !is_valid_below(id, *member, name)) return false;
    }
    for (const auto& [name, id] : node.dependent_schemas)
      if (members.find(name) != nullptr && !is_valid(id, value)) return false;
    return check_members(node, value);
  }

  bool check_members(const SchemaNode& node, const Value& object) {
    if (node.pattern_properties.empty() && !node.additional_properties && !node.property_names) return true;
    for (const Value::Member& member : object.as_object()) {
      if (node.property_names && !is_valid_below(*node.property_names, Value(member.key), member.key)) return false;
      bool is_known = node.property_names_known.contains(member.key);
      for (const auto& [pattern, id] : node.pattern_properties) {
        step();
        if (!pattern.search(member.key)) continue;
        is_known = true;
        if (!is_valid_below(id, member.value, member.key)) return false;
      }
      if (node.additional_properties && !is_known && !is_valid_below(*node.additional_properties, member.value, member.key))
        return false;
    }
    return true;
  }

  bool check_array(const SchemaNode& node, const Value& value) {
    if (!value.is_array()) return true;
    const Value::Array& items = value.as_array();
    if (!check_size("items", static_cast<double>(items.size()), node.min_items, node.max_items)) return false;
    const std::size_t num_prefix = std::min(node.prefix_items.size(), items.size());
    for (std::size_t i = 0; i < num_prefix; ++i)
      if (!is_valid_below(node.prefix_items[i], items[i], std::to_string(i))) return false;
    if (node.items)
      for (std::size_t i = num_prefix; i < items.size(); ++i)
        if (!is_valid_below(*node.items, items[i], std::to_string(i))) return false;
    if (node.unique_items) {
      std::unordered_set<std::string> seen;
      for (const Value& item : items)
        if (!seen.insert(canonical_key(item)).second) return fail("{} is there twice", shown(item));
    }
    if (!node.contains) return true;
    double found = 0.0;
    for (const Value& item : items) found += would_be_valid(*node.contains, item) ? 1.0 : 0.0;
    return check_size("items that contains asks for", found, node.min_contains.value_or(1.0), node.max_contains);
  }

  bool check_schemas(const SchemaNode& node, const Value& value) {
    if (node.reference && !is_valid(*node.reference, value)) return false;
    for (const SchemaId id : node.all_of)
      if (!is_valid(id, value)) return false;
    const auto is_right = [&](SchemaId id) { return would_be_valid(id, value); };
    if (!node.any_of.empty() && std::none_of(node.any_of.begin(), node.any_of.end(), is_right))
      return fail("{} is valid under none of anyOf", shown(value));
    if (!node.one_of.empty()) {
      const auto num_right = std::count_if(node.one_of.begin(), node.one_of.end(), is_right);
      if (num_right != 1) return fail("{} is valid under {} of oneOf", shown(value), num_right);
    }
    if (node.not_schema && is_right(*node.not_schema)) return fail("{} is valid under not", shown(value));
    if (!node.if_schema) return true;
    const auto& branch = is_right(*node.if_schema) ? node.then_schema : node.else_schema;
    return !branch || is_valid(*branch, value);
  }

  const SchemaNodes& nodes_;
  std::string path_;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  bool silent_ = false;
};

}  // namespace

struct JsonSchema::Impl {
  SchemaNodes nodes;
};

JsonSchema::JsonSchema(const Value& schema, std::string_view where)
    : impl_(std::make_unique<const Impl>(Impl{read_schema(schema, where)})) {}
JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

std::optional<std::string> JsonSchema::violation(const Value& value) const {
  Check check(impl_->nodes);
  if (check.is_valid(0, value)) return std::nullopt;
  return std::move(check.violation);
}

}  // namespace assay::metrics
