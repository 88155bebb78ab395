#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/local/sample/stop_strings.h"
#include "harness/core/thinking.h"

namespace assay::local {

/// Tells the thoughts from the answer in a text that arrives in pieces of bytes, and heeds stop strings in the answer only.
/// The result is that of `split_thinking` over the whole text, cut at the first stop string of its answer; it depends on
/// the bytes alone and not on how they were cut into tokens.
class AnswerStream {
 public:
  /// `begins_inside`: the prompt ends with the start marker, so that the text is thoughts at once.
  AnswerStream(std::vector<std::string> stops, Thinking thinking, bool begins_inside);

  /// Takes more bytes. Requires: not stopped.
  void push(std::string_view bytes);
  /// A stop string of the answer is complete.
  bool stopped() const { return stops_.stopped(); }

  struct Result {
    std::string reasoning, text;
    bool is_open = false;  ///< the thoughts do not end, and there is no answer
  };
  /// What came, at the end of the sequence. Call once.
  Result finish();

 private:
  enum class Place {
    kBegin,   ///< a span may begin here, or the answer
    kInside,  ///< among thoughts
    kAnswer,
  };
  void look_on();
  void begin_answer();

  Thinking thinking_;
  std::vector<std::string> stops_of_spaces_;  // those that white space alone can complete
  StopStrings stops_;
  Place place_;
  bool begins_inside_;
  bool had_span_ = false;
  std::string held_;      // since the place began
  std::size_t searched_ = 0;  // among thoughts: no end marker begins before this place in held_
  std::string thoughts_;  // the spans that have ended, with their markers
  std::string text_;
};

}  // namespace assay::local
