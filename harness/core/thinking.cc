#include "harness/core/thinking.h"

#include <algorithm>
#include <utility>

namespace assay {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\v\f";

std::string_view without_spaces_in_front(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

std::string_view without_spaces(std::string_view text) {
  text = without_spaces_in_front(text);
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

void add_thought(SplitAnswer& split, std::string_view thought) {
  split.has_span = true;
  thought = without_spaces(thought);
  if (thought.empty()) return;
  if (!split.reasoning.empty()) split.reasoning += "\n\n";
  split.reasoning += thought;
}

}  // namespace

Thinking read_thinking(const Options& options) {
  Thinking thinking;
  const std::optional<Options> node = options.node("thinking");
  if (!node) return thinking;
  if (node->is_scalar()) {
    const std::string word = node->scalar();
    if (word == "off" || word == "false" || word == "no")
      thinking.mode = Thinking::Mode::kOff;
    else if (word != "auto")
      options.fail("thinking", "expected auto, off, or the markers as {start: \"<think>\", end: \"</think>\"}, not '" + word + "'");
    return thinking;
  }
  if (!node->is_map()) options.fail("thinking", "expected auto, off, or a map of the markers 'start' and 'end', not a list");
  thinking.mode = Thinking::Mode::kMarkers;
  const Options markers = options.map("thinking");
  thinking.start = markers.text("start", thinking.start);
  thinking.end = markers.text("end", thinking.end);
  for (const auto& [key, marker] : {std::pair("start", &thinking.start), std::pair("end", &thinking.end)})
    if (without_spaces(*marker).empty()) markers.fail(key, "expected the text of a marker, not an empty one");
  thinking.opened = markers.flag("opened", false);
  if (thinking.start == thinking.end) markers.fail("end", "expected another text than that of 'start'");
  return thinking;
}

SplitAnswer split_thinking(std::string_view text, const Thinking& thinking, bool begins_inside) {
  SplitAnswer split;
  if (thinking.mode == Thinking::Mode::kOff) {
    split.answer = text;
    return split;
  }
  const std::size_t first_end = text.find(thinking.end);
  // A model that was put inside a span may write the start marker all the same: then this is an ordinary span.
  const bool starts = without_spaces_in_front(text).starts_with(thinking.start);
  if (!starts && !begins_inside) begins_inside = first_end != std::string_view::npos && first_end < text.find(thinking.start);
  std::string_view rest = text;
  if (begins_inside && !starts) {
    add_thought(split, text.substr(0, first_end));
    if (first_end == std::string_view::npos) {
      split.is_open = true;
      return split;
    }
    rest = text.substr(first_end + thinking.end.size());
  }
  while (without_spaces_in_front(rest).starts_with(thinking.start)) {
    rest = without_spaces_in_front(rest).substr(thinking.start.size());
    const std::size_t end = rest.find(thinking.end);
    add_thought(split, rest.substr(0, end));
    if (end == std::string_view::npos) {
      split.is_open = true;
      return split;
    }
    rest = rest.substr(end + thinking.end.size());
  }
  split.answer = split.has_span ? without_spaces_in_front(rest) : text;
  return split;
}

bool opens_thinking(std::string_view prompt_end, const Thinking& thinking) {
  if (thinking.mode == Thinking::Mode::kOff) return false;
  const std::size_t end = prompt_end.find_last_not_of(kSpaces);
  return end != std::string_view::npos && prompt_end.substr(0, end + 1).ends_with(without_spaces(thinking.start));
}

bool cut_at_stops(std::string& text, const std::vector<std::string>& stops) {
  std::size_t cut = std::string::npos;
  for (const std::string& stop : stops)
    if (!stop.empty()) cut = std::min(cut, text.find(stop));
  if (cut == std::string::npos) return false;
  text.resize(cut);
  return true;
}

}  // namespace assay
