#include "harness/core/options.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "harness/core/check.h"
#include "harness/core/excerpt.h"
#include "harness/core/input_file.h"

namespace assay {

// What was asked of each map of the document, by the address of its node.
struct Options::Asked {
  std::map<const YamlNode*, std::set<std::string, std::less<>>> keys;
  std::map<const YamlNode*, std::string> paths;  // maps that were opened, with their dotted path
};

namespace {

bool is_null_word(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kNull ||
         (node.kind == YamlNode::Kind::kScalar && !node.quoted &&
          (node.scalar == "~" || node.scalar == "null" || node.scalar == "Null" || node.scalar == "NULL"));
}

std::optional<bool> to_bool(std::string_view text) {
  for (std::string_view word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
    if (text == word) return true;
  for (std::string_view word : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
    if (text == word) return false;
  return std::nullopt;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<double> to_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::string_view describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull: return "nothing";
    case YamlNode::Kind::kScalar: return "a single value";
    case YamlNode::Kind::kList: return "a list";
    case YamlNode::Kind::kMap: return "a map";
  }
  return "?";
}

Value node_value(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull: return Value();
    case YamlNode::Kind::kList: {
      Value list = Value::array();
      for (const YamlNode& item : node.items) list.push_back(node_value(item));
      return list;
    }
    case YamlNode::Kind::kMap: {
      Value::Object members;
      for (const auto& [key, value] : node.members) members.push_back({key, node_value(value)});
      return members;
    }
    case YamlNode::Kind::kScalar: break;
  }
  if (node.quoted) return node.scalar;
  if (is_null_word(node)) return Value();
  if (const std::optional<bool> flag = to_bool(node.scalar)) return *flag;
  if (auto integer = to_integer(node.scalar)) return *integer;
  if (auto number = to_number(node.scalar)) return *number;
  return node.scalar;
}

/// "file:line" of a node in a document called `source`.
std::string place_of(const YamlNode& node, const std::string& source, int line) {
  const std::string& file = node.file ? *node.file : source;
  return line > 0 ? fmt::format("{}:{}", file, line) : file;
}

using Lookup = std::function<std::optional<std::string>(const std::string&)>;

std::string expand_text(const std::string& text, const std::string& where, const Lookup& lookup) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 >= text.size()) {
      out += text[i];
    } else if (text[i + 1] == '$') {
      out += text[i++];
    } else if (text[i + 1] == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string::npos)
        throw Error(ErrorKind::kConfig, fmt::format("{}: '${{' without a closing '}}' in '{}'", where, excerpt(text)));
      const std::string inside = text.substr(i + 2, end - i - 2);
      const std::size_t dash = inside.find(":-");
      const std::string name = inside.substr(0, dash);
      const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      });
      if (!is_name)
        throw Error(ErrorKind::kConfig, fmt::format("{}: '${{{}}}' names no environment variable; expected letters, digits and "
                                                    "'_' ($$ is a dollar sign)",
                                                    where, excerpt(inside)));
      const std::optional<std::string> value = lookup(name);
      if (value && (dash == std::string::npos || !value->empty())) {
        out += *value;
      } else if (dash != std::string::npos) {  // as in a shell: for an empty one too
        out += inside.substr(dash + 2);
      } else {
        throw Error(ErrorKind::kConfig,
                    fmt::format("{}: the environment variable {} is not set; set it, or write ${{{}:-default}}", where,
                                name, name));
      }
      i = end;
    } else {
      out += text[i];
    }
  }
  return out;
}

void expand_node(YamlNode& node, const std::string& source, const Lookup& lookup) {
  if (node.kind == YamlNode::Kind::kScalar)
    node.scalar = expand_text(node.scalar, place_of(node, source, node.line), lookup);
  for (YamlNode& item : node.items) expand_node(item, source, lookup);
  for (auto& [key, value] : node.members) expand_node(value, source, lookup);
}

}  // namespace

