#include "datasets/convert/python_tokens.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "harness/text/utf8.h"

namespace assay::datasets::convert {
namespace {

constexpr std::size_t kMaxBytes = 4u << 20;
constexpr std::array<std::string_view, 38> kOperators = {
    "**=", "//=", "...", "<<=", ">>=", "!=", "==", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "**", "//", "<<", ">>", "+", "-", "*", "/", "%", "@", "<", ">", "=", ".", ",", ":", ";", "&", "|"};
constexpr std::string_view kOtherOperators = "^~()[]{}";

bool is_name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_name_part(char c) { return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)); }

class PythonLexer {
 public:
  PythonLexer(std::string_view source, int line) : source_(source), line_(line) {}

  std::vector<PythonToken> run() {
    if (source_.size() > kMaxBytes) fail("the file is larger than 4 MiB");
    if (source_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    begin_line();
    while (at_ < source_.size()) step();
    if (!tokens_.empty() && tokens_.back().kind != PythonToken::Kind::kNewline) add(PythonToken::Kind::kNewline, "");
    for (; indents_.size() > 1; indents_.pop_back()) add(PythonToken::Kind::kDedent, "");
    add(PythonToken::Kind::kEnd, "");
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void fail(std::string what) const { throw NotUnderstood{std::move(what), line_}; }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  void add(PythonToken::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), false, line_}); }

  // Passes blank lines and comments, and turns the indentation into tokens.
  void begin_line() {
    while (at_ < source_.size()) {
      std::size_t width = 0;
      while (peek() == ' ' || peek() == '\t' || peek() == '\f') width = source_[at_++] == '\t' ? width / 8 * 8 + 8 : width + 1;
      if (peek() == '#') skip_comment();
      if (peek() == '\r') ++at_;
      if (peek() == '\n') {
        ++at_;
        ++line_;
        continue;
      }
      if (at_ >= source_.size()) return;
      if (width > indents_.back()) {
        if (indents_.size() > 100) fail("blocks are nested more than 100 deep");
        indents_.push_back(width);
        add(PythonToken::Kind::kIndent, "");
      }
      while (width < indents_.back()) {
        indents_.pop_back();
        add(PythonToken::Kind::kDedent, "");
      }
      if (width != indents_.back()) fail("the indentation fits no block");
      return;
    }
  }

  void skip_comment() {
    while (at_ < source_.size() && source_[at_] != '\n') ++at_;
  }

  void step() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '#') {
      skip_comment();
    } else if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
      at_ += peek(1) == '\n' ? 2 : 3;
      ++line_;
    } else if (c == '\n') {
      ++at_;
      if (brackets_ > 0) {
        ++line_;
        return;
      }
      add(PythonToken::Kind::kNewline, "");
      ++line_;
      begin_line();
    } else if (const std::size_t prefix = text_prefix(); prefix != std::string_view::npos) {
      read_text(prefix);
    } else if (is_name_start(c)) {
      const std::size_t begin = at_;
      while (is_name_part(peek())) ++at_;
      add(PythonToken::Kind::kName, std::string(source_.substr(begin, at_ - begin)));
    } else if (std::isdigit(static_cast<unsigned char>(c)) || (c == '.' && std::isdigit(static_cast<unsigned char>(peek(1))))) {
      read_number();
    } else {
      read_operator();
    }
  }

  // The length of a string's prefix where one begins here, else npos.
  std::size_t text_prefix() const {
    std::size_t n = 0;
    while (n < 3 && std::string_view("rRbBuUfF").find(peek(n)) != std::string_view::npos && peek(n) != '\0') ++n;
    return peek(n) == '\'' || peek(n) == '"' ? n : std::string_view::npos;
  }

  void read_text(std::size_t prefix_size) {
    std::string prefix(source_.substr(at_, prefix_size));
    for (char& c : prefix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    at_ += prefix_size;
    const int first_line = line_;
    const char quote = peek();
    const bool is_triple = peek(1) == quote && peek(2) == quote;
    at_ += is_triple ? 3 : 1;
    const std::size_t begin = at_;
    while (true) {
      if (at_ >= source_.size()) fail("a string is not closed");
      const char c = source_[at_];
      if (c == '\\' && at_ + 1 < source_.size()) {
        if (source_[at_ + 1] == '\n') ++line_;
        at_ += 2;
        continue;
      }
      if (c == '\n') {
        if (!is_triple) fail("a string is not closed");
        ++line_;
      }
      if (c == quote && (!is_triple || (peek(1) == quote && peek(2) == quote))) break;
      ++at_;
    }
    std::string body(source_.substr(begin, at_ - begin));
    std::erase(body, '\r');
    at_ += is_triple ? 3 : 1;
    const bool is_raw = prefix.find('r') != std::string::npos;
    if (prefix.find('b') != std::string::npos) fail("bytes are not known");
    if (prefix.find('f') != std::string::npos)
      tokens_.push_back({PythonToken::Kind::kFormatText, std::move(body), is_raw, first_line});
    else
      tokens_.push_back({PythonToken::Kind::kText, is_raw ? std::move(body) : python_unescaped(body, first_line), false, first_line});
  }

  void read_number() {
    const std::size_t begin = at_;
    while (is_name_part(peek()) || peek() == '.' ||
           ((peek() == '+' || peek() == '-') && (source_[at_ - 1] == 'e' || source_[at_ - 1] == 'E')))
      ++at_;
    std::string text(source_.substr(begin, at_ - begin));
    std::erase(text, '_');
    add(PythonToken::Kind::kNumber, std::move(text));
  }

  void read_operator() {
    for (const std::string_view op : kOperators)
      if (source_.substr(at_).starts_with(op)) {
        at_ += op.size();
        return add(PythonToken::Kind::kOperator, std::string(op));
      }
    const char c = peek();
    if (kOtherOperators.find(c) == std::string_view::npos) fail(fmt::format("the character code {} is not known", static_cast<int>(c)));
    if (c == '(' || c == '[' || c == '{') ++brackets_;
    if (c == ')' || c == ']' || c == '}') brackets_ = std::max(0, brackets_ - 1);
    ++at_;
    add(PythonToken::Kind::kOperator, std::string(1, c));
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_;
  int brackets_ = 0;
  std::vector<std::size_t> indents_ = {0};
  std::vector<PythonToken> tokens_;
};

}  // namespace

