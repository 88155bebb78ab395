#include "backends/local/sample/stop_strings.h"

#include <algorithm>

#include "harness/core/check.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

std::string take_front(std::string& text, std::size_t count) {
  std::string front = text.substr(0, count);
  text.erase(0, count);
  return front;
}

// Tokens of bytes can spell anything; a text for people has U+FFFD where it is no UTF-8.
std::string to_valid(std::string text) {
  if (text::is_valid_utf8(text)) return text;
  return text::encode_utf8(text::decode_utf8(text));
}

}  // namespace

StopStrings::StopStrings(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase_if(stops_, [](const std::string& stop) { return stop.empty(); });
}

// Length of the longest stop string that ends before held_[end], or 0.
std::size_t StopStrings::match_ending_at(std::size_t end) const {
  std::size_t longest = 0;
  for (const std::string& stop : stops_)
    if (stop.size() > longest && stop.size() <= end && held_.compare(end - stop.size(), stop.size(), stop) == 0)
      longest = stop.size();
  return longest;
}

// Bytes of held_ that no stop string can begin in any more, and that end with a whole code point.
std::size_t StopStrings::safe_length() const {
  std::size_t safe = held_.size();
  for (const std::string& stop : stops_) {
    const std::size_t longest = std::min(stop.size() - 1, held_.size());
    for (std::size_t length = longest; length > held_.size() - safe; --length)
      if (held_.compare(held_.size() - length, length, stop, 0, length) == 0) {
        safe = held_.size() - length;
        break;
      }
  }
  return safe - text::incomplete_utf8_tail(std::string_view(held_).substr(0, safe));
}

std::string StopStrings::push(std::string_view bytes) {
  ASSAY_CHECK(!stopped_);
  held_ += bytes;
  while (seen_ < held_.size()) {
    ++seen_;
    const std::size_t length = match_ending_at(seen_);
    if (length == 0) continue;
    stopped_ = true;
    std::string text = to_valid(held_.substr(0, seen_ - length));
    held_.clear();
    seen_ = 0;
    return text;
  }
  const std::size_t safe = safe_length();
  seen_ -= safe;
  return to_valid(take_front(held_, safe));
}

std::string StopStrings::finish() {
  seen_ = 0;
  return to_valid(take_front(held_, held_.size()));
}

}  // namespace assay::local
