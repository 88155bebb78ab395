#include "harness/text/jinja/lexer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "harness/text/jinja/string_literal.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

std::string normalize_newlines(std::string_view source, bool keep_trailing) {
  std::string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\r') {
      out += '\n';
      if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    } else {
      out += source[i];
    }
  }
  if (!keep_trailing && !out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c) ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Longest first, so that the first that fits is the right one.
constexpr std::array<std::string_view, 26> kOperators = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/",
                                                         "*",  "%",  "~",  "[",  "]",  "(",  ")", "{", "}",
                                                         ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"};

class Lexer {
 public:
  Lexer(std::string_view source, const TemplateOptions& options)
      : options_(options), source_(normalize_newlines(source, options.keep_trailing_newline)), text_(source_) {}

  std::vector<Token> run() {
    while (pos_ < text_.size()) read_data();
    add(Token::Kind::kEnd, "", pos_);
    return std::move(tokens_);
  }

 private:
  // Lines and columns are counted on from the last place asked for; places are asked for in order but for failures.
  Position place(std::size_t offset) {
    if (offset < counted_to_) {
      counted_to_ = 0;
      at_ = {1, 1};
    }
    for (; counted_to_ < offset; ++counted_to_) {
      if (text_[counted_to_] == '\n') {
        ++at_.line;
        at_.column = 1;
      } else if ((static_cast<unsigned char>(text_[counted_to_]) & 0xC0) != 0x80) {
        ++at_.column;
      }
    }
    return at_;
  }

  [[noreturn]] void fail(const std::string& message, std::size_t offset) { throw Failure(message, place(offset)); }

  Token& add(Token::Kind kind, std::string text, std::size_t offset) {
    tokens_.push_back({kind, std::move(text), 0, 0, place(offset)});
    return tokens_.back();
  }

  bool starts(std::string_view with, std::size_t at) const { return text_.substr(at, with.size()) == with; }
  std::size_t skip_space(std::size_t at) const { return text_.size() - lstrip(text_.substr(at)).size(); }

  // The offset of the next "{{", "{%" or "{#", or npos.
  std::size_t find_tag(std::size_t from) const {
    for (std::size_t at = text_.find('{', from); at != text_.npos; at = text_.find('{', at + 1)) {
      const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
      if (next == '{' || next == '%' || next == '#') return at;
    }
    return text_.npos;
  }

  // What is left of the data before a tag: '-' strips all white space, lstrip_blocks that of the tag's own line.
  std::string_view before_tag(std::string_view data, char sign, bool is_variable) const {
    if (sign == '-') return rstrip(data);
    if (sign == '+' || !options_.lstrip_blocks || is_variable) return data;
    const std::size_t newline = data.rfind('\n');
    const std::size_t line = newline == data.npos ? 0 : newline + 1;
    if (line == 0 && !line_starting_) return data;
    return lstrip(data.substr(line)).empty() ? data.substr(0, line) : data;
  }

  char sign_at(std::size_t at) const {
    return at < text_.size() && (text_[at] == '-' || text_[at] == '+') ? text_[at] : '\0';
  }

  void emit_data(std::string_view data, std::size_t offset) {
    if (!data.empty()) add(Token::Kind::kData, std::string(data), offset);
  }

  void moved_to(std::size_t offset) {
    pos_ = offset;
    line_starting_ = offset > 0 && text_[offset - 1] == '\n';
  }

  void read_data() {
    const std::size_t tag = find_tag(pos_);
    if (tag == text_.npos) {
      emit_data(text_.substr(pos_), pos_);
      pos_ = text_.size();
      return;
    }
    const char type = text_[tag + 1];
    const char sign = sign_at(tag + 2);
    emit_data(before_tag(text_.substr(pos_, tag - pos_), sign, type == '{'), pos_);
    const std::size_t inside = tag + 2 + (sign != '\0');
    if (type == '#') {
      moved_to(inside);
      read_comment(tag);
    } else if (type == '%' && read_raw(tag, inside)) {
      return;
    } else {
      add(type == '%' ? Token::Kind::kBlockBegin : Token::Kind::kVariableBegin, "", tag);
      moved_to(inside);
      read_tag(type == '%', tag);
    }
  }