Options::Options() : Options(YamlNode{.kind = YamlNode::Kind::kMap, .scalar = "", .tag = "", .file = nullptr, .items = {}, .members = {}}, "") {}

Options::Options(YamlNode node, std::string source, std::string path)
    : root_(std::make_shared<const YamlNode>(std::move(node))),
      node_(root_.get()),
      source_(std::move(source)),
      path_(std::move(path)),
      asked_(std::make_shared<Asked>()) {}

Options Options::from_yaml(std::string_view text, std::string source) {
  YamlNode node = parse_yaml(text, source);
  if (node.kind == YamlNode::Kind::kNull) node.kind = YamlNode::Kind::kMap;
  if (node.kind != YamlNode::Kind::kMap)
    throw Error(ErrorKind::kConfig, fmt::format("{}:{}: expected a map of keys and values, not {}", source,
                                                std::max(1, node.line), describe(node)));
  return Options(std::move(node), std::move(source));
}

Options Options::from_file(const std::string& path) {
  return from_yaml(read_text_file(path, ErrorKind::kConfig, "a YAML file", kMaxYamlBytes), path);
}

Options Options::from_pairs(std::string_view pairs, std::string source) {
  YamlNode node;
  node.kind = YamlNode::Kind::kMap;
  std::vector<std::string> parts(pairs.empty() ? 0 : 1);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i] == '\\' && i + 1 < pairs.size() && pairs[i + 1] == ',') {
      parts.back() += pairs[++i];
    } else if (pairs[i] == ',') {
      parts.emplace_back();
    } else {
      parts.back() += pairs[i];
    }
  }
  for (const std::string& part : parts) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0)
      throw Error(ErrorKind::kConfig, fmt::format("{}: expected option=value, not '{}'", source, excerpt(part)));
    YamlNode value;
    value.kind = YamlNode::Kind::kScalar;
    value.scalar = part.substr(equals + 1);
    node.members.push_back({part.substr(0, equals), std::move(value)});
  }
  return Options(std::move(node), std::move(source));
}

void Options::expand(const Lookup& lookup) {
  YamlNode copy = *node_;
  expand_node(copy, source_, lookup);
  *this = Options(std::move(copy), source_, path_);
}

void Options::set_path(std::string_view path, std::string_view yaml_value) {
  YamlNode copy = *node_;
  YamlNode* at = &copy;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t dot = rest.find('.');
    const std::string key(rest.substr(0, dot));
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
    if (at->kind == YamlNode::Kind::kList) {
      const std::optional<std::int64_t> index = to_integer(key);
      if (!index || *index < 0 || *index >= static_cast<std::int64_t>(at->items.size()))
        throw Error(ErrorKind::kUsage, fmt::format("--set {}: '{}' is not the number of one of the {} elements (from 0)",
                                                   path, key, at->items.size()));
      at = &at->items[static_cast<std::size_t>(*index)];
      // `tasks: [arc_easy]` is short for `tasks: [{task: arc_easy}]`: setting a key of it spells it out.
      if (!rest.empty() && at->kind == YamlNode::Kind::kScalar && path.starts_with("tasks.")) {
        YamlNode name = *at;
        *at = YamlNode();
        at->kind = YamlNode::Kind::kMap;
        at->line = name.line;
        at->members.push_back({"task", std::move(name)});
      }
      continue;
    }
    if (at->kind == YamlNode::Kind::kNull) at->kind = YamlNode::Kind::kMap;
    if (at->kind != YamlNode::Kind::kMap)
      throw Error(ErrorKind::kUsage, fmt::format("--set {}: there is {} above '{}', not a map", path, describe(*at), key));
    auto found = std::find_if(at->members.begin(), at->members.end(), [&](const auto& m) { return m.key == key; });
    if (found == at->members.end()) {
      at->members.push_back({key, YamlNode()});
      found = std::prev(at->members.end());
    }
    at = &found->value;
  }
  *at = parse_yaml(yaml_value, fmt::format("--set {}", path));
  *this = Options(std::move(copy), source_, path_);
}

