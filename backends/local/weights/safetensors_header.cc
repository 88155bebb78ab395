#include "backends/local/weights/safetensors_header.h"

#include <fmt/core.h>

#include <limits>
#include <optional>
#include <unordered_set>

#include "backends/local/weights/weight_error.h"

namespace assay::local {
namespace {

class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  std::vector<SafetensorsEntry> parse() {
    std::vector<SafetensorsEntry> entries;
    std::unordered_set<std::string> seen;
    parse_object([&](const std::string& name) {
      place_ = name == "__metadata__" ? "" : fmt::format("tensor {}", in_quotes(name));
      if (!seen.insert(name).second) fail(fmt::format("{} appears twice, expected each name once", in_quotes(name)));
      if (name == "__metadata__") {
        parse_file_metadata();
      } else {
        entries.push_back(parse_entry(name));
      }
      place_.clear();
    });
    skip_space();
    if (at_ != text_.size()) fail_at("the end of the header or spaces");
    return entries;
  }

 private:
  [[noreturn]] void fail(std::string_view message) const {
    refuse(file_, place_.empty() ? std::string(message) : fmt::format("{}: {}", place_, message));
  }

  [[noreturn]] void fail_at(std::string_view expected) const {
    const std::string found = at_ < text_.size() ? in_quotes(text_.substr(at_, 1)) : "the header's end";
    fail(fmt::format("byte {} of the header is {}, expected {}", at_, found, expected));
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  bool accept(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail_at(fmt::format("'{}'", c));
  }

  /// Reads {"key": ..., ...}; `on_member(key)` reads the value.
  template <class OnMember>
  void parse_object(OnMember on_member) {
    expect('{');
    if (accept('}')) return;
    do {
      const std::string key = parse_string();
      expect(':');
      on_member(key);
    } while (accept(','));
    expect('}');
  }

  /// Reads [integer, ...], refusing more than `most` of them.
  std::vector<std::uint64_t> parse_integers(std::size_t most) {
    std::vector<std::uint64_t> numbers;
    expect('[');
    if (accept(']')) return numbers;
    do {
      if (numbers.size() == most) fail_at(fmt::format("']': the list has more than {} numbers", most));
      numbers.push_back(parse_integer());
    } while (accept(','));
    expect(']');
    return numbers;
  }

  std::uint64_t parse_integer() {
    skip_space();
    const std::size_t start = at_;
    std::uint64_t number = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
      if (number > (std::numeric_limits<std::int64_t>::max() - digit) / 10) {
        fail(fmt::format("the number at byte {} of the header is too large, expected at most 2^63-1", start));
      }
      number = number * 10 + digit;
    }
    if (at_ == start) fail_at("an integer that is not negative");
    if (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == 'e' || text_[at_] == 'E')) fail_at("an integer");
    return number;
  }

  std::string parse_string() {
    expect('"');
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) fail_at("no control character inside a string");
      ++at_;
      if (c == '\\') {
        parse_escape(out);
      } else {
        out += c;
      }
    }
    if (at_ == text_.size()) fail_at("'\"' at the end of a string");
    ++at_;
    return out;
  }

  void parse_escape(std::string& out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (at_ < text_.size() && text_[at_] == 'u') {
      ++at_;
      append_utf8(parse_code_point(), out);
      return;
    }
    const std::size_t which = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string_view::npos;
    if (which == std::string_view::npos) fail_at("one of \"\\/bfnrtu after a backslash");
    out += kMeanings[which];
    ++at_;
  }

  std::uint32_t parse_code_point() {
    const std::uint32_t first = parse_hex4();
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF || text_.substr(at_, 2) != "\\u") fail_at("a pair of surrogates (\\uD8xx\\uDCxx)");
    at_ += 2;
    const std::uint32_t second = parse_hex4();
    if (second < 0xDC00 || second > 0xDFFF) fail_at("a pair of surrogates (\\uD8xx\\uDCxx)");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  std::uint32_t parse_hex4() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : ' ';
      const bool digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(c | 0x20);
      if (!digit && (lower < 'a' || lower > 'f')) fail_at("four hexadecimal digits after \\u");
      value = value * 16 + static_cast<std::uint32_t>(digit ? c - '0' : lower - 'a' + 10);
    }
    return value;
  }

  static void append_utf8(std::uint32_t code, std::string& out) {
    const auto continuation = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += {static_cast<char>(0xC0 | code >> 6), continuation(0)};
    } else if (code < 0x10000) {
      out += {static_cast<char>(0xE0 | code >> 12), continuation(6), continuation(0)};
    } else {
      out += {static_cast<char>(0xF0 | code >> 18), continuation(12), continuation(6), continuation(0)};
    }
  }

  void parse_file_metadata() {
    place_ = "__metadata__";
    std::unordered_set<std::string> seen;
    parse_object([&](const std::string& key) {
      if (!seen.insert(key).second) fail(fmt::format("key {} appears twice, expected each key once", in_quotes(key)));
      skip_space();
      if (at_ >= text_.size() || text_[at_] != '"') fail_at(fmt::format("a string as the value of {}", in_quotes(key)));
      parse_string();
    });
  }

  SafetensorsEntry parse_entry(const std::string& name) {
    constexpr std::size_t kMaxDims = 16;
    SafetensorsEntry entry;
    entry.name = name;
    std::optional<std::string> dtype;
    std::optional<std::vector<std::uint64_t>> shape;
    std::optional<std::vector<std::uint64_t>> offsets;
    const auto once = [this](bool seen, const std::string& key) {
      if (seen) fail(fmt::format("its key {} appears twice, expected each key once", in_quotes(key)));
    };
    parse_object([&](const std::string& key) {
      if (key == "dtype") {
        once(dtype.has_value(), key);
        dtype = parse_string();
      } else if (key == "shape") {
        once(shape.has_value(), key);
        shape = parse_integers(kMaxDims);
      } else if (key == "data_offsets") {
        once(offsets.has_value(), key);
        offsets = parse_integers(2);
      } else {
        fail(fmt::format("has the key {}, expected 'dtype', 'shape' and 'data_offsets'", in_quotes(key)));
      }
    });
    if (!dtype) fail("has no 'dtype', expected 'dtype', 'shape' and 'data_offsets'");
    if (!shape) fail("has no 'shape', expected 'dtype', 'shape' and 'data_offsets'");
    if (!offsets) fail("has no 'data_offsets', expected 'dtype', 'shape' and 'data_offsets'");
    if (offsets->size() != 2)
      fail(fmt::format("'data_offsets' has {} numbers, expected begin and end", offsets->size()));
    entry.dtype = std::move(*dtype);
    entry.shape.assign(shape->begin(), shape->end());
    entry.begin = offsets->front();
    entry.end = offsets->back();
    return entry;
  }

  std::string_view text_;
  std::string_view file_;
  std::string place_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<SafetensorsEntry> parse_safetensors_header(std::string_view header, std::string_view file) {
  return HeaderParser(header, file).parse();
}

}  // namespace assay::local