  // The end of a tag of which `close` is the text ("%}"), if there is one at `at`: the offset after it and the white
  // space it takes with it, else npos.
  std::size_t end_of(std::string_view close, std::size_t at, bool trims, bool plus) const {
    if (starts("-", at) && starts(close, at + 1)) return skip_space(at + 1 + close.size());
    if (plus && starts("+", at) && starts(close, at + 1)) return at + 1 + close.size();
    if (!starts(close, at)) return text_.npos;
    at += close.size();
    return trims && options_.trim_blocks && starts("\n", at) ? at + 1 : at;
  }

  void read_comment(std::size_t tag) {
    for (std::size_t at = pos_; at < text_.size(); ++at) {
      if (text_[at] != '#' && text_[at] != '-' && text_[at] != '+') continue;
      const std::size_t end = end_of("#}", at, true, true);
      if (end != text_.npos) return moved_to(end);
    }
    fail("a comment is not closed: expected '#}'", tag);
  }

  // {% raw %}...{% endraw %}; false where the tag is no raw.
  bool read_raw(std::size_t tag, std::size_t inside) {
    const std::size_t name = skip_space(inside);
    if (!starts("raw", name)) return false;
    const std::size_t close = skip_space(name + 3);
    const std::size_t start = end_of("%}", close, false, false);
    if (start == text_.npos) return false;
    moved_to(start);
    for (std::size_t at = text_.find("{%", start); at != text_.npos; at = text_.find("{%", at + 1)) {
      const char sign = sign_at(at + 2);
      const std::size_t word = skip_space(at + 2 + (sign != '\0'));
      if (!starts("endraw", word)) continue;
      const std::size_t end = end_of("%}", skip_space(word + 6), true, true);
      if (end == text_.npos) continue;
      emit_data(before_tag(text_.substr(start, at - start), sign, false), start);
      moved_to(end);
      return true;
    }
    fail("a raw block is not closed: expected '{% endraw %}'", tag);
  }

  void read_tag(bool is_block, std::size_t tag) {
    std::vector<char> open;
    while (true) {
      if (open.empty()) {
        const std::size_t end = is_block ? end_of("%}", pos_, true, true) : end_of("}}", pos_, false, false);
        if (end != text_.npos) {
          add(is_block ? Token::Kind::kBlockEnd : Token::Kind::kVariableEnd, "", pos_);
          return moved_to(end);
        }
      }
      const std::size_t start = skip_space(pos_);
      if (start != pos_) {
        moved_to(start);
        continue;
      }
      if (pos_ >= text_.size())
        fail(is_block ? "a tag is not closed: expected '%}'" : "a tag is not closed: expected '}}'", tag);
      read_token(open);
      line_starting_ = false;
    }
  }

  void read_token(std::vector<char>& open) {
    const char c = text_[pos_];
    if (is_digit(c)) return read_number();
    if (is_name_byte(c)) {
      std::size_t end = pos_;
      while (end < text_.size() && is_name_byte(text_[end])) ++end;
      const std::string_view name = text_.substr(pos_, end - pos_);
      for (std::size_t at = 0; at < name.size();) {
        const char32_t letter = next_code_point(name, at);
        if (letter >= 0x80 && !is_letter(letter) && !is_number(letter) && !is_mark(letter))
          fail(fmt::format("unexpected character U+{:04X}", static_cast<unsigned>(letter)), pos_);
      }
      add(Token::Kind::kName, std::string(name), pos_);
      pos_ = end;
      return;
    }
    if (c == '\'' || c == '"') return read_string(c);
    for (const std::string_view op : kOperators) {
      if (!starts(op, pos_)) continue;
      balance(open, op[0]);
      add(Token::Kind::kOperator, std::string(op), pos_);
      pos_ += op.size();
      return;
    }
    fail(fmt::format("unexpected character '{}'", c), pos_);
  }