const YamlNode* Options::find(std::string_view key) const {
  asked_->paths.emplace(node_, path_);
  asked_->keys[node_].emplace(key);
  for (const auto& [name, value] : node_->members)
    if (name == key) return is_null_word(value) ? nullptr : &value;
  return nullptr;
}

const YamlNode* Options::scalar_node(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->tag.empty()) fail(key, fmt::format("the tag {} is not supported", node->tag));
  if (node->kind != YamlNode::Kind::kScalar) fail(key, fmt::format("expected a single value, not {}", describe(*node)));
  return node;
}

Options Options::child(const YamlNode& node, std::string_view key) const {
  Options out = *this;
  out.node_ = &node;
  out.path_ = path_of(key);
  if (node.kind == YamlNode::Kind::kMap) asked_->paths.emplace(&node, out.path_);
  return out;
}

std::string Options::path_of(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

bool Options::has(std::string_view key) const { return find(key) != nullptr; }

std::vector<std::string> Options::keys() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : node_->members) names.push_back(name);
  return names;
}

bool Options::is_scalar() const { return node_->kind == YamlNode::Kind::kScalar; }
bool Options::is_list() const { return node_->kind == YamlNode::Kind::kList; }
bool Options::is_map() const { return node_->kind == YamlNode::Kind::kMap; }

std::string Options::scalar() const {
  if (!node_->tag.empty()) fail("", fmt::format("the tag {} is not supported", node_->tag));
  if (!is_scalar()) fail("", fmt::format("expected a single value, not {}", describe(*node_)));
  return node_->scalar;
}

std::string Options::text(std::string_view key) const {
  const YamlNode* node = scalar_node(key);
  if (node != nullptr) return node->scalar;
  const std::string near = did_you_mean(key, keys());
  fail("", fmt::format("the key '{}' is missing{}", path_of(key),
                       near.empty() ? "" : fmt::format("; is '{}' meant to be it?", near)));
}

std::string Options::text(std::string_view key, std::string fallback) const {
  const YamlNode* node = scalar_node(key);
  return node == nullptr ? std::move(fallback) : node->scalar;
}

std::optional<std::string> Options::maybe_text(std::string_view key) const {
  const YamlNode* node = scalar_node(key);
  if (node == nullptr) return std::nullopt;
  return node->scalar;
}

std::optional<double> Options::maybe_number(std::string_view key) const {
  const YamlNode* node = scalar_node(key);
  if (node == nullptr) return std::nullopt;
  const std::optional<double> value = to_number(node->scalar);
  if (!value) fail(key, fmt::format("expected a number, not '{}'", excerpt(node->scalar)));
  return value;
}

double Options::number(std::string_view key, double fallback, double low, double high) const {
  const std::optional<double> value = maybe_number(key);
  if (!value) return fallback;
  if (*value < low || *value > high) fail(key, fmt::format("{} is out of range; expected {} to {}", *value, low, high));
  return *value;
}

std::optional<std::int64_t> Options::maybe_integer(std::string_view key, std::int64_t low, std::int64_t high) const {
  const YamlNode* node = scalar_node(key);
  if (node == nullptr) return std::nullopt;
  const std::optional<std::int64_t> value = to_integer(node->scalar);
  if (!value) fail(key, fmt::format("expected a whole number, not '{}'", excerpt(node->scalar)));
  if (*value < low || *value > high) {
    if (high == INT64_MAX) fail(key, fmt::format("{} is out of range; expected {} or more", *value, low));
    fail(key, fmt::format("{} is out of range; expected {} to {}", *value, low, high));
  }
  return value;
}

std::int64_t Options::integer(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high) const {
  return maybe_integer(key, low, high).value_or(fallback);
}

