#include "backends/local/sample/answer_stream.h"

#include <algorithm>
#include <utility>

#include "harness/core/check.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\v\f";

bool is_spaces(std::string_view text) { return text.find_first_not_of(kSpaces) == std::string_view::npos; }

std::string valid(std::string text) {
  return text::is_valid_utf8(text) ? std::move(text) : text::encode_utf8(text::decode_utf8(text));
}

}  // namespace

AnswerStream::AnswerStream(std::vector<std::string> stops, Thinking thinking, bool begins_inside)
    : thinking_(std::move(thinking)), stops_(stops), begins_inside_(begins_inside) {
  if (thinking_.mode == Thinking::Mode::kOff)
    place_ = Place::kAnswer;
  else
    place_ = begins_inside ? Place::kInside : Place::kBegin;
  for (std::string& stop : stops)
    if (!stop.empty() && is_spaces(stop)) stops_of_spaces_.push_back(std::move(stop));
}

void AnswerStream::push(std::string_view bytes) {
  ASSAY_CHECK(!stopped());
  if (place_ == Place::kAnswer) {
    text_ += stops_.push(bytes);
    return;
  }
  held_ += bytes;
  look_on();
}

void AnswerStream::begin_answer() {
  place_ = Place::kAnswer;
  // Behind thoughts the white space in front of the answer is none of it, and completes no stop string.
  const std::size_t begin = had_span_ ? std::min(held_.find_first_not_of(kSpaces), held_.size()) : 0;
  const std::string rest = std::exchange(held_, "").substr(begin);
  if (!rest.empty()) text_ += stops_.push(rest);
}

void AnswerStream::look_on() {
  while (place_ != Place::kAnswer) {
    if (place_ == Place::kInside) {
      // A model that was put inside a span may write the start marker all the same.
      const std::size_t end = held_.find(thinking_.end, searched_);
      if (end == std::string::npos) {
        searched_ = held_.size() - std::min(held_.size(), thinking_.end.size() - 1);
        return;
      }
      searched_ = 0;
      const std::size_t after = end + thinking_.end.size();
      thoughts_ += held_.substr(0, after);
      held_.erase(0, after);
      had_span_ = true;
      place_ = Place::kBegin;
      continue;
    }
    const std::size_t begin = held_.find_first_not_of(kSpaces);
    if (begin == std::string::npos) {
      // White space before any thought is the answer's own for a model that does not think: its stop strings count.
      const bool stops = !had_span_ && thinking_.mode == Thinking::Mode::kAuto &&
                         std::any_of(stops_of_spaces_.begin(), stops_of_spaces_.end(), [&](const std::string& stop) {
                           return held_.find(stop) != std::string::npos;
                         });
      if (stops) begin_answer();
      return;
    }
    const std::string_view rest = std::string_view(held_).substr(begin);
    if (rest.starts_with(thinking_.start)) {
      thoughts_ += held_.substr(0, begin) + thinking_.start;
      held_.erase(0, begin + thinking_.start.size());
      place_ = Place::kInside;
    } else if (std::string_view(thinking_.start).starts_with(rest)) {
      return;  // it may become the marker
    } else {
      begin_answer();
    }
  }
}

AnswerStream::Result AnswerStream::finish() {
  const bool is_open = place_ == Place::kInside;
  if (is_open)
    thoughts_ += std::exchange(held_, "");
  else if (place_ == Place::kBegin)
    begin_answer();
  if (!stopped()) text_ += stops_.finish();
  Result result;
  result.is_open = is_open;
  if (thinking_.mode == Thinking::Mode::kOff) {
    result.text = std::move(text_);
  } else if (thoughts_.empty() && !begins_inside_) {
    // Without a start marker the first end marker may still show that it began among thoughts.
    SplitAnswer split = split_thinking(text_, thinking_);
    result.reasoning = std::move(split.reasoning);
    result.text = std::move(split.answer);
  } else {
    result.reasoning = valid(split_thinking(thoughts_, thinking_, begins_inside_).reasoning);
    result.text = std::move(text_);
  }
  return result;
}

}  // namespace assay::local
