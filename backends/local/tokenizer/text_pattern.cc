#include "backends/local/tokenizer/text_pattern.h"

#include <fmt/core.h>

#include "harness/core/error.h"

namespace assay::local {

TextPattern::TextPattern(const Value& step, std::string_view key, std::string_view where) {
  const Value* pattern = step.find(key);
  const Value* literal = pattern == nullptr ? nullptr : pattern->find("String");
  const Value* regex = pattern == nullptr ? nullptr : pattern->find("Regex");
  if (literal != nullptr && literal->is_string()) {
    literal_ = literal->as_string();
    if (literal_.empty()) throw Error(ErrorKind::kRuntime, fmt::format("{}: '{}' is an empty string", where, key));
  } else if (regex != nullptr && regex->is_string()) {
    set_regex(regex->as_string(), where);
  } else {
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: '{}' must be {{\"String\": ...}} or {{\"Regex\": ...}}", where, key));
  }
}

TextPattern::TextPattern(std::string_view regex, std::string_view where) { set_regex(std::string(regex), where); }

void TextPattern::set_regex(const std::string& regex, std::string_view where) {
  scanner_ = known_pattern(regex);
  if (scanner_) return;
  try {
    regex_.emplace(regex);
  } catch (const Error& e) {
    throw Error(ErrorKind::kRuntime, fmt::format("{}: {}", where, e.message()));
  }
}

std::vector<TextPattern::Span> TextPattern::matches(std::string_view text) const {
  std::vector<Span> found;
  if (scanner_) {
    for (std::size_t pos = 0; pos < text.size();) {
      const std::size_t end = piece_end(*scanner_, text, pos);
      found.emplace_back(pos, end);
      pos = end;
    }
  } else if (regex_) {
    for (const auto& match : regex_->find_all(text)) found.emplace_back(match.begin(), match.end());
  } else {
    for (std::size_t pos = text.find(literal_); pos != std::string_view::npos;
         pos = text.find(literal_, pos + literal_.size()))
      found.emplace_back(pos, pos + literal_.size());
  }
  return found;
}

std::string TextPattern::replaced(std::string_view text, std::string_view content) const {
  std::string out;
  std::size_t done = 0;
  for (const auto& [begin, end] : matches(text)) {
    out += text.substr(done, begin - done);
    out += content;
    done = end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace assay::local
