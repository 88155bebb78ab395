#include "metrics/extract/json_text.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {
namespace {

constexpr std::array<std::string_view, 3> kExtracts = {"none", "fence", "first"};
// How many times the length of an answer may be scanned in the search for its first object or list.
constexpr std::size_t kMaxPasses = 32;

bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

// Follows one JSON value by the grammar, with a stack of its own, so that deep nesting is no danger.
class JsonScan {
 public:
  JsonScan(std::string_view text, std::size_t begin) : text_(text), pos_(begin) { valid_ = run(); }

  bool valid() const { return valid_; }
  /// Past the value, or where it went wrong.
  std::size_t end() const { return pos_; }
  /// Where the objects and lists begin that were open when it went wrong.
  const std::vector<std::size_t>& open() const { return open_; }

 private:
  enum class Expect { kValue, kValueOrEnd, kKey, kKeyOrEnd, kCommaOrEnd };

  bool run() {
    Expect expect = Expect::kValue;
    while (true) {
      skip_white_space();
      if (pos_ >= text_.size()) return false;
      const char c = text_[pos_];
      const bool may_end = expect == Expect::kValueOrEnd || expect == Expect::kKeyOrEnd || expect == Expect::kCommaOrEnd;
      if (may_end && c == (text_[open_.back()] == '{' ? '}' : ']')) {
        ++pos_;
        open_.pop_back();
        if (open_.empty()) return true;
        expect = Expect::kCommaOrEnd;
      } else if (expect == Expect::kCommaOrEnd) {
        if (c != ',') return false;
        ++pos_;
        expect = text_[open_.back()] == '{' ? Expect::kKey : Expect::kValue;
      } else if (expect == Expect::kKey || expect == Expect::kKeyOrEnd) {
        if (!string()) return false;
        skip_white_space();
        if (!take(':')) return false;
        expect = Expect::kValue;
      } else if (c == '{' || c == '[') {
        open_.push_back(pos_++);
        expect = c == '{' ? Expect::kKeyOrEnd : Expect::kValueOrEnd;
      } else {
        if (!scalar()) return false;
        if (open_.empty()) return true;
        expect = Expect::kCommaOrEnd;
      }
    }
  }

  void skip_white_space() {
    while (pos_ < text_.size() && (text_[pos_] == ' ' || text_[pos_] == '\n' || text_[pos_] == '\r' || text_[pos_] == '\t'))
      ++pos_;
  }
  bool take(char c) {
    if (pos_ >= text_.size() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }
  bool digits() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && is_digit(text_[pos_])) ++pos_;
    return pos_ > begin;
  }

  bool scalar() {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(pos_).starts_with(word)) continue;
      pos_ += word.size();
      return true;
    }
    return text_[pos_] == '"' ? string() : number();
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  bool string() {
    if (!take('"')) return false;
    for (; pos_ < text_.size(); ++pos_) {
      const char c = text_[pos_];
      if (c == '"') {
        ++pos_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  // Ends on the last character of the escape.
  bool escape() {
    if (++pos_ >= text_.size()) return false;
    if (text_[pos_] != 'u') return std::string_view("\"\\/bfnrt").find(text_[pos_]) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (++pos_ >= text_.size()) return false;
      const char c = text_[pos_];
      if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return false;
    }
    return true;
  }

  std::string_view text_;
  std::size_t pos_;
  std::vector<std::size_t> open_;
  bool valid_;
};

// The next ``` at the beginning of a line, at or after `from`.
std::size_t find_fence(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find("```", from); at != std::string_view::npos; at = text.find("```", at + 1)) {
    std::size_t line = at;
    while (line > 0 && (text[line - 1] == ' ' || text[line - 1] == '\t')) --line;
    if (line == 0 || text[line - 1] == '\n' || text[line - 1] == '\r') return at;
  }
  return std::string_view::npos;
}

std::string_view fenced_part(std::string_view answer) {
  std::optional<std::string_view> first;
  for (std::size_t open = find_fence(answer, 0); open != std::string_view::npos;) {
    std::size_t begin = open + 3;
    while (begin < answer.size() && (std::isalnum(static_cast<unsigned char>(answer[begin])) != 0)) ++begin;
    const std::string label = text::to_lower(answer.substr(open + 3, begin - open - 3));
    // A block that is cut off reaches to the end; one of a single line may close in it.
    std::size_t close = find_fence(answer, begin);
    if (close == std::string_view::npos) close = answer.find("```", begin);
    const bool closed = close != std::string_view::npos;
    const std::string_view content = answer.substr(begin, closed ? close - begin : std::string_view::npos);
    if (label == "json") return content;
    if (!first) first = content;
    open = closed ? find_fence(answer, close + 3) : std::string_view::npos;
  }
  return first.value_or(answer);
}

std::variant<std::string_view, Unscored> first_part(std::string_view answer) {
  std::unordered_set<std::size_t> hopeless;
  std::size_t budget = kMaxPasses * (answer.size() + 1);
  for (std::size_t at = answer.find_first_of("{["); at != std::string_view::npos; at = answer.find_first_of("{[", at + 1)) {
    if (hopeless.contains(at)) continue;
    const JsonScan scan(answer, at);
    if (scan.valid()) return answer.substr(at, scan.end() - at);
    // What was open inside this one goes wrong at the same place.
    hopeless.insert(scan.open().begin(), scan.open().end());
    const std::size_t steps = scan.end() - at + 1;
    if (steps > budget) return Unscored{"the answer has too many beginnings of JSON to try them all"};
    budget -= steps;
  }
  return answer;
}

}  // namespace

JsonExtract read_json_extract(const Options& options) {
  const std::string name = options.one_of("extract", "none", kExtracts);
  return static_cast<JsonExtract>(std::find(kExtracts.begin(), kExtracts.end(), name) - kExtracts.begin());
}

std::string_view name_of(JsonExtract how) { return kExtracts[static_cast<std::size_t>(how)]; }

bool is_json(std::string_view text) {
  const JsonScan scan(text, 0);
  return scan.valid() && text.find_first_not_of(" \t\r\n", scan.end()) == std::string_view::npos &&
         text::is_valid_utf8(text);
}

std::variant<std::string_view, Unscored> json_part(std::string_view answer, JsonExtract how) {
  if (how == JsonExtract::kFence) return fenced_part(answer);
  if (how == JsonExtract::kFirst) return first_part(answer);
  return answer;
}

std::variant<Value, NotJson, Unscored> read_json_answer(std::string_view answer, JsonExtract how) {
  auto part = json_part(answer, how);
  if (auto* reason = std::get_if<Unscored>(&part)) return std::move(*reason);
  try {
    return json::parse(std::get<std::string_view>(part), "answer");
  } catch (const Error& error) {
    if (is_json(std::get<std::string_view>(part))) return Unscored{error.message()};
    return NotJson{error.message()};
  }
}

}  // namespace assay::metrics
