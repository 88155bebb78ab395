#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/value.h"

namespace assay {

/// One node of a YAML file with its place, free of any library's types.
struct YamlNode {
  struct Member;
  enum class Kind { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  std::string scalar;
  bool quoted = false;  ///< '5' is a text, 5 a number
  std::string tag;      ///< such as "!function"; empty for none
  int line = 0;         ///< from 1; 0 where it did not come from a file
  std::shared_ptr<const std::string> file;  ///< where it is another one than the document's own: an included file
  std::vector<YamlNode> items;
  std::vector<Member> members;
};

struct YamlNode::Member {
  std::string key;
  YamlNode value;
};

/// Reads a YAML document. Throws: Error(kConfig) with `source` and the line; also for more than a million nodes once
/// aliases are followed, nesting over 100 levels, a key that is written twice, a second document, and a list or map with a
/// tag that is not YAML's own.
YamlNode parse_yaml(std::string_view text, std::string_view source);

/// A typed view of a YAML map (or of `name=value` pairs): defaults, ranges, and a memory of what was asked for, so that
/// `done` can refuse a key that nothing reads. Copies share that memory.
/// Throws: Error(kConfig) with file, line, key, offending value and what was expected, from every reader below.
class Options {
 public:
  /// An empty map.
  Options();
  Options(YamlNode node, std::string source, std::string path = "");

  static Options from_yaml(std::string_view text, std::string source);
  /// Throws: Error(kConfig) where the file cannot be read, is not text in UTF-8, or is larger than kMaxYamlBytes.
  static Options from_file(const std::string& path);
  /// From `a=1,b=x`, as written behind a metric's name. A comma inside a value is written `\,`.
  static Options from_pairs(std::string_view pairs, std::string source);

  /// Replaces `${NAME}` and `${NAME:-default}` in every scalar; `lookup` gives nullopt for an unset name, which is an
  /// error where there is no default. `$$` is a dollar sign.
  void expand(const std::function<std::optional<std::string>(const std::string&)>& lookup);
  /// Overrides one value by its dotted path, list elements by number: `tasks.1.limit`. Missing maps are made.
  void set_path(std::string_view path, std::string_view yaml_value);

  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;
  bool is_scalar() const;
  bool is_list() const;
  bool is_map() const;
  /// The scalar itself, for an element of a list. Throws where it is none.
  std::string scalar() const;

  std::string text(std::string_view key) const;  ///< required
  std::string text(std::string_view key, std::string fallback) const;
  std::optional<std::string> maybe_text(std::string_view key) const;
  double number(std::string_view key, double fallback, double low = -std::numeric_limits<double>::infinity(),
                double high = std::numeric_limits<double>::infinity()) const;
  std::optional<double> maybe_number(std::string_view key) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t low = INT64_MIN,
                       std::int64_t high = INT64_MAX) const;
  std::optional<std::int64_t> maybe_integer(std::string_view key, std::int64_t low = INT64_MIN,
                                            std::int64_t high = INT64_MAX) const;
  bool flag(std::string_view key, bool fallback) const;
  std::string one_of(std::string_view key, std::string fallback, std::span<const std::string_view> allowed) const;
  /// A list of scalars; a single scalar is a list of one; absent is empty.
  std::vector<std::string> texts(std::string_view key) const;
  /// A nested map; absent is an empty one.
  Options map(std::string_view key) const;
  /// The node under a key whatever its kind, or nullopt.
  std::optional<Options> node(std::string_view key) const;
  /// The elements of a list; absent is empty, anything else but a list is an error.
  std::vector<Options> items(std::string_view key) const;
  /// The elements of this node, which is a list.
  std::vector<Options> items() const;
  /// This node as free-form data; every key of this map counts as asked for.
  Value to_value() const;
  /// The same node with a memory of its own, for a reader that calls `done` by itself.
  Options detached() const;

  /// Throws for the first key that nothing asked for, with "did you mean", in this map and the nested ones that were read.
  void done() const;

  /// Throws an Error(kConfig) that starts with the place of `key` (or of this node where it is "").
  [[noreturn]] void fail(std::string_view key, std::string_view message) const;
  /// "file:line" of a key or, for "", of this node.
  std::string where(std::string_view key = "") const;
  const std::string& source() const { return source_; }
  /// The file that a key was written in: `source`, or one that it includes.
  std::string file_of(std::string_view key) const;

 private:
  struct Asked;
  const YamlNode* find(std::string_view key) const;
  const YamlNode* scalar_node(std::string_view key) const;
  Options child(const YamlNode& node, std::string_view key) const;
  std::string path_of(std::string_view key) const;

  std::shared_ptr<const YamlNode> root_;
  const YamlNode* node_;
  std::string source_;
  std::string path_;
  std::shared_ptr<Asked> asked_;
};

}  // namespace assay
