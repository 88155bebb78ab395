#include "metrics/extract/schema_node.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "metrics/extract/canonical_json.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxSchemas = 100'000;

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> kTypes = {{
    {"null", kTypeNull},
    {"boolean", kTypeBoolean},
    {"integer", kTypeInteger},
    {"number", kTypeNumber | kTypeInteger},
    {"string", kTypeString},
    {"array", kTypeArray},
    {"object", kTypeObject},
}};

// They say something about a value and never that it is wrong.
constexpr std::array<std::string_view, 19> kAnnotations = {
    "$schema",  "$id",     "$anchor",  "$comment",   "$vocabulary", "$defs",     "definitions", "title",  "description",
    "default",  "example", "examples", "deprecated", "readOnly",    "writeOnly", "format",      "contentEncoding",
    "contentMediaType", "contentSchema"};

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

// A JSON pointer's step as it was before percent-encoding and escapes (RFC 6901, section 6).
std::string unescaped(std::string_view step) {
  std::string plain;
  for (std::size_t i = 0; i < step.size(); ++i) {
    unsigned char byte = 0;
    if (step[i] == '%' && i + 2 < step.size() &&
        std::from_chars(step.data() + i + 1, step.data() + i + 3, byte, 16).ptr == step.data() + i + 3) {
      plain += static_cast<char>(byte);
      i += 2;
    } else {
      plain += step[i];
    }
  }
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == '~' && i + 1 < plain.size() && (plain[i + 1] == '0' || plain[i + 1] == '1')) {
      out += plain[++i] == '0' ? '~' : '/';
    } else {
      out += plain[i];
    }
  }
  return out;
}

class SchemaReader {
 public:
  SchemaReader(const Value& root, std::string_view where) : root_(root), where_(where) { fill_keywords(); }

  SchemaNodes read() {
    add(root_, "");
    // Schemas within wait in a list, and references only find their target by its place: no schema is read twice.
    for (std::size_t next = 0; next < pending_.size(); ++next) {
      const auto [value, pointer] = pending_[next];
      SchemaNode node = read_node(*value, pointer);
      nodes_[next] = std::move(node);
    }
    return std::move(nodes_);
  }

 private:
  using Handler = std::function<void(const Value& value, const std::string& at, SchemaNode& node)>;

  template <class... Args>
  [[noreturn]] void fail(const std::string& at, fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(ErrorKind::kConfig, fmt::format("{}: at {}: {}", where_, at.empty() ? "the root" : at,
                                                fmt::format(format, std::forward<Args>(args)...)));
  }

  SchemaId add(const Value& value, const std::string& at) {
    const auto [found, is_new] = by_value_.emplace(&value, nodes_.size());
    if (!is_new) return found->second;
    if (!value.is_object() && !value.is_bool())
      fail(at, "a schema is {}; expected an object or a boolean", kind_name(value));
    if (nodes_.size() >= kMaxSchemas) fail(at, "more than {} schemas", kMaxSchemas);
    nodes_.emplace_back();
    pending_.emplace_back(&value, at);
    return found->second;
  }