bool Options::flag(std::string_view key, bool fallback) const {
  const YamlNode* node = scalar_node(key);
  if (node == nullptr) return fallback;
  const std::optional<bool> value = to_bool(node->scalar);
  if (!value) fail(key, fmt::format("expected true or false, not '{}'", excerpt(node->scalar)));
  return *value;
}

std::string Options::one_of(std::string_view key, std::string fallback, std::span<const std::string_view> allowed) const {
  const std::string value = text(key, std::move(fallback));
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
    fail(key, fmt::format("unknown value '{}'; expected one of: {}", excerpt(value), fmt::join(allowed, ", ")));
  return value;
}

std::vector<std::string> Options::texts(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) return {};
  if (node->kind == YamlNode::Kind::kScalar) return {text(key)};
  std::vector<std::string> out;
  for (const Options& item : child(*node, key).items()) out.push_back(item.scalar());
  return out;
}

Options Options::map(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) {
    static const YamlNode kEmpty{.kind = YamlNode::Kind::kMap, .scalar = "", .tag = "", .file = nullptr, .items = {}, .members = {}};
    return child(kEmpty, key);
  }
  if (node->kind != YamlNode::Kind::kMap) fail(key, fmt::format("expected a map, not {}", describe(*node)));
  return child(*node, key);
}

std::optional<Options> Options::node(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) return std::nullopt;
  return child(*node, key);
}

std::vector<Options> Options::items(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr) return {};
  if (node->kind != YamlNode::Kind::kList) fail(key, fmt::format("expected a list, not {}", describe(*node)));
  return child(*node, key).items();
}

std::vector<Options> Options::items() const {
  if (!is_list()) fail("", fmt::format("expected a list, not {}", describe(*node_)));
  std::vector<Options> out;
  for (std::size_t i = 0; i < node_->items.size(); ++i) out.push_back(child(node_->items[i], std::to_string(i)));
  return out;
}

Value Options::to_value() const {
  for (const auto& [name, value] : node_->members) asked_->keys[node_].emplace(name);
  return node_value(*node_);
}

Options Options::detached() const {
  Options out = *this;
  out.asked_ = std::make_shared<Asked>();
  return out;
}

void Options::done() const {
  asked_->paths.emplace(node_, path_);  // also where nothing was asked for
  for (const auto& [node, path] : asked_->paths) {
    const auto asked = asked_->keys.find(node);
    for (const auto& [name, value] : node->members) {
      if (asked != asked_->keys.end() && asked->second.contains(name)) continue;
      std::vector<std::string> known;
      if (asked != asked_->keys.end()) known.assign(asked->second.begin(), asked->second.end());
      const std::string near = did_you_mean(name, known);
      const std::string place = place_of(value, source_, value.line);
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: unknown key '{}'{}{}", place, excerpt(name), path.empty() ? "" : fmt::format(" in '{}'", path),
                              near.empty() ? (known.empty() ? "" : fmt::format("; known: {}", fmt::join(known, ", ")))
                                           : fmt::format("; did you mean '{}'?", near)));
    }
  }
}

std::string Options::where(std::string_view key) const {
  for (const auto& [name, value] : node_->members)
    if (!key.empty() && name == key && value.line > 0) return place_of(value, source_, value.line);
  return place_of(*node_, source_, node_->line);
}

std::string Options::file_of(std::string_view key) const {
  for (const auto& [name, value] : node_->members)
    if (name == key && value.file) return *value.file;
  return node_->file ? *node_->file : source_;
}

void Options::fail(std::string_view key, std::string_view message) const {
  const std::string place = where(key);
  const std::string subject = key.empty() ? "" : fmt::format("'{}': ", path_of(key));
  throw Error(ErrorKind::kConfig, fmt::format("{}{}{}{}", place, place.empty() ? "" : ": ", subject, message));
}

}  // namespace assay
