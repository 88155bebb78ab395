#include "metrics/extract/instructions/python_json.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxIntegerDigits = 4300;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Goes through a document with the open brackets in a list of its own, so that depth costs no stack.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool document() {
    std::vector<char> open;
    for (;;) {
      // A value is due here.
      skip_space();
      if (take('[')) {
        skip_space();
        if (!take(']')) {
          open.push_back(']');
          continue;
        }
      } else if (take('{')) {
        skip_space();
        if (!take('}')) {
          if (!key()) return false;
          open.push_back('}');
          continue;
        }
      } else if (!scalar()) {
        return false;
      }
      // A value is complete: close what ends here, and go on to the next one.
      for (;;) {
        skip_space();
        if (open.empty()) return at_ == text_.size();
        if (take(open.back())) {
          open.pop_back();
          continue;
        }
        if (!take(',')) return false;
        if (open.back() == '}') {
          skip_space();
          if (!key()) return false;
        }
        break;
      }
    }
  }

 private:
  void skip_space() {
    at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size());
  }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool key() {
    if (!take('"') || !rest_of_string()) return false;
    skip_space();
    return take(':');
  }

  bool scalar() {
    if (take('"')) return rest_of_string();
    for (const std::string_view word : {"null", "true", "false", "NaN", "Infinity", "-Infinity"})
      if (take(word)) return true;
    return number();
  }

  bool rest_of_string() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      if (at_ == text_.size()) return false;
      const char escaped = text_[at_++];
      if (escaped == 'u') {
        for (int i = 0; i < 4; ++i)
          if (at_ == text_.size() || !is_hex_digit(text_[at_++])) return false;
      } else if (std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
        return false;
      }
    }
    return false;
  }

  std::size_t digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ - begin;
  }

  /// What follows the longest number is for the caller to refuse: "01" is 0 and then a 1.
  bool number() {
    take('-');
    std::size_t length = 1;
    if (!take('0')) length = digits();
    if (length == 0) return false;
    bool integer = true;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
      integer = false;
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      const std::size_t before = at_++;
      if (!take('+')) take('-');
      if (digits() > 0) {
        integer = false;
      } else {
        at_ = before;
      }
    }
    return !integer || length <= kMaxIntegerDigits;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_python_json(std::string_view text) { return Scanner(text).document(); }

}  // namespace assay::metrics