  void balance(std::vector<char>& open, char c) {
    if (c == '(') open.push_back(')');
    if (c == '[') open.push_back(']');
    if (c == '{') open.push_back('}');
    if (c != ')' && c != ']' && c != '}') return;
    if (open.empty()) fail(fmt::format("unexpected '{}'", c), pos_);
    if (open.back() != c) fail(fmt::format("unexpected '{}': expected '{}'", c, open.back()), pos_);
    open.pop_back();
  }

  void read_string(char quote) {
    std::size_t end = pos_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) fail(fmt::format("a string is not closed: expected {}", quote), pos_);
    try {
      add(Token::Kind::kString, unescape_literal(text_.substr(pos_ + 1, end - pos_ - 1)), pos_);
    } catch (const Failure& failure) {
      fail(failure.what(), pos_);
    }
    pos_ = end + 1;
  }

  // Digits with single underscores between them, from `at`; the underscores are left out of `digits`.
  std::size_t read_digits(std::size_t at, std::string& digits, std::string_view of = "0123456789") const {
    while (at < text_.size()) {
      if (of.find(text_[at]) != of.npos)
        digits += text_[at];
      else if (text_[at] != '_' || at + 1 >= text_.size() || of.find(text_[at + 1]) == of.npos)
        break;
      ++at;
    }
    return at;
  }

  void read_number() {
    const std::size_t start = pos_;
    // After a dot (as in `a.0.1`) digits are an index, never the start of a float.
    const bool may_be_float = start == 0 || text_[start - 1] != '.';
    std::string digits;
    std::size_t end = read_digits(start, digits);
    bool is_float = false;
    if (may_be_float) {
      std::string fraction, exponent;
      std::size_t after = end;
      if (starts(".", after) && after + 1 < text_.size() && is_digit(text_[after + 1])) {
        after = read_digits(after + 1, fraction);
        is_float = true;
      }
      if (after < text_.size() && (text_[after] == 'e' || text_[after] == 'E')) {
        const bool has_sign = after + 1 < text_.size() && (text_[after + 1] == '-' || text_[after + 1] == '+');
        const std::size_t from = after + 1 + has_sign;
        if (from < text_.size() && is_digit(text_[from])) {
          if (has_sign && text_[after + 1] == '-') exponent = "-";
          after = read_digits(from, exponent);
          is_float = true;
        }
      }
      if (is_float) {
        const std::string whole =
            digits + "." + (fraction.empty() ? "0" : fraction) + "e" + (exponent.empty() ? "0" : exponent);
        double value = 0;
        const auto result = std::from_chars(whole.data(), whole.data() + whole.size(), value);
        if (result.ec != std::errc()) fail("a number is out of range", start);
        add(Token::Kind::kFloat, "", start).number = value;
        pos_ = after;
        return;
      }
    }
    int base = 10;
    if (digits == "0" && end < text_.size() && end == start + 1) {
      const char letter = static_cast<char>(text_[end] | 0x20);
      base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
      if (base != 10) {
        digits.clear();
        end = read_digits(
            end + 1, digits,
            std::string_view("0123456789abcdefABCDEF").substr(0, base == 16 ? 22 : static_cast<std::size_t>(base)));
        if (digits.empty()) fail("a number has no digits", start);
      }
    }
    std::int64_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (result.ec != std::errc()) fail("an integer does not fit into 64 bits", start);
    add(Token::Kind::kInteger, "", start).integer = value;
    pos_ = end;
  }

  const TemplateOptions& options_;
  std::string source_;
  std::string_view text_;
  std::size_t pos_ = 0;
  bool line_starting_ = true;
  std::vector<Token> tokens_;
  std::size_t counted_to_ = 0;
  Position at_ = {1, 1};
};

}  // namespace

std::vector<Token> tokenize(std::string_view source, const TemplateOptions& options) {
  return Lexer(source, options).run();
}

}  // namespace assay::text::jinja