  SchemaNode read_node(const Value& value, const std::string& at) {
    SchemaNode node;
    if (value.is_bool()) {
      node.constant = value.as_bool();
      return node;
    }
    for (const Value::Member& member : value.as_object()) {
      const std::string inside = at + "/" + escaped(member.key);
      if (const auto handler = keywords_.find(member.key); handler != keywords_.end()) {
        handler->second(member.value, inside, node);
      } else if (std::find(kAnnotations.begin(), kAnnotations.end(), member.key) == kAnnotations.end() &&
                 !member.key.starts_with("x-")) {
        std::vector<std::string> known;
        for (const auto& [name, handle] : keywords_) known.push_back(name);
        const std::string near = did_you_mean(member.key, known);
        fail(at, "the keyword '{}' is not known{}", member.key,
             near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
      }
    }
    return node;
  }

  Value number(const Value& value, const std::string& at) const {
    if (!value.is_number()) fail(at, "{} instead of a number", kind_name(value));
    return value;
  }
  double count(const Value& value, const std::string& at) const {
    if (!value.is_number() || value.as_double() < 0.0 || value.as_double() != std::trunc(value.as_double()))
      fail(at, "{} instead of a whole number from 0", value.is_number() ? json::dump(value) : std::string(kind_name(value)));
    return value.as_double();
  }
  text::Regex regex(const std::string& pattern, const std::string& at) const {
    try {
      return text::Regex(pattern);
    } catch (const Error& error) {
      fail(at, "{}", error.message());
    }
  }
  std::vector<std::string> names(const Value& value, const std::string& at) const {
    std::vector<std::string> out;
    if (!value.is_array()) fail(at, "{} instead of a list of names", kind_name(value));
    for (const Value& item : value.as_array()) {
      if (!item.is_string()) fail(at, "a name is {}; expected a text", kind_name(item));
      out.push_back(item.as_string());
    }
    return out;
  }
  const Value::Object& object(const Value& value, const std::string& at) const {
    if (!value.is_object()) fail(at, "{} instead of an object", kind_name(value));
    return value.as_object();
  }
  std::vector<SchemaId> list(const Value& value, const std::string& at) {
    if (!value.is_array() || value.size() == 0) fail(at, "expected a list of one schema or more");
    std::vector<SchemaId> ids;
    for (std::size_t i = 0; i < value.size(); ++i) ids.push_back(add(value.as_array()[i], fmt::format("{}/{}", at, i)));
    return ids;
  }
  std::vector<std::pair<std::string, SchemaId>> map(const Value& value, const std::string& at) {
    std::vector<std::pair<std::string, SchemaId>> out;
    for (const Value::Member& member : object(value, at))
      out.emplace_back(member.key, add(member.value, at + "/" + escaped(member.key)));
    return out;
  }

  std::uint8_t type(const Value& value, const std::string& at) const {
    if (value.is_string())
      for (const auto& [name, bits] : kTypes)
        if (name == value.as_string()) return bits;
    fail(at, "{} is no type", json::dump(value));
  }

  SchemaId reference(const Value& value, const std::string& at) {
    if (!value.is_string()) fail(at, "{} instead of a reference", kind_name(value));
    std::string_view rest = value.as_string();
    if (!rest.starts_with('#'))
      fail(at, "the reference '{}' is not local; expected one that begins with #", value.as_string());
    rest.remove_prefix(1);
    const Value* target = &root_;
    while (target != nullptr && !rest.empty()) {
      if (rest.front() != '/')
        fail(at, "the reference '{}' is to an anchor; expected a place, as #/$defs/name", value.as_string());
      rest.remove_prefix(1);
      const std::string step = unescaped(rest.substr(0, rest.find('/')));
      rest.remove_prefix(std::min(rest.size(), rest.find('/')));
      if (target->is_array()) {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
        const bool there = error == std::errc() && end == step.data() + step.size() && index < target->size();
        target = there ? &target->as_array()[index] : nullptr;
      } else {
        target = target->find(step);
      }
    }
    if (target == nullptr) fail(at, "the reference '{}' is to nowhere", value.as_string());
    return add(*target, value.as_string().substr(1));
  }

  void on(std::string name, Handler handler) {
    keywords_.emplace(std::move(name), std::move(handler));
  }

  void fill_keywords() {
    const auto number_into = [this](std::optional<Value> SchemaNode::* field) {
      return [this, field](const Value& v, const std::string& at, SchemaNode& n) { n.*field = number(v, at); };
    };
    const auto count_into = [this](std::optional<double> SchemaNode::* field) {
      return [this, field](const Value& v, const std::string& at, SchemaNode& n) { n.*field = count(v, at); };
    };
    const auto schema_into = [this](std::optional<SchemaId> SchemaNode::* field) {
      return [this, field](const Value& v, const std::string& at, SchemaNode& n) { n.*field = add(v, at); };
    };
    const auto list_into = [this](std::vector<SchemaId> SchemaNode::* field) {
      return [this, field](const Value& v, const std::string& at, SchemaNode& n) { n.*field = list(v, at); };
    };
    for (const auto& [name, field] : {std::pair{"minimum", &SchemaNode::minimum}, {"maximum", &SchemaNode::maximum},
                                      {"exclusiveMinimum", &SchemaNode::exclusive_minimum},
                                      {"exclusiveMaximum", &SchemaNode::exclusive_maximum}})
      on(name, number_into(field));
    for (const auto& [name, field] :
         {std::pair{"minLength", &SchemaNode::min_length}, {"maxLength", &SchemaNode::max_length},
          {"minItems", &SchemaNode::min_items}, {"maxItems", &SchemaNode::max_items},
          {"minProperties", &SchemaNode::min_properties}, {"maxProperties", &SchemaNode::max_properties},
          {"minContains", &SchemaNode::min_contains}, {"maxContains", &SchemaNode::max_contains}})
      on(name, count_into(field));
    for (const auto& [name, field] : {std::pair{"additionalProperties", &SchemaNode::additional_properties},
                                      {"propertyNames", &SchemaNode::property_names},
                                      {"contains", &SchemaNode::contains},
                                      {"not", &SchemaNode::not_schema},
                                      {"if", &SchemaNode::if_schema},
                                      {"then", &SchemaNode::then_schema},
                                      {"else", &SchemaNode::else_schema}})
      on(name, schema_into(field));
    for (const auto& [name, field] : {std::pair{"prefixItems", &SchemaNode::prefix_items}, {"allOf", &SchemaNode::all_of},
                                      {"anyOf", &SchemaNode::any_of}, {"oneOf", &SchemaNode::one_of}})
      on(name, list_into(field));
    on("$ref", [this](const Value& v, const std::string& at, SchemaNode& n) { n.reference = reference(v, at); });
    on("items", [this](const Value& v, const std::string& at, SchemaNode& n) {
      if (v.is_array()) fail(at, "items is a list, as in older drafts; expected a schema here and the list in prefixItems");
      n.items = add(v, at);
    });
    on("type", [this](const Value& v, const std::string& at, SchemaNode& n) {
      if (v.is_array() && v.size() == 0) fail(at, "an empty list of types");
      if (v.is_array())
        for (const Value& item : v.as_array()) n.types = static_cast<std::uint8_t>(n.types | type(item, at));
      else n.types = type(v, at);
    });
    on("enum", [this](const Value& v, const std::string& at, SchemaNode& n) {
      if (!v.is_array()) fail(at, "{} instead of a list of values", kind_name(v));
      n.one_of_values.emplace();
      for (const Value& item : v.as_array()) n.one_of_values->insert(canonical_key(item));
    });
    on("const", [](const Value& v, const std::string&, SchemaNode& n) { n.const_key = canonical_key(v); });
    on("multipleOf", [this](const Value& v, const std::string& at, SchemaNode& n) {
      n.multiple_of = number(v, at);
      if (!(v.as_double() > 0.0)) fail(at, "{} instead of a number over 0", json::dump(v));
    });
    on("pattern", [this](const Value& v, const std::string& at, SchemaNode& n) {
      if (!v.is_string()) fail(at, "{} instead of a pattern", kind_name(v));
      n.pattern = regex(v.as_string(), at);
      n.pattern_text = v.as_string();
    });
    on("uniqueItems", [this](const Value& v, const std::string& at, SchemaNode& n) {
      if (!v.is_bool()) fail(at, "{} instead of true or false", kind_name(v));
      n.unique_items = v.as_bool();
    });
    on("required", [this](const Value& v, const std::string& at, SchemaNode& n) { n.required = names(v, at); });
    on("dependentRequired", [this](const Value& v, const std::string& at, SchemaNode& n) {
      for (const Value::Member& member : object(v, at))
        n.dependent_required.emplace_back(member.key, names(member.value, at));
    });
    on("dependentSchemas",
       [this](const Value& v, const std::string& at, SchemaNode& n) { n.dependent_schemas = map(v, at); });
    on("properties", [this](const Value& v, const std::string& at, SchemaNode& n) {
      n.properties = map(v, at);
      for (const auto& [name, id] : n.properties) n.property_names_known.insert(name);
    });
    on("patternProperties", [this](const Value& v, const std::string& at, SchemaNode& n) {
      for (const Value::Member& member : object(v, at))
        n.pattern_properties.emplace_back(regex(member.key, at), add(member.value, at + "/" + escaped(member.key)));
    });
  }

  const Value& root_;
  std::string where_;
  std::map<std::string, Handler, std::less<>> keywords_;
  SchemaNodes nodes_;
  std::vector<std::pair<const Value*, std::string>> pending_;  // the number of a schema is its place here
  std::unordered_map<const Value*, SchemaId> by_value_;
};

}  // namespace

SchemaNodes read_schema(const Value& schema, std::string_view where) { return SchemaReader(schema, where).read(); }

}  // namespace assay::metrics