std::vector<PythonToken> python_tokens(std::string_view source, int first_line) { return PythonLexer(source, first_line).run(); }

std::string python_unescaped(std::string_view body, int line) {
  std::string out;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\' || i + 1 == body.size()) {
      out += body[i];
      continue;
    }
    const char c = body[++i];
    const auto hex = [&](std::size_t digits) {
      char32_t code = 0;
      for (std::size_t k = 0; k < digits; ++k) {
        const char d = i + 1 < body.size() ? body[++i] : '\0';
        if (!std::isxdigit(static_cast<unsigned char>(d))) throw NotUnderstood{"an escape of a string is cut off", line};
        code = code * 16 + static_cast<char32_t>(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
      }
      if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) throw NotUnderstood{"an escape of a string is no character", line};
      text::append_utf8(out, code);
    };
    switch (c) {
      case '\n': break;
      case '\\':
      case '\'':
      case '"': out += c; break;
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'a': out += '\a'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'v': out += '\v'; break;
      case 'x': hex(2); break;
      case 'u': hex(4); break;
      case 'U': hex(8); break;
      case 'N': throw NotUnderstood{"a character by its name (\\N) is not known", line};
      default:
        if (c >= '0' && c <= '7') {
          char32_t code = static_cast<char32_t>(c - '0');
          for (int k = 0; k < 2 && i + 1 < body.size() && body[i + 1] >= '0' && body[i + 1] <= '7'; ++k)
            code = code * 8 + static_cast<char32_t>(body[++i] - '0');
          text::append_utf8(out, code);
        } else {
          out += '\\';  // as Python: an unknown escape stays
          out += c;
        }
    }
  }
  return out;
}

}  // namespace assay::datasets::convert
