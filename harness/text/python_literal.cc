#include "harness/text/python_literal.h"

#include <charconv>
#include <cmath>
#include <string>

#include "harness/text/jinja/failure.h"
#include "harness/text/jinja/string_literal.h"

namespace assay::text {
namespace {

constexpr int kMaxDepth = 100;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Value> parse() {
    // literal_eval drops blanks and tabs in front; a line break there is an error of indentation, or none.
    std::optional<Value> value = read_value(0);
    if (value && !at_end() && peek() == ',') value = read_bare_tuple(*std::move(value));
    return at_end() ? std::move(value) : std::nullopt;
  }

 private:
  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
      } else {
        break;
      }
    }
  }
  bool at_end() {
    skip_space();
    return at_ >= text_.size();
  }
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::optional<Value> read_value(int depth) {
    if (depth > kMaxDepth) return std::nullopt;
    const char c = peek();
    if (c == '[') return read_items('[', ']', depth);
    if (c == '(') return read_parenthesis(depth);
    if (c == '{') return read_braces(depth);
    if (is_string_start()) return read_strings();
    if ((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+') return read_number();
    if (take_word("True")) return Value(true);
    if (take_word("False")) return Value(false);
    if (take_word("None")) return Value();
    return std::nullopt;
  }

  std::optional<Value> read_bare_tuple(Value first) {
    Value list = Value::array();
    list.push_back(std::move(first));
    while (take(',')) {
      if (at_end()) break;
      std::optional<Value> item = read_value(1);
      if (!item) return std::nullopt;
      list.push_back(*std::move(item));
    }
    return list;
  }

  std::optional<Value> read_items(char open, char close, int depth) {
    take(open);
    Value list = Value::array();
    while (true) {
      if (take(close)) return list;
      std::optional<Value> item = read_value(depth + 1);
      if (!item) return std::nullopt;
      list.push_back(*std::move(item));
      if (!take(',') && peek() != close) return std::nullopt;
    }
  }

  // (x) is x, (x,) and () are tuples.
  std::optional<Value> read_parenthesis(int depth) {
    take('(');
    if (take(')')) return Value::array();
    std::optional<Value> first = read_value(depth + 1);
    if (!first) return std::nullopt;
    if (take(')')) return first;
    Value list = Value::array();
    list.push_back(*std::move(first));
    while (take(',')) {
      if (peek() == ')') break;
      std::optional<Value> item = read_value(depth + 1);
      if (!item) return std::nullopt;
      list.push_back(*std::move(item));
    }
    return take(')') ? std::optional(std::move(list)) : std::nullopt;
  }

  std::optional<Value> read_braces(int depth) {
    take('{');
    Value object = Value::object();
    if (take('}')) return object;
    Value list = Value::array();
    std::optional<bool> is_set;
    while (true) {
      std::optional<Value> key = read_value(depth + 1);
      if (!key) return std::nullopt;
      const bool is_key = take(':');
      if (is_set && *is_set == is_key) return std::nullopt;
      is_set = !is_key;
      if (is_key) {
        std::optional<Value> value = read_value(depth + 1);
        const std::optional<std::string> name = key_text(*key);
        if (!value || !name) return std::nullopt;
        object.set(*name, *std::move(value));
      } else {
        list.push_back(*std::move(key));
      }
      if (take('}')) break;
      if (!take(',')) return std::nullopt;
      if (take('}')) break;
    }
    return *is_set ? std::move(list) : std::move(object);
  }

  static std::optional<std::string> key_text(const Value& key) {
    if (key.is_string()) return key.as_string();
    if (key.is_int()) return std::to_string(key.as_int());
    if (key.is_bool()) return key.as_bool() ? "True" : "False";
    return std::nullopt;
  }

  std::size_t prefix_length() {
    skip_space();
    std::size_t at = at_;
    while (at < text_.size() && at - at_ < 2 && std::string_view("rRuU").find(text_[at]) != std::string_view::npos) ++at;
    return at - at_;
  }
  bool is_string_start() {
    const std::size_t prefix = prefix_length();  // it also passes over what is blank
    const std::size_t at = at_ + prefix;
    return at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
  }

  std::optional<Value> read_strings() {
    std::string all;
    while (is_string_start()) {
      const std::optional<std::string> one = read_string();
      if (!one) return std::nullopt;
      all += *one;
    }
    return Value(std::move(all));
  }

  std::optional<std::string> read_string() {
    const std::size_t prefix = prefix_length();
    const bool raw = text_.substr(at_, prefix).find_first_of("rR") != std::string_view::npos;
    at_ += prefix;
    const char quote = text_[at_];
    const bool triple = text_.substr(at_, 3) == std::string(3, quote);
    const std::string_view end = triple ? text_.substr(at_, 3) : text_.substr(at_, 1);
    at_ += end.size();
    const std::size_t begin = at_;
    while (at_ < text_.size() && !text_.substr(at_).starts_with(end)) {
      if (!triple && text_[at_] == '\n') return std::nullopt;
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return std::nullopt;
    const std::string_view body = text_.substr(begin, at_ - begin);
    at_ += end.size();
    if (raw) return std::string(body);
    try {
      return jinja::unescape_literal(body);
    } catch (const jinja::Failure&) {
      return std::nullopt;
    }
  }

  std::optional<Value> read_number() {
    bool negative = false;
    if (peek() == '-' || peek() == '+') negative = text_[at_++] == '-';
    std::string digits;
    bool is_float = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool exponent = c == 'e' || c == 'E';
      const bool sign = (c == '+' || c == '-') && !digits.empty() && (digits.back() == 'e' || digits.back() == 'E');
      if (!((c >= '0' && c <= '9') || c == '.' || c == '_' || exponent || sign)) break;
      is_float = is_float || c == '.' || exponent;
      if (c != '_') digits += c;
      ++at_;
    }
    if (digits.empty() || is_name(peek_raw())) return std::nullopt;
    const char* begin = digits.data();
    const char* end = begin + digits.size();
    if (!is_float) {
      if (digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos) return std::nullopt;
      std::int64_t whole = 0;
      if (const auto [stop, error] = std::from_chars(begin, end, whole); error == std::errc() && stop == end)
        return Value(negative ? -whole : whole);
    }
    double number = 0.0;
    const auto [stop, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
    return Value(negative ? -number : number);
  }

  static bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
  char peek_raw() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    if (at_ + word.size() < text_.size() && is_name(text_[at_ + word.size()])) return false;
    at_ += word.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Value> parse_python_literal(std::string_view text) { return Parser(text).parse(); }

}  // namespace assay::text
