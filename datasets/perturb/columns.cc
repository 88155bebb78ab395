#include "datasets/perturb/columns.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "datasets/perturb/words.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::array<std::string_view, 8> kQuestions = {"question",    "input",   "prompt", "query",
                                                        "instruction", "problem", "text",   "sentence"};
constexpr std::array<std::string_view, 12> kAnswers = {"answer",    "answers", "target",  "targets",
                                                       "label",     "labels",  "gold",    "output",
                                                       "reference", "choices", "options", "answerKey"};

template <class Node>
void collect(Node& node, std::string_view path, std::vector<Node*>& out) {
  if (path.empty()) {
    out.push_back(&node);
    return;
  }
  if (node.is_object())
    if (auto* whole = node.find(path)) {
      out.push_back(whole);
      return;
    }
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  if (node.is_array()) {
    std::size_t index = 0;
    const bool is_index =
        std::from_chars(head.data(), head.data() + head.size(), index).ptr == head.data() + head.size();
    for (std::size_t i = 0; i < node.as_array().size(); ++i)
      if (head == "*" || (is_index && i == index)) collect(node.as_array()[i], rest, out);
  } else if (node.is_object()) {
    for (auto& member : node.as_object())
      if (head == "*" || member.key == head) collect(member.value, rest, out);
  }
}

std::vector<std::string> names_of(const Value& row) {
  std::vector<std::string> names;
  for (const Value::Member& member : row.as_object()) names.push_back(member.key);
  return names;
}

// A hostile row may nest deeply; the reader bounds that.
void add_words(const Value& value, std::vector<std::string>& words) {
  if (value.is_string()) {
    for (const Word& word : split_words(value.as_string()))
      if (!word.is_space) words.push_back(bare_word(word.text));
  } else if (value.is_array()) {
    for (const Value& one : value.as_array()) add_words(one, words);
  } else if (value.is_object()) {
    for (const Value::Member& member : value.as_object()) add_words(member.value, words);
  }
}

}  // namespace

std::vector<Value*> find_path(Value& row, std::string_view path) {
  std::vector<Value*> out;
  collect(row, path, out);
  return out;
}

std::vector<const Value*> find_path(const Value& row, std::string_view path) {
  std::vector<const Value*> out;
  collect(row, path, out);
  return out;
}

std::vector<std::string> column_list(const Options& options, std::string_view key) {
  std::vector<std::string> out;
  for (const std::string& text : options.texts(key)) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t plus = std::min(text.find('+', at), text.size());
      if (plus == at) options.fail(key, fmt::format("'{}' has an empty name; expected columns joined by +", text));
      out.push_back(text.substr(at, plus - at));
      at = plus + 1;
    }
  }
  return out;
}

TextColumns::TextColumns(const Options& options)
    : columns_(column_list(options, "columns")), protect_(column_list(options, "protect")) {}

std::vector<Value*> TextColumns::texts(Value& row) const {
  std::vector<Value*> out;
  const auto add = [&](Value& value, const std::string& path) {
    if (value.is_string()) {
      out.push_back(&value);
    } else if (value.is_array()) {
      for (Value& one : value.as_array()) {
        if (!one.is_string())
          throw Error(ErrorKind::kData,
                      fmt::format("the column '{}' holds a list with {}; expected texts", path, kind_name(one)));
        out.push_back(&one);
      }
    } else if (!value.is_null()) {
      throw Error(ErrorKind::kData, fmt::format("the column '{}' is {} {}; expected a text or a list of texts", path,
                                                value.is_object() || value.is_int() ? "an" : "a", kind_name(value)));
    }
  };
  if (columns_.empty()) {
    for (const std::string_view name : kQuestions) {
      Value* value = row.find(name);
      if (value == nullptr || !value->is_string()) continue;
      add(*value, std::string(name));
      return out;
    }
    throw Error(ErrorKind::kData,
                fmt::format("there is no column of the usual names ({}); name one with columns=NAME; the row has: {}",
                            fmt::join(kQuestions, ", "), fmt::join(names_of(row), ", ")));
  }
  for (const std::string& path : columns_) {
    const std::vector<Value*> found = find_path(row, path);
    if (found.empty()) {
      const std::vector<std::string> names = names_of(row);
      const std::string near = did_you_mean(path, names);
      throw Error(ErrorKind::kData,
                  fmt::format("the row has no column '{}'{}; it has: {}", path,
                              near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
    }
    for (Value* value : found) add(*value, path);
  }
  return out;
}

std::vector<std::string> TextColumns::protected_words(const Value& row) const {
  std::vector<std::string> words;
  if (protect_.empty()) {
    for (const std::string_view name : kAnswers) {
      // Choices that are to be changed cannot protect themselves.
      const bool changed = std::any_of(columns_.begin(), columns_.end(), [&](const std::string& path) {
        return path == name || path.starts_with(fmt::format("{}.", name));
      });
      if (const Value* value = row.find(name); value != nullptr && !changed) add_words(*value, words);
    }
  } else {
    for (const std::string& path : protect_) {
      const std::vector<const Value*> found = find_path(row, path);
      if (found.empty())
        throw Error(ErrorKind::kData, fmt::format("the row has no column '{}' (protect); it has: {}", path,
                                                  fmt::join(names_of(row), ", ")));
      for (const Value* value : found) add_words(*value, words);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace assay::datasets
